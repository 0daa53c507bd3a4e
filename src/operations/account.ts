/**
 * What a signed-in person does about their own account. Every verb takes who is signed in, as the session says, and finds
 * the user there: no id of a user is ever asked for.
 */
import { DomainError } from '../domain/errors.ts';
import type { Event, EventType } from '../domain/event.ts';
import { wordsOf } from '../domain/event-words.ts';
import type { Identity, IdentityWithProvider } from '../domain/identity.ts';
import type { JsonObject } from '../domain/json.ts';
import type { Session } from '../domain/session.ts';
import { joinTransaction } from '../stores/store.ts';
import { currentTime, type Dependencies } from './dependencies.ts';
import { identityNotFound } from './identities.ts';
import { isFresh, requireFresh } from './intents.ts';
import { selfActor } from './self-actor.ts';
import { createSessionOperations, type SignedIn } from './sessions.ts';
import type { Origin } from './sign-in-actor.ts';
import { createUnlinkOperation } from './unlink.ts';
import { listWaysIn, type WayIn } from './ways-in.ts';

/** Of what was done to the account or with it; the rest is the business of whoever runs the service. */
export const personalEventTypes = [
  'user.created',
  'user.updated',
  'user.suspended',
  'user.reactivated',
  'user.merged',
  'user.signed_in',
  'user.sign_in_refused',
  'identity.linked',
  'identity.moved',
  'identity.unlinked',
  'identity.primary_changed',
  'linking.code_sent',
  'linking.code_refused',
  'linking.declined',
  'linking.undone',
  'session.ended',
] as const satisfies readonly EventType[];

export type PersonalEventType = (typeof personalEventTypes)[number];

export interface Activity {
  id: string;
  type: PersonalEventType;
  /** The provider it was about, as people know it. */
  providerName: string | null;
  /** Where the person was; null for what somebody else did. */
  ip: string | null;
  /** Whether the person did it, or their signing in. */
  byThemselves: boolean;
  at: string;
}

/** Written down no more often than this. */
const seenEveryMinutes = 5;
/** How many events a download holds at most. */
const downloadEventsMax = 10_000;

export function createAccountOperations(deps: Dependencies) {
  const { reads } = deps.store;
  const sessions = createSessionOperations(deps);

  const eventsOf = async ({ user }: SignedIn, limit: number): Promise<Event[]> => {
    const search = { userId: user.id, types: [...personalEventTypes] };
    return (await reads.events.list(user.tenantId, { limit, descending: true }, search)).items;
  };

  const openSessions = async ({ user }: SignedIn): Promise<Session[]> => {
    const now = deps.entropy.now();
    return (await reads.sessions.ofUser(user.tenantId, user.id)).filter(
      ({ endedAt, expiresAt }) => endedAt === null && Date.parse(expiresAt) > now,
    );
  };

  return {
    isFresh: ({ session }: SignedIn): boolean => isFresh(session, deps.entropy.now()),

    /** Notes that the session is in use. */
    async seen({ session }: SignedIn): Promise<void> {
      const now = deps.entropy.now();
      if (now - Date.parse(session.lastSeenAt) < seenEveryMinutes * 60_000) return;
      await deps.store.transaction((rows) => rows.sessions.touch(session.tenantId, session.id, currentTime(deps)));
    },

    async identities({ user }: SignedIn): Promise<IdentityWithProvider[]> {
      return (await reads.identities.ofUser(user.tenantId, user.id)) ?? [];
    },

    /** The ways in that lead to this account already: for signing in again. */
    async waysBack({ user }: SignedIn): Promise<WayIn[]> {
      const ways = await listWaysIn(deps, user.tenantId);
      const identities = (await reads.identities.ofUser(user.tenantId, user.id)) ?? [];
      const providerIds = new Set(identities.map(({ identityProviderId }) => identityProviderId));
      return ways.filter(({ provider }) => providerIds.has(provider.id));
    },

    /** Those that may be unlinked: a way in must be left that can be used. */
    async unlinkable({ user }: SignedIn): Promise<Set<string>> {
      const identities = (await reads.identities.ofUser(user.tenantId, user.id)) ?? [];
      return unlinkableAmong(identities, await listWaysIn(deps, user.tenantId));
    },

    /**
     * Unlinks a way in that is the person's own; it is kept without a user. Throws `last_identity` for the last one that
     * can be used, and `sign_in_refused` for a session that is not fresh.
     */
    async unlink(signedIn: SignedIn, identityId: string, from: Origin): Promise<void> {
      requireFresh(deps, signedIn);
      const { user } = signedIn;
      await deps.store.transaction(async (rows) => {
        // INVARIANT: the user's lock comes first, as in every unlink, so that two at once see each other.
        await rows.users.lock(user.tenantId, [user.id]);
        const identities = await rows.identities.lockOfUser(user.tenantId, user.id);
        if (!identities.some(({ id }) => id === identityId)) throw identityNotFound();
        const ways = await listWaysIn(deps, user.tenantId);
        if (!unlinkableAmong(identities, ways).has(identityId))
          throw new DomainError('last_identity', 'it is the last way into this account that works');
        const joined = { ...deps, store: joinTransaction(deps.store, rows) };
        const which = { identityId };
        await createUnlinkOperation(joined)(selfActor(user, from), { userId: user.id, which, outcome: 'detach' });
      });
    },

    /** Those that are open, the newest first. */
    async sessions(signedIn: SignedIn): Promise<Session[]> {
      return (await openSessions(signedIn)).reverse();
    },

    /** Throws `session_not_found` for one that is not the person's own. */
    async endSession(signedIn: SignedIn, sessionId: string, from: Origin): Promise<void> {
      const own = (await openSessions(signedIn)).some(({ id }) => id === sessionId);
      if (!own) throw new DomainError('session_not_found', 'there is no such session');
      await sessions.end(selfActor(signedIn.user, from), sessionId, 'revoked');
    },

    async endOtherSessions(signedIn: SignedIn, from: Origin): Promise<number> {
      const others = (await openSessions(signedIn)).filter(({ id }) => id !== signedIn.session.id);
      for (const { id } of others) await sessions.end(selfActor(signedIn.user, from), id, 'revoked');
      return others.length;
    },

    /** The newest first. */
    async activity(signedIn: SignedIn, limit: number): Promise<Activity[]> {
      // Each sign-in ends the session before it in the same browser: what the person ended is no news to them.
      const events = (await eventsOf(signedIn, 3 * limit))
        .filter((event) => event.type !== 'session.ended' || !doneBy(event, signedIn).byThemselves)
        .slice(0, limit);
      const ids = [...new Set(events.map(({ identityProviderId }) => identityProviderId))].filter((id) => id !== null);
      const { tenantId } = signedIn.user;
      const found = await Promise.all(ids.map((id) => reads.identityProviders.byId(tenantId, id)));
      const names = new Map(found.filter((each) => each !== null).map(({ id, displayName }) => [id, displayName]));
      return events.map((event) => ({
        id: event.id,
        type: event.type as PersonalEventType,
        providerName: (event.identityProviderId !== null && names.get(event.identityProviderId)) || null,
        ...doneBy(event, signedIn),
        at: event.createdAt,
      }));
    },

    /**
     * Everything about the person, for the person. INVARIANT: no token, no secret or hash of one, and nothing of another
     * user: of an event, what it was and when, without what was compared to reach it.
     */
    async data(signedIn: SignedIn): Promise<JsonObject> {
      const { user } = signedIn;
      const [identities, all, events] = await Promise.all([
        reads.identities.ofUser(user.tenantId, user.id),
        reads.sessions.ofUser(user.tenantId, user.id),
        eventsOf(signedIn, downloadEventsMax),
      ]);
      const { tenantId: _tenant, mergedInto: _none, ...known } = user;
      return {
        made_at: currentTime(deps),
        user: known as unknown as JsonObject,
        identities: (identities ?? []).map(toOwnIdentity),
        sessions: all.map(({ id, ip, userAgent, createdAt, lastSeenAt, expiresAt, endedAt }) => ({
          id,
          ip,
          userAgent,
          createdAt,
          lastSeenAt,
          expiresAt,
          endedAt,
        })),
        events: events.map((event) => ({
          id: event.id,
          type: event.type,
          said: wordsFor(event, user.id),
          ...doneBy(event, signedIn),
          at: event.createdAt,
        })),
      };
    },
  };
}

function unlinkableAmong(identities: Identity[], ways: WayIn[]): Set<string> {
  const usable = new Set(ways.map(({ provider }) => provider.id));
  const leads = ({ identityProviderId }: Identity) => usable.has(identityProviderId);
  return new Set(
    identities.filter(({ id }) => identities.some((other) => other.id !== id && leads(other))).map(({ id }) => id),
  );
}

/** What a sign-in notes down is the person's own address; what an administrator does notes the administrator's. */
function doneBy({ actor }: Event, { user }: SignedIn): Pick<Activity, 'ip' | 'byThemselves'> {
  const own = (actor.kind === 'user' && actor.id === user.id) || (actor.kind === 'system' && actor.label === 'sign-in');
  return { byThemselves: own, ip: own && typeof actor.ip === 'string' ? actor.ip : null };
}

/** Other users keep their ids to themselves. */
function wordsFor(event: Event, userId: string): string {
  const { counterpartUserId } = event;
  const others = [event.userId, counterpartUserId].filter((id) => id !== null && id !== userId);
  return others.reduce<string>((text, id) => text.replaceAll(`\`${id}\``, 'somebody'), wordsOf(event));
}

function toOwnIdentity(identity: IdentityWithProvider): JsonObject {
  const { tenantId: _tenant, connectionIds: _connections, userId: _user, ...known } = identity;
  return known as unknown as JsonObject;
}
