/**
 * Who has which name, while rows are imported: what the database holds for a batch, and what rows before have taken.
 * It is how a row with a name that is taken is refused alone, and the rest go in by one statement.
 */
import { DomainError, type ErrorCode } from '../domain/errors.ts';
import type { Identity, IdentityKey } from '../domain/identity.ts';
import { emailKey, phoneKey, usernameKey } from '../domain/normalise.ts';
import type { User } from '../domain/user.ts';
import type { Rows, UserNames } from '../stores/store.ts';
import { identityLockName } from './identities.ts';
import type { UniqueField } from './new-user.ts';

type NameKind = 'email' | 'phone' | 'username' | 'external_id' | 'origin_key';

const taken: Record<NameKind, [ErrorCode, string]> = {
  email: ['email_taken', 'another user has this e-mail address'],
  phone: ['phone_taken', 'another user has this phone number'],
  username: ['username_taken', 'another user has this username'],
  external_id: ['external_id_taken', 'another user has this external id'],
  origin_key: ['user_id_taken', 'another user has this origin key'],
};

/** What is known to exist. Names are written as they are locked: `username:ada`. */
export interface Ledger {
  /** Live users and tombstones by id. */
  users: Map<string, User>;
  /** Which live user has a name. */
  names: Map<string, string>;
  identityIds: Set<string>;
  /** Whose an identity is, by its key; null when nobody's. */
  identities: Map<string, string | null>;
  /** Where a user's next identity goes. */
  positions: Map<string, number>;
}

export function createLedger(): Ledger {
  return {
    users: new Map(),
    names: new Map(),
    identityIds: new Set(),
    identities: new Map(),
    positions: new Map(),
  };
}

export function isEmptyLedger({ users, identities, identityIds }: Ledger): boolean {
  return users.size + identities.size + identityIds.size === 0;
}

/** What rows of a batch may collide with. */
export interface Wanted {
  userIds: string[];
  users: Pick<User, 'email' | 'phone' | 'username' | 'externalId' | 'originKey'>[];
  originKeys: string[];
  identityIds: string[];
  identityKeys: IdentityKey[];
}

/** What nobody else does at once: to begin an import. */
export function importLockName(importId: string): string {
  return `import:${importId}`;
}

/** Locks the names that the rows want, and this one with them. */
export function lockWanted(
  rows: Rows,
  tenantId: string,
  wanted: Wanted,
  unique: readonly UniqueField[],
  besides: string,
): Promise<void> {
  function* names(): Generator<string> {
    yield besides;
    for (const identity of wanted.identityKeys) yield identityLockName(identity);
    yield* userNamesOf(wanted, unique);
  }
  return rows.lockKeys(tenantId, names());
}

/** Reads who has the names that the rows want, which must be locked. */
export async function gatherLedger(
  rows: Rows,
  tenantId: string,
  wanted: Wanted,
  unique: readonly UniqueField[],
): Promise<Ledger> {
  const ledger = createLedger();
  const names = [...userNamesOf(wanted, unique)];
  const holders = await rows.users.byNames(tenantId, toUserNames(names));
  const known = await rows.identities.byKeys(tenantId, wanted.identityKeys);
  const owners = known.flatMap(({ userId }) => (userId === null ? [] : [userId]));
  const ids = new Set([...wanted.userIds, ...holders.map(({ id }) => id), ...owners]);
  for (const user of await rows.users.lock(tenantId, [...ids])) enterUser(ledger, user, unique);
  for (const identity of known) ledger.identities.set(identityLockName(identity), identity.userId);
  for (const { id } of await rows.identities.lock(tenantId, wanted.identityIds)) ledger.identityIds.add(id);
  const live = [...ledger.users.values()].filter(({ mergedInto }) => mergedInto === null).map(({ id }) => id);
  if (live.length > 0) {
    for (const [userId, owned] of await rows.identities.ofUsers(tenantId, live))
      ledger.positions.set(userId, (owned.at(-1)?.position ?? -1) + 1);
  }
  return ledger;
}

function* userNamesOf({ users, originKeys }: Wanted, unique: readonly UniqueField[]): Generator<string> {
  for (const user of users) for (const [, name] of namesOf(user, unique)) yield name;
  for (const key of originKeys) yield `origin_key:${key}`;
}

/** The same questions asked of several ledgers: the first that knows answers. */
export function createLookUp(...ledgers: Ledger[]) {
  const first = <T>(ask: (ledger: Ledger) => T | undefined): T | undefined => {
    for (const ledger of ledgers) {
      const found = ask(ledger);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return {
    user: (id: string) => first(({ users }) => users.get(id)),
    holder: (kind: NameKind, value: string) => first(({ names }) => names.get(`${kind}:${value}`)),
    /** Undefined when there is no such identity. */
    owner(key: IdentityKey) {
      const name = identityLockName(key);
      return first(({ identities }) => identities.get(name));
    },
    hasIdentityId: (id: string) => ledgers.some(({ identityIds }) => identityIds.has(id)),
    position: (userId: string) => Math.max(0, ...ledgers.map(({ positions }) => positions.get(userId) ?? 0)),
    /** Refuses a user of whose names another live user has one. */
    requireFree(user: User, unique: readonly UniqueField[]): void {
      for (const [kind, name] of namesOf(user, unique)) {
        const holder = first(({ names }) => names.get(name));
        if (holder !== undefined && holder !== user.id) throw new DomainError(...taken[kind]);
      }
    },
  };
}

export type LookUp = ReturnType<typeof createLookUp>;

/** From now on the user has its names. A name that it gave up meanwhile stays taken until the batch is written. */
export function enterUser(ledger: Ledger, user: User, unique: readonly UniqueField[]): void {
  ledger.users.set(user.id, user);
  if (user.mergedInto !== null) return;
  for (const [, name] of namesOf(user, unique)) ledger.names.set(name, user.id);
}

export function enterIdentity(ledger: Ledger, identity: Identity): void {
  ledger.identityIds.add(identity.id);
  ledger.identities.set(identityLockName(identity), identity.userId);
  if (identity.userId !== null) ledger.positions.set(identity.userId, identity.position + 1);
}

/** The names that are one user's alone. */
function namesOf(
  { email, phone, username, externalId, originKey }: Wanted['users'][number],
  unique: readonly UniqueField[],
): [NameKind, string][] {
  const names: [NameKind, string][] = [];
  const add = (kind: NameKind, value: string | null) => value !== null && names.push([kind, `${kind}:${value}`]);
  if (unique.includes('email')) add('email', email && emailKey(email));
  if (unique.includes('phone')) add('phone', phone && phoneKey(phone));
  add('username', username && usernameKey(username));
  add('external_id', externalId);
  add('origin_key', originKey);
  return names;
}

function toUserNames(names: string[]): UserNames {
  const of = (kind: NameKind): string[] =>
    names.flatMap((name) => (name.startsWith(`${kind}:`) ? [name.slice(kind.length + 1)] : []));
  return {
    emailKeys: of('email'),
    phoneKeys: of('phone'),
    usernameKeys: of('username'),
    externalIds: of('external_id'),
    originKeys: of('origin_key'),
  };
}
