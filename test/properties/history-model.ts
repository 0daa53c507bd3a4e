/**
 * What histories must come to, told by maps: the tenant is what its steps make of it, one after the other, and taking a
 * step back is the same as its never having been. Knows nothing of rows, locks or events.
 */
import type { EventType } from '../../src/domain/event.ts';
import type { JsonObject } from '../../src/domain/json.ts';

export interface UserState {
  email: string | null;
  emailVerified: boolean;
  phone: string | null;
  phoneVerified: boolean;
  username: string | null;
  originKey: string | null;
  name: string | null;
  userMetadata: JsonObject;
  appMetadata: JsonObject;
  status: string;
  mergedInto: string | null;
}

export interface World {
  users: Record<string, UserState>;
  /** `key` is the subject at its provider. */
  identities: Record<string, { key: string; userId: string | null }>;
  /** The identities of every user that has any, the primary one first. */
  order: Record<string, string[]>;
}

export interface Step {
  eventId: string;
  type: EventType;
  said: string;
  /** Users, identities, subjects and names: whatever a later step may find in its way. */
  touches: Set<string>;
  apply(world: World): void;
  /** What is left of it when it was taken back. */
  leaves?(world: World): void;
  /** The step that it takes back. */
  undoes?: number;
}

/** What the step needs is not there without another one: that other one cannot be taken back. */
export class Impossible extends Error {}

export function emptyWorld(): World {
  return { users: {}, identities: {}, order: {} };
}

/** Whether the step holds: nothing that takes it back holds itself. */
export function isInEffect(steps: readonly Step[], index: number): boolean {
  return takenBackBy(steps, index) === null;
}

export function takenBackBy(steps: readonly Step[], index: number): number | null {
  const found = steps.findIndex(({ undoes }, later) => undoes === index && isInEffect(steps, later));
  return found === -1 ? null : found;
}

/** The steps that hold, in order, and what is left of the others. */
export function tell(steps: readonly Step[]): World {
  const world = emptyWorld();
  for (const [index, step] of steps.entries())
    if (isInEffect(steps, index)) step.apply(world);
    else step.leaves?.(world);
  // In the end: what stood in the way for a while may have gone since.
  requireOneOfEach(world);
  return world;
}

/** The steps after one that something is left of, without those that cancel each other. */
export function standingSince(steps: readonly Step[], index: number): Step[] {
  return steps.filter(
    (step, later) => later > index && isInEffect(steps, later) && (step.undoes === undefined || step.undoes <= index),
  );
}

export function userOf(world: World, id: string): UserState {
  const user = world.users[id];
  if (!user) throw new Impossible(`there is no user ${id}`);
  return user;
}

export function liveUserOf(world: World, id: string): UserState {
  const user = userOf(world, id);
  if (user.mergedInto !== null) throw new Impossible(`the user ${id} was merged`);
  return user;
}

export function addUser(world: World, id: string, state: UserState): void {
  if (world.users[id]) throw new Impossible(`the user ${id} is there`);
  world.users[id] = { ...state };
}

export function changeUser(world: World, id: string, fields: Partial<UserState>): void {
  Object.assign(liveUserOf(world, id), fields);
}

/** One live user for each name, one identity for each subject. */
function requireOneOfEach(world: World): void {
  const live = Object.values(world.users).filter(({ mergedInto }) => mergedInto === null);
  requireDistinct(
    'username',
    live.map(({ username }) => username),
  );
  requireDistinct(
    'origin key',
    live.map(({ originKey }) => originKey),
  );
  requireDistinct(
    'subject',
    Object.values(world.identities).map(({ key }) => key),
  );
}

function requireDistinct(what: string, values: (string | null)[]): void {
  const given = values.filter((value) => value !== null);
  const twice = given.find((value, index) => given.indexOf(value) !== index);
  if (twice !== undefined) throw new Impossible(`the ${what} ${twice} is taken`);
}

/** Written down as nobody's, or seen again as such. */
export function keep(world: World, id: string, key: string): void {
  const known = world.identities[id];
  if (known && known.userId !== null) throw new Impossible(`the identity ${id} has an owner`);
  world.identities[id] = { key, userId: null };
}

/** Nobody's identity becomes the user's last one. */
export function give(world: World, id: string, userId: string): void {
  const identity = world.identities[id];
  if (identity?.userId !== null) throw new Impossible(`the identity ${id} is not nobody's`);
  liveUserOf(world, userId);
  identity.userId = userId;
  world.order[userId] = [...(world.order[userId] ?? []), id];
}

export function take(world: World, id: string, userId: string): void {
  const identity = world.identities[id];
  if (identity?.userId !== userId) throw new Impossible(`the identity ${id} is not of ${userId}`);
  identity.userId = null;
  setOrder(
    world,
    userId,
    world.order[userId]!.filter((other) => other !== id),
  );
}

export function forget(world: World, id: string): void {
  if (!world.identities[id]) throw new Impossible(`there is no identity ${id}`);
  delete world.identities[id];
}

function setOrder(world: World, userId: string, ids: string[]): void {
  if (ids.length > 0) world.order[userId] = ids;
  else delete world.order[userId];
}

/** As far as they are the user's still; what else it has stays behind them. */
export function reorder(world: World, userId: string, wanted: string[]): void {
  const ids = world.order[userId] ?? [];
  setOrder(world, userId, [...wanted.filter((id) => ids.includes(id)), ...ids.filter((id) => !wanted.includes(id))]);
}

export function makePrimary(world: World, id: string, userId: string): void {
  const ids = world.order[userId] ?? [];
  // Without the identity there is nothing to put first.
  if (ids.includes(id)) setOrder(world, userId, [id, ...ids.filter((other) => other !== id)]);
}

export type MetadataPolicy = 'keep_primary' | 'keep_secondary' | 'deep_merge';

export function mergeUsers(world: World, primaryId: string, secondaryId: string, policy: MetadataPolicy): void {
  const [primary, secondary] = [liveUserOf(world, primaryId), liveUserOf(world, secondaryId)];
  if (primary.status !== 'active' || secondary.status !== 'active') throw new Impossible('one is suspended');
  for (const id of world.order[secondaryId] ?? []) {
    take(world, id, secondaryId);
    give(world, id, primaryId);
  }
  for (const field of ['userMetadata', 'appMetadata'] as const)
    if (policy === 'keep_secondary') primary[field] = secondary[field];
    // Flat documents in these histories: nested ones have a property of their own.
    else if (policy === 'deep_merge') primary[field] = { ...secondary[field], ...primary[field] };
  secondary.mergedInto = primaryId;
}

export function deleteUser(world: World, id: string): void {
  liveUserOf(world, id);
  for (const identityId of world.order[id] ?? []) forget(world, identityId);
  setOrder(world, id, []);
  for (const gone of [id, ...tombstonesBelow(world, id)]) delete world.users[gone];
}

export function tombstonesBelow(world: World, id: string): string[] {
  const direct = Object.entries(world.users).filter(([, { mergedInto }]) => mergedInto === id);
  return direct.flatMap(([tombstone]) => [tombstone, ...tombstonesBelow(world, tombstone)]);
}
