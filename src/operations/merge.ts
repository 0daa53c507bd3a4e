/** Makes one person of two users: the secondary's identities move to the primary, the secondary stays as a tombstone. */
import { type Actor, requireProvider, requireScope } from '../domain/actor.ts';
import { DomainError } from '../domain/errors.ts';
import type { Identity, IdentityWithProvider } from '../domain/identity.ts';
import { requireLinkable } from '../domain/linkable.ts';
import { decideMerge, type MergeDecision, type MetadataPolicy } from '../domain/merge.ts';
import type { User } from '../domain/user.ts';
import { authorise, withPermission } from './authorise.ts';
import { currentTime, type Dependencies } from './dependencies.ts';
import { destroyTokens } from './destroy-tokens.ts';
import { requireNotLastOwner } from './last-owner.ts';
import { userNotFound } from './locked-users.ts';
import { providersOf } from './providers-of.ts';
import { identitySnapshot, record, userSnapshot } from './record.ts';
import { suggestFor } from './suggest.ts';

export interface Merge {
  primaryId: string;
  secondaryId: string;
  metadata?: MetadataPolicy;
  /** An identity by which the caller found the secondary: it must still be that user's. */
  foundBy?: string;
  /** The suggestion that it carries out. */
  suggestionId?: string;
  /** The person has just signed in as both: then what providers gave to either stays. */
  proved?: boolean;
}

export interface Merged {
  user: User;
  secondary: User;
  identities: IdentityWithProvider[];
}

export function createMergeOperation(deps: Dependencies) {
  return async function merge(actor: Actor, input: Merge): Promise<Merged> {
    requireScope(actor, 'users:write');
    requireScope(actor, 'identities:write');
    return deps.store.transaction(async (rows) => {
      const { tenantId } = actor;
      const users = await rows.users.lock(tenantId, [input.primaryId, input.secondaryId]);
      const primary = users.find(({ id }) => id === input.primaryId);
      const secondary = users.find(({ id }) => id === input.secondaryId);
      if (!primary || !secondary) throw userNotFound();
      const decision = decideMerge({ primary, secondary, metadata: input.metadata ?? 'keep_primary' });
      if (decision.action === 'refuse') throw refusal(decision.because, primary, secondary);

      const [kept, moving] = [
        await rows.identities.lockOfUser(tenantId, primary.id),
        await rows.identities.lockOfUser(tenantId, secondary.id),
      ];
      if (input.foundBy !== undefined && !moving.some(({ id }) => id === input.foundBy)) {
        throw new DomainError('changed_meanwhile', 'the identity left the secondary user meanwhile: ask again');
      }
      for (const { identityProviderId } of [...kept, ...moving]) requireProvider(actor, identityProviderId);
      requireLinkable([...kept, ...moving], await providersOf(rows, tenantId, [...kept, ...moving]));
      const permission = await authorise(deps, rows, actor, { action: 'user:merge', user: primary, other: secondary });
      await requireNotLastOwner(rows, tenantId, secondary.id);
      const now = currentTime(deps);
      const firstPosition = (kept.at(-1)?.position ?? -1) + 1;
      const moved = moving.map(
        (identity, index): Identity => ({
          ...identity,
          userId: primary.id,
          linkedBy: 'manual',
          linkedAt: now,
          position: firstPosition + index,
          updatedAt: now,
        }),
      );
      const { userMetadata, appMetadata } = decision;
      const mergedPrimary: User = { ...primary, userMetadata, appMetadata, updatedAt: now };
      const tombstone: User = { ...secondary, mergedInto: primary.id, updatedAt: now };
      if (moved.length > 0) await rows.identities.update(moved);
      await rows.users.update(mergedPrimary);
      await rows.users.update(tombstone);
      await rows.sessions.endOfUser(tenantId, secondary.id, 'closed', now);
      // INVARIANT: on somebody's word that two users are one, neither gets what a provider gave to act for the other.
      if (!input.proved)
        await destroyTokens(
          deps,
          rows,
          tenantId,
          moved.map(({ id }) => id),
        );
      await record(deps, rows, actor, {
        type: 'user.merged',
        userId: primary.id,
        counterpartUserId: secondary.id,
        before: {
          user: userSnapshot(primary),
          secondary: userSnapshot(secondary),
          identities: moving.map(identitySnapshot),
        },
        after: { user: userSnapshot(mergedPrimary), identities: moved.map(identitySnapshot) },
        decision: withPermission(
          { ...decision, ...(input.suggestionId && { suggestionId: input.suggestionId }) },
          permission,
        ),
      });
      // The primary has got what the secondary had proved.
      if (moved.length > 0) await suggestFor(deps, rows, actor, [primary.id]);
      return {
        user: mergedPrimary,
        secondary: tombstone,
        identities: (await rows.identities.ofUser(tenantId, primary.id)) ?? [],
      };
    });
  };
}

function refusal(
  because: Extract<MergeDecision, { action: 'refuse' }>['because'],
  primary: User,
  secondary: User,
): DomainError {
  if (because === 'same_user') return new DomainError('merge_with_itself', 'a user cannot be merged with itself');
  if (because === 'suspended')
    return new DomainError('user_suspended', 'one of the users is suspended: reactivate it first');
  const merged = primary.mergedInto === null ? secondary : primary;
  return new DomainError('user_merged', `the user \`${merged.id}\` was merged into another one before`, {
    user_id: merged.id,
    merged_into: merged.mergedInto,
  });
}
