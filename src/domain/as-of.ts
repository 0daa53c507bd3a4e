/** A user's identities as they stood, told again from the events. Pure: the events in order go in. */
import { changesOf } from './changes.ts';
import type { Event } from './event.ts';
import type { JsonObject } from './json.ts';

export interface AsOf {
  /** `unknown`: no event told of the user yet. `undone`: the event that made it was taken back. */
  standing: 'unknown' | 'live' | 'merged' | 'deleted' | 'undone';
  mergedInto: string | null;
  /** In order, the primary one first; each as far as the events told of it. */
  identities: JsonObject[];
  /** The last event that told of each identity. */
  toldBy: Map<string, string>;
}

/** `events` are all that name the user, on either side, from the first one on. */
export function replay(userId: string, events: Iterable<Event>): AsOf {
  const asOf: AsOf = { standing: 'unknown', mergedInto: null, identities: [], toldBy: new Map() };
  const had = new Map<string, JsonObject>();
  for (const event of events) {
    const { users, identities } = changesOf(event);
    for (const { id, after } of users) {
      if (id !== userId) continue;
      if (after === null) asOf.standing = event.type === 'linking.undone' ? 'undone' : 'deleted';
      else if (asOf.standing !== 'live' || 'mergedInto' in after) asOf.standing = after.mergedInto ? 'merged' : 'live';
      if (after !== null && 'mergedInto' in after) asOf.mergedInto = (after.mergedInto as string | null) ?? null;
    }
    for (const { id, after } of identities) {
      const told: JsonObject | null = after && { ...had.get(id), ...after, id };
      asOf.toldBy.set(id, event.id);
      if (told?.userId === userId) had.set(id, told);
      else had.delete(id);
    }
  }
  asOf.identities = [...had.values()].sort(
    (a, b) => Number(a.position ?? 0) - Number(b.position ?? 0) || (String(a.id) < String(b.id) ? -1 : 1),
  );
  return asOf;
}
