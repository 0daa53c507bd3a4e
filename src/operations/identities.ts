/** The verbs on identities: list, look up, link by hand, move, make primary. Unlinking has a file of its own. */
import { type Actor, requireProvider, requireScope } from '../domain/actor.ts';
import { DomainError } from '../domain/errors.ts';
import type { Identity, IdentityKey, IdentitySummary, IdentityWithProvider } from '../domain/identity.ts';
import type { IdentityProvider } from '../domain/identity-provider.ts';
import type { JsonObject } from '../domain/json.ts';
import { requireLinkable } from '../domain/linkable.ts';
import { emailKey } from '../domain/normalise.ts';
import type { User } from '../domain/user.ts';
import {
  type IdentitySearch,
  type Page,
  type PageRequest,
  type Reads,
  type Rows,
  StaleFacts,
} from '../stores/store.ts';
import { authorise, withPermission } from './authorise.ts';
import { currentTime, type Dependencies } from './dependencies.ts';
import { destroyTokens } from './destroy-tokens.ts';
import { lockUser, requireLive, userNotFound } from './locked-users.ts';
import { blankIdentity, type IdentityDetails, requireSubject } from './new-identity.ts';
import { providersOf } from './providers-of.ts';
import { identitySnapshot, record } from './record.ts';
import { mayProveMore, suggestFor } from './suggest.ts';

export interface LinkIdentity extends IdentityDetails {
  userId: string;
  identityProviderId: string;
  subjectType?: string;
  subject: string;
  /** What showed that both sides are one person's, for the event. */
  proof?: JsonObject;
}

export type LinkOutcome = 'linked' | 'already_linked';

export function createIdentityOperations(deps: Dependencies) {
  const { reads } = deps.store;

  const seek = async (actor: Actor, id: string, from: Reads = reads): Promise<IdentityWithProvider> => {
    const identity = await from.identities.byId(actor.tenantId, id);
    if (!identity || !maySee(actor, identity)) throw identityNotFound();
    return identity;
  };

  return {
    async read(actor: Actor, id: string): Promise<IdentityWithProvider> {
      requireScope(actor, 'identities:read');
      return seek(actor, id);
    },

    /** In order, the primary one first. Throws `user_not_found`. */
    async ofUser(actor: Actor, userId: string): Promise<IdentityWithProvider[]> {
      requireScope(actor, 'identities:read');
      const identities = await reads.identities.ofUser(actor.tenantId, userId);
      if (!identities) throw userNotFound();
      return actor.identityProviderId === null ? identities : identities.filter((identity) => maySee(actor, identity));
    },

    /** As `ofUser`, without the claims. */
    async summariesOfUser(actor: Actor, userId: string): Promise<IdentitySummary[]> {
      requireScope(actor, 'identities:read');
      const identities = await reads.identities.summariesOfUser(actor.tenantId, userId);
      if (!identities) throw userNotFound();
      return actor.identityProviderId === null ? identities : identities.filter((identity) => maySee(actor, identity));
    },

    /** As `ofUser`, without the claims. Of a user that was merged away, those of the one that stands in for it, which is named. */
    async summariesOfStandIn(
      actor: Actor,
      userId: string,
    ): Promise<{ identities: IdentitySummary[]; mergedInto: string | null }> {
      requireScope(actor, 'identities:read');
      let id = userId;
      for (;;) {
        const identities = await reads.identities.summariesOfUser(actor.tenantId, id);
        if (identities)
          return {
            identities:
              actor.identityProviderId === null ? identities : identities.filter((identity) => maySee(actor, identity)),
            mergedInto: id === userId ? null : id,
          };
        const user = await reads.users.byIdOrTombstone(actor.tenantId, id);
        if (!user) throw userNotFound();
        // Merges never close into a circle. Null: given back between the two reads, so it has identities of its own.
        id = user.mergedInto ?? id;
      }
    },

    async ofUsers(actor: Actor, userIds: string[]): Promise<Map<string, IdentityWithProvider[]>> {
      requireScope(actor, 'identities:read');
      const byUser =
        userIds.length === 0
          ? new Map<string, IdentityWithProvider[]>()
          : await reads.identities.ofUsers(actor.tenantId, userIds);
      for (const [userId, identities] of byUser)
        byUser.set(
          userId,
          identities.filter((identity) => maySee(actor, identity)),
        );
      return byUser;
    },

    /** Reverse look-up: who has this subject at this provider. Every subject type unless one is named. */
    async lookUp(
      actor: Actor,
      key: { identityProviderId: string; subject: string; subjectType?: string },
    ): Promise<IdentityWithProvider[]> {
      requireScope(actor, 'identities:read');
      requireProvider(actor, key.identityProviderId);
      const { identityProviderId, subject, subjectType } = key;
      if (subjectType === undefined) return reads.identities.bySubject(actor.tenantId, identityProviderId, subject);
      const identity = await reads.identities.byKey(actor.tenantId, { identityProviderId, subjectType, subject });
      return identity ? [identity] : [];
    },

    /** The providers at which this caller's identities are: by name, or all of a strategy. At most a thousand. */
    async providers(actor: Actor, which: { name: string } | { strategy: string }): Promise<IdentityProvider[]> {
      requireScope(actor, 'identities:read');
      const found =
        'name' in which
          ? [await reads.identityProviders.byName(actor.tenantId, which.name)].filter((provider) => provider !== null)
          : (await reads.identityProviders.list(actor.tenantId, { limit: 1000 }, { strategies: [which.strategy] }))
              .items;
      return found.filter(({ id }) => actor.identityProviderId === null || actor.identityProviderId === id);
    },

    async search(
      actor: Actor,
      page: PageRequest,
      { email, ...search }: Omit<IdentitySearch, 'emailKey'> & { email?: string | undefined },
    ): Promise<Page<IdentitySummary>> {
      requireScope(actor, 'identities:read');
      if (search.identityProviderId !== undefined) requireProvider(actor, search.identityProviderId);
      if (isReverseLookUp(page, email, search)) {
        const items = await reads.identities.summariesBySubject(
          actor.tenantId,
          search.identityProviderId!,
          search.subject!,
        );
        if (items.length <= page.limit) return { items, hasMore: false, hasPrevious: false };
      }
      const key = email === undefined ? undefined : emailKey(email);
      if (key === null) return { items: [], hasMore: false, hasPrevious: false };
      const identityProviderId = search.identityProviderId ?? actor.identityProviderId ?? undefined;
      return reads.identities.list(actor.tenantId, page, { ...search, identityProviderId, emailKey: key });
    },

    /**
     * Gives a subject at a provider to a user. Repeating it is safe: the second time says `already_linked`.
     * Throws `identity_linked_elsewhere` when another user has it; it is never moved in silence.
     */
    async link(actor: Actor, input: LinkIdentity): Promise<{ identity: IdentityWithProvider; outcome: LinkOutcome }> {
      requireScope(actor, 'identities:write');
      requireProvider(actor, input.identityProviderId);
      requireSubject(input.subject);
      const key: IdentityKey = {
        identityProviderId: input.identityProviderId,
        subjectType: input.subjectType ?? '',
        subject: input.subject,
      };
      const foreseen = { tenantId: actor.tenantId, users: [input.userId], identities: [key] };
      return deps.store.optimistic(async (rows) => {
        await rows.lockKeys(actor.tenantId, [identityLockName(key)]);
        const user = await lockUser(rows, actor.tenantId, input.userId);
        const provider = await requireProviderExists(rows, actor, key.identityProviderId);
        const [known] = await rows.identities.byKeys(actor.tenantId, [key]);
        if (known?.userId && known.userId !== input.userId) throw linkedElsewhere(known);

        if (known?.userId) return { identity: withProvider(known, provider), outcome: 'already_linked' };
        const theirs = await rows.identities.lockOfUser(actor.tenantId, input.userId);
        requireLinkable([...theirs, key], await providersOf(rows, actor.tenantId, [...theirs, key]));
        const identity = attached(deps, actor, { known: known ?? null, theirs, key }, input);
        const { linkedBy } = identity;
        const permission = await authorise(deps, rows, actor, {
          action: 'identity:link',
          by: 'actor',
          identity,
          user,
          linkedBy,
          matchedOn: [],
        });
        // Said by hand, it stands above what was said before.
        await rows.separations.delete(actor.tenantId, key, input.userId);
        await (known ? rows.identities.update([identity]) : rows.identities.insert([identity]));
        await record(deps, rows, actor, {
          type: 'identity.linked',
          userId: input.userId,
          identityId: identity.id,
          identityProviderId: key.identityProviderId,
          before: known ? identitySnapshot(known) : null,
          after: identitySnapshot(identity),
          decision: withPermission(input.proof ?? null, permission),
        });
        if (mayProveMore(known ?? null, identity)) await suggestFor(deps, rows, actor, [input.userId]);
        return { identity: withProvider(identity, provider), outcome: 'linked' };
      }, foreseen);
    },

    /** Takes an identity from its user, if it has one, and gives it to another. */
    async move(
      actor: Actor,
      id: string,
      userId: string,
      options: { allowLast?: boolean; suggestionId?: string } = {},
    ): Promise<IdentityWithProvider> {
      requireScope(actor, 'identities:write');
      return deps.store.transaction(async (rows) => {
        // Within the transaction, so that a try after the facts changed sees them as they are now.
        const seen = await seek(actor, id, rows);
        const { identity, siblings, user, from } = await lockForMove(rows, actor, seen, userId);
        if (identity.userId === userId) return (await rows.identities.byId(actor.tenantId, id))!;
        // INVARIANT: no user loses its last way in, unless the caller says so in as many words.
        if (identity.userId !== null && siblings.length === 1 && !options.allowLast) throw lastIdentity();
        const theirs = await rows.identities.lockOfUser(actor.tenantId, userId);
        requireLinkable([...theirs, identity], await providersOf(rows, actor.tenantId, [...theirs, identity]));
        const permission = await authorise(
          deps,
          rows,
          actor,
          from
            ? { action: 'identity:move', identity, user, from }
            : { action: 'identity:link', by: 'actor', identity, user, linkedBy: 'manual', matchedOn: [] },
        );
        await rows.separations.delete(actor.tenantId, identity, userId);
        const moved: Identity = {
          ...identity,
          userId,
          linkedBy: 'manual',
          linkedAt: currentTime(deps),
          position: await nextPosition(rows, actor.tenantId, userId),
          updatedAt: currentTime(deps),
        };
        await rows.identities.update([moved]);
        await rows.sessions.endOfIdentities(actor.tenantId, [id], 'revoked', currentTime(deps));
        if (identity.userId !== null) await destroyTokens(deps, rows, actor.tenantId, [id]);
        await record(deps, rows, actor, {
          type: identity.userId === null ? 'identity.linked' : 'identity.moved',
          userId,
          counterpartUserId: identity.userId,
          identityId: id,
          identityProviderId: identity.identityProviderId,
          before: identitySnapshot(identity),
          after: identitySnapshot(moved),
          decision: withPermission(options.suggestionId ? { suggestionId: options.suggestionId } : null, permission),
        });
        if (mayProveMore(identity, moved)) await suggestFor(deps, rows, actor, [userId]);
        return (await rows.identities.byId(actor.tenantId, id))!;
      });
    },

    /** Makes it the one that describes its user; the others keep their order behind it. */
    async setPrimary(actor: Actor, id: string): Promise<IdentityWithProvider> {
      requireScope(actor, 'identities:write');
      return deps.store.transaction(async (rows) => {
        const seen = await seek(actor, id, rows);
        if (seen.userId === null)
          throw new DomainError('identity_not_linked', 'the identity belongs to no user: link it first');
        await lockUser(rows, actor.tenantId, seen.userId!);
        const before = await rows.identities.lockOfUser(actor.tenantId, seen.userId!);
        const chosen = before.find((identity) => identity.id === id);
        if (!chosen) throw new StaleFacts('the identity changed its user meanwhile');
        if (before[0] !== chosen) {
          const after = [chosen, ...before.filter((identity) => identity !== chosen)].map((identity, position) => ({
            ...identity,
            position,
          }));
          await rows.identities.update(after);
          await record(deps, rows, actor, {
            type: 'identity.primary_changed',
            userId: seen.userId,
            identityId: id,
            identityProviderId: chosen.identityProviderId,
            before: { order: before.map((identity) => identity.id) },
            after: { order: after.map((identity) => identity.id) },
          });
        }
        return (await rows.identities.byId(actor.tenantId, id))!;
      });
    },
  };
}

/** Under this name callers who meet the same subject for the first time wait for each other. */
export function identityLockName({ identityProviderId, subjectType, subject }: IdentityKey): string {
  return `identity:${identityProviderId}:${subjectType}:${subject}`;
}

export function identityNotFound(): DomainError {
  return new DomainError('identity_not_found', 'there is no such identity');
}

export function lastIdentity(): DomainError {
  return new DomainError('last_identity', "it is the user's last identity: pass allow_last to unlink it all the same");
}

export function linkedElsewhere({ id, userId }: Identity): DomainError {
  return new DomainError('identity_linked_elsewhere', 'the identity belongs to another user: unlink or move it first', {
    identity_id: id,
    user_id: userId,
  });
}

/** Where the next identity of a user goes: behind the last one. The user must be locked. */
export async function nextPosition(rows: Rows, tenantId: string, userId: string): Promise<number> {
  return behind(await rows.identities.lockOfUser(tenantId, userId));
}

function behind(identities: Identity[]): number {
  return (identities.at(-1)?.position ?? -1) + 1;
}

export function withProvider(
  identity: Identity,
  { name, displayName, strategy }: IdentityProvider,
): IdentityWithProvider {
  return { ...identity, provider: { name, displayName, strategy } };
}

export async function requireProviderExists(
  rows: Rows,
  { tenantId }: Actor,
  identityProviderId: string,
): Promise<IdentityProvider> {
  const provider = await rows.identityProviders.byId(tenantId, identityProviderId);
  if (provider) return provider;
  throw new DomainError('identity_provider_not_found', 'there is no such identity provider');
}

/** Whose a subject is, and no more asked: a look-up by key, which shares its statement with others. */
function isReverseLookUp(
  { after, before, descending }: PageRequest,
  email: string | undefined,
  { identityProviderId, subject, linkedBy, unlinked }: Omit<IdentitySearch, 'emailKey'>,
): boolean {
  if (identityProviderId === undefined || subject === undefined) return false;
  return [after, before, descending || undefined, email, linkedBy, unlinked].every((each) => each === undefined);
}

function maySee(actor: Actor, { identityProviderId }: Pick<Identity, 'identityProviderId'>): boolean {
  return actor.identityProviderId === null || actor.identityProviderId === identityProviderId;
}

/** The identity as the user's: the known one of nobody, or a new one. */
function attached(
  deps: Dependencies,
  actor: Actor,
  { known, theirs, key }: { known: Identity | null; theirs: Identity[]; key: IdentityKey },
  { userId, ...details }: LinkIdentity,
): Identity {
  const base = known ?? blankIdentity(deps, actor.tenantId, key);
  const told = blankIdentity(deps, actor.tenantId, key, details);
  return {
    ...base,
    userId,
    email: told.email ?? base.email,
    emailVerified: details.email === undefined ? base.emailVerified : told.emailVerified,
    phone: told.phone ?? base.phone,
    phoneVerified: details.phone === undefined ? base.phoneVerified : told.phoneVerified,
    username: told.username ?? base.username,
    displayName: told.displayName ?? base.displayName,
    claims: details.claims ?? base.claims,
    linkedBy: told.linkedBy,
    linkedAt: currentTime(deps),
    position: behind(theirs),
    connectionIds: [...new Set([...base.connectionIds, ...told.connectionIds])],
    updatedAt: currentTime(deps),
  };
}

/** Both users, then the identities of the one that loses it: always in this order. */
async function lockForMove(
  rows: Rows,
  { tenantId }: Actor,
  seen: Identity,
  userId: string,
): Promise<{ identity: Identity; siblings: Identity[]; user: User; from: User | null }> {
  const users = await rows.users.lock(tenantId, seen.userId === null ? [userId] : [seen.userId, userId]);
  const user = requireLive(users.find(({ id }) => id === userId));
  const siblings = seen.userId === null ? [] : await rows.identities.lockOfUser(tenantId, seen.userId);
  const [identity] = await rows.identities.lock(tenantId, [seen.id]);
  if (!identity) throw identityNotFound();
  if (identity.userId !== seen.userId) throw new StaleFacts('the identity changed its user meanwhile');
  return { identity, siblings, user, from: users.find(({ id }) => id === identity.userId) ?? null };
}
