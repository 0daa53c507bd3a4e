/** The three decisions against a model: the same questions asked bluntly, in any order of facts that may come. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/domain/json.ts';
import { decideLink, type LinkFacts } from '../../src/domain/link.ts';
import { type LinkingRule, strictLinkingRule } from '../../src/domain/linking-rule.ts';
import { decideMerge } from '../../src/domain/merge.ts';
import { emailKey } from '../../src/domain/normalise.ts';
import { decideUnlink, unlinkOutcomes } from '../../src/domain/unlink.ts';

const email = fc.constantFrom(
  'ann@example.com',
  'Ann@Example.com',
  'bob@example.com',
  'ann@gmail.com',
  'not an address',
);
const status = fc.constantFrom('active' as const, 'suspended' as const);

const strictParts = Object.fromEntries(
  Object.entries(strictLinkingRule).map(([part, value]) => [part, fc.constant(value)]),
) as { [K in keyof LinkingRule]: fc.Arbitrary<LinkingRule[K]> };

const facts: fc.Arbitrary<LinkFacts> = fc.record({
  provider: fc.record({
    id: fc.constant('p'),
    enabled: fc.boolean(),
    linkingRule: fc.record({
      ...strictParts,
      mode: fc.constantFrom('never' as const, 'verified_match' as const),
      emailProof: fc.constantFrom('provider_verified_bit' as const, 'authoritative_domains' as const, 'never' as const),
      authoritativeDomains: fc.subarray(['gmail.com', 'example.com']),
    }),
  }),
  connection: fc.record({ enabled: fc.boolean(), loginOnly: fc.boolean() }),
  claims: fc.record(
    {
      subject: fc.constant('s'),
      subjectType: fc.constant(''),
      email,
      // What a careless provider sends; the type says boolean, the wire does not.
      emailVerified: fc.constantFrom(
        true,
        false,
        'true' as unknown as boolean,
        1 as unknown as boolean,
        null as unknown as boolean,
      ),
      phoneVerified: fc.boolean(),
      hostedDomain: fc.constantFrom('example.com', 'gmail.com'),
      raw: fc.constant({}),
    },
    { requiredKeys: ['subject', 'subjectType', 'emailVerified', 'phoneVerified', 'raw'] },
  ),
  known: fc.option(fc.constant({ userId: 'owner' as string | null })),
  owner: fc.option(fc.record({ id: fc.constant('owner'), status })),
  candidates: fc.array(
    fc.record({
      user: fc.record({ id: fc.uuid(), status, email: fc.option(email), emailVerified: fc.boolean() }),
      hasIdentityAtProvider: fc.boolean(),
    }),
    { maxLength: 3 },
  ),
});

/** The policy, said once more without any care for reasons. */
function model({ provider, connection, claims, known, owner, candidates }: LinkFacts): string {
  if (!provider.enabled || !connection.enabled) return 'refuse';
  if (known && owner) return owner.status === 'active' ? 'sign_in owner' : 'refuse';
  const { mode, emailProof, authoritativeDomains } = provider.linkingRule;
  const key = claims.email === undefined ? null : emailKey(claims.email);
  const domain = key?.split('@')[1];
  const proved =
    key !== null &&
    claims.emailVerified === true &&
    (emailProof === 'provider_verified_bit' ||
      (emailProof === 'authoritative_domains' &&
        (authoritativeDomains.includes(domain!) || claims.hostedDomain === domain)));
  const same = candidates.filter(({ user }) => user.email !== null && emailKey(user.email) === key);
  const [one] = same;
  const joins =
    mode === 'verified_match' &&
    proved &&
    same.length === 1 &&
    one!.user.emailVerified &&
    one!.user.status === 'active' &&
    !one!.hasIdentityAtProvider;
  if (joins) return `link ${one!.user.id}`;
  return connection.loginOnly ? 'refuse' : 'create_user';
}

describe('decideLink', () => {
  test('decides as the model does', () => {
    fc.assert(
      fc.property(facts, (drawn) => {
        const decision = decideLink(drawn);
        const said = 'userId' in decision ? `${decision.action} ${decision.userId}` : decision.action;
        expect(said).toBe(model(drawn));
      }),
      { numRuns: 5000 },
    );
  });

  test('never joins on an e-mail that both sides have not proved', () => {
    fc.assert(
      fc.property(facts, (drawn) => {
        const decision = decideLink(drawn);
        if (decision.action !== 'link') return;
        const joined = drawn.candidates.find(({ user }) => user.id === decision.userId)!;
        expect(drawn.claims.emailVerified).toBe(true);
        expect(joined.user.emailVerified).toBe(true);
        expect(emailKey(joined.user.email!)).toBe(emailKey(drawn.claims.email!));
      }),
      { numRuns: 5000 },
    );
  });

  test('says why: the last rule settles it, and no other does', () => {
    fc.assert(
      fc.property(facts, (drawn) => {
        const { reasons } = decideLink(drawn);
        expect(reasons.map(({ settled }) => settled)).toEqual([...new Array(reasons.length - 1).fill(false), true]);
        for (const { said } of reasons) expect(said).not.toBe('');
      }),
    );
  });

  test('an e-mail that swaps between two people does not swap the people: the subject wins', () => {
    fc.assert(
      fc.property(facts, email, (drawn, address) => {
        const facts: LinkFacts = {
          ...drawn,
          provider: { ...drawn.provider, enabled: true },
          connection: { ...drawn.connection, enabled: true },
          known: { userId: 'owner' },
          owner: { id: 'owner', status: 'active' },
          claims: { ...drawn.claims, email: address, emailVerified: true },
        };
        expect(decideLink(facts)).toMatchObject({ action: 'sign_in', userId: 'owner' });
      }),
    );
  });
});

describe('decideUnlink', () => {
  const unlinkFacts = fc.record({
    userId: fc.constant('u'),
    identity: fc.record({ id: fc.constant('i'), userId: fc.constantFrom('u', 'other', null) }),
    identitiesCount: fc.integer({ min: 1, max: 4 }),
    outcome: fc.constantFrom(...unlinkOutcomes),
    allowLast: fc.boolean(),
  });

  test('takes what is the user’s, and the last one only when told so', () => {
    fc.assert(
      fc.property(unlinkFacts, (drawn) => {
        const decision = decideUnlink(drawn);
        const allowed = drawn.identity.userId === 'u' && (drawn.identitiesCount > 1 || drawn.allowLast);
        expect(decision.action).toBe(allowed ? 'unlink' : 'refuse');
        if (decision.action === 'unlink') expect(decision.outcome).toBe(drawn.outcome);
        expect(decision.reasons.at(-1)!.settled).toBe(true);
      }),
    );
  });
});

describe('decideMerge', () => {
  const metadata = fc.dictionary(fc.constantFrom('a', 'b', '__proto__', 'c'), fc.jsonValue({ maxDepth: 2 }), {
    maxKeys: 3,
    noNullPrototype: true,
  }) as fc.Arbitrary<JsonObject>;
  const user = fc.record({
    id: fc.constantFrom('a', 'b'),
    status,
    mergedInto: fc.constantFrom(null, null, 'c'),
    userMetadata: metadata,
    appMetadata: metadata,
  });

  test('merges two standing, active, different users, and no others', () => {
    fc.assert(
      fc.property(user, user, (primary, secondary) => {
        const stands = [primary, secondary].every(
          ({ mergedInto, status }) => mergedInto === null && status === 'active',
        );
        const { action } = decideMerge({ primary, secondary, metadata: 'keep_primary' });
        expect(action).toBe(primary.id !== secondary.id && stands ? 'merge' : 'refuse');
      }),
    );
  });

  test('a deep merge loses nothing that the primary said, and leaves prototypes alone', () => {
    fc.assert(
      fc.property(metadata, metadata, (mine, theirs) => {
        const side = (id: string, userMetadata: JsonObject) => ({
          id,
          status: 'active' as const,
          mergedInto: null,
          userMetadata,
          appMetadata: {},
        });
        const decision = decideMerge({
          primary: side('a', mine),
          secondary: side('b', theirs),
          metadata: 'deep_merge',
        });
        if (decision.action !== 'merge') throw new Error('must merge');
        const merged = decision.userMetadata;
        for (const [key, value] of Object.entries(mine)) {
          const nested = typeof value === 'object' && value !== null && !Array.isArray(value);
          if (!nested) expect(Object.entries(merged)).toContainEqual([key, value]);
        }
        expect(new Set(Object.keys(merged))).toEqual(new Set([...Object.keys(mine), ...Object.keys(theirs)]));
        expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
        expect(Object.getPrototypeOf(merged)).toBe(Object.prototype);
      }),
    );
  });
});
