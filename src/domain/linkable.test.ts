import { describe, expect, test } from 'vitest';
import { DomainError } from './errors.ts';
import { identitiesPerUserMax, requireLinkable } from './linkable.ts';
import { strictLinkingRule } from './linking-rule.ts';

const providers = new Map(
  Object.entries({
    google: {},
    github: {},
    capped: { identitiesPerUserMax: 2 },
    staff: { linkingDomain: 'staff' },
    'staff-too': { linkingDomain: 'staff' },
    partners: { linkingDomain: 'partners' },
  }).map(([id, parts]) => [id, { linkingRule: { ...strictLinkingRule, ...parts } }]),
);
const at = (...ids: string[]) => ids.map((identityProviderId) => ({ identityProviderId }));
const refusal = (ids: string[]) => {
  try {
    requireLinkable(at(...ids), providers);
    return null;
  } catch (error) {
    if (error instanceof DomainError) return { code: error.code, details: error.details };
    throw error;
  }
};

describe('identities that may all be one user’s', () => {
  test.each<[string, string[], object]>([
    [
      'over the cap of a provider',
      ['capped', 'google', 'capped', 'capped'],
      { code: 'too_many_identities', details: { identity_provider_id: 'capped' } },
    ],
    ['more than anyone has', Array(identitiesPerUserMax + 1).fill('google'), { code: 'too_many_identities' }],
    [
      'two linking domains',
      ['staff', 'partners'],
      { code: 'linking_domain_mismatch', details: { linking_domains: ['staff', 'partners'] } },
    ],
    [
      'one linking domain and none',
      ['google', 'staff'],
      { code: 'linking_domain_mismatch', details: { linking_domains: [null, 'staff'] } },
    ],
  ])('not: %s', (_what, ids, expected) => {
    expect(refusal(ids)).toMatchObject(expected);
  });

  test.each<[string, string[]]>([
    ['none', []],
    ['several providers without a linking domain', ['google', 'github', 'google']],
    ['as many as the cap', ['capped', 'capped']],
    ['one linking domain', ['staff', 'staff-too']],
    ['as many as anyone has', Array(identitiesPerUserMax).fill('google')],
  ])('yes: %s', (_what, ids) => {
    expect(refusal(ids)).toBeNull();
  });
});
