import { describe, expect, test } from 'vitest';
import type { Claims } from './claims.ts';
import {
  arrivingKeys,
  type LinkingRule,
  provedEmail,
  provedPhone,
  saysEmailVerified,
  strictLinkingRule,
} from './linking-rule.ts';

const claims = (said: Partial<Claims> = {}): Claims => ({
  subject: 's',
  subjectType: '',
  emailVerified: false,
  phoneVerified: false,
  raw: {},
  ...said,
});
const rule = (parts: Partial<LinkingRule> = {}): LinkingRule => ({
  ...strictLinkingRule,
  mode: 'verified_match',
  ...parts,
});
const bit = rule({ emailProof: 'provider_verified_bit' });

describe('what makes an e-mail address proved', () => {
  const email = 'v@example.com';
  const said = { email, emailVerified: true };

  test.each<[string, LinkingRule, Partial<Claims>]>([
    ['the strictest rule believes nothing', rule(), said],
    ['no bit', bit, { email }],
    ['a bit that is false', bit, { email, emailVerified: false }],
    ['no address', bit, { emailVerified: true }],
    ['what is no address', bit, { email: 'v', emailVerified: true }],
    ['an address that hides another', bit, { email: 'a@x.com＠evil.example', emailVerified: true }],
    ['a provider that is not authoritative', rule({ emailProof: 'authoritative_domains' }), said],
    [
      'an authoritative provider without its bit',
      rule({ emailProof: 'authoritative_domains', authoritativeDomains: ['example.com'] }),
      { email },
    ],
    [
      'a subdomain of an authoritative domain',
      rule({ emailProof: 'authoritative_domains', authoritativeDomains: ['example.com'] }),
      { email: 'v@mail.example.com', emailVerified: true },
    ],
    [
      'a domain that ends like an authoritative one',
      rule({ emailProof: 'authoritative_domains', authoritativeDomains: ['example.com'] }),
      { email: 'v@evilexample.com', emailVerified: true },
    ],
    [
      'an account of another organisation',
      rule({ emailProof: 'authoritative_domains' }),
      { ...said, hostedDomain: 'other.example' },
    ],
    ['a domain that the tenant has not verified', rule({ emailProof: 'tenant_verified_domains' }), said],
    [
      'a verified domain without the bit of the provider',
      rule({ emailProof: 'tenant_verified_domains' }),
      { email: 'v@tenant.example' },
    ],
  ])('not: %s', (_what, by, what) => {
    expect(provedEmail(by, claims(what), ['tenant.example'])).toBeNull();
  });

  test.each<[string, LinkingRule, Partial<Claims>, string]>([
    ['the bit alone, where that is enough', bit, said, email],
    ['in whatever spelling', bit, { email: ' V@Example.COM', emailVerified: true }, email],
    [
      'an authoritative domain',
      rule({ emailProof: 'authoritative_domains', authoritativeDomains: ['example.com'] }),
      said,
      email,
    ],
    [
      'the domain of the organisation that runs the account',
      rule({ emailProof: 'authoritative_domains' }),
      { ...said, hostedDomain: 'Example.com' },
      email,
    ],
    [
      'a domain of the tenant',
      rule({ emailProof: 'tenant_verified_domains' }),
      { email: 'v@tenant.example', emailVerified: true },
      'v@tenant.example',
    ],
    [
      'a domain of the tenant in its own script',
      rule({ emailProof: 'authoritative_domains', authoritativeDomains: ['xn--mnchen-3ya.de'] }),
      { email: 'v@münchen.de', emailVerified: true },
      'v@xn--mnchen-3ya.de',
    ],
  ])('yes: %s', (_what, by, what, key) => {
    expect(provedEmail(by, claims(what), ['tenant.example'])).toBe(key);
  });
});

describe('the exact forms of "verified"', () => {
  const saying = (form: unknown) => claims({ email: 'v@x.com', raw: { email_verified: form as never } });

  test.each([false, 'false', 0, 1, '1', 'true', 'TRUE', 'yes', 'verified', [], [true], {}, { true: true }, null, ''])(
    '%j is none where boolean true alone is',
    (form) => {
      expect(saysEmailVerified(bit, saying(form))).toBe(false);
    },
  );

  test.each(['true', 'True', '1', 1, 'yes', 'verified'] as const)(
    '%j is where the rule says so, and no other',
    (form) => {
      const by = { ...bit, verifiedForms: [form] };
      expect(saysEmailVerified(by, saying(form))).toBe(true);
      for (const other of [
        'true',
        'True',
        'TRUE',
        '1',
        1,
        'yes',
        'verified',
        'no',
        ' true',
        'true ',
        2,
        [form],
        [true],
      ])
        if (other !== form) expect(saysEmailVerified(by, saying(other)), JSON.stringify(other)).toBe(false);
    },
  );
});

describe("Microsoft's word for the owner of a domain", () => {
  const by = rule({ emailProof: 'xms_edov' });
  const tid = 'f8cdef31-a31e-4b4a-93e4-5f571e91255a';
  const said = (raw: object) => claims({ email: 'v@contoso.com', raw: raw as never });

  test.each([
    {},
    { tid },
    { xms_edov: true },
    { xms_edov: true, tid: '' },
    { xms_edov: true, tid: 7 },
    ...[false, 'false', 'True', 'yes', 0, '0', 2, null, [], [true], {}].map((form) => ({ xms_edov: form, tid })),
    { email_verified: true, tid },
  ])('%j proves nothing', (raw) => {
    expect(provedEmail(by, said(raw), ['contoso.com'])).toBeNull();
  });

  test.each([true, 1, '1', 'true'])('%j with the directory does', (form) => {
    expect(provedEmail(by, said({ xms_edov: form, tid }), [])).toBe('v@contoso.com');
  });
});

describe('keys of an arrival', () => {
  test('in the order of the rule, those that came, with what was said of each', () => {
    const by = rule({
      matchOn: ['external_id', 'phone', 'email', 'username'],
      emailProof: 'provider_verified_bit',
      externalIdClaim: 'employee',
    });
    const said = claims({
      email: 'V@x.com',
      emailVerified: true,
      phone: '+44 20 7946 0018',
      phoneVerified: true,
      username: 'Vee',
      raw: { employee: 'E-7' },
    });
    expect(arrivingKeys(by, said, [])).toEqual([
      { key: 'external_id', value: 'E-7', proved: false, said: 'this provider is not trusted to prove names' },
      {
        key: 'phone',
        value: '+442079460018',
        proved: false,
        said: 'this provider is not trusted to prove phone numbers',
      },
      { key: 'email', value: 'v@x.com', proved: true, said: 'the provider says that the e-mail address is verified' },
      { key: 'username', value: 'vee', proved: false, said: 'this provider is not trusted to prove names' },
    ]);
    expect(arrivingKeys({ ...by, matchOn: [] }, said, [])).toEqual([]);
    expect(arrivingKeys(by, claims(), [])).toEqual([]);
  });

  test.each([7, '', null, ['E-7'], { id: 'E-7' }, undefined])('%j is no external id', (employee) => {
    const by = rule({ matchOn: ['external_id'], externalIdClaim: 'employee' });
    expect(arrivingKeys(by, claims({ raw: { employee } as never }), [])).toEqual([]);
  });

  test.each(['__proto__', 'constructor', 'toString'])('a claim named `%s` is none unless it came', (name) => {
    const by = rule({ matchOn: ['external_id'], externalIdClaim: name });
    expect(arrivingKeys(by, claims(), [])).toEqual([]);
  });

  test('a phone number counts with its country alone, and is proved by the bit where that is trusted', () => {
    const by = rule({ matchOn: ['phone'], phoneProof: 'provider_verified_bit' });
    const said = (phone: string, phoneVerified = true) => claims({ phone, phoneVerified });
    expect(provedPhone(by, said('+44 (0)20 7946 0018'))).toBe('+442079460018');
    expect(provedPhone(by, said('020 7946 0018'))).toBeNull();
    expect(arrivingKeys(by, said('020 7946 0018'), [])).toEqual([]);
    expect(provedPhone(by, said('+44 20 7946 0018', false))).toBeNull();
    expect(provedPhone({ ...by, phoneProof: 'never' }, said('+44 20 7946 0018'))).toBeNull();
  });

  test('names are proved by a provider that issues them', () => {
    const by = rule({ matchOn: ['username'], nameProof: 'authoritative' });
    expect(arrivingKeys(by, claims({ username: 'vee' }), [])).toMatchObject([{ proved: true }]);
  });
});
