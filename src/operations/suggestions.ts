/** The verbs on suggestions: list, read, approve, dismiss. How they are found is in `suggest.ts` and `sweep.ts`. */
import { type Actor, describeActor, requireScope } from '../domain/actor.ts';
import { DomainError, type ErrorCode } from '../domain/errors.ts';
import type { IdentityWithProvider } from '../domain/identity.ts';
import { isUuid } from '../domain/ids.ts';
import type { JsonObject } from '../domain/json.ts';
import type { MetadataPolicy } from '../domain/merge.ts';
import type { Suggestion } from '../domain/suggestion.ts';
import type { User } from '../domain/user.ts';
import { joinTransaction, type Page, type PageRequest, type Rows, type SuggestionSearch } from '../stores/store.ts';
import { currentTime, type Dependencies } from './dependencies.ts';
import { createIdentityOperations } from './identities.ts';
import { createMergeOperation } from './merge.ts';
import { record } from './record.ts';
import { gatherKnown, namesOf, snapshot } from './suggest.ts';
import { separate } from './unlink.ts';

export interface Approval {
  /** Which of two users stays; the older one unless told. */
  primaryUserId?: string | undefined;
  metadata?: MetadataPolicy | undefined;
}

/** What an approval came to: the user as it is now, and the tombstone of the other one where there were two. */
export interface Approved {
  suggestion: Suggestion;
  user: User;
  secondary: User | null;
  identities: IdentityWithProvider[];
}

export interface SuggestionDecision extends Approval {
  id: string;
  decision: 'approve' | 'dismiss';
}

export type DecisionResult =
  | { row: number; outcome: 'approved'; approved: Approved }
  | { row: number; outcome: 'dismissed'; suggestion: Suggestion }
  | { row: number; outcome: 'refused'; code: ErrorCode; message: string };

/** Each is a transaction of its own. */
export const decisionsMax = 500;

export function createSuggestionOperations(deps: Dependencies) {
  const { reads } = deps.store;

  const approve = async (actor: Actor, id: string, approval: Approval = {}): Promise<Approved> => {
    requireScope(actor, 'users:write');
    requireScope(actor, 'identities:write');
    requireUnbound(actor);
    return deps.store.transaction(async (rows) => {
      const suggestion = await lockOne(rows, actor, id);
      requireMember(suggestion, approval);
      if (suggestion.status === 'dismissed') throw decided(suggestion);
      if (suggestion.status === 'approved') return asItStands(rows, actor, suggestion);
      const joined = { ...deps, store: joinTransaction(deps.store, rows) };
      return suggestion.kind === 'users'
        ? approveUsers(joined, rows, actor, suggestion, approval)
        : approveArrival(joined, rows, actor, suggestion);
    });
  };

  const dismiss = async (actor: Actor, id: string): Promise<Suggestion> => {
    requireScope(actor, 'users:write');
    requireUnbound(actor);
    return deps.store.transaction(async (rows) => {
      const suggestion = await lockOne(rows, actor, id);
      if (suggestion.status === 'approved') throw decided(suggestion);
      if (suggestion.status === 'dismissed') return suggestion;
      if (suggestion.identityId !== null) {
        // The subject is not to join this user by rule either, nor to be asked about.
        const [identity] = await rows.identities.lock(actor.tenantId, [suggestion.identityId]);
        await rows.separations.insert([separate(deps, identity!, suggestion.userId, 'declined')]);
      }
      const [dismissed] = await settle(deps, rows, actor, 'dismissed', [suggestion]);
      return dismissed!;
    });
  };

  return {
    /** Open ones that nobody could approve any more, as the users were merged or the identity linked, are not listed. */
    async list(actor: Actor, page: PageRequest, search: SuggestionSearch = {}): Promise<Page<Suggestion>> {
      requireScope(actor, 'users:read');
      requireUnbound(actor);
      return reads.suggestions.list(actor.tenantId, page, search);
    },

    async read(actor: Actor, id: string): Promise<Suggestion> {
      requireScope(actor, 'users:read');
      requireUnbound(actor);
      const suggestion = await reads.suggestions.byId(actor.tenantId, id);
      if (!suggestion) throw notFound();
      return suggestion;
    },

    /** Makes one of the two users, or links the arrival to the user. Approving again answers what it came to. */
    approve,

    /** Says that they are two people. Remembered: the pair is never suggested again. */
    dismiss,

    /** Decides many, each by itself: one that is refused leaves the others as they are. */
    async decide(actor: Actor, decisions: SuggestionDecision[]): Promise<DecisionResult[]> {
      requireScope(actor, 'users:write');
      if (decisions.length === 0 || decisions.length > decisionsMax)
        throw new DomainError('invalid_input', `give 1 to ${decisionsMax} decisions in one call`, {
          field: 'decisions',
        });
      if (decisions.some(({ decision }) => decision === 'approve')) requireScope(actor, 'identities:write');
      requireUnbound(actor);
      const results: DecisionResult[] = [];
      for (const [row, { id, decision, ...approval }] of decisions.entries()) {
        try {
          if (!isUuid(id)) throw notFound();
          results.push(
            decision === 'approve'
              ? { row, outcome: 'approved', approved: await approve(actor, id, approval) }
              : { row, outcome: 'dismissed', suggestion: await dismiss(actor, id) },
          );
        } catch (error) {
          if (!(error instanceof DomainError)) throw error;
          results.push({ row, outcome: 'refused', code: error.code, message: error.message });
        }
      }
      return results;
    },
  };
}

/** A suggestion tells of users' identities at any provider, so a credential of one provider has no part in it. */
export function requireUnbound({ identityProviderId }: Actor): void {
  if (identityProviderId === null) return;
  throw new DomainError(
    'identity_provider_mismatch',
    'the credential is bound to an identity provider, and suggestions are of users of all of them',
  );
}

/**
 * The suggestion under lock, together with the others of its identity: whoever decides one of them waits for whoever
 * decides another, in the order of their ids.
 */
async function lockOne(rows: Rows, { tenantId }: Actor, id: string): Promise<Suggestion> {
  const seen = await rows.suggestions.byId(tenantId, id);
  if (!seen) throw notFound();
  const locked =
    seen.identityId === null
      ? await rows.suggestions.lock(tenantId, [id])
      : await rows.suggestions.lockOfIdentity(tenantId, seen.identityId);
  const suggestion = locked.find((each) => each.id === id);
  if (!suggestion) throw notFound();
  return suggestion;
}

async function approveUsers(
  deps: Dependencies,
  rows: Rows,
  actor: Actor,
  suggestion: Suggestion,
  { primaryUserId, metadata }: Approval,
): Promise<Approved> {
  const users = await lockBoth(rows, actor, suggestion);
  const ids = users.map(({ id }) => id) as [string, string];
  const { evidenceOf } = await gatherKnown(rows, actor.tenantId, ids);
  // INVARIANT: what was suggested on keys that both had proved is not merged after one of them lost its own.
  if (evidenceOf(...ids).length === 0)
    throw new DomainError('suggestion_outdated', 'the users have no proved key in common any more: dismiss it');

  const primary = users.find(({ id }) => id === primaryUserId) ?? olderOf(users);
  const secondary = users.find((user) => user !== primary)!;
  const merged = await createMergeOperation(deps)(actor, {
    primaryId: primary.id,
    secondaryId: secondary.id,
    suggestionId: suggestion.id,
    ...(metadata && { metadata }),
  });
  const [approved] = await settle(deps, rows, actor, 'approved', [suggestion]);
  return { suggestion: approved!, ...merged };
}

/** The identity goes to the user; what else was suggested for it is over. */
async function approveArrival(deps: Dependencies, rows: Rows, actor: Actor, suggestion: Suggestion): Promise<Approved> {
  const identityId = suggestion.identityId!;
  const held = await rows.identities.byId(actor.tenantId, identityId);
  if (held?.userId && held.userId !== suggestion.userId)
    throw new DomainError('identity_linked_elsewhere', 'the identity was linked to another user meanwhile', {
      identity_id: identityId,
      user_id: held.userId,
    });
  await createIdentityOperations(deps).move(actor, identityId, suggestion.userId, { suggestionId: suggestion.id });
  const all = await rows.suggestions.lockOfIdentity(actor.tenantId, identityId);
  const [approved] = await settle(deps, rows, actor, 'approved', [suggestion]);
  const others = all.filter(({ id, status }) => id !== suggestion.id && status === 'open');
  await settle(deps, rows, actor, 'dismissed', others, { because: 'identity_linked', suggestionId: suggestion.id });
  return asItStands(rows, actor, approved!);
}

/** Writes the decision down, with one event for each. */
async function settle(
  deps: Dependencies,
  rows: Rows,
  actor: Actor,
  status: 'approved' | 'dismissed',
  suggestions: Suggestion[],
  decision: JsonObject | null = null,
): Promise<Suggestion[]> {
  if (suggestions.length === 0) return [];
  const decidedAt = currentTime(deps);
  const decidedBy = describeActor(actor);
  const settled = suggestions.map((suggestion): Suggestion => ({ ...suggestion, status, decidedAt, decidedBy }));
  await rows.suggestions.update(settled);
  await record(
    deps,
    rows,
    actor,
    ...settled.map((suggestion) => ({
      type: `suggestion.${status}` as const,
      ...namesOf(suggestion),
      before: { status: 'open' },
      after: { suggestion: snapshot(suggestion) },
      decision,
    })),
  );
  return settled;
}

async function lockBoth(rows: Rows, { tenantId }: Actor, { userId, otherUserId }: Suggestion): Promise<User[]> {
  const users = await rows.users.lock(tenantId, [userId, otherUserId!]);
  const merged = users.find(({ mergedInto }) => mergedInto !== null);
  if (merged)
    throw new DomainError('user_merged', `the user \`${merged.id}\` was merged into another one since`, {
      user_id: merged.id,
      merged_into: merged.mergedInto,
    });
  // A deleted user takes its suggestions with it, so both are there while the suggestion is.
  return users;
}

/** What an approval came to, read again. */
async function asItStands(rows: Rows, { tenantId }: Actor, suggestion: Suggestion): Promise<Approved> {
  const { userId, otherUserId, identityId } = suggestion;
  const user = await standIn(rows, tenantId, userId);
  const identities = (await rows.identities.ofUser(tenantId, user.id)) ?? [];
  if (otherUserId !== null && (await standIn(rows, tenantId, otherUserId)).id !== user.id)
    throw new DomainError('suggestion_decided', 'it was approved before and undone since: merge the users by hand');
  if (identityId !== null && !identities.some(({ id }) => id === identityId))
    throw new DomainError(
      'suggestion_decided',
      'it was approved before and taken back since: link the identity by hand',
    );
  const secondaryId = user.id === userId ? otherUserId : userId;
  return {
    suggestion,
    user,
    secondary: otherUserId === null ? null : await rows.users.byIdOrTombstone(tenantId, secondaryId!),
    identities,
  };
}

/** The user, or the one that stands in for it by now. */
async function standIn(rows: Rows, tenantId: string, id: string): Promise<User> {
  const user = (await rows.users.byIdOrTombstone(tenantId, id))!;
  return user.mergedInto === null ? user : standIn(rows, tenantId, user.mergedInto);
}

function requireMember({ userId, otherUserId }: Suggestion, { primaryUserId }: Approval): void {
  if (primaryUserId === undefined || primaryUserId === userId || primaryUserId === otherUserId) return;
  throw new DomainError('invalid_input', '`primary_user_id` is none of the users that are suggested', {
    field: 'primary_user_id',
  });
}

function olderOf(users: User[]): User {
  return users.reduce((oldest, user) => (user.createdAt < oldest.createdAt ? user : oldest));
}

function decided({ status }: Suggestion): DomainError {
  return new DomainError('suggestion_decided', `the suggestion was ${status} before`, { status });
}

function notFound(): DomainError {
  return new DomainError('suggestion_not_found', 'there is no such suggestion');
}
