/** The verbs on users: make, find, read, change, suspend, delete. */
import { type Actor, requireProvider, requireScope } from '../domain/actor.ts';
import { DomainError } from '../domain/errors.ts';
import type { Identity, IdentityWithProvider } from '../domain/identity.ts';
import { createId } from '../domain/ids.ts';
import type { JsonObject, Timestamp } from '../domain/json.ts';
import { emailKey } from '../domain/normalise.ts';
import type { User, UserProfile } from '../domain/user.ts';
import type { Page, PageRequest, Rows, UserSearch } from '../stores/store.ts';
import { authorise, withPermission } from './authorise.ts';
import { currentTime, type Dependencies } from './dependencies.ts';
import { destroyTokens } from './destroy-tokens.ts';
import { endAccess } from './end-access.ts';
import { findUsers, type UserKey } from './find-users.ts';
import { identityNotFound } from './identities.ts';
import { requireNotLastOwner } from './last-owner.ts';
import { lockUser, requireLive, userNotFound } from './locked-users.ts';
import { blankIdentity, type IdentityDetails, requireSubject } from './new-identity.ts';
import { createBlankUser, requireUnique, type UniqueField, withProfile } from './new-user.ts';
import { difference, identitySnapshot, record, userSnapshot } from './record.ts';
import { requireUnchanged } from './require-unchanged.ts';
import { mayProveMore, provesMore, suggestFor } from './suggest.ts';

export interface CreateUser {
  profile: UserProfile;
  /** An id born elsewhere, kept. */
  id?: string;
  /** `strategy|subject`, when the caller's API names users so. */
  originKey?: string | null;
  status?: User['status'];
  createdAt?: Timestamp;
  /** What must not be another user's; e-mail and phone by default. */
  unique?: readonly UniqueField[];
  /** Identities that the user starts with, the first one primary. */
  identities?: (IdentityDetails & { identityProviderId: string; subjectType?: string; subject: string })[];
  /** Refuse when an identity at one of the `identities`' providers has the same e-mail address. */
  uniqueEmailAtProvider?: boolean;
}

/** Identities in one statement, where a user with all of its own is deleted. */
const identitiesPerStep = 500;

export interface UpdateUser {
  profile?: UserProfile;
  /** Merged at the first level into what is there; a null removes its key. */
  merge?: { userMetadata?: JsonObject; appMetadata?: JsonObject; profile?: JsonObject };
  unique?: readonly UniqueField[];
  /** Refuses with `changed_meanwhile` unless it was last changed then: for whoever read it, and edits what they read. */
  ifUpdatedAt?: string;
  /** An identity of which the user itself is the source (people made by API): what it says from now on. */
  identity?: { id: string; details: IdentityDetails; uniqueEmail?: boolean };
}

export function createUserOperations(deps: Dependencies) {
  const { reads } = deps.store;

  const find = async (actor: Actor, key: UserKey): Promise<User[]> => {
    requireScope(actor, 'users:read');
    return findUsers(reads, actor, key);
  };

  return {
    /** Makes a user, with its first identities if any. Refuses what another user has. */
    async create(actor: Actor, input: CreateUser): Promise<{ user: User; identities: IdentityWithProvider[] }> {
      requireScope(actor, 'users:write');
      if (input.identities?.length) requireScope(actor, 'identities:write');
      return deps.store.transaction(async (rows) => {
        const blank = createBlankUser(deps, actor.tenantId, input.id);
        const user: User = {
          ...withProfile(blank, input.profile),
          status: input.status ?? 'active',
          originKey: input.originKey ?? null,
          createdAt: input.createdAt ?? blank.createdAt,
        };
        await requireUnique(rows, user, input.unique ?? ['email', 'phone']);
        const identities = await gatherIdentities(deps, rows, actor, user, input);
        const asked = identities.length > 0 ? identities : [null];
        const permission = await authorise(
          deps,
          rows,
          actor,
          ...asked.map((identity) => ({ action: 'user:create', by: 'actor', user, identity }) as const),
        );
        await rows.users.insert([user]);
        if (identities.length > 0) await rows.identities.insert(identities);
        await record(deps, rows, actor, {
          type: 'user.created',
          userId: user.id,
          identityId: identities[0]?.id ?? null,
          identityProviderId: identities[0]?.identityProviderId ?? null,
          after: { user: userSnapshot(user), identities: identities.map(identitySnapshot) },
          decision: withPermission(null, permission),
        });
        if (provesMore(null, user) || identities.some((identity) => mayProveMore(null, identity)))
          await suggestFor(deps, rows, actor, [user.id]);
        return { user, identities: (await rows.identities.ofUser(actor.tenantId, user.id)) ?? [] };
      });
    },

    /** The live user. Throws `user_not_found`. */
    async read(actor: Actor, id: string): Promise<User> {
      requireScope(actor, 'users:read');
      return requireLive(await reads.users.byIdOrTombstone(actor.tenantId, id));
    },

    /** The user, or the tombstone that a merge left, which names the user that stands in for it. */
    async readOrTombstone(actor: Actor, id: string): Promise<User> {
      requireScope(actor, 'users:read');
      const user = await reads.users.byIdOrTombstone(actor.tenantId, id);
      if (!user) throw userNotFound();
      return user;
    },

    /** Live users by ids, in no order; unknown ones are left out. */
    async readMany(actor: Actor, ids: string[]): Promise<User[]> {
      requireScope(actor, 'users:read');
      return ids.length === 0 ? [] : reads.users.byIds(actor.tenantId, ids);
    },

    /** Every live user with this key: an e-mail or phone may be several users'. A malformed key is nobody's. */
    find,

    /** The one user with this key. Throws `user_not_found`, also when there are several. */
    async findOne(actor: Actor, key: UserKey): Promise<User> {
      const [user, another] = await find(actor, key);
      if (!user) throw userNotFound();
      if (another) throw new DomainError('user_not_found', 'several users have this key: ask for one by id');
      return user;
    },

    async list(actor: Actor, page: PageRequest, search: { email?: string | undefined } = {}): Promise<Page<User>> {
      requireScope(actor, 'users:read');
      const key = search.email === undefined ? undefined : emailKey(search.email);
      if (key === null) return { items: [], hasMore: false, hasPrevious: false };
      return reads.users.list(actor.tenantId, page, { emailKey: key });
    },

    async search(actor: Actor, search: UserSearch): Promise<{ items: User[]; total: number }> {
      requireScope(actor, 'users:read');
      return reads.users.search(actor.tenantId, search);
    },

    /** Changes what the input names. Nothing changed: no event, and the user as it is. */
    async update(actor: Actor, id: string, input: UpdateUser): Promise<User> {
      requireScope(actor, 'users:write');
      return deps.store.transaction(async (rows) => {
        const before = await lockUser(rows, actor.tenantId, id);
        requireUnchanged(before, input.ifUpdatedAt);
        const after = { ...withProfile(before, input.profile ?? {}), updatedAt: currentTime(deps) };
        for (const [field, patch] of Object.entries(input.merge ?? {}) as [
          'userMetadata' | 'appMetadata' | 'profile',
          JsonObject,
        ][]) {
          after[field] = mergeFirstLevel(after[field], patch);
        }
        const change = difference(before, after);
        const described = await describeIdentity(deps, rows, actor, id, input.identity);
        if (!change && !described) return before;
        await requireUnique(rows, after, uniqueOfChange(change?.after ?? {}, input.unique ?? ['email', 'phone']));
        if (described && input.identity?.uniqueEmail)
          await requireEmailFree(rows, actor, described.identity, described.before);
        await rows.users.update(after);
        if (described) await rows.identities.update([described.identity]);
        await record(deps, rows, actor, {
          type: 'user.updated',
          userId: id,
          identityId: described?.identity.id ?? null,
          identityProviderId: described?.identity.identityProviderId ?? null,
          before: { ...change?.before, ...(described && { identity: described.before }) },
          after: { ...change?.after, ...(described && { identity: described.after }) },
        });
        if (provesMore(before, after) || (described && mayProveMore(described.known, described.identity)))
          await suggestFor(deps, rows, actor, [id]);
        return after;
      });
    },

    /** A suspended user cannot sign in; its sessions end at once, and what applications were given for it. Throws `last_owner`. */
    async setStatus(actor: Actor, id: string, status: User['status']): Promise<User> {
      requireScope(actor, 'users:write');
      return deps.store.transaction(async (rows) => {
        const before = await lockUser(rows, actor.tenantId, id);
        if (before.status === status) return before;
        if (status === 'suspended') await requireNotLastOwner(rows, actor.tenantId, id);
        const after = { ...before, status, updatedAt: currentTime(deps) };
        await rows.users.update(after);
        if (status === 'suspended') {
          await rows.sessions.endOfUser(actor.tenantId, id, 'revoked', currentTime(deps));
          await endAccess(rows, actor.tenantId, id);
        }
        await record(deps, rows, actor, {
          type: status === 'suspended' ? 'user.suspended' : 'user.reactivated',
          userId: id,
          before: { status: before.status },
          after: { status },
        });
        return after;
      });
    },

    /** Deletes the user for good, with its identities, sessions and tombstones. The event keeps ids, no personal data. Throws `last_owner`. */
    async delete(actor: Actor, id: string): Promise<void> {
      requireScope(actor, 'users:write');
      await deps.store.transaction(async (rows) => {
        await lockUser(rows, actor.tenantId, id);
        const identities = await rows.identities.lockOfUser(actor.tenantId, id);
        for (const { identityProviderId } of identities) requireProvider(actor, identityProviderId);
        await requireNotLastOwner(rows, actor.tenantId, id);
        const tombstones = await rows.users.tombstonesOf(actor.tenantId, id);
        const identityIds = identities.map((identity) => identity.id);
        for (let start = 0; start < identityIds.length; start += identitiesPerStep) {
          const some = identityIds.slice(start, start + identitiesPerStep);
          await destroyTokens(deps, rows, actor.tenantId, some);
          await rows.identities.delete(actor.tenantId, some);
        }
        await rows.users.delete(actor.tenantId, id);
        await record(deps, rows, actor, {
          type: 'user.deleted',
          userId: id,
          before: {
            identities: identities.map(({ id: identityId, identityProviderId }) => ({
              id: identityId,
              identityProviderId,
            })),
            tombstones: tombstones.map((tombstone) => tombstone.id),
          },
        });
      });
    },
  };
}

/** The identities that a new user starts with, checked: their providers exist, nobody else has them. */
async function gatherIdentities(
  deps: Dependencies,
  rows: Rows,
  actor: Actor,
  user: User,
  input: CreateUser,
): Promise<Identity[]> {
  const wanted = input.identities ?? [];
  if (wanted.length === 0) return [];
  const keys = wanted.map(({ identityProviderId, subjectType = '', subject }) => ({
    identityProviderId,
    subjectType,
    subject,
  }));
  for (const key of keys) {
    requireProvider(actor, key.identityProviderId);
    requireSubject(key.subject);
    if (!(await rows.identityProviders.byId(actor.tenantId, key.identityProviderId))) {
      throw new DomainError('identity_provider_not_found', 'there is no such identity provider');
    }
  }
  if ((await rows.identities.byKeys(actor.tenantId, keys)).length > 0) {
    throw new DomainError('identity_linked_elsewhere', 'the identity is known already: link it instead');
  }
  if (input.uniqueEmailAtProvider) await requireEmailFreeAtProviders(rows, actor, user, keys);
  return wanted.map((details, position) => ({
    ...blankIdentity(deps, actor.tenantId, keys[position]!, details),
    id: createId(deps.entropy),
    userId: user.id,
    linkedAt: currentTime(deps),
    position,
  }));
}

async function requireEmailFreeAtProviders(
  rows: Rows,
  { tenantId }: Actor,
  user: User,
  keys: { identityProviderId: string }[],
): Promise<void> {
  const key = user.email === null ? null : emailKey(user.email);
  if (key === null) return;
  for (const { identityProviderId } of keys) {
    const { items } = await rows.identities.list(tenantId, { limit: 1 }, { identityProviderId, emailKey: key });
    if (items.length > 0)
      throw new DomainError('email_taken', 'another user of this identity provider has this e-mail address');
  }
}

/** The identity with what it says from now on, and how that differs; null when it does not. */
async function describeIdentity(
  deps: Dependencies,
  rows: Rows,
  actor: Actor,
  userId: string,
  input: UpdateUser['identity'],
): Promise<{ known: Identity; identity: Identity; before: JsonObject; after: JsonObject } | null> {
  if (!input) return null;
  requireScope(actor, 'identities:write');
  const known = (await rows.identities.lockOfUser(actor.tenantId, userId)).find(({ id }) => id === input.id);
  if (!known) throw identityNotFound();
  requireProvider(actor, known.identityProviderId);
  const said = Object.fromEntries(Object.entries(input.details).filter(([, value]) => value !== undefined));
  const identity: Identity = { ...known, ...said, updatedAt: currentTime(deps) };
  // As with a user: a changed address or number loses its proof unless the caller vouches for it.
  if (!('emailVerified' in said) && identity.email !== known.email) identity.emailVerified = false;
  if (!('phoneVerified' in said) && identity.phone !== known.phone) identity.phoneVerified = false;
  const change = difference(known, identity);
  return change && { known, identity, ...change };
}

/** Refuses when another identity at the provider has the address that this one changes to. */
async function requireEmailFree(
  rows: Rows,
  { tenantId }: Actor,
  { id, email, identityProviderId }: Identity,
  before: JsonObject,
): Promise<void> {
  const key = email !== null && Object.hasOwn(before, 'email') ? emailKey(email) : null;
  if (key === null) return;
  const { items } = await rows.identities.list(tenantId, { limit: 2 }, { identityProviderId, emailKey: key });
  if (items.some((other) => other.id !== id))
    throw new DomainError('email_taken', 'another user of this identity provider has this e-mail address');
}

/** Only what changes is checked: a user that shares an e-mail already may still change its name. */
function uniqueOfChange(changed: JsonObject, unique: readonly UniqueField[]): UniqueField[] {
  return unique.filter((field) => Object.hasOwn(changed, field));
}

function mergeFirstLevel(current: JsonObject, patch: JsonObject): JsonObject {
  const merged = Object.entries({ ...current, ...patch }).filter(([, value]) => value !== null);
  return Object.fromEntries(merged);
}
