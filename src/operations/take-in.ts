/** Somebody was vouched for, however: what comes of it, in one transaction, and the session of whoever it lets in. */

import type { Actor } from '../domain/actor.ts';
import type { Claims } from '../domain/claims.ts';
import { DomainError } from '../domain/errors.ts';
import type { Identity } from '../domain/identity.ts';
import type { Connection, IdentityProvider } from '../domain/identity-provider.ts';
import type { LinkDecision } from '../domain/link.ts';
import type { ProviderTokens } from '../domain/provider-tokens.ts';
import type { Session } from '../domain/session.ts';
import type { User } from '../domain/user.ts';
import type { Rows } from '../stores/store.ts';
import { type Arrived, arrive } from './arrival.ts';
import type { Dependencies } from './dependencies.ts';
import { fulfilIntent, type PresentedIntent } from './intents.ts';
import { keepTokens } from './keep-tokens.ts';
import { requireMapped } from './map-claims.ts';
import { openSession } from './open-session.ts';
import { linkProved } from './settle-pending-link.ts';
import { type Origin, signInActor } from './sign-in-actor.ts';
import { findPendingLink, type StartedPendingLink, startPendingLink } from './start-pending-link.ts';

export type FinishedSignIn =
  | {
      signedIn: true;
      user: User;
      decision: LinkDecision;
      session: Session;
      sessionToken: string;
      returnTo: string | null;
      /** Where it was started to prove the account of a pending link: whether it did. */
      proof: 'linked' | 'not_linked' | null;
    }
  /** A challenge comes with the pending link whose question the person is to answer. */
  | {
      signedIn: false;
      decision: Extract<LinkDecision, { action: 'challenge' }>;
      pendingLink: StartedPendingLink;
      returnTo: string | null;
    }
  | {
      signedIn: false;
      decision: Extract<LinkDecision, { action: 'refuse' | 'hold' }>;
      pendingLink: null;
      /** What the policies that refused it have to say to the person. */
      notices: string[];
    };

export interface Vouching {
  provider: IdentityProvider;
  connection: Connection;
  claims: Claims;
  tokens?: ProviderTokens | undefined;
  returnTo: string | null;
  /** The pending link that the sign-in is to prove the account of, and the token that the browser has of it. */
  proves: { id: string; token: string | null } | null;
  /** What whoever was signed in already wanted of it, and the token of who is signed in now. */
  intent?: PresentedIntent | null;
}

/** Somebody was vouched for: the arrival is decided on, and whoever it lets in gets a session. */
export async function takeIn(
  deps: Dependencies,
  from: Origin,
  { provider, connection, claims: said, tokens, returnTo, proves, intent }: Vouching,
): Promise<FinishedSignIn> {
  const { tenantId } = connection;
  const claims = await requireMapped(deps, connection, said);
  const actor = signInActor(tenantId, from);
  const work = async (rows: Rows): Promise<FinishedSignIn> => {
    if (intent) {
      const { user, identity, decision } = await fulfilIntent(deps, rows, from, intent, {
        provider,
        connection,
        claims,
      });
      await keepTokens(deps, rows, { identity, provider, connection, tokens });
      const opened = await openSession(deps, rows, tenantId, user.id, identity.id, from);
      return { signedIn: true, user, decision, ...opened, returnTo, proof: null };
    }
    const arrived = await arrive(deps, rows, actor, { provider, connection, claims });
    if (proves) requireProof(arrived);
    if (arrived.identity === null) {
      const { decision, notices } = arrived;
      return { signedIn: false, decision, pendingLink: null, notices };
    }
    if (arrived.user === null) {
      const { decision, identity } = arrived;
      if (decision.action === 'hold') return { signedIn: false, decision, pendingLink: null, notices: [] };
      const asked = { identity, connectionId: connection.id, decision, returnTo };
      const pendingLink = await startPendingLink(deps, rows, asked);
      await keepTokens(deps, rows, { identity, provider, connection, tokens, waitsUntil: pendingLink.expiresAt });
      return { signedIn: false, decision, pendingLink, returnTo };
    }
    const { decision, user, identity } = arrived;
    await keepTokens(deps, rows, { identity, provider, connection, tokens });
    const linked = proves && (await linkByOwnSignIn(deps, rows, actor, proves, arrived));
    return {
      signedIn: true,
      user: linked?.user ?? user,
      decision,
      ...(await openSession(deps, rows, tenantId, user.id, identity.id, from)),
      returnTo,
      proof: proves ? (linked?.user ? 'linked' : 'not_linked') : null,
    };
  };
  // Most arrivals are of people who are known. Whoever wants or proves something is looked at under locks.
  if (intent || proves) return deps.store.transaction(work);
  const { subjectType, subject } = claims;
  const arriving = { identityProviderId: provider.id, subjectType, subject };
  return deps.store.optimistic(work, { tenantId, arriving });
}

/** Whoever set out to prove an account must not come back with a new one: the whole arrival is undone. */
function requireProof({ decision }: Arrived): void {
  if (decision.action === 'sign_in' || decision.action === 'refuse') return;
  throw new DomainError('sign_in_refused', 'no account here has been signed in to this way before', {
    reason: 'proves_nothing',
  });
}

/** Links what waits in this browser to the user that has just signed in. Null, and nothing linked, when it is not theirs. */
async function linkByOwnSignIn(
  deps: Dependencies,
  rows: Rows,
  actor: Actor,
  { id, token }: { id: string; token: string | null },
  { user, identity }: { user: User; identity: Identity },
): Promise<Arrived | null> {
  const pending = token === null ? null : await findPendingLink(rows, token);
  if (pending?.tenantId !== actor.tenantId || pending.id !== id) return null;
  return linkProved(deps, rows, actor, pending, { by: 'sign_in', userId: user.id, identityId: identity.id });
}
