/** What an event changed, row by row, read out of what it recorded: the ground of undoing, of as-of, and of explaining. */
import type { Event, EventType } from './event.ts';
import type { Json, JsonObject } from './json.ts';

/** One row as it was and as it became, as far as the event kept it; null where there was none. */
export interface RowChange {
  id: string;
  before: JsonObject | null;
  after: JsonObject | null;
}

export interface Changes {
  users: RowChange[];
  identities: RowChange[];
}

/** The events that change whose an identity is, or which users there are. */
export const placingEventTypes = [
  'user.created',
  'user.merged',
  'user.deleted',
  'identity.recorded',
  'identity.held',
  'identity.linked',
  'identity.moved',
  'identity.unlinked',
  'identity.primary_changed',
  'linking.challenged',
  'linking.undone',
] as const satisfies EventType[];

export function changesOf(event: Event): Changes {
  const [before, after] = [sideOf(event, event.before), sideOf(event, event.after)];
  if (event.type === 'user.merged') addTombstone(event, before, after);
  if (event.type === 'identity.linked') addEnded(event, before, after);
  if (event.type === 'identity.primary_changed') return { users: [], identities: orderOf(event) };
  return { users: pair(before.users, after.users), identities: pair(before.identities, after.identities) };
}

interface Side {
  users: Map<string, JsonObject>;
  identities: Map<string, JsonObject>;
}

/** Events about a user's own fields keep them bare; all others name each row that they tell of. */
const bareUserEvents = new Set<EventType>(['user.updated', 'user.suspended', 'user.reactivated']);

function sideOf(event: Event, recorded: JsonObject | null): Side {
  const side: Side = { users: new Map(), identities: new Map() };
  if (recorded === null) return side;
  const { user, secondary, users, identity, identities, ...rest } = recorded;
  // A change of some fields names no row: it is the one that the event is about.
  const add = (rows: Map<string, JsonObject>, row: Json | undefined, id: string | null) => {
    if (!isObject(row)) return;
    const named = typeof row.id === 'string' ? row.id : id;
    if (named !== null) rows.set(named, row);
  };
  for (const row of [user, secondary, ...listOf(users)]) add(side.users, row, event.userId);
  for (const row of [identity, ...listOf(identities)]) add(side.identities, row, event.identityId);
  if (typeof rest.subject === 'string') add(side.identities, recorded, event.identityId);
  if (bareUserEvents.has(event.type)) add(side.users, rest, event.userId);
  if (event.type === 'user.deleted' && event.userId !== null)
    for (const id of [event.userId, ...listOf(rest.tombstones)]) side.users.set(String(id), { id: String(id) });
  return side;
}

function pair(before: Map<string, JsonObject>, after: Map<string, JsonObject>): RowChange[] {
  const ids = new Set([...before.keys(), ...after.keys()]);
  return [...ids].map((id) => ({ id, before: before.get(id) ?? null, after: after.get(id) ?? null }));
}

/** A merge leaves the secondary user as it was, but for whom it points at. */
function addTombstone(event: Event, before: Side, after: Side): void {
  const secondary = event.counterpartUserId === null ? undefined : before.users.get(event.counterpartUserId);
  if (secondary) after.users.set(event.counterpartUserId!, { ...secondary, mergedInto: event.userId });
}

/** Identities that an arrival put an end to: they became nobody's. */
function addEnded(event: Event, before: Side, after: Side): void {
  for (const identity of listOf(event.before?.ended)) {
    if (!isObject(identity) || typeof identity.id !== 'string') continue;
    before.identities.set(identity.id, identity);
    after.identities.set(identity.id, { ...identity, userId: null, linkedAt: null, position: 0 });
  }
}

function orderOf({ before, after }: Event): RowChange[] {
  const was = listOf(before?.order);
  return listOf(after?.order).map((id, position) => ({
    id: String(id),
    before: { position: was.indexOf(id) },
    after: { position },
  }));
}

/** Whether the change moves an identity: to another owner, into being or out of it. */
export function isPlacing({ before, after }: RowChange): boolean {
  if (before === null || after === null) return before !== after;
  return 'userId' in before && 'userId' in after && before.userId !== after.userId;
}

/** Whether the change makes, ends or merges a user. */
export function isStanding({ before, after }: RowChange): boolean {
  if (before === null || after === null) return before !== after;
  return 'mergedInto' in before && 'mergedInto' in after && before.mergedInto !== after.mergedInto;
}

/** Everyone whom the event changed, gave something or took something from. */
export function touchedUserIds({ users, identities }: Changes): Set<string> {
  const owners = identities.filter(isPlacing).flatMap(({ before, after }) => [before?.userId, after?.userId]);
  return new Set([...users.map(({ id }) => id), ...owners.filter((id: Json | undefined) => typeof id === 'string')]);
}

function listOf(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : [];
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether two values say the same, in whatever order their keys come. */
export function sameJson(one: Json | undefined, other: Json | undefined): boolean {
  if (Array.isArray(one) && Array.isArray(other))
    return one.length === other.length && one.every((value, place) => sameJson(value, other[place]));
  if (!isObject(one) || !isObject(other)) return one === other;
  const keys = Object.keys(one);
  return (
    keys.length === Object.keys(other).length &&
    keys.every((key) => Object.hasOwn(other, key) && sameJson(one[key], other[key]))
  );
}
