import { describe, expect, test } from 'vitest';
import { requireSoundRule, requireSoundSettings } from './check-linking-rule.ts';
import { DomainError } from './errors.ts';
import { type LinkingRule, strictLinkingRule } from './linking-rule.ts';
import { linkingSettings } from './tenant.ts';

function problemsOf(check: () => unknown): string[] {
  try {
    check();
    return [];
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    expect(error.code).toBe('invalid_input');
    return error.details!.problems as string[];
  }
}

describe('a linking rule', () => {
  const problems = (parts: Partial<LinkingRule>) =>
    problemsOf(() => requireSoundRule({ ...strictLinkingRule, ...parts }));
  const filter = (allowed: string[] | null, denied: string[] = []) => ({ emailDomains: { allowed, denied } });
  const metadata = (path: string, value: unknown) => ({
    neverLink: { userIds: [], metadata: { [path]: value as string } },
  });
  const one = '0199b6a4-5f21-7c3e-9d2a-4b1f6c7d8e90';

  test.each<[string, Partial<LinkingRule>, string]>([
    [
      'matches on nothing',
      { mode: 'verified_match', matchOn: [] },
      'match_on: a rule of the mode `verified_match` needs',
    ],
    ['asks about nothing', { mode: 'ask', matchOn: [] }, 'match_on: a rule of the mode `ask` needs'],
    ['matches on a key twice', { matchOn: ['email', 'email'] }, 'match_on: a key stands there twice'],
    [
      'matches on names alone and trusts none',
      { mode: 'verified_match', matchOn: ['username'] },
      'name_proof: with `never`, a rule that matches on names alone',
    ],
    [
      'matches on an external id that no claim holds',
      { mode: 'verified_match', matchOn: ['email', 'external_id'] },
      'external_id_claim: say which claim',
    ],
    ['has a claim without a name', { externalIdClaim: ' ' }, 'external_id_claim: the name of a claim'],
    ['knows no form of "verified"', { verifiedForms: [] }, 'verified_forms: give one form'],
    [
      'has a pattern for a domain',
      { authoritativeDomains: ['*.example.com'] },
      'authoritative_domains: `*.example.com`',
    ],
    ['has an address for a domain', filter(['ada@example.com']), 'email_domains.allowed: `ada@example.com`'],
    ['has a URL for a domain', filter(null, ['https://example.com']), 'email_domains.denied: `https://example.com`'],
    ['has a name without a dot', { authoritativeDomains: ['example'] }, 'authoritative_domains: `example`'],
    ['allows no domain', filter([]), 'email_domains.allowed: an empty list'],
    ['allows what it denies', filter(['Example.com'], ['example.COM']), 'email_domains: `example.com` is both'],
    ['names who is no user', { neverLink: { userIds: ['ada'], metadata: {} } }, 'never_link.user_ids: `ada`'],
    ['has a path into nothing', metadata('roles', 'admin'), 'never_link.metadata: `roles` is no path'],
    ['has a path to all of it', metadata('app_metadata', 'admin'), 'never_link.metadata: `app_metadata` is no path'],
    ['has a path with a hole', metadata('app_metadata..x', 'admin'), 'never_link.metadata: `app_metadata..x`'],
    ['has a path into the claims', metadata('claims.roles', 'admin'), 'never_link.metadata: `claims.roles`'],
    ['compares with a list', metadata('app_metadata.roles', ['admin']), 'never_link.metadata: `app_metadata.roles` is'],
    ['compares with nothing', metadata('app_metadata.roles', null), 'never_link.metadata: `app_metadata.roles` is'],
    ['lets a user have none', { identitiesPerUserMax: 0 }, 'identities_per_user_max:'],
    ['lets a user have half of one', { identitiesPerUserMax: 1.5 }, 'identities_per_user_max:'],
    ['has a linking domain without a name', { linkingDomain: '' }, 'linking_domain:'],
    ['has a linking domain that looks like another', { linkingDomain: 'staff ' }, 'linking_domain:'],
  ])('is refused when it %s', (_what, parts, problem) => {
    expect(problems(parts)).toEqual([expect.stringContaining(problem)]);
  });

  test('every mistake is told at once', () => {
    expect(problems({ mode: 'ask', matchOn: [], verifiedForms: [], linkingDomain: '' })).toHaveLength(3);
  });

  test.each<[string, Partial<LinkingRule>]>([
    ['the strictest one', {}],
    ['one that is trusted for nothing, and asks', { mode: 'ask' }],
    ['one that asks where something is said to be verified', { mode: 'verified_match' }],
    ['one that joins nobody, with a list for later', { mode: 'never', matchOn: [] }],
    ['names of which some are proved', { mode: 'verified_match', matchOn: ['email', 'username'] }],
    ['names that the provider issues', { mode: 'verified_match', matchOn: ['username'], nameProof: 'authoritative' }],
    ['names that are asked about', { mode: 'ask', matchOn: ['username'] }],
    [
      'all that can be said',
      {
        neverLink: { userIds: [one], metadata: { 'app_metadata.roles': 'admin', 'user_metadata.a.b': 3 } },
        identitiesPerUserMax: 1,
        linkingDomain: 'staff',
      },
    ],
  ])('is taken: %s', (_what, parts) => {
    expect(problems(parts)).toEqual([]);
  });

  test('domains come out as they are compared, each once', () => {
    const sound = requireSoundRule({
      ...strictLinkingRule,
      authoritativeDomains: ['Example.COM', 'example.com', 'münchen.de'],
      ...filter([' Example.com'], ['xn--mnchen-3ya.de']),
    });
    expect(sound.authoritativeDomains).toEqual(['example.com', 'xn--mnchen-3ya.de']);
    expect(sound.emailDomains).toEqual({ allowed: ['example.com'], denied: ['xn--mnchen-3ya.de'] });
  });
});

describe('what a tenant has settled about linking', () => {
  const problems = (linking: unknown) =>
    problemsOf(() => requireSoundSettings({ settings: { linking: linking as never } }));

  test.each<[unknown, string]>([
    [[], 'must be an object'],
    [null, 'must be an object'],
    ['ends', 'must be an object'],
    [{ verified_domain: ['example.com'] }, '`verified_domain` is no setting of linking'],
    [{ verified_domains: 'example.com' }, 'verified_domains: a list of domains'],
    [{ verified_domains: [7] }, 'verified_domains: a list of domains'],
    [{ verified_domains: ['com'] }, 'verified_domains: `com` is no domain'],
    [{ verified_domains: ['*.example.com'] }, 'verified_domains: `*.example.com` is no domain'],
    [{ unproved_side: 'keep' }, 'unproved_side: `ends` or `separate`'],
  ])('%j is refused', (linking, problem) => {
    expect(problems(linking)).toEqual([expect.stringContaining(problem)]);
  });

  test.each([
    [undefined],
    [{}],
    [{ verified_domains: [] }],
    [{ verified_domains: ['example.com'], unproved_side: 'separate' }],
  ])('%j is taken', (linking) => {
    expect(problems(linking)).toEqual([]);
  });

  test('is read as it is compared, and as the safe default where it says nothing', () => {
    const settings = { linking: { verified_domains: ['Example.COM', 'münchen.de', 7, 'no domain'] } };
    expect(linkingSettings({ settings })).toEqual({
      verifiedDomains: ['example.com', 'xn--mnchen-3ya.de'],
      unprovedSide: 'ends',
    });
    expect(linkingSettings({ settings: {} })).toEqual({ verifiedDomains: [], unprovedSide: 'ends' });
  });
});
