/** Races of people who sign in. */
import { areAmong, areOutcomes, settle } from './arena.ts';
import type { Race } from './races.ts';

/** How many arrive at once. */
const crowd = 50;

export const arrivalRaces: Race[] = [
  {
    name: `${crowd} first arrivals of one identity: one user, one identity, an answer for each`,
    tries: 'crowd',
    async holds({ it, arrive, google }, nth) {
      const email = `crowd-${nth}@example.com`;
      const arrivals = await Promise.all(Array.from({ length: crowd }, () => arrive(google, `crowd-${nth}`, email)));
      const users = new Set(arrivals.map(({ user }) => user?.id));
      const identities = new Set(arrivals.map(({ identity }) => identity?.id));
      const found = await it.operations.users.find(it.actor, { by: 'email', email });
      return users.size === 1 && identities.size === 1 && found.length === 1 && found[0]!.loginsCount === crowd;
    },
  },
  {
    name: 'twenty sign-ins of one known identity at once: each is counted, once',
    tries: 'crowd',
    async holds({ it, arrive, google }, nth) {
      const email = `again-${nth}@example.com`;
      const { user } = await arrive(google, `again-${nth}`, email);
      const arrivals = await Promise.all(Array.from({ length: 20 }, () => arrive(google, `again-${nth}`, email)));
      const { loginsCount } = await it.operations.users.read(it.actor, user!.id);
      const counts = new Set(arrivals.map(({ identity }) => identity!.loginsCount));
      return loginsCount === 21 && counts.size === 20;
    },
  },
  {
    name: 'one person arrives through two providers: one user with two identities',
    tries: 'usual',
    async holds({ arrive, google, github, identitiesOf }, nth) {
      const email = `both-${nth}@example.com`;
      const [a, b] = await Promise.all([arrive(google, `both-${nth}`, email), arrive(github, `both-${nth}`, email)]);
      return a.user!.id === b.user!.id && (await identitiesOf(a.user!.id)).length === 2;
    },
  },
  {
    name: 'an identity arrives for the first time while a user links it: it is of one user, and who lost is told',
    tries: 'usual',
    async holds({ it, arrive, google, link, newUser, identitiesOf }, nth) {
      const user = await newUser();
      const subject = `new-${nth}`;
      const arriving = arrive(google, subject, `new-${nth}@example.com`);
      const outcomes = await settle([arriving, link(user.id, google, subject)]);
      const arrived = (await arriving).user!.id;
      const own = (await identitiesOf(user.id)).length;
      const [owner, another] = await it.operations.identities.lookUp(it.actor, {
        identityProviderId: google.id,
        subject,
      });
      if (another || owner!.userId !== arrived) return false;
      return outcomes[1] === 'ok'
        ? arrived === user.id && own === 1
        : areOutcomes(outcomes, 'ok', 'identity_linked_elsewhere') && arrived !== user.id && own === 0;
    },
  },
  {
    name: 'a known identity arrives while it is unlinked: it signs its user in, or is an arrival of its own',
    tries: 'usual',
    async holds({ arrive, google, github, link, newUser, unlink, identitiesOf }, nth) {
      const user = await newUser();
      const { identity } = await link(user.id, google, `leaving-${nth}`);
      await link(user.id, github, `leaving-${nth}`);
      const arriving = arrive(google, `leaving-${nth}`, `leaving-${nth}@example.com`);
      const outcomes = await settle([arriving, unlink(user.id, identity.id)]);
      const { decision, user: signedIn } = await arriving;
      const wasKnown = decision.action === 'sign_in' && signedIn!.id === user.id;
      const isNew = decision.action === 'create_user' && signedIn!.id !== user.id;
      return areOutcomes(outcomes, 'ok', 'ok') && (wasKnown || isNew) && (await identitiesOf(user.id)).length === 1;
    },
  },
  {
    name: 'a user is deleted while somebody signs in and links: nothing is left of nobody',
    tries: 'usual',
    async holds({ it, arrive, google, github, link }, nth) {
      const email = `deleted-${nth}@example.com`;
      const user = (await arrive(google, `deleted-${nth}`, email)).user!;
      const outcomes = await settle([
        it.operations.users.delete(it.actor, user.id),
        arrive(google, `deleted-${nth}`, email),
        link(user.id, github, `deleted-${nth}`),
      ]);
      const stray = await it.database.pool.query(
        `select 1 from identities i left join users u on u.tenant_id = i.tenant_id and u.id = i.user_id
         where i.tenant_id = $1 and i.subject = $2 and u.id is null`,
        [it.tenant.id, `deleted-${nth}`],
      );
      return (
        outcomes[0] === 'ok' &&
        outcomes[1] === 'ok' &&
        areAmong(outcomes, 'ok', 'user_not_found') &&
        stray.rows.length === 0
      );
    },
  },
];
