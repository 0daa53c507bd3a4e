/** Where people are raced against each other: a whole Selfsame, the verbs that are raced, and the counting of violations. */
import { createEntropy } from '../../src/app.ts';
import type { Actor } from '../../src/domain/actor.ts';
import type { Claims } from '../../src/domain/claims.ts';
import { DomainError } from '../../src/domain/errors.ts';
import type { Connection, IdentityProvider } from '../../src/domain/identity-provider.ts';
import type { UnlinkOutcome } from '../../src/domain/unlink.ts';
import { createMapper } from '../../src/mapping/mapping.ts';
import { arrive } from '../../src/operations/arrival.ts';
import type { Dependencies } from '../../src/operations/dependencies.ts';
import { createSharedMemory } from '../../src/operations/shared-memory.ts';
import { createUpstreamWork } from '../../src/operations/upstream-work.ts';
import { createPolicies } from '../../src/policies/policies.ts';
import type { Rows } from '../../src/stores/store.ts';
import { createVault } from '../../src/vault/vault.ts';
import { startTestApp, type TestAppOptions } from '../support/test-app.ts';

export type Arena = Awaited<ReturnType<typeof openArena>>;

export async function openArena(on: NonNullable<TestAppOptions['on']>) {
  const it = await startTestApp({ on });
  const { operations, actor } = it;
  const deps: Dependencies = {
    store: it.app.store,
    entropy: createEntropy(),
    strategies: new Map(),
    postbox: null,
    policies: createPolicies({ countError() {} }),
    mapper: createMapper(),
    shared: createSharedMemory(Date.now),
    upstream: createUpstreamWork({ renewal() {}, revocation() {} }),
    vault: createVault([{ id: 'k', key: new Uint8Array(32) }]),
  };
  const believing = { mode: 'verified_match', emailProof: 'provider_verified_bit' } as const;
  const google = await it.createProvider('google-oauth2', 'google', believing);
  const github = await it.createProvider('github', 'github', believing);
  const connection = { enabled: true, loginOnly: false, id: google.id } as Connection;

  return {
    it,
    google,
    github,
    /** A sign-in whose claims the provider has vouched for. */
    arrive: (provider: IdentityProvider, subject: string, email: string) => {
      const claims: Claims = { subject, subjectType: '', email, emailVerified: true, phoneVerified: false, raw: {} };
      const arriving = { identityProviderId: provider.id, subjectType: '', subject };
      const work = (rows: Rows) => arrive(deps, rows, actor, { provider, connection, claims });
      return it.app.store.optimistic(work, { tenantId: actor.tenantId, arriving });
    },
    newUser: async () => (await operations.users.create(actor, { profile: {} })).user,
    link: (userId: string, provider: IdentityProvider, subject: string, by: Actor = actor) =>
      operations.identities.link(by, { userId, identityProviderId: provider.id, subject }),
    unlink: (userId: string, identityId: string, outcome: UnlinkOutcome = 'detach') =>
      operations.identities.unlink(actor, { userId, which: { identityId }, outcome }),
    merge: (primaryId: string, secondaryId: string, by: Actor = actor) =>
      operations.merge(by, { primaryId, secondaryId }),
    identitiesOf: (userId: string) => operations.identities.ofUser(actor, userId),
    /** Where the trail of merges from a user ends: a live user. Throws when it goes in a circle. */
    async survivorOf(userId: string) {
      const passed = new Set<string>();
      for (let id = userId; ; ) {
        if (passed.has(id)) throw new Error(`the merges of \`${userId}\` go in a circle`);
        passed.add(id);
        const user = await operations.users.readOrTombstone(actor, id);
        if (user.mergedInto === null) return user;
        id = user.mergedInto;
      }
    },
  };
}

/** Tries under way at a time: enough to keep the connections busy. */
const lanes = 4;

/** Runs the try so many times, and counts those that did not hold. */
export async function countViolations(tries: number, holds: (nth: number) => Promise<boolean>): Promise<number> {
  let next = 0;
  let violations = 0;
  const lane = async (): Promise<void> => {
    for (let nth = next++; nth < tries; nth = next++) if (!(await holds(nth))) violations += 1;
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return violations;
}

/** `ok` or the code of the refusal, for each; a bug is thrown on. */
export async function settle(work: Promise<unknown>[]): Promise<string[]> {
  const results = await Promise.allSettled(work);
  return results.map((result) => {
    if (result.status === 'fulfilled') return 'ok';
    if (result.reason instanceof DomainError) return result.reason.code;
    throw result.reason;
  });
}

/** Whether the outcomes are these, whoever had which. */
export function areOutcomes(outcomes: string[], ...expected: string[]): boolean {
  return outcomes.toSorted().join() === expected.toSorted().join();
}

/** Whether every outcome is one of these. */
export function areAmong(outcomes: string[], ...allowed: string[]): boolean {
  return outcomes.every((outcome) => allowed.includes(outcome));
}
