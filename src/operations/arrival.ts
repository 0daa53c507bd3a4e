/**
 * Claims about a subject reach us: facts are gathered under lock, `decideLink` decides, the decision is applied and
 * written down, all in the transaction that the caller holds.
 */
import type { Actor } from '../domain/actor.ts';
import type { Claims } from '../domain/claims.ts';
import type { Identity, IdentityKey } from '../domain/identity.ts';
import type { Connection, IdentityProvider } from '../domain/identity-provider.ts';
import { decideLink, type LinkDecision } from '../domain/link.ts';
import { emailKey } from '../domain/normalise.ts';
import type { User } from '../domain/user.ts';
import { type Rows, StaleFacts } from '../stores/store.ts';
import { currentTime, type Dependencies } from './dependencies.ts';
import { identityLockName, nextPosition } from './identities.ts';
import { blankIdentity } from './new-identity.ts';
import { identitySnapshot, record, userSnapshot } from './record.ts';
import { bornOf } from './unlink.ts';

export interface Arrival {
  provider: IdentityProvider;
  connection: Connection;
  claims: Claims;
}

export type Arrived =
  | { decision: Exclude<LinkDecision, { action: 'refuse' }>; user: User; identity: Identity }
  | { decision: Extract<LinkDecision, { action: 'refuse' }>; user: null; identity: null };

export async function arrive(deps: Dependencies, rows: Rows, actor: Actor, arrival: Arrival): Promise<Arrived> {
  const facts = await gatherFacts(rows, actor, arrival);
  const decision = decideLink({ ...arrival, ...facts });
  if (decision.action === 'refuse') {
    await record(deps, rows, actor, {
      type: 'user.sign_in_refused',
      userId: facts.owner?.id ?? null,
      identityId: facts.known?.id ?? null,
      identityProviderId: arrival.provider.id,
      decision,
    });
    return { decision, user: null, identity: null };
  }

  const now = currentTime(deps);
  const seen = freshIdentity(deps, actor, arrival, facts.known, now);
  const { user, identity } = await settle(deps, rows, actor, decision, seen);
  const signedIn: User = { ...user, lastLoginAt: now, loginsCount: user.loginsCount + 1 };
  if (decision.action === 'create_user') await rows.users.insert([signedIn]);
  else await rows.users.update(signedIn);
  await (facts.known ? rows.identities.update([identity]) : rows.identities.insert([identity]));

  await record(deps, rows, actor, {
    type: eventOf[decision.action],
    userId: signedIn.id,
    identityId: identity.id,
    identityProviderId: arrival.provider.id,
    before: facts.known ? identitySnapshot(facts.known) : null,
    after: {
      identity: identitySnapshot(identity),
      ...(decision.action === 'create_user' && { user: userSnapshot(signedIn) }),
    },
    decision,
  });
  return { decision, user: signedIn, identity };
}

const eventOf = { sign_in: 'user.signed_in', link: 'identity.linked', create_user: 'user.created' } as const;

interface GatheredFacts {
  known: Identity | null;
  owner: User | null;
  candidates: { user: User; hasIdentityAtProvider: boolean }[];
}

/** Locks in the order names, users, identities, so that arrivals never wait in a circle with links and unlinks. */
async function gatherFacts(rows: Rows, { tenantId }: Actor, { provider, claims }: Arrival): Promise<GatheredFacts> {
  const key: IdentityKey = {
    identityProviderId: provider.id,
    subjectType: claims.subjectType,
    subject: claims.subject,
  };
  const email = claims.email === undefined ? null : emailKey(claims.email);
  // Two first arrivals of one person, through two providers or two tabs, take turns here.
  await rows.lockKeys(tenantId, email === null ? [identityLockName(key)] : [identityLockName(key), `email:${email}`]);

  const seen = (await rows.identities.byKey(tenantId, key)) ?? (await underAnotherType(rows, tenantId, key));
  const matching = seen?.userId || email === null ? [] : await rows.users.byEmailKey(tenantId, email);
  const locked = await rows.users.lock(tenantId, [
    ...(seen?.userId ? [seen.userId] : []),
    ...matching.map(({ id }) => id),
  ]);
  const [known] = await rows.identities.byKeys(tenantId, [seen ?? key]);
  if ((known?.userId ?? null) !== (seen?.userId ?? null))
    throw new StaleFacts('the identity changed its user meanwhile');

  const candidateIds = matching.map(({ id }) => id);
  const theirs = candidateIds.length === 0 ? new Map() : await rows.identities.ofUsers(tenantId, candidateIds);
  return {
    known: known ?? null,
    owner: locked.find(({ id }) => id === known?.userId) ?? null,
    candidates: locked
      .filter(({ id, mergedInto }) => candidateIds.includes(id) && mergedInto === null)
      .map((user) => ({
        user,
        hasIdentityAtProvider: (theirs.get(user.id) ?? []).some(
          (identity: Identity) => identity.identityProviderId === provider.id,
        ),
      })),
  };
}

/**
 * The subject as an administrator linked it, under a name for its type that the provider does not use: a provider that
 * tells no types has one kind of subject, so it is the same one. Null when it is several users'.
 */
async function underAnotherType(
  rows: Rows,
  tenantId: string,
  { identityProviderId, subjectType, subject }: IdentityKey,
): Promise<Identity | null> {
  if (subjectType !== '') return null;
  const typed = await rows.identities.bySubject(tenantId, identityProviderId, subject);
  return new Set(typed.map(({ userId }) => userId)).size === 1 ? typed[0]! : null;
}

/** The identity with what the provider says today. */
function freshIdentity(
  deps: Dependencies,
  actor: Actor,
  { provider, connection, claims }: Arrival,
  known: Identity | null,
  now: string,
): Identity {
  const told = blankIdentity(
    deps,
    actor.tenantId,
    { identityProviderId: provider.id, subjectType: claims.subjectType, subject: claims.subject },
    {
      email: claims.email ?? null,
      emailVerified: claims.emailVerified,
      phone: claims.phone ?? null,
      phoneVerified: claims.phoneVerified,
      username: claims.username ?? null,
      displayName: claims.displayName ?? null,
      claims: claims.raw,
      linkedBy: 'auto',
    },
  );
  const base = known ?? told;
  return {
    ...told,
    id: base.id,
    subjectType: base.subjectType,
    userId: base.userId,
    linkedBy: base.userId === null ? 'auto' : base.linkedBy,
    linkedAt: base.linkedAt,
    position: base.position,
    connectionIds: [...new Set([...base.connectionIds, connection.id])],
    firstLoginAt: base.firstLoginAt ?? now,
    lastLoginAt: now,
    loginsCount: base.loginsCount + 1,
    lastSyncedAt: now,
    createdAt: base.createdAt,
  };
}

/** The user that the decision means, and the identity as its own. */
async function settle(
  deps: Dependencies,
  rows: Rows,
  { tenantId }: Actor,
  decision: Exclude<LinkDecision, { action: 'refuse' }>,
  seen: Identity,
): Promise<{ user: User; identity: Identity }> {
  const now = currentTime(deps);
  if (decision.action === 'create_user') {
    const user = await bornOf(deps, rows, tenantId, seen);
    return { user, identity: { ...seen, userId: user.id, linkedAt: now, position: 0 } };
  }
  const [user] = await rows.users.lock(tenantId, [decision.userId]);
  if (decision.action === 'sign_in') return { user: user!, identity: seen };
  const position = await nextPosition(rows, tenantId, user!.id);
  return { user: user!, identity: { ...seen, userId: user!.id, linkedAt: now, position } };
}
