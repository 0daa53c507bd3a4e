/**
 * Answers a pending link for good. Whatever was true when the person was asked is looked at again, under lock and by the
 * same `decideLink`: the question must still be the question. What happens comes from the rows alone.
 */
import type { Actor } from '../domain/actor.ts';
import { DomainError } from '../domain/errors.ts';
import type { Identity } from '../domain/identity.ts';
import { decideLink, type LinkDecision } from '../domain/link.ts';
import { requireLinkable } from '../domain/linkable.ts';
import { provedEmail, provedPhone } from '../domain/linking-rule.ts';
import type { PendingLink, Proof } from '../domain/pending-link.ts';
import type { Rows } from '../stores/store.ts';
import { type Arrived, settle } from './arrival.ts';
import { currentTime, type Dependencies } from './dependencies.ts';
import { destroyTokens } from './destroy-tokens.ts';
import { type GatheredFacts, lockFacts } from './link-facts.ts';
import { claimsOf } from './new-identity.ts';
import { providersOf } from './providers-of.ts';
import { type Fact, record } from './record.ts';
import { isOpen, pendingLinkOver } from './start-pending-link.ts';
import { separate } from './unlink.ts';

type Challenge = Extract<LinkDecision, { action: 'challenge' }>;

export interface Proven {
  by: Proof;
  userId: string;
  /** The identity that was signed in with. */
  identityId?: string;
  /** Looked at last, with everything locked. */
  stillHolds?(pending: PendingLink): Promise<boolean>;
}

const saidOf: Record<Proof, string> = {
  email_code: 'the person proved the account by a code to its address',
  sign_in: 'the person proved the account by signing in to it',
};

/**
 * Links the identity to the user that the person proved. Null, and nothing changed, when it is not to be any more; a refusal
 * when a policy forbids it, and then it still waits.
 */
export async function linkProved(
  deps: Dependencies,
  rows: Rows,
  actor: Actor,
  found: PendingLink,
  { by, userId, identityId, stillHolds }: Proven,
): Promise<Arrived | null> {
  const asked = await askAgain(deps, rows, found);
  if (!asked) return null;
  const { pending, facts, decision, identity } = asked;
  const then = pending.candidates.find((candidate) => candidate.userId === userId);
  const now = decision.candidates.find((candidate) => candidate.userId === userId);
  if (!then?.proofs.includes(by) || !now?.proofs.includes(by)) return null;
  if (stillHolds && !(await stillHolds(pending))) return null;
  if (await wasTakenApart(rows, pending, identity, userId)) return null;
  if (!(await isLinkable(rows, identity, userId))) return null;

  const { considered, ruleVersion, reasons } = decision;
  const proved = {
    action: 'link' as const,
    userId,
    matchedOn: now.matchedOn[0]!,
    takesOver: false,
    proof: by,
    pendingLinkId: pending.id,
    ...(identityId !== undefined && { provedWith: identityId }),
    reasons: [...reasons, { rule: 'proof_of_account', settled: true, said: saidOf[by], about: { user_id: userId } }],
    considered,
    ruleVersion,
  };
  const linked = await settle(deps, rows, actor, facts, proved, identity);
  if (linked.user) await close(deps, rows, pending, 'linked');
  return linked;
}

/**
 * The person says that none of the accounts is theirs: remembered, so that no rule joins them later. Null when the arrival
 * gets no user, and waits for somebody to decide.
 */
export async function continueAsNew(
  deps: Dependencies,
  rows: Rows,
  actor: Actor,
  found: PendingLink,
): Promise<Arrived | null> {
  const asked = await askAgain(deps, rows, found);
  if (!asked) throw pendingLinkOver();
  const { pending, facts, decision, identity } = asked;
  if (decision.otherwise === 'refuse')
    throw new DomainError('pending_link_over', 'this way is for people who have an account here already');

  const userIds = decision.candidates.map(({ userId }) => userId);
  const separatedBefore = (await rows.separations.ofSubject(found.tenantId, identity)).map(({ userId }) => userId);
  await rows.separations.insert(userIds.map((userId) => separate(deps, identity, userId, 'declined')));
  const reasons = [
    ...decision.reasons,
    { rule: 'declined', settled: true, said: 'the person said that no account here is theirs' },
  ];
  const said = {
    pendingLinkId: pending.id,
    reasons,
    considered: decision.considered,
    ruleVersion: decision.ruleVersion,
  };
  const declined = (userId: string | null): Fact => ({
    type: 'linking.declined',
    userId,
    identityId: identity.id,
    identityProviderId: identity.identityProviderId,
    decision: { action: 'decline', otherwise: decision.otherwise, ...said },
  });
  const settleAs = async (settledAs: 'declined' | 'new_user') => {
    await record(deps, rows, actor, ...(userIds.length > 0 ? userIds : [null]).map(declined));
    await close(deps, rows, pending, settledAs);
  };
  if (decision.otherwise === 'hold') {
    await settleAs('declined');
    await destroyTokens(deps, rows, pending.tenantId, [identity.id]);
    return null;
  }
  const { linkingRule } = facts.provider;
  const created = {
    action: 'create_user' as const,
    emailProved: provedEmail(linkingRule, facts.claims, facts.tenant.verifiedDomains) !== null,
    phoneProved: provedPhone(linkingRule, facts.claims) !== null,
    conflict: null,
    voids: [],
    ...said,
  };
  const settled = await settle(deps, rows, actor, facts, created, identity);
  if (settled.user) await settleAs('new_user');
  // What a policy refused leaves the question open, with every answer that it had.
  else
    for (const userId of userIds.filter((each) => !separatedBefore.includes(each)))
      await rows.separations.delete(found.tenantId, identity, userId);
  return settled;
}

interface AskedAgain {
  pending: PendingLink;
  facts: GatheredFacts;
  decision: Challenge;
  /** Of nobody, as it is now. */
  identity: Identity;
}

/** Locks in the order names, users, identities, pending link. Null when the same arrival would not be asked any more. */
export async function askAgain(deps: Dependencies, rows: Rows, found: PendingLink): Promise<AskedAgain | null> {
  const { tenantId } = found;
  const identity = await rows.identities.byId(tenantId, found.identityId);
  const provider = identity && (await rows.identityProviders.byId(tenantId, identity.identityProviderId));
  const connection = found.connectionId && (await rows.connections.byId(tenantId, found.connectionId));
  if (!identity || !provider || !connection) return null;
  const facts = await lockFacts(rows, tenantId, { provider, connection, claims: claimsOf(identity) });
  const pending = await rows.pendingLinks.lock(tenantId, found.id);
  const { known } = facts;
  // INVARIANT: a proof is for one arrival. Whatever was done to the identity since, such as a link that was taken back,
  // ends it.
  const same =
    known !== null && known.id === found.identityId && pending !== null && known.updatedAt <= pending.createdAt;
  if (!same || !isOpen(pending, deps.entropy.now())) return null;
  const decision = decideLink(facts);
  if (decision.action !== 'challenge') return null;
  return { pending, facts, decision, identity: { ...known, linkedBy: 'auto', updatedAt: currentTime(deps) } };
}

/** Whether the two were taken apart while the question was open. */
async function wasTakenApart(rows: Rows, pending: PendingLink, identity: Identity, userId: string): Promise<boolean> {
  const separations = await rows.separations.ofSubject(pending.tenantId, identity);
  return separations.some((each) => each.userId === userId && each.createdAt >= pending.createdAt);
}

async function isLinkable(rows: Rows, identity: Identity, userId: string): Promise<boolean> {
  const { tenantId } = identity;
  const together = [...(await rows.identities.lockOfUser(tenantId, userId)), identity];
  try {
    requireLinkable(together, await providersOf(rows, tenantId, together));
    return true;
  } catch (error) {
    if (error instanceof DomainError) return false;
    throw error;
  }
}

/** Single use: nothing that was sent for it works again. */
export async function close(
  deps: Dependencies,
  rows: Rows,
  pending: PendingLink,
  settledAs: NonNullable<PendingLink['settledAs']>,
): Promise<void> {
  await rows.pendingLinks.update({
    ...pending,
    codeHash: null,
    codeExpiresAt: null,
    settledAt: currentTime(deps),
    settledAs,
  });
}
