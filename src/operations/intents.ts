/**
 * Sign-ins of people who are signed in already. Linking another way in takes two sign-ins: one not long ago, that opened the
 * session, and one at the provider that is to be linked. What is wanted is kept with the started sign-in, never said by the
 * browser that comes back, and is fulfilled in the session that it began in alone.
 */
import type { Actor } from '../domain/actor.ts';
import type { Claims } from '../domain/claims.ts';
import { DomainError } from '../domain/errors.ts';
import type { Identity } from '../domain/identity.ts';
import type { Connection, IdentityProvider } from '../domain/identity-provider.ts';
import type { LinkDecision } from '../domain/link.ts';
import type { Session, SignInIntent } from '../domain/session.ts';
import type { User } from '../domain/user.ts';
import { joinTransaction, type Rows } from '../stores/store.ts';
import { type Arrived, arrive } from './arrival.ts';
import { currentTime, type Dependencies } from './dependencies.ts';
import { createIdentityOperations } from './identities.ts';
import { selfActor } from './self-actor.ts';
import { createSessionOperations, type SignedIn } from './sessions.ts';
import { type Origin, signInActor } from './sign-in-actor.ts';

/** After this long a session has to sign in again before what leads to its account may change. */
export const freshMinutes = 10;

/** Whether the person signed in a moment ago. A session begins with a sign-in, and each sign-in begins a new one. */
export function isFresh({ createdAt }: Session, now: number): boolean {
  return now - Date.parse(createdAt) < freshMinutes * 60_000;
}

/** What is wanted, by whoever holds the session. */
export interface StartedIntent {
  kind: SignInIntent['kind'];
  sessionToken: string;
}

/** What was wanted, and who is there now. */
export type PresentedIntent = SignInIntent & { sessionToken: string | null };

interface Brought {
  provider: IdentityProvider;
  connection: Connection;
  claims: Claims;
}

type Fulfilled = { user: User; identity: Identity; decision: LinkDecision };

/** Refused unless the session is open and, for a link, fresh. */
export async function beginIntent(
  deps: Dependencies,
  tenantId: string,
  { kind, sessionToken }: StartedIntent,
): Promise<SignInIntent> {
  const signedIn = await createSessionOperations(deps).open(sessionToken);
  if (signedIn?.user.tenantId !== tenantId) throw refusal('other_session', 'nobody is signed in here: sign in first');
  if (kind === 'link') requireFresh(deps, signedIn);
  return { kind, userId: signedIn.user.id, sessionId: signedIn.session.id };
}

export function requireFresh(deps: Dependencies, { session }: SignedIn): void {
  if (isFresh(session, deps.entropy.now())) return;
  throw refusal('not_fresh', 'it is a while since you signed in: sign in again first');
}

export async function fulfilIntent(
  deps: Dependencies,
  rows: Rows,
  from: Origin,
  intent: PresentedIntent,
  brought: Brought,
): Promise<Fulfilled> {
  const joined = { ...deps, store: joinTransaction(deps.store, rows) };
  const { sessionToken } = intent;
  const signedIn = sessionToken === null ? null : await createSessionOperations(joined).open(sessionToken);
  // INVARIANT: a callback that somebody else finished, or that comes after signing out, changes nothing.
  if (signedIn?.session.id !== intent.sessionId || signedIn.user.id !== intent.userId)
    throw refusal('other_session', 'this was not begun by who is signed in here now');
  return intent.kind === 'link'
    ? linkOwn(joined, rows, signedIn, from, brought)
    : confirm(joined, rows, signedIn, from, brought);
}

/** The same person signs in again. Whatever else the arrival would have done is undone with the transaction. */
async function confirm(
  deps: Dependencies,
  rows: Rows,
  { user }: SignedIn,
  from: Origin,
  brought: Brought,
): Promise<Fulfilled> {
  const arrived: Arrived = await arrive(deps, rows, signInActor(user.tenantId, from), brought);
  if (arrived.user === null || arrived.decision.action !== 'sign_in' || arrived.user.id !== user.id)
    throw refusal('not_you', 'that does not lead to the account that you are signed in to');
  return arrived;
}

async function linkOwn(
  deps: Dependencies,
  rows: Rows,
  { user, session }: SignedIn,
  from: Origin,
  { provider, connection, claims }: Brought,
): Promise<Fulfilled> {
  const actor: Actor = selfActor(user, from);
  const { identity, outcome } = await createIdentityOperations(deps)
    .link(actor, {
      userId: user.id,
      identityProviderId: provider.id,
      subjectType: claims.subjectType,
      subject: claims.subject,
      email: claims.email ?? null,
      emailVerified: claims.emailVerified,
      phone: claims.phone ?? null,
      phoneVerified: claims.phoneVerified,
      username: claims.username ?? null,
      displayName: claims.displayName ?? null,
      claims: claims.raw,
      connectionIds: [connection.id],
      linkedBy: 'manual',
      proof: {
        action: 'link',
        proof: 'both_sign_ins',
        sessionId: session.id,
        signedInWith: session.identityId,
        signedInAt: session.createdAt,
      },
    })
    .catch(hideOwner);
  const now = currentTime(deps);
  const { provider: _named, ...kept } = identity;
  const used: Identity = {
    ...kept,
    firstLoginAt: identity.firstLoginAt ?? now,
    lastLoginAt: now,
    loginsCount: identity.loginsCount + 1,
    lastSyncedAt: now,
  };
  await rows.identities.update([used]);
  const said =
    outcome === 'linked' ? 'linked by the person, who signed in on both sides' : 'linked to the person before';
  return {
    user,
    identity: used,
    decision: {
      action: 'sign_in',
      userId: user.id,
      reasons: [{ rule: 'own_link', settled: true, said }],
      considered: [],
      ruleVersion: provider.linkingRule.version,
    },
  };
}

/** Whose it is instead is nobody's business here. */
function hideOwner(error: unknown): never {
  if (error instanceof DomainError && error.code === 'identity_linked_elsewhere')
    throw refusal('linked_elsewhere', 'that leads to another account here already, and was not linked');
  throw error;
}

function refusal(reason: string, message: string): DomainError {
  return new DomainError('sign_in_refused', message, { reason });
}
