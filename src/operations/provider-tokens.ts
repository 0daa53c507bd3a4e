/**
 * The verbs on tokens of providers: handed out to whoever has the scope for it, or to the person whose they are, renewed
 * first when they have ended. They are in no other answer, event or log.
 */
import { type Actor, requireProvider, requireScope } from '../domain/actor.ts';
import type { Identity } from '../domain/identity.ts';
import type { IdentityTokens, ProviderTokens } from '../domain/provider-tokens.ts';
import { currentTime, type Dependencies } from './dependencies.ts';
import { identityNotFound } from './identities.ts';
import { isUsable, renewTokens, tokensNotFound } from './renew-tokens.ts';
import { openTokens } from './sealed-tokens.ts';

export interface HeldTokens extends ProviderTokens {
  identityId: string;
  connectionId: string;
  /** When the provider gave the access token. */
  obtainedAt: string;
}

export interface ReadTokens {
  identityId: string;
  /** The one signed in through last by default. */
  connectionId?: string | undefined;
  /** Renew them even if they have not ended: the provider refused them. */
  renew?: boolean | undefined;
}

export function createProviderTokenOperations(deps: Dependencies) {
  const { reads } = deps.store;

  return {
    /**
     * Tokens that are good for a while, renewed if need be. Throws `needs_reauthorization` when only the person can get
     * new ones, `provider_unavailable` when the provider could not be asked, `tokens_not_found` when none are kept.
     */
    async read(actor: Actor, { identityId, connectionId, renew = false }: ReadTokens): Promise<HeldTokens> {
      await requireReader(deps, actor, identityId);
      const kept = await reads.identityTokens.ofIdentities(actor.tenantId, [identityId]);
      const tokens = kept.find((each) => connectionId === undefined || each.connectionId === connectionId);
      if (!tokens) throw tokensNotFound();
      const usable = isUsable(deps, tokens) && !renew;
      return open(deps, usable ? tokens : await renewTokens(deps, actor, tokens));
    },

    /**
     * What is kept for these identities as it is, ended or not, by identity; without those that are not to be read. For
     * answers about many users, in which no provider is asked.
     */
    async peek(
      actor: Actor,
      identities: Pick<Identity, 'id' | 'userId' | 'identityProviderId'>[],
    ): Promise<Map<string, HeldTokens>> {
      const readable = identities.filter((identity) => mayRead(actor, identity)).map(({ id }) => id);
      if (readable.length === 0) return new Map();
      const kept = await reads.identityTokens.ofIdentities(actor.tenantId, readable);
      const usable = kept.filter(({ status }) => status === 'ok').reverse();
      // The newest of an identity comes last, and so stays.
      return new Map(usable.map((tokens) => [tokens.identityId, open(deps, tokens)]));
    },

    /**
     * The tokens of the sign-in that has just come through this identity, once, for the exchange of the code of that very
     * sign-in: whoever calls this has the proof of it. Null when they were taken, or the sign-in is long ago.
     */
    async takeOnce(tenantId: string, identityId: string): Promise<HeldTokens | null> {
      const [seen] = await reads.identityTokens.ofIdentities(tenantId, [identityId]);
      if (!seen || seen.takeableUntil === null) return null;
      return deps.store.transaction(async (rows) => {
        const tokens = await rows.identityTokens.lock(tenantId, identityId, seen.connectionId);
        if (!tokens?.takeableUntil || tokens.status !== 'ok') return null;
        if (Date.parse(tokens.takeableUntil) <= deps.entropy.now()) return null;
        await rows.identityTokens.update({ ...tokens, takeableUntil: null, updatedAt: currentTime(deps) });
        return open(deps, tokens);
      });
    },
  };
}

/** INVARIANT: the scope for it, or the person whose identity it is; and the identity is somebody's. */
function mayRead(
  actor: Actor,
  { userId, identityProviderId }: Pick<Identity, 'userId' | 'identityProviderId'>,
): boolean {
  if (userId === null) return false;
  if (actor.identityProviderId !== null && actor.identityProviderId !== identityProviderId) return false;
  return actor.scopes.has('read:user_idp_tokens') || isSelf(actor, userId);
}

function isSelf(actor: Actor, userId: string): boolean {
  return actor.kind === 'user' && actor.id === userId;
}

async function requireReader(deps: Dependencies, actor: Actor, identityId: string): Promise<void> {
  if (actor.kind !== 'user') requireScope(actor, 'read:user_idp_tokens');
  const identity = await deps.store.reads.identities.byId(actor.tenantId, identityId);
  if (!identity) throw identityNotFound();
  requireProvider(actor, identity.identityProviderId);
  // Of a stranger's identity a person does not learn that there is one.
  if (actor.kind === 'user' && !isSelf(actor, identity.userId ?? '') && !actor.scopes.has('read:user_idp_tokens'))
    throw identityNotFound();
  if (identity.userId === null) throw tokensNotFound();
}

function open({ vault }: Dependencies, row: IdentityTokens): HeldTokens {
  const { idToken, ...tokens } = openTokens(vault, row);
  const { identityId, connectionId, obtainedAt, idTokenAt } = row;
  // INVARIANT: an ID token of an earlier time is not shown beside an access token of now.
  const isFresh = idToken !== undefined && idTokenAt === obtainedAt;
  return { ...tokens, ...(isFresh && { idToken }), identityId, connectionId, obtainedAt };
}
