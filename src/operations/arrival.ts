/**
 * Claims about a subject reach us: facts are gathered under lock, `decideLink` decides, the decision is applied and
 * written down, all in the transaction that the caller holds.
 */
import type { Actor } from '../domain/actor.ts';
import type { Identity } from '../domain/identity.ts';
import type { Connection } from '../domain/identity-provider.ts';
import type { JsonObject } from '../domain/json.ts';
import { decideLink, type LinkDecision } from '../domain/link.ts';
import { provedEmail, provedPhone } from '../domain/linking-rule.ts';
import { emailKey } from '../domain/normalise.ts';
import { updateProfile } from '../domain/profile-update.ts';
import type { User } from '../domain/user.ts';
import type { Rows } from '../stores/store.ts';
import { askPolicies, type Ruling, withPermission } from './authorise.ts';
import { currentTime, type Dependencies } from './dependencies.ts';
import { nextPosition } from './identities.ts';
import { type Arrival as ArrivalFacts, type GatheredFacts, lockFacts } from './link-facts.ts';
import { blankIdentity } from './new-identity.ts';
import type { Governed } from './policy-request.ts';
import { difference, type Fact, identitySnapshot, record, userSnapshot } from './record.ts';
import { mayProveMore, provesMore, suggestArrival, suggestFor } from './suggest.ts';
import { bornOf } from './unlink.ts';
import { endUnprovedSide, voidAddress } from './unproved-side.ts';

export interface Arrival extends ArrivalFacts {
  connection: Connection;
}

export type Settled = Extract<LinkDecision, { action: 'sign_in' | 'link' | 'create_user' }>;
type Refused = Extract<LinkDecision, { action: 'refuse' }>;
type Waiting = Extract<LinkDecision, { action: 'hold' | 'challenge' }>;

export type Arrived =
  | { decision: Settled; user: User; identity: Identity }
  /** The identity is kept without a user. */
  | { decision: Waiting; user: null; identity: Identity }
  /** `notices`: what the policies that refused it have to say to the person. */
  | { decision: Refused; user: null; identity: null; notices: string[] };

export async function arrive(deps: Dependencies, rows: Rows, actor: Actor, arrival: Arrival): Promise<Arrived> {
  const facts = await lockFacts(rows, actor.tenantId, arrival);
  const decision = decideLink(facts);
  if (decision.action === 'refuse') return refuse(deps, rows, actor, facts, decision, null);
  const seen = freshIdentity(deps, actor, arrival, facts.known);
  return decision.action === 'hold' || decision.action === 'challenge'
    ? keepWaiting(deps, rows, actor, facts, decision, seen)
    : settle(deps, rows, actor, facts, decision, seen);
}

/** Nothing comes of the arrival but the event that tells why. */
async function refuse(
  deps: Dependencies,
  rows: Rows,
  actor: Actor,
  facts: GatheredFacts,
  decision: Refused,
  ruling: Ruling | null,
): Promise<Arrived> {
  await record(deps, rows, actor, {
    type: 'user.sign_in_refused',
    userId: facts.owner?.id ?? null,
    identityId: facts.known?.id ?? null,
    identityProviderId: facts.provider.id,
    decision: ruling ? withPermission(decision, ruling) : decision,
  });
  return { decision, user: null, identity: null, notices: ruling?.notices ?? [] };
}

/** What is decided, with the policies' word over it. */
export function forbid(decision: Settled, { policies, errors }: Ruling): Refused {
  const { reasons, considered, ruleVersion } = decision;
  const said = errors.length > 0 ? 'a policy could not be evaluated, so it is refused' : 'a policy forbids it';
  const reason = { rule: 'policies', settled: true, said, about: { policies: policies.map(({ id }) => id) } };
  return { action: 'refuse', because: 'policy_forbids', reasons: [...reasons, reason], considered, ruleVersion };
}

/** What the policies are asked about it: the link or the new user, and the sign-in that comes of either. */
export function governedBy(decision: Settled, user: User, identity: Identity): Governed[] {
  const signIn: Governed = { action: 'user:signIn', identity, user };
  if (decision.action === 'sign_in') return [signIn];
  const by = 'arrival';
  if (decision.action === 'create_user') return [{ action: 'user:create', by, user, identity }, signIn];
  const { matchedOn } = decision;
  return [{ action: 'identity:link', by, identity, user, linkedBy: 'auto', matchedOn: [matchedOn] }, signIn];
}

/** The identity of nobody is written down as it came, so that whoever decides later decides about what is known. */
async function keepWaiting(
  deps: Dependencies,
  rows: Rows,
  actor: Actor,
  facts: GatheredFacts,
  decision: Waiting,
  seen: Identity,
): Promise<Arrived> {
  await writeIdentity(rows, facts, seen);
  await record(deps, rows, actor, {
    type: decision.action === 'hold' ? 'identity.held' : 'linking.challenged',
    identityId: seen.id,
    identityProviderId: seen.identityProviderId,
    before: facts.known && { identity: identitySnapshot(facts.known) },
    after: { identity: identitySnapshot(seen) },
    decision,
  });
  if (decision.action === 'hold' && decision.because === 'review')
    await suggestArrival(deps, rows, actor, facts, seen, decision);
  return { decision, user: null, identity: seen };
}

const eventOf = { sign_in: 'user.signed_in', link: 'identity.linked', create_user: 'user.created' } as const;

/** The arrival becomes its user's: signs in, joins, or begins. */
export async function settle(
  deps: Dependencies,
  rows: Rows,
  actor: Actor,
  facts: GatheredFacts,
  decision: Settled,
  seen: Identity,
): Promise<Arrived> {
  const { tenantId } = actor;
  const now = currentTime(deps);
  const before = decision.action === 'create_user' ? null : ownerOf(facts, decision.userId);
  const user = before ?? (await bornOf(deps, rows, tenantId, seen));
  const ruling = await askPolicies(deps, rows, actor, governedBy(decision, user, seen));
  if (!ruling.permitted) return refuse(deps, rows, actor, facts, forbid(decision, ruling), ruling);

  const identity: Identity =
    decision.action === 'sign_in'
      ? seen
      : { ...seen, userId: user.id, linkedAt: now, position: before ? await nextPosition(rows, tenantId, user.id) : 0 };

  const kept = before ? await followProvider(rows, facts, decision, before) : user;
  const ended =
    decision.action === 'link' && decision.takesOver ? await endUnprovedSide(deps, rows, facts, kept) : null;
  const welcomed = ended?.user ?? kept;
  const signedIn: User = { ...welcomed, lastLoginAt: now, loginsCount: user.loginsCount + 1 };
  if (before) await rows.users.update(signedIn);
  else await rows.users.insert([signedIn]);
  await writeIdentity(rows, facts, identity);

  const profile = before && difference(before, welcomed);
  const fact: Fact = {
    type: eventOf[decision.action],
    userId: signedIn.id,
    identityId: identity.id,
    identityProviderId: identity.identityProviderId,
    before: {
      identity: facts.known && identitySnapshot(facts.known),
      ...(profile && { user: profile.before }),
      ...(ended && { ended: ended.identities.map(identitySnapshot) as unknown as JsonObject[] }),
    },
    after: {
      identity: identitySnapshot(identity),
      ...(before ? profile && { user: profile.after } : { user: userSnapshot(signedIn) }),
    },
    decision: withPermission(decision, ruling),
  };
  await record(deps, rows, actor, fact);
  if (decision.action === 'create_user') await voidAddress(deps, rows, actor, facts, identity, decision.voids);
  if (provesMore(before, signedIn) || mayProveMore(facts.known, identity))
    await suggestFor(deps, rows, actor, [signedIn.id]);
  return { decision, user: signedIn, identity };
}

function ownerOf(facts: GatheredFacts, userId: string): User {
  return facts.owner?.id === userId ? facts.owner : facts.candidateUsers.get(userId)!;
}

/** The user's profile, where the linking rule lets it follow the provider. */
async function followProvider(rows: Rows, facts: GatheredFacts, decision: Settled, user: User): Promise<User> {
  const { provider, claims, tenant } = facts;
  const rule = provider.linkingRule;
  if (rule.updateProfile === 'never' || (rule.updateProfile === 'first_link' && decision.action === 'sign_in'))
    return user;
  const key = claims.email === undefined ? null : emailKey(claims.email);
  const others = key === null ? [] : await rows.users.byEmailKey(user.tenantId, key);
  return updateProfile(user, {
    rule,
    claims,
    proved: { email: provedEmail(rule, claims, tenant.verifiedDomains), phone: provedPhone(rule, claims) },
    isFirstLink: decision.action === 'link',
    emailIsFree: others.every(({ id }) => id === user.id),
  });
}

async function writeIdentity(rows: Rows, { known }: GatheredFacts, identity: Identity): Promise<void> {
  await (known ? rows.identities.update([identity]) : rows.identities.insert([identity]));
}

/** The identity with what the provider says today. */
export function freshIdentity(
  deps: Dependencies,
  actor: Actor,
  { provider, connection, claims }: Pick<Arrival, 'provider' | 'claims'> & { connection: Connection | null },
  known: Identity | null,
): Identity {
  const now = currentTime(deps);
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
    connectionIds: [...new Set([...base.connectionIds, ...(connection ? [connection.id] : [])])],
    firstLoginAt: base.firstLoginAt ?? now,
    lastLoginAt: now,
    loginsCount: base.loginsCount + 1,
    lastSyncedAt: now,
    createdAt: base.createdAt,
  };
}
