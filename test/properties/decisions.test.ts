/** The three decisions against a model: the same questions asked bluntly, in any order of facts that may come. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/domain/json.ts';
import { decideLink, type LinkFacts } from '../../src/domain/link.ts';
import {
  conflictOutcomes,
  emailProofs,
  type LinkingRule,
  linkingModes,
  nameProofs,
  phoneProofs,
  strictLinkingRule,
} from '../../src/domain/linking-rule.ts';
import { decideMerge } from '../../src/domain/merge.ts';
import { emailKey, phoneKey } from '../../src/domain/normalise.ts';
import { decideUnlink, unlinkOutcomes } from '../../src/domain/unlink.ts';

const email = fc.constantFrom(
  'ann@example.com',
  'Ann@Example.com',
  'bob@example.com',
  'ann@gmail.com',
  'not an address',
);
const status = fc.constantFrom('active' as const, 'suspended' as const);

const rule: fc.Arbitrary<LinkingRule> = fc.record({
  ...(Object.fromEntries(Object.entries(strictLinkingRule).map(([part, value]) => [part, fc.constant(value)])) as {
    [K in keyof LinkingRule]: fc.Arbitrary<LinkingRule[K]>;
  }),
  mode: fc.constantFrom(...linkingModes),
  matchOn: fc.constantFrom<LinkingRule['matchOn'][]>(
    ['email'],
    ['phone'],
    ['email', 'phone'],
    ['username', 'email'],
    [],
  ),
  askUnproved: fc.boolean(),
  emailProof: fc.constantFrom(...emailProofs),
  authoritativeDomains: fc.subarray(['gmail.com', 'example.com']),
  phoneProof: fc.constantFrom(...phoneProofs),
  nameProof: fc.constantFrom(...nameProofs),
  loginOnly: fc.boolean(),
  jit: fc.boolean(),
  emailDomains: fc.constantFrom(
    { allowed: null, denied: [] },
    { allowed: ['example.com'], denied: [] },
    { allowed: null, denied: ['gmail.com'] },
  ),
  neverLink: fc.constantFrom(
    { userIds: [], metadata: {} },
    { userIds: ['u0'], metadata: {} },
    { userIds: [], metadata: { 'app_metadata.roles': 'admin' } },
  ),
  identitiesPerUserMax: fc.constantFrom(null, 1, 2),
  onConflict: fc.constantFrom(...conflictOutcomes),
  relinkAfterUnlink: fc.boolean(),
  linkingDomain: fc.constantFrom(null, 'staff'),
});

const phone = fc.constantFrom('+44 20 7946 0958', '+44 (0)20 7946-0958', '+1 212 555 0123', 'not a number');
// What a careless provider sends; the type says boolean, the wire does not.
const bit = fc.constantFrom<unknown[]>(true, true, true, false, 'true', 1, null, undefined) as fc.Arbitrary<boolean>;

const facts: fc.Arbitrary<LinkFacts> = fc.record({
  tenant: fc.record({
    verifiedDomains: fc.subarray(['example.com']),
    unprovedSide: fc.constantFrom('ends' as const, 'separate' as const),
  }),
  provider: fc.record({ id: fc.constant('p'), enabled: fc.constantFrom(true, true, false), linkingRule: rule }),
  connection: fc.record({ enabled: fc.constantFrom(true, true, false), loginOnly: fc.boolean() }),
  claims: fc.record(
    {
      subject: fc.constant('s'),
      subjectType: fc.constant(''),
      email,
      emailVerified: bit,
      phone,
      phoneVerified: fc.boolean(),
      username: fc.constantFrom('ann', 'ann@example.com'),
      hostedDomain: fc.constantFrom('example.com', 'gmail.com'),
      raw: fc.constantFrom({}, { xms_edov: true, tid: 't' }, { xms_edov: true }, { email_verified: 'true' }),
    },
    { requiredKeys: ['subject', 'subjectType', 'emailVerified', 'phoneVerified', 'raw'] },
  ) as fc.Arbitrary<LinkFacts['claims']>,
  known: fc.option(fc.constant({ userId: 'owner' as string | null }), { freq: 3 }),
  owner: fc.option(fc.record({ id: fc.constant('owner'), status })),
  candidates: fc
    .array(
      fc.record({
        user: fc.record({
          id: fc.constant(''),
          status: fc.constantFrom('active' as const, 'active' as const, 'suspended' as const),
          email: fc.option(email),
          emailVerified: fc.boolean(),
          phone: fc.option(phone),
          phoneVerified: fc.boolean(),
          username: fc.option(fc.constantFrom('ann', 'ANN', 'ann@example.com')),
          externalId: fc.constant(null),
          userMetadata: fc.constant({}),
          appMetadata: fc.constantFrom<JsonObject[]>({}, {}, { roles: ['admin', 'clerk'] }, { roles: 'admin' }),
        }),
        identitiesCount: fc.nat(2),
        identitiesAtProvider: fc.constantFrom(0, 0, 1, 2),
        linkingDomains: fc.constantFrom<(string | null)[][]>([], [null], ['staff']),
        separated: fc.constantFrom(null, null, 'declined' as const, 'unlinked' as const),
        established: fc.boolean(),
      }),
      { maxLength: 3 },
    )
    .map((drawn) => drawn.map((candidate, index) => ({ ...candidate, user: { ...candidate.user, id: `u${index}` } }))),
});

/** The policy, said once more without any care for reasons. */
function model({ tenant, provider, connection, claims, known, owner, candidates }: LinkFacts): string {
  const { linkingRule: r } = provider;
  if (!provider.enabled || !connection.enabled) return 'refuse';
  if (known && owner) return owner.status === 'active' ? 'sign_in owner' : 'refuse';
  const nobody = connection.loginOnly || r.loginOnly ? 'refuse' : r.jit ? 'create_user' : 'hold';

  const mail = claims.email === undefined ? null : emailKey(claims.email);
  const domain = mail?.split('@')[1] ?? '';
  const bitSet = claims.emailVerified === true;
  const believed: Record<LinkingRule['emailProof'], boolean> = {
    never: false,
    provider_verified_bit: bitSet,
    authoritative_domains: bitSet && (r.authoritativeDomains.includes(domain) || claims.hostedDomain === domain),
    tenant_verified_domains: bitSet && tenant.verifiedDomains.includes(domain),
    xms_edov: claims.raw.xms_edov === true && claims.raw.tid === 't',
  };
  const number = claims.phone === undefined ? null : phoneKey(claims.phone);
  const arriving = [
    { key: 'email', value: mail, proved: believed[r.emailProof] },
    { key: 'phone', value: number, proved: r.phoneProof !== 'never' && claims.phoneVerified },
    { key: 'username', value: claims.username ?? null, proved: r.nameProof === 'authoritative' },
  ].filter(({ key, value }) => r.matchOn.includes(key as 'email') && value !== null);

  const filtered =
    mail !== null &&
    (r.emailDomains.denied.includes(domain) || (r.emailDomains.allowed ?? [domain]).includes(domain) === false);
  if (r.mode === 'never' || arriving.length === 0 || filtered) return nobody;

  const same = candidates
    .map((c) => {
      const theirs = {
        email: [c.user.email && emailKey(c.user.email), c.user.emailVerified],
        phone: [c.user.phone && phoneKey(c.user.phone), c.user.phoneVerified],
        username: [c.user.username?.toLowerCase(), true],
      } as Record<string, [string | null, boolean]>;
      const common = arriving.filter(({ key, value }) => theirs[key]![0] === value);
      const both = common.some(({ key, proved }) => proved && theirs[key]![1]);
      return { c, common, both, claimsOnly: common.some(({ key, proved }) => key === 'email' && proved) };
    })
    .filter(
      ({ c, common }) =>
        common.length > 0 &&
        c.user.status === 'active' &&
        !r.neverLink.userIds.includes(c.user.id) &&
        !('app_metadata.roles' in r.neverLink.metadata && JSON.stringify(c.user.appMetadata).includes('admin')) &&
        c.linkingDomains.every((each) => each === r.linkingDomain) &&
        c.separated !== 'declined' &&
        (c.separated !== 'unlinked' || r.relinkAfterUnlink) &&
        (r.identitiesPerUserMax === null || c.identitiesAtProvider < r.identitiesPerUserMax),
    );
  const both = same.filter((each) => each.both);
  if (both.length > 1 || (both[0] && both[0].c.identitiesAtProvider > 0))
    return { ask: 'challenge', review: 'hold', refuse: 'refuse', create_separate: nobody }[r.onConflict];
  if (both[0]) return r.mode === 'ask' ? 'challenge' : `link ${both[0].c.user.id}`;
  const claimants = same.filter(({ claimsOnly }) => claimsOnly);
  if (claimants.length > 0) {
    if (r.mode === 'ask') return 'challenge';
    const takes = tenant.unprovedSide === 'ends' && claimants.length === 1 && !claimants[0]!.c.established;
    return takes ? `link ${claimants[0]!.c.user.id}` : nobody;
  }
  if (arriving.some(({ proved }) => proved)) return nobody;
  const said = bitSet || claims.raw.email_verified === true || claims.phoneVerified;
  return r.mode === 'ask' || r.askUnproved || said ? 'challenge' : nobody;
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

  test('never joins on what both sides have not proved, unless the unproved side ends', () => {
    fc.assert(
      fc.property(facts, (drawn) => {
        const decision = decideLink(drawn);
        if (decision.action !== 'link') return;
        const { matches } = decision.considered.find(({ userId }) => userId === decision.userId)!;
        const match = matches.find(({ key }) => key === decision.matchedOn)!;
        expect(match.provedByArrival).toBe(true);
        expect(match.provedByUser).toBe(!decision.takesOver);
      }),
      { numRuns: 5000 },
    );
  });

  test('asks a stranger the same, whether or not there is an account', () => {
    fc.assert(
      fc.property(facts, (drawn) => {
        const decision = decideLink(drawn);
        if (decision.action !== 'challenge' || !decision.blind) return;
        const empty = decideLink({ ...drawn, candidates: [] });
        expect({ ...empty, candidates: [] }).toMatchObject({
          action: 'challenge',
          blind: true,
          otherwise: decision.otherwise,
        });
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
