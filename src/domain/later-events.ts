/** What stands of the events after one: an undo and what it took back cancel each other. */
import type { Event } from './event.ts';

/** The event that took it back and holds; null when nothing does. `later` has the events after it. */
export function undoneBy(event: Event, later: readonly Event[]): Event | null {
  return later.find(({ undoes, id }) => undoes === event.id && id !== event.id && isHolding(id, later)) ?? null;
}

function isHolding(id: string, later: readonly Event[]): boolean {
  return !later.some((undo) => undo.undoes === id && isHolding(undo.id, later));
}

/** The events of which something is left: those that hold, without the undos of others among them. */
export function withoutCancelled(later: readonly Event[]): Event[] {
  const ids = new Set(later.map(({ id }) => id));
  return later.filter((event) => isHolding(event.id, later) && !(event.undoes !== null && ids.has(event.undoes)));
}
