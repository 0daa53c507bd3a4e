/** What taking an event back comes to, row by row. Whether it may be done is `decideUndo`'s. */
import { type Changes, isPlacing, isStanding, type RowChange, touchedUserIds } from './changes.ts';
import type { Event } from './event.ts';
import { giveBack } from './give-back.ts';
import type { Identity } from './identity.ts';
import type { JsonObject, Timestamp } from './json.ts';
import { withoutCancelled } from './later-events.ts';
import type { UndoFacts } from './undo-facts.ts';
import type { User } from './user.ts';

export interface UndoPlan {
  users: { insert: User[]; update: User[]; remove: string[] };
  identities: { insert: Identity[]; update: Identity[]; remove: Identity[] };
  /** Pairs that are taken apart, and pairs that are together again. */
  parted: { identity: Identity; userId: string }[];
  joined: { identity: Identity; userId: string }[];
  /** The identities of everyone concerned as they would stand, in order. */
  owners: { userId: string; identities: Identity[]; gains: boolean; loses: boolean }[];
  /** What keeps a newer value than the one that would be given back: `user <id>: appMetadata.roles`. */
  kept: { id: string; field: string }[];
  /** Rows that would come back, of which the event did not keep all. */
  incomplete: string[];
}

/** What a user is told by. Sign-ins are facts of their own, and times are. */
const userFields = new Set([
  'email',
  'emailVerified',
  'phone',
  'phoneVerified',
  'username',
  'externalId',
  'name',
  'givenName',
  'familyName',
  'nickname',
  'picture',
  'locale',
  'profile',
  'userMetadata',
  'appMetadata',
]);

/** What a provider, or who linked it, said of an identity. */
const identityFields = new Set([
  'email',
  'emailVerified',
  'phone',
  'phoneVerified',
  'username',
  'displayName',
  'claims',
]);

export function planUndo(facts: UndoFacts, changes: Changes): UndoPlan {
  const plan: UndoPlan = {
    users: { insert: [], update: [], remove: [] },
    identities: { insert: [], update: [], remove: [] },
    parted: [],
    joined: [],
    owners: [],
    kept: [],
    incomplete: [],
  };
  for (const change of changes.users) planUser(facts, changes, change, plan);
  const identities = new Map(facts.identities.map((identity) => [identity.id, identity]));
  for (const change of changes.identities) planIdentity(facts, change, plan, identities);
  orderOwners(facts, changes, plan, identities);
  return plan;
}

function planUser({ event, users, now }: UndoFacts, changes: Changes, change: RowChange, plan: UndoPlan): void {
  const { id, before, after } = change;
  if (before === null) {
    plan.users.remove.push(id);
    return;
  }
  if (after === null) {
    if (typeof before.createdAt !== 'string') plan.incomplete.push(id);
    else plan.users.insert.push({ ...(before as unknown as User), tenantId: event.tenantId, updatedAt: now });
    return;
  }
  const present = users.find((user) => user.id === id);
  if (!present) return;
  const { fields, kept } = giveBack(
    change,
    present as unknown as JsonObject,
    userFields,
    provedEmailOf(event, changes),
  );
  plan.kept.push(...kept.map((field) => ({ id, field })));
  const standing = isStanding(change) ? { mergedInto: before.mergedInto as string | null } : {};
  if (Object.keys(fields).length === 0 && !isStanding(change)) return;
  plan.users.update.push({ ...present, ...fields, ...standing, updatedAt: now } as User);
}

/** An arrival proves the address that its identity has: the user's verified bit was about that one. */
function provedEmailOf({ type }: Event, { identities: [identity] }: Changes): string | null {
  const email = identity?.after?.email;
  return type === 'identity.linked' && typeof email === 'string' ? email : null;
}

function planIdentity(
  { event, now }: UndoFacts,
  change: RowChange,
  plan: UndoPlan,
  identities: Map<string, Identity>,
): void {
  const { id, before, after } = change;
  const present = identities.get(id);
  if (after === null) {
    if (before === null || typeof before.createdAt !== 'string') plan.incomplete.push(id);
    else if (!present)
      identities.set(id, { ...(before as unknown as Identity), tenantId: event.tenantId, updatedAt: now });
    return;
  }
  if (!present) return;
  if (before === null) {
    // What the event brought in goes again, unless people have signed in with it: then it stays, as nobody's.
    if (present.loginsCount === (event.type === 'identity.linked' ? 0 : after.loginsCount)) identities.delete(id);
    else identities.set(id, { ...present, userId: null, linkedAt: null, position: 0, updatedAt: now });
    return;
  }
  const { fields, kept } = giveBack(change, present as unknown as JsonObject, identityFields);
  plan.kept.push(...kept.map((field) => ({ id, field })));
  const place: Partial<Identity> = isPlacing(change)
    ? {
        userId: before.userId as string | null,
        position: numberOf(before.position),
        ...('linkedBy' in before && { linkedBy: before.linkedBy as Identity['linkedBy'] }),
        ...('linkedAt' in before && { linkedAt: before.linkedAt as Timestamp | null }),
      }
    : typeof before.position === 'number' && present.userId === after.userId && present.position === after.position
      ? { position: before.position }
      : {};
  if (Object.keys(fields).length + Object.keys(place).length > 0)
    identities.set(id, { ...present, ...fields, ...place, updatedAt: now } as Identity);
}

/** Every owner's identities in their order: those that come back at their old place, where others make room. */
function orderOwners(facts: UndoFacts, changes: Changes, plan: UndoPlan, wanted: Map<string, Identity>): void {
  const present = new Map(facts.identities.map((identity) => [identity.id, identity]));
  const owners = [...touchedUserIds(changes)].map((userId) => {
    const had = facts.identities.filter((identity) => identity.userId === userId);
    const theirs = [...wanted.values()].filter((identity) => identity.userId === userId);
    const comes = (identity: Identity) => present.get(identity.id)?.userId !== userId;
    return {
      userId,
      identities: inOrder(facts, plan, userId, theirs, comes),
      gains: theirs.some(comes),
      loses: had.some(({ id }) => wanted.get(id)?.userId !== userId),
    };
  });
  plan.owners.push(...owners);
  const settled = new Map(
    [...wanted.values(), ...owners.flatMap(({ identities }) => identities)].map((identity) => [identity.id, identity]),
  );
  for (const [id, identity] of settled) {
    const was = present.get(id);
    if (!was) plan.identities.insert.push(identity);
    else if (was !== identity) plan.identities.update.push(identity);
    if (identity.userId !== null && identity.userId !== was?.userId)
      plan.joined.push({ identity, userId: identity.userId });
    if (was && was.userId !== null && was.userId !== identity.userId)
      plan.parted.push({ identity, userId: was.userId });
  }
  for (const [id, was] of present) {
    if (settled.has(id)) continue;
    plan.identities.remove.push(was);
    if (was.userId !== null) plan.parted.push({ identity: was, userId: was.userId });
  }
  // Who goes has nothing to be kept apart from.
  const goes = new Set(plan.users.remove);
  plan.parted = plan.parted.filter(({ userId }) => !goes.has(userId));
}

function inOrder(
  { later, now }: UndoFacts,
  plan: UndoPlan,
  userId: string,
  theirs: Identity[],
  comes: (identity: Identity) => boolean,
): Identity[] {
  const byPlace = (a: Identity, b: Identity) =>
    a.position - b.position || Number(comes(b)) - Number(comes(a)) || (a.id < b.id ? -1 : 1);
  const sorted = theirs.toSorted(byPlace);
  if (!theirs.some(comes)) return sorted;
  const [first] = sorted.filter((identity) => !comes(identity));
  // A primary identity that was chosen since stays the primary one.
  if (first && sorted[0] !== first && wasChosenSince(later, userId)) {
    plan.kept.push({ id: userId, field: 'primary identity' });
    sorted.splice(sorted.indexOf(first), 1);
    sorted.unshift(first);
  }
  let least = 0;
  return sorted.map((identity) => {
    const given = Math.max(identity.position, least);
    least = given + 1;
    return given === identity.position ? identity : { ...identity, position: given, updatedAt: now };
  });
}

function wasChosenSince(later: readonly Event[], userId: string): boolean {
  return withoutCancelled(later).some((event) => event.type === 'identity.primary_changed' && event.userId === userId);
}

function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}
