/** What else there is to see of a user: who was merged into it, and how the tokens of its identities stand. */
import { type Actor, requireScope } from '../domain/actor.ts';
import type { IdentityWithProvider } from '../domain/identity.ts';
import type { IdentityTokens } from '../domain/provider-tokens.ts';
import type { User } from '../domain/user.ts';
import type { Dependencies } from './dependencies.ts';
import { requireLive, userNotFound } from './locked-users.ts';

/** Tokens without anything that is a secret. */
export interface TokenState
  extends Pick<
    IdentityTokens,
    'identityId' | 'connectionId' | 'tokenType' | 'status' | 'scopes' | 'expiresAt' | 'obtainedAt' | 'updatedAt'
  > {
  hasRefreshToken: boolean;
  hasIdToken: boolean;
}

export function createUserSightOperations({ store: { reads } }: Dependencies) {
  return {
    async withIdentities(actor: Actor, userId: string): Promise<{ user: User; identities: IdentityWithProvider[] }> {
      requireScope(actor, 'users:read');
      requireScope(actor, 'identities:read');
      const user = requireLive(await reads.users.byIdOrTombstone(actor.tenantId, userId));
      const identities = (await reads.identities.ofUser(actor.tenantId, userId)) ?? [];
      return {
        user,
        identities: identities.filter(({ identityProviderId }) => maySee(actor, identityProviderId)),
      };
    },

    /** Tombstones below the user, also by way of others, nearest first. */
    async mergedInto(actor: Actor, userId: string): Promise<User[]> {
      requireScope(actor, 'users:read');
      if (!(await reads.users.byIdOrTombstone(actor.tenantId, userId))) throw userNotFound();
      return reads.users.tombstonesBelow(actor.tenantId, [userId]);
    },

    async tokenStates(actor: Actor, userId: string): Promise<TokenState[]> {
      requireScope(actor, 'identities:read');
      const identities = await reads.identities.ofUser(actor.tenantId, userId);
      if (!identities) throw userNotFound();
      const own = identities.filter(({ identityProviderId }) => maySee(actor, identityProviderId));
      if (own.length === 0) return [];
      const tokens = await reads.identityTokens.ofIdentities(
        actor.tenantId,
        own.map(({ id }) => id),
      );
      return tokens.map((each) => ({
        identityId: each.identityId,
        connectionId: each.connectionId,
        tokenType: each.tokenType,
        status: each.status,
        scopes: each.scopes,
        expiresAt: each.expiresAt,
        obtainedAt: each.obtainedAt,
        updatedAt: each.updatedAt,
        hasRefreshToken: each.sealedRefreshToken !== null,
        hasIdToken: each.sealedIdToken !== null,
      }));
    },
  };
}

function maySee(actor: Actor, identityProviderId: string): boolean {
  return actor.identityProviderId === null || actor.identityProviderId === identityProviderId;
}
