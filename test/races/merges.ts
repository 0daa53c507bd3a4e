/** Races of those who merge. */
import { areAmong, areOutcomes, settle } from './arena.ts';
import type { Race } from './races.ts';

export const mergeRaces: Race[] = [
  {
    name: 'A is merged into B and B into A: no circle, nothing lost',
    tries: 'usual',
    async holds({ google, github, link, merge, newUser, identitiesOf, survivorOf }, nth) {
      const [a, b] = [await newUser(), await newUser()];
      await link(a.id, google, `merge-a-${nth}`);
      await link(b.id, github, `merge-b-${nth}`);
      const outcomes = await settle([merge(a.id, b.id), merge(b.id, a.id)]);
      const [survivor, same] = [await survivorOf(a.id), await survivorOf(b.id)];
      return (
        areOutcomes(outcomes, 'ok', 'user_merged') &&
        survivor.id === same.id &&
        (await identitiesOf(survivor.id)).length === 2
      );
    },
  },
  {
    name: 'A, B and C are merged in a ring: no circle, nothing lost',
    tries: 'usual',
    async holds({ google, link, merge, newUser, identitiesOf, survivorOf }, nth) {
      const ring = [await newUser(), await newUser(), await newUser()];
      for (const [index, { id }] of ring.entries()) await link(id, google, `ring-${index}-${nth}`);
      const outcomes = await settle(ring.map(({ id }, index) => merge(id, ring[(index + 1) % 3]!.id)));
      const survivors = await Promise.all(ring.map(({ id }) => survivorOf(id)));
      const left = await Promise.all([...new Set(survivors.map(({ id }) => id))].map(identitiesOf));
      const merged = outcomes.filter((outcome) => outcome === 'ok').length;
      return (
        areAmong(outcomes, 'ok', 'user_merged') && merged >= 1 && left.length === 3 - merged && left.flat().length === 3
      );
    },
  },
  {
    name: 'a chain, A into B while B into C: whoever was first, all identities are of who is left',
    tries: 'usual',
    async holds({ google, link, merge, newUser, identitiesOf, survivorOf }, nth) {
      const [a, b, c] = [await newUser(), await newUser(), await newUser()];
      for (const { id } of [a, b, c]) await link(id, google, `chain-${id}-${nth}`);
      const outcomes = await settle([merge(b.id, a.id), merge(c.id, b.id)]);
      // B went into C before A could go into B: then A is as it was.
      const alone = outcomes[0] === 'user_merged';
      return (
        areAmong(outcomes, 'ok', 'user_merged') &&
        outcomes[1] === 'ok' &&
        (await survivorOf(a.id)).id === (alone ? a.id : c.id) &&
        (await identitiesOf(c.id)).length === (alone ? 2 : 3)
      );
    },
  },
  {
    name: 'a merge, a link, an unlink and a sign-in of the same people: every identity has one live user',
    tries: 'usual',
    async holds({ it, arrive, google, github, link, merge, newUser, unlink }, nth) {
      const [a, b] = [await newUser(), await newUser()];
      await link(a.id, google, `mixed-a-${nth}`);
      const { identity } = await link(b.id, github, `mixed-b-${nth}`);
      await link(b.id, google, `mixed-c-${nth}`);
      const outcomes = await settle([
        merge(a.id, b.id),
        link(b.id, github, `mixed-d-${nth}`),
        unlink(b.id, identity.id, 'split'),
        arrive(google, `mixed-c-${nth}`, `mixed-${nth}@example.com`),
      ]);
      const stray = await it.database.pool.query(
        `select 1 from identities i join users u on u.tenant_id = i.tenant_id and u.id = i.user_id
         where i.tenant_id = $1 and i.subject like $2 and u.merged_into is not null`,
        [it.tenant.id, `mixed-%-${nth}`],
      );
      return areAmong(outcomes, 'ok', 'user_not_found', 'identity_not_found', 'user_merged') && stray.rows.length === 0;
    },
  },
  {
    name: 'merges with itself and with a user of another tenant, while one that may be runs: those two never',
    tries: 'usual',
    async holds({ it, google, link, merge, newUser, identitiesOf }, nth) {
      const [a, b] = [await newUser(), await newUser()];
      await link(a.id, google, `self-a-${nth}`);
      await link(b.id, google, `self-b-${nth}`);
      const { user: foreign } = await it.operations.users.create(it.other.actor, { profile: {} });
      const outcomes = await settle([
        merge(a.id, b.id),
        merge(a.id, a.id),
        merge(a.id, foreign.id),
        merge(foreign.id, a.id),
        merge(foreign.id, a.id, it.other.actor),
      ]);
      const untouched = await it.operations.users.read(it.other.actor, foreign.id);
      return (
        outcomes.join() === 'ok,merge_with_itself,user_not_found,user_not_found,user_not_found' &&
        untouched.mergedInto === null &&
        (await identitiesOf(a.id)).length === 2
      );
    },
  },
];
