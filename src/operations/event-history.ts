/** Events read through from one on, page by page, for the verbs that tell the past again. */
import { changesOf, type RowChange } from '../domain/changes.ts';
import type { Event } from '../domain/event.ts';
import type { EventSearch, Reads } from '../stores/store.ts';

const pageLength = 500;

/** Every event that fits, in order; from the beginning, or after the one named. */
export async function readEvents(
  reads: Pick<Reads, 'events'>,
  tenantId: string,
  search: EventSearch,
  after?: string,
): Promise<Event[]> {
  const found: Event[] = [];
  let last = after;
  for (;;) {
    const { items, hasMore } = await reads.events.list(tenantId, { limit: pageLength, after: last }, search);
    found.push(...items);
    last = items.at(-1)?.id;
    if (!hasMore || last === undefined) return found;
  }
}

/** Whether one of them made the user, in the time of which no event is removed: then there was nothing of it before. */
export function tellsTheBeginning(events: Event[], userId: string, keptAfter: string): boolean {
  const isBeginning = ({ id, before, after }: RowChange) =>
    id === userId && before === null && after !== null && 'createdAt' in after;
  return events.some((event) => event.id > keptAfter && changesOf(event).users.some(isBeginning));
}

/** The events of several searches as one list, each event once, in order. */
export function inOneOrder(lists: Event[][]): Event[] {
  const byId = new Map(lists.flat().map((event) => [event.id, event]));
  return [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}
