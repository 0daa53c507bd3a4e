import { describe, expect, test } from 'vitest';
import type { Claims } from './claims.ts';
import { type LinkingRule, strictLinkingRule } from './linking-rule.ts';
import { evidenceBetween, type KnownIdentity, type KnownUser } from './suggestion.ts';
import { blankUser } from './user.ts';

const user = (id: string, fields: Partial<KnownUser['user']> = {}, others: Partial<KnownUser> = {}): KnownUser => ({
  user: { ...blankUser, id, ...fields },
  identities: [],
  separatedFrom: [],
  ...others,
});

const identity = (claims: Partial<Claims>, rule: Partial<LinkingRule> = {}, displayName = 'Google'): KnownIdentity => ({
  claims: { subject: 's', subjectType: '', emailVerified: false, phoneVerified: false, raw: {}, ...claims },
  provider: { displayName, linkingRule: { ...strictLinkingRule, ...rule } },
});

const ada = { email: 'Ada@Example.com', emailVerified: true };
const trusted = { emailProof: 'provider_verified_bit' } as const;
const said = (claims: Partial<Claims> = {}): Partial<Claims> => ({
  email: 'ada@example.com',
  emailVerified: true,
  ...claims,
});

describe('two users have in common what both have proved', () => {
  test('their own e-mail addresses, however they are spelt', () => {
    expect(evidenceBetween(user('a', ada), user('b', { email: 'ＡDA@example.com', emailVerified: true }))).toEqual([
      {
        key: 'email',
        value: 'ada@example.com',
        said: 'of the user: its e-mail address is verified; of the other user: its e-mail address is verified',
      },
    ]);
  });

  test('their own phone numbers', () => {
    const one = user('a', { phone: '+1 (555) 010-0000', phoneVerified: true });
    const other = user('b', { phone: '+15550100000', phoneVerified: true });
    expect(evidenceBetween(one, other)).toMatchObject([{ key: 'phone', value: '+15550100000' }]);
  });

  test('the address of one and that of an identity of the other', () => {
    const other = user('b', {}, { identities: [identity(said(), trusted)] });
    expect(evidenceBetween(user('a', ada), other)).toEqual([
      {
        key: 'email',
        value: 'ada@example.com',
        said: 'of the user: its e-mail address is verified; of the other user: at `Google`, the provider says that the e-mail address is verified',
      },
    ]);
  });

  test('each key once, and what the rules of two providers prove', () => {
    const one = user('a', ada, { identities: [identity(said(), trusted), identity(said(), trusted, 'Again')] });
    const directory = { emailProof: 'tenant_verified_domains' } as const;
    const other = user('b', {}, { identities: [identity(said(), directory)] });
    expect(evidenceBetween(one, other)).toEqual([]);
    expect(evidenceBetween(one, other, ['example.com'])).toHaveLength(1);
  });
});

describe('nothing is suggested', () => {
  const unproved: [string, KnownUser][] = [
    ['an address that the user never proved', user('b', { ...ada, emailVerified: false })],
    ['a number that the user never proved', user('b', { phone: '+15550100000' })],
    ['an identity of a provider that is not trusted', user('b', {}, { identities: [identity(said())] })],
    [
      'an identity whose provider does not say verified',
      user('b', {}, { identities: [identity(said({ emailVerified: false }), trusted)] }),
    ],
    [
      'an identity whose provider is not authoritative for the domain',
      user(
        'b',
        {},
        {
          identities: [identity(said(), { emailProof: 'authoritative_domains', authoritativeDomains: ['gmail.com'] })],
        },
      ),
    ],
    ['another address', user('b', { email: 'bob@example.com', emailVerified: true })],
    ['an address that is none', user('b', { email: 'ada', emailVerified: true })],
  ];
  test.each(unproved)('on %s', (_what, other) => {
    const one = user('a', { ...ada, phone: '+15550100000', phoneVerified: true });
    expect(evidenceBetween(one, other)).toEqual([]);
    expect(evidenceBetween(other, one)).toEqual([]);
  });

  test('on a username or external id alone, which add to what tells', () => {
    const names = { nameProof: 'authoritative', externalIdClaim: 'employee' } as const;
    const employee = said({ username: 'ada', raw: { employee: 'e-7' } });
    const one = user('a', {}, { identities: [identity(employee, { ...names, emailProof: 'never' })] });
    const other = user('b', { externalId: 'e-7' }, { identities: [identity(employee, { ...names, ...trusted })] });
    expect(evidenceBetween(one, other)).toEqual([]);
    const both = { ...names, ...trusted };
    const telling = evidenceBetween(
      user('a', {}, { identities: [identity(employee, both)] }),
      user('b', { externalId: 'e-7' }, { identities: [identity(employee, both)] }),
    );
    expect(telling.map(({ key }) => key)).toEqual(['email', 'username', 'external_id']);
    expect(telling[2]!.said).toContain("the application's own name");
  });

  test('of a user with itself, or of one that was merged', () => {
    expect(evidenceBetween(user('a', ada), user('a', ada))).toEqual([]);
    expect(evidenceBetween(user('a', ada), user('b', { ...ada, mergedInto: 'c' }))).toEqual([]);
    expect(evidenceBetween(user('a', { ...ada, mergedInto: 'c' }), user('b', ada))).toEqual([]);
  });

  test('across linking domains; none is a domain like any other', () => {
    const of = (id: string, ...domains: (string | null)[]) =>
      user(id, ada, { identities: domains.map((linkingDomain) => identity({}, { linkingDomain })) });
    expect(evidenceBetween(of('a', 'staff'), of('b', 'customers'))).toEqual([]);
    expect(evidenceBetween(of('a', 'staff'), of('b', null))).toEqual([]);
    expect(evidenceBetween(of('a', 'staff'), of('b', 'staff', 'staff'))).toHaveLength(1);
    expect(evidenceBetween(of('a', 'staff'), of('b'))).toHaveLength(1);
  });

  test('of two that were taken apart, on either side', () => {
    const apart = user('a', ada, { separatedFrom: ['b'] });
    expect(evidenceBetween(apart, user('b', ada))).toEqual([]);
    expect(evidenceBetween(user('b', ada), apart)).toEqual([]);
    expect(evidenceBetween(apart, user('c', ada))).toHaveLength(1);
  });
});
