/** Reading what happened. Events are written by the operation that they tell of. */
import { type Actor, requireProvider, requireScope } from '../domain/actor.ts';
import { DomainError } from '../domain/errors.ts';
import type { Event } from '../domain/event.ts';
import { madeAt } from '../domain/event-retention.ts';
import { toTimestamp } from '../domain/ids.ts';
import type { EventSearch, Page, PageRequest, Reads } from '../stores/store.ts';
import type { Dependencies } from './dependencies.ts';

export type { EventSearch };

export function createEventOperations({ store: { reads } }: Dependencies) {
  return {
    async read(actor: Actor, id: string): Promise<Event> {
      requireScope(actor, 'events:read');
      const event = await reads.events.byId(actor.tenantId, id);
      if (!event || !maySeeEvent(actor, event)) throw await eventMissing(reads, actor, id);
      return event;
    },

    async list(actor: Actor, page: PageRequest, search: EventSearch = {}): Promise<Page<Event>> {
      requireScope(actor, 'events:read');
      return reads.events.list(actor.tenantId, page, narrowed(actor, search));
    },

    async pageByOffset(
      actor: Actor,
      search: EventSearch & { offset: number; limit: number; descending: boolean; counted?: boolean },
    ): Promise<{ items: Event[]; total: number }> {
      requireScope(actor, 'events:read');
      return reads.events.pageByOffset(actor.tenantId, narrowed(actor, search));
    },
  };
}

/** A credential that is bound to one identity provider sees that provider's events alone. */
function narrowed<Search extends EventSearch>(actor: Actor, search: Search): Search {
  const { identityProviderId } = actor;
  if (search.identityProviderId !== undefined) requireProvider(actor, search.identityProviderId);
  return identityProviderId === null ? search : { ...search, identityProviderId };
}

/** Why there is no event of this id, or none for the actor: it is kept no longer, or never was. */
export async function eventMissing(
  reads: Pick<Reads, 'events'>,
  { tenantId }: Actor,
  id: string,
): Promise<DomainError> {
  const keptAfter = await reads.events.keptAfter(tenantId);
  return keptAfter === null || id > keptAfter
    ? new DomainError('event_not_found', 'there is no such event')
    : eventsRemoved(keptAfter);
}

export function eventsRemoved(keptAfter: string): DomainError {
  const since = toTimestamp(madeAt(keptAfter));
  return new DomainError('events_removed', `the tenant keeps no events of before ${since}`, { kept_since: since });
}

export function maySeeEvent(actor: Actor, { identityProviderId }: Event): boolean {
  return actor.identityProviderId === null || actor.identityProviderId === identityProviderId;
}
