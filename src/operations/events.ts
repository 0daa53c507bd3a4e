/** Reading what happened. Events are written by the operation that they tell of. */
import { type Actor, requireScope } from '../domain/actor.ts';
import { DomainError } from '../domain/errors.ts';
import type { Event } from '../domain/event.ts';
import type { EventSearch, Page, PageRequest } from '../stores/store.ts';
import type { Dependencies } from './dependencies.ts';

export function createEventOperations({ store: { reads } }: Dependencies) {
  return {
    async read(actor: Actor, id: string): Promise<Event> {
      requireScope(actor, 'events:read');
      const event = await reads.events.byId(actor.tenantId, id);
      if (!event || !maySeeEvent(actor, event)) throw eventNotFound();
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
function narrowed<Search extends EventSearch>({ identityProviderId }: Actor, search: Search): Search {
  return identityProviderId === null ? search : { ...search, identityProviderId };
}

export function eventNotFound(): DomainError {
  return new DomainError('event_not_found', 'there is no such event');
}

export function maySeeEvent(actor: Actor, { identityProviderId }: Event): boolean {
  return actor.identityProviderId === null || actor.identityProviderId === identityProviderId;
}
