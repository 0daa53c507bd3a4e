/**
 * Everyone at once. Each race is run many times, each time with people of its own, and counts what must never happen:
 * an identity of two users, a user without a way in, a circle of merges, an arrival that got no answer.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createEntropy } from '../../src/app.ts';
import type { Actor } from '../../src/domain/actor.ts';
import type { Claims } from '../../src/domain/claims.ts';
import { DomainError } from '../../src/domain/errors.ts';
import type { Connection, IdentityProvider } from '../../src/domain/identity-provider.ts';
import { arrive } from '../../src/operations/arrival.ts';
import type { Dependencies } from '../../src/operations/dependencies.ts';
import { createPolicies } from '../../src/policies/policies.ts';
import { createVault } from '../../src/vault/vault.ts';
import { startTestApp, type TestApp, type TestAppOptions } from '../support/test-app.ts';

/** How many arrivals come at once. */
const crowd = 50;
/** Tries under way at a time: enough to keep the connections busy. */
const lanes = 4;

export function describeRaces(on: NonNullable<TestAppOptions['on']>, tries: number): void {
  describe(`races on the ${on} database, ${tries} tries each`, { timeout: 1_800_000 }, () => {
    let it: TestApp;
    let deps: Dependencies;
    let google: IdentityProvider;
    let github: IdentityProvider;
    let connection: Connection;

    beforeAll(async () => {
      it = await startTestApp({ on });
      deps = {
        store: it.app.store,
        entropy: createEntropy(),
        strategies: new Map(),
        postbox: null,
        policies: createPolicies({ countError() {} }),
        vault: createVault([{ id: 'k', key: new Uint8Array(32) }]),
      };
      google = await it.createProvider('google-oauth2', 'google', {
        mode: 'verified_match',
        emailProof: 'provider_verified_bit',
      });
      github = await it.createProvider('github', 'github', {
        mode: 'verified_match',
        emailProof: 'provider_verified_bit',
      });
      connection = { enabled: true, loginOnly: false, id: google.id } as Connection;
    });
    afterAll(() => it.close());

    const arriveAs = (actor: Actor, provider: IdentityProvider, subject: string, email: string) => {
      const claims: Claims = { subject, subjectType: '', email, emailVerified: true, phoneVerified: false, raw: {} };
      return it.app.store.transaction((rows) => arrive(deps, rows, actor, { provider, connection, claims }));
    };
    const newUser = async () => (await it.operations.users.create(it.actor, { profile: {} })).user;
    const link = (userId: string, provider: IdentityProvider, subject: string) =>
      it.operations.identities.link(it.actor, { userId, identityProviderId: provider.id, subject });

    test(`${crowd} first arrivals of one identity: one user, one identity, an answer for each`, async () => {
      const violations = await repeat(tries, async (nth) => {
        const arrivals = await Promise.all(
          Array.from({ length: crowd }, () => arriveAs(it.actor, google, `crowd-${nth}`, `crowd-${nth}@example.com`)),
        );
        const users = new Set(arrivals.map(({ user }) => user?.id));
        const identities = new Set(arrivals.map(({ identity }) => identity?.id));
        const found = await it.operations.users.find(it.actor, { by: 'email', email: `crowd-${nth}@example.com` });
        return users.size === 1 && identities.size === 1 && found.length === 1 && found[0]!.loginsCount === crowd;
      });
      expect(violations).toBe(0);
    });

    test('one person arrives through two providers at once: one user with two identities', async () => {
      const violations = await repeat(tries, async (nth) => {
        const email = `both-${nth}@example.com`;
        const [a, b] = await Promise.all([
          arriveAs(it.actor, google, `both-${nth}`, email),
          arriveAs(it.actor, github, `both-${nth}`, email),
        ]);
        const identities = await it.operations.identities.ofUser(it.actor, a.user!.id);
        return a.user!.id === b.user!.id && identities.length === 2;
      });
      expect(violations).toBe(0);
    });

    test('two users link one identity at once: one wins, the other is told', async () => {
      const violations = await repeat(tries, async (nth) => {
        const [first, second] = [await newUser(), await newUser()];
        const outcomes = await settle([
          link(first.id, google, `claim-${nth}`),
          link(second.id, google, `claim-${nth}`),
        ]);
        const owned = [
          ...(await it.operations.identities.ofUser(it.actor, first.id)),
          ...(await it.operations.identities.ofUser(it.actor, second.id)),
        ];
        return outcomes.sort().join() === 'identity_linked_elsewhere,ok' && owned.length === 1;
      });
      expect(violations).toBe(0);
    });

    test("two unlinks of a user's last two identities at once: one stays", async () => {
      const violations = await repeat(tries, async (nth) => {
        const user = await newUser();
        const linked = [await link(user.id, google, `last-${nth}`), await link(user.id, github, `last-${nth}`)];
        const outcomes = await settle(
          linked.map(({ identity }) =>
            it.operations.identities.unlink(it.actor, { userId: user.id, which: { identityId: identity.id } }),
          ),
        );
        const left = await it.operations.identities.ofUser(it.actor, user.id);
        return outcomes.sort().join() === 'last_identity,ok' && left.length === 1;
      });
      expect(violations).toBe(0);
    });

    test('A is merged into B and B into A at once: no circle, nothing lost', async () => {
      const violations = await repeat(tries, async (nth) => {
        const [a, b] = [await newUser(), await newUser()];
        await link(a.id, google, `merge-a-${nth}`);
        await link(b.id, github, `merge-b-${nth}`);
        const outcomes = await settle([
          it.operations.merge(it.actor, { primaryId: a.id, secondaryId: b.id }),
          it.operations.merge(it.actor, { primaryId: b.id, secondaryId: a.id }),
        ]);
        const [seenA, seenB] = [
          await it.operations.users.readOrTombstone(it.actor, a.id),
          await it.operations.users.readOrTombstone(it.actor, b.id),
        ];
        const survivors = [seenA, seenB].filter(({ mergedInto }) => mergedInto === null);
        const identities =
          survivors.length === 1 ? await it.operations.identities.ofUser(it.actor, survivors[0]!.id) : [];
        return outcomes.sort().join() === 'ok,user_merged' && identities.length === 2;
      });
      expect(violations).toBe(0);
    });

    test('a merge, a link, an unlink and a sign-in of the same people at once: every identity has one live user', async () => {
      const violations = await repeat(tries, async (nth) => {
        const [a, b] = [await newUser(), await newUser()];
        await link(a.id, google, `mixed-a-${nth}`);
        const { identity } = await link(b.id, github, `mixed-b-${nth}`);
        await link(b.id, google, `mixed-c-${nth}`);
        const outcomes = await settle([
          it.operations.merge(it.actor, { primaryId: a.id, secondaryId: b.id }),
          link(b.id, github, `mixed-d-${nth}`),
          it.operations.identities.unlink(it.actor, {
            userId: b.id,
            which: { identityId: identity.id },
            outcome: 'split',
          }),
          arriveAs(it.actor, google, `mixed-c-${nth}`, `mixed-${nth}@example.com`),
        ]);
        const stray = await it.database.pool.query(
          `select 1 from identities i join users u on u.tenant_id = i.tenant_id and u.id = i.user_id
           where i.tenant_id = $1 and i.subject like $2 and u.merged_into is not null`,
          [it.tenant.id, `mixed-%-${nth}`],
        );
        return (
          outcomes.every((outcome) => /^(ok|user_not_found|identity_not_found|user_merged)$/.test(outcome)) &&
          stray.rows.length === 0
        );
      });
      expect(violations).toBe(0);
    });

    test('every change that was made has its event, and no event tells of one that was not', async () => {
      const linked = await it.database.pool.query(
        `select count(*)::integer as total from identities where tenant_id = $1 and subject like 'claim-%'`,
        [it.tenant.id],
      );
      const told = await it.database.pool.query(
        `select count(*)::integer as total from events where tenant_id = $1 and type = 'identity.linked' and after ->> 'subject' like 'claim-%'`,
        [it.tenant.id],
      );
      expect(linked.rows[0].total).toBe(tries);
      expect(told.rows[0].total).toBe(tries);
    });
  });
}

/** Runs the try so many times, and counts those that did not hold. */
async function repeat(tries: number, holds: (nth: number) => Promise<boolean>): Promise<number> {
  let next = 0;
  let violations = 0;
  const lane = async (): Promise<void> => {
    for (let nth = next++; nth < tries; nth = next++) if (!(await holds(nth))) violations += 1;
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return violations;
}

/** `ok` or the code of the refusal, for each; a bug is thrown on. */
async function settle(work: Promise<unknown>[]): Promise<string[]> {
  const results = await Promise.allSettled(work);
  return results.map((result) => {
    if (result.status === 'fulfilled') return 'ok';
    if (result.reason instanceof DomainError) return result.reason.code;
    throw result.reason;
  });
}
