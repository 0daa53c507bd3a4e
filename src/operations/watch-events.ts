/**
 * Events as they happen. Each process asks the database once a second for each tenant that somebody watches, and for none else:
 * so whoever signs in pays nothing for it, and it is the same with several processes and servers.
 *
 * Transactions may commit in another order than that of their events' ids. So the last seconds are looked at again each time,
 * and who was told of an event is not told of it again.
 */
import { type Actor, requireScope } from '../domain/actor.ts';
import { DomainError } from '../domain/errors.ts';
import type { Event } from '../domain/event.ts';
import { firstIdOf } from '../domain/ids.ts';
import type { EventSearch } from '../stores/store.ts';
import type { Dependencies } from './dependencies.ts';
import { eventMissing } from './events.ts';

/** What a watcher may ask for: what an event alone tells. */
export type EventsWatched = Pick<EventSearch, 'userId' | 'identityId' | 'identityProviderId' | 'types' | 'actorId'>;

export interface EventWatcher {
  /** In the order in which they were found. */
  tell(events: Event[]): void;
  /** Some were left out: more happened than is told one by one. */
  tellGap(): void;
}

export interface EventWatch {
  /** Those since the event that was named, and whether there are more than is told. */
  missed: { events: Event[]; isWhole: boolean };
  stop(): void;
}

export interface WatchEvents {
  (actor: Actor, search: EventsWatched, watcher: EventWatcher, after?: string): Promise<EventWatch>;
  /** Refuses whoever has no right to it (any more). */
  requireRight(actor: Actor): void;
}

const intervalMs = 1000;
/** How long a transaction may take and still be told of. */
const lookBackMs = 10_000;
const windowMax = 2000;
const missedMax = 1000;

interface Watched {
  watchers: Set<{ search: EventsWatched; watcher: EventWatcher }>;
  seen: Set<string>;
  /** Settles when it was looked once. */
  ready: Promise<void>;
  stop(): void;
}

export function createEventWatch({ store: { reads }, entropy }: Dependencies): WatchEvents {
  const tenants = new Map<string, Watched>();

  /** Finds what is new since the last look, and tells everyone of it. */
  const look = async (tenantId: string, watched: Watched, isFirst: boolean): Promise<void> => {
    const ids = await reads.events.idsBehind(tenantId, firstIdOf(entropy.now() - lookBackMs), windowMax);
    const fresh = isFirst ? [] : ids.filter((id) => !watched.seen.has(id)).reverse();
    const isCut = !isFirst && ids.length === windowMax && ids.every((id) => !watched.seen.has(id));
    const events = fresh.length === 0 ? [] : await reads.events.byIds(tenantId, fresh);
    watched.seen = new Set(ids);
    for (const { search, watcher } of watched.watchers) {
      if (isCut) watcher.tellGap();
      const found = events.filter((event) => fits(event, search));
      if (found.length > 0) watcher.tell(found);
    }
  };

  const begin = (tenantId: string): Watched => {
    let timer: NodeJS.Timeout | undefined;
    let stopped = false;
    const watched: Watched = {
      watchers: new Set(),
      seen: new Set(),
      ready: Promise.resolve(),
      stop() {
        stopped = true;
        clearTimeout(timer);
        tenants.delete(tenantId);
      },
    };
    const goOn = (): void => {
      if (stopped) return;
      // A database that does not answer is asked again: what happened meanwhile is still there, or told as a gap.
      const again = () =>
        look(tenantId, watched, false)
          .catch(() => {})
          .then(goOn);
      timer = setTimeout(() => void again(), intervalMs).unref();
    };
    watched.ready = look(tenantId, watched, true).then(goOn, (error: unknown) => {
      watched.stop();
      throw error;
    });
    tenants.set(tenantId, watched);
    return watched;
  };

  const requireRight = (actor: Actor): void => requireScope(actor, 'events:read');

  const watch = async (
    actor: Actor,
    asked: EventsWatched,
    watcher: EventWatcher,
    after?: string,
  ): Promise<EventWatch> => {
    requireRight(actor);
    const { tenantId } = actor;
    if (actor.identityProviderId !== null && asked.identityProviderId !== undefined)
      if (asked.identityProviderId !== actor.identityProviderId)
        throw new DomainError('identity_provider_mismatch', 'the credential is bound to another identity provider');
    const search =
      actor.identityProviderId === null ? asked : { ...asked, identityProviderId: actor.identityProviderId };
    const keptAfter = after === undefined ? null : await reads.events.keptAfter(tenantId);
    if (after !== undefined && keptAfter !== null && after < keptAfter) throw await eventMissing(reads, actor, after);

    const watched = tenants.get(tenantId) ?? begin(tenantId);
    const waiting: Event[] = [];
    let told: Set<string> | null = null;
    const member = {
      search,
      watcher: {
        tell(events: Event[]) {
          const missedBefore = told;
          if (missedBefore === null) waiting.push(...events);
          else watcher.tell(events.filter(({ id }) => !missedBefore.has(id)));
        },
        tellGap: () => watcher.tellGap(),
      },
    };
    watched.watchers.add(member);
    const stop = (): void => {
      watched.watchers.delete(member);
      if (watched.watchers.size === 0) watched.stop();
    };
    try {
      await watched.ready;
      const missed =
        after === undefined
          ? { items: [], hasMore: false }
          : await reads.events.list(tenantId, { limit: missedMax, after }, search);
      const known = new Set(missed.items.map(({ id }) => id));
      told = known;
      const events = [...missed.items, ...waiting.filter(({ id }) => !known.has(id))];
      return { missed: { events, isWhole: !missed.hasMore }, stop };
    } catch (error) {
      stop();
      throw error;
    }
  };
  return Object.assign(watch, { requireRight });
}

function fits(event: Event, { userId, identityId, identityProviderId, types, actorId }: EventsWatched): boolean {
  if (userId !== undefined && event.userId !== userId && event.counterpartUserId !== userId) return false;
  if (identityId !== undefined && event.identityId !== identityId) return false;
  if (identityProviderId !== undefined && event.identityProviderId !== identityProviderId) return false;
  if (actorId !== undefined && event.actor.id !== actorId) return false;
  return types === undefined || types.includes(event.type);
}
