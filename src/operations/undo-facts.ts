/** What `decideUndo` needs to know about an event: read under lock to undo it, without to tell whether it could be undone. */
import { replay } from '../domain/as-of.ts';
import {
  type Changes,
  changesOf,
  isPlacing,
  isStanding,
  placingEventTypes,
  touchedUserIds,
} from '../domain/changes.ts';
import type { Event } from '../domain/event.ts';
import type { Identity, IdentityKey } from '../domain/identity.ts';
import type { Timestamp } from '../domain/json.ts';
import { emailKey, phoneKey, usernameKey } from '../domain/normalise.ts';
import type { UndoFacts } from '../domain/undo-facts.ts';
import type { User } from '../domain/user.ts';
import type { Reads, Rows } from '../stores/store.ts';
import { inOneOrder, readEvents, tellsTheBeginning } from './event-history.ts';
import { identityLockName } from './identities.ts';
import { providersOf } from './providers-of.ts';

export interface UndoQuestion {
  event: Event;
  allowLast: boolean;
  now: Timestamp;
}

/** The rows of an event's users and identities, locked or not. */
interface Sight {
  users(ids: string[]): Promise<User[]>;
  identities(ids: string[]): Promise<Identity[]>;
  identitiesOf(userIds: string[]): Promise<Identity[]>;
}

/** Locks in the order names, users, identities, as every verb does. */
export async function lockUndoFacts(rows: Rows, tenantId: string, question: UndoQuestion): Promise<UndoFacts> {
  const changes = changesOf(question.event);
  // Two who undo the same event take turns: the second sees the first one's.
  await rows.lockKeys(tenantId, [`undo:${question.event.id}`, ...namesOf(changes)]);
  return gather(rows, tenantId, question, changes, {
    users: (ids) => rows.users.lock(tenantId, ids),
    identities: (ids) => rows.identities.lock(tenantId, ids),
    async identitiesOf(userIds) {
      const found: Identity[] = [];
      for (const id of userIds.toSorted()) found.push(...(await rows.identities.lockOfUser(tenantId, id)));
      return found;
    },
  });
}

/** The same facts as they are committed, locking nothing. */
export async function readUndoFacts(reads: Reads, tenantId: string, question: UndoQuestion): Promise<UndoFacts> {
  const each = async <T>(ids: string[], read: (id: string) => Promise<T | null>): Promise<T[]> => {
    const found: T[] = [];
    for (const id of ids) {
      const one = await read(id);
      if (one !== null) found.push(one);
    }
    return found;
  };
  return gather(reads, tenantId, question, changesOf(question.event), {
    users: (ids) => each(ids, (id) => reads.users.byIdOrTombstone(tenantId, id)),
    identities: (ids) => each(ids, (id) => reads.identities.byId(tenantId, id)),
    identitiesOf: async (ids) => [...(await reads.identities.ofUsers(tenantId, ids)).values()].flat(),
  });
}

async function gather(
  reads: Reads,
  tenantId: string,
  { event, allowLast, now }: UndoQuestion,
  changes: Changes,
  sight: Sight,
): Promise<UndoFacts> {
  const touched = [...touchedUserIds(changes)];
  const users = touched.length === 0 ? [] : await sight.users(touched);
  const theirs = touched.length === 0 ? [] : await sight.identitiesOf(touched);
  const missing = changes.identities.map(({ id }) => id).filter((id) => !theirs.some((identity) => identity.id === id));
  const others = missing.length === 0 ? [] : await sight.identities(missing);
  const identities = [...theirs, ...others];

  const comingBack = changes.identities.flatMap(({ id, before, after }) =>
    before !== null && after === null ? [{ id, key: keyOf(before) }] : [],
  );
  const sameKey: Identity[] = [];
  for (const { id, key } of comingBack) {
    const known = key && (await reads.identities.byKey(tenantId, key));
    if (known && known.id !== id) sameKey.push(known);
  }
  const concerned = [...identities, ...comingBack.flatMap(({ key }) => (key ? [key] : []))];
  return {
    event,
    later: await findLater(reads, tenantId, event, changes, concerned),
    users,
    identities,
    sameKey,
    namesakes: await findNamesakes(reads, tenantId, changes),
    providers: await providersOf(reads, tenantId, concerned),
    hadNone: await findWhoHadNone(reads, tenantId, event, changes),
    tombstones: await findTombstones(reads, tenantId, changes),
    allowLast,
    now,
  };
}

const laterTypes = [...placingEventTypes, 'user.suspended' as const, 'user.reactivated' as const];

async function findLater(
  reads: Reads,
  tenantId: string,
  event: Event,
  changes: Changes,
  concerned: { identityProviderId: string }[],
): Promise<Event[]> {
  const since = (search: Parameters<typeof readEvents>[2]) => readEvents(reads, tenantId, search, event.id);
  const made = new Set(changes.users.filter(({ before }) => before === null).map(({ id }) => id));
  const lists: Event[][] = [];
  // Of a user that would be gone again, everything counts.
  for (const userId of touchedUserIds(changes))
    lists.push(await since(made.has(userId) ? { userId } : { userId, types: laterTypes }));
  // Whoever moves an identity of a user says whose it was; of nobody's identity there is but its own name.
  const ownerless = changes.identities.filter(({ after }) => after === null || after.userId === null);
  for (const { id } of ownerless) lists.push(await since({ identityId: id, types: laterTypes }));
  if (ownerless.some(({ after }) => after === null))
    for (const identityProviderId of new Set(concerned.map((each) => each.identityProviderId)))
      lists.push(await since({ identityProviderId, types: ['identity_provider.deleted'] }));
  return inOneOrder(lists);
}

/** Who comes back from having been merged or removed. */
function revived({ users }: Changes): User[] {
  return users
    .filter(({ before, after }) => before !== null && !before.mergedInto && (after === null || after.mergedInto))
    .map(({ before }) => before as unknown as User);
}

async function findNamesakes(reads: Reads, tenantId: string, changes: Changes): Promise<User[]> {
  const back = revived(changes);
  if (back.length === 0) return [];
  const told = (names: (string | null | undefined)[]) => names.filter((name) => typeof name === 'string');
  return reads.users.byNames(tenantId, {
    emailKeys: [],
    phoneKeys: [],
    usernameKeys: told(back.map(({ username }) => username && usernameKey(username))),
    externalIds: told(back.map(({ externalId }) => externalId)),
    originKeys: told(back.map(({ originKey }) => originKey)),
  });
}

/** Who would lose an identity that was its first one. */
async function findWhoHadNone(reads: Reads, tenantId: string, event: Event, changes: Changes): Promise<Set<string>> {
  const gained = changes.identities.filter(isPlacing).map(({ after }) => after?.userId);
  const hadNone = new Set<string>();
  const keptAfter = gained.length > 0 ? await reads.events.keptAfter(tenantId) : null;
  for (const userId of new Set(gained)) {
    if (typeof userId !== 'string') continue;
    const earlier = await readEvents(
      reads,
      tenantId,
      { userId, types: [...placingEventTypes], to: new Date(Date.parse(event.createdAt) + 1).toISOString() },
      undefined,
    );
    const before = earlier.filter(({ id }) => id < event.id);
    // INVARIANT: what was before the oldest event that is left is not known, and what is not known takes no last way in away.
    if (keptAfter !== null && !tellsTheBeginning(before, userId, keptAfter)) continue;
    if (replay(userId, before).identities.length === 0) hadNone.add(userId);
  }
  return hadNone;
}

async function findTombstones(reads: Reads, tenantId: string, { users }: Changes): Promise<User[]> {
  const made = users.filter((change) => change.before === null && isStanding(change)).map(({ id }) => id);
  return made.length === 0 ? [] : reads.users.tombstonesBelow(tenantId, made);
}

/** What others may want to take while it comes back. */
function namesOf(changes: Changes): string[] {
  const keys = changes.identities.flatMap(({ before, after }) => [keyOf(before ?? {}) ?? keyOf(after ?? {})]);
  const names = revived(changes).flatMap(({ email, phone, username, externalId, originKey }) => [
    email && named('email', emailKey(email)),
    phone && named('phone', phoneKey(phone)),
    username && named('username', usernameKey(username)),
    externalId && named('external_id', externalId),
    originKey && named('origin_key', originKey),
  ]);
  return [...keys.map((key) => key && identityLockName(key)), ...names].filter((name) => typeof name === 'string');
}

function named(what: string, key: string | null): string | null {
  return key === null ? null : `${what}:${key}`;
}

function keyOf(row: object): IdentityKey | null {
  const { identityProviderId, subjectType, subject } = row as Partial<IdentityKey>;
  return typeof identityProviderId === 'string' && typeof subject === 'string'
    ? { identityProviderId, subjectType: subjectType ?? '', subject }
    : null;
}
