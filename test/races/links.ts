/** Races of those who link and unlink. */
import { areOutcomes, settle } from './arena.ts';
import type { Race } from './races.ts';

export const linkRaces: Race[] = [
  {
    name: 'two users link one identity: one wins, the other is told',
    tries: 'headline',
    async holds({ google, link, newUser, identitiesOf }, nth) {
      const [first, second] = [await newUser(), await newUser()];
      const outcomes = await settle([link(first.id, google, `claim-${nth}`), link(second.id, google, `claim-${nth}`)]);
      const owned = [...(await identitiesOf(first.id)), ...(await identitiesOf(second.id))];
      return areOutcomes(outcomes, 'ok', 'identity_linked_elsewhere') && owned.length === 1;
    },
  },
  {
    name: "two unlinks of a user's last two identities: one stays",
    tries: 'headline',
    async holds({ google, github, link, newUser, unlink, identitiesOf }, nth) {
      const user = await newUser();
      const linked = [await link(user.id, google, `last-${nth}`), await link(user.id, github, `last-${nth}`)];
      const outcomes = await settle(linked.map(({ identity }) => unlink(user.id, identity.id)));
      return areOutcomes(outcomes, 'ok', 'last_identity') && (await identitiesOf(user.id)).length === 1;
    },
  },
  {
    name: "a user's only identity is unlinked while another one is linked: it is never without any",
    tries: 'usual',
    async holds({ google, github, link, newUser, unlink, identitiesOf }, nth) {
      const user = await newUser();
      const { identity } = await link(user.id, google, `swap-${nth}`);
      const outcomes = await settle([unlink(user.id, identity.id), link(user.id, github, `swap-${nth}`)]);
      const left = (await identitiesOf(user.id)).length;
      return areOutcomes(outcomes, 'ok', 'ok')
        ? left === 1
        : areOutcomes(outcomes, 'ok', 'last_identity') && left === 2;
    },
  },
  {
    name: 'one user gains ten identities at once: each has a place of its own',
    tries: 'usual',
    async holds({ google, link, newUser, identitiesOf }, nth) {
      const user = await newUser();
      const outcomes = await settle(
        Array.from({ length: 10 }, (_, index) => link(user.id, google, `ten-${nth}-${index}`)),
      );
      const places = (await identitiesOf(user.id)).map(({ position }) => position);
      return outcomes.every((outcome) => outcome === 'ok') && places.join() === '0,1,2,3,4,5,6,7,8,9';
    },
  },
  {
    name: 'ten users link ten identities in ten orders at once: each identity is of one user, and nobody waits in a circle',
    tries: 'crowd',
    async holds({ google, link, newUser, identitiesOf }, nth) {
      const users = await Promise.all(Array.from({ length: 10 }, () => newUser()));
      const outcomes = await settle(
        users.flatMap((user, turn) => users.map((_, n) => link(user.id, google, `circle-${nth}-${(turn + n) % 10}`))),
      );
      const owned = (await Promise.all(users.map(({ id }) => identitiesOf(id)))).flat();
      return owned.length === 10 && outcomes.filter((outcome) => outcome === 'ok').length === 10;
    },
  },
  {
    name: 'two unlinks while the provider of one is switched off: one stays, and nobody comes in by that provider',
    tries: 'usual',
    async holds({ it, arrive, google, link, newUser, unlink, identitiesOf }, nth) {
      const provider = await it.createProvider('oidc', `off-${nth}`);
      const user = await newUser();
      const linked = [await link(user.id, google, `off-${nth}`), await link(user.id, provider, `off-${nth}`)];
      const outcomes = await settle([
        ...linked.map(({ identity }) => unlink(user.id, identity.id)),
        it.operations.identityProviders.setEnabled(it.actor, provider.id, false),
      ]);
      const off = await it.operations.identityProviders.read(it.actor, provider.id);
      const { decision } = await arrive(off, `off-${nth}`, `off-${nth}@example.com`);
      return (
        areOutcomes(outcomes, 'ok', 'ok', 'last_identity') &&
        (await identitiesOf(user.id)).length === 1 &&
        decision.action === 'refuse' &&
        decision.because === 'provider_disabled'
      );
    },
  },
  {
    name: 'an identity is moved to two users: it is of one of them',
    tries: 'usual',
    async holds({ it, google, github, link, newUser, identitiesOf }, nth) {
      const [from, first, second] = [await newUser(), await newUser(), await newUser()];
      await link(from.id, github, `moved-${nth}`);
      const { identity } = await link(from.id, google, `moved-${nth}`);
      const { move } = it.operations.identities;
      const outcomes = await settle([move(it.actor, identity.id, first.id), move(it.actor, identity.id, second.id)]);
      const owned = [...(await identitiesOf(first.id)), ...(await identitiesOf(second.id))];
      // The one that came later takes it from the other only if that leaves the other a way in.
      return areOutcomes(outcomes, 'ok', 'last_identity') && owned.length === 1;
    },
  },
  {
    name: 'one identity is linked in two tenants: they have nothing to do with each other',
    tries: 'usual',
    async holds({ it, google, link, newUser }, nth) {
      const { actor } = it.other;
      const provider = await it.operations.identityProviders.create(actor, {
        strategy: 'google-oauth2',
        name: `theirs-${nth}`,
      });
      const [ours, theirs] = [await newUser(), (await it.operations.users.create(actor, { profile: {} })).user];
      const outcomes = await settle([
        link(ours.id, google, `abroad-${nth}`),
        link(theirs.id, provider, `abroad-${nth}`, actor),
        link(ours.id, google, `abroad-${nth}`, actor),
        link(theirs.id, google, `abroad-${nth}`),
      ]);
      return outcomes.slice(0, 2).join() === 'ok,ok' && !outcomes.slice(2).includes('ok');
    },
  },
];
