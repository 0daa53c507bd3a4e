/**
 * Pre-hijacking: somebody made an account with an address that is not theirs, and waits for its owner to arrive. When the
 * owner does, proved, the side that never proved the address loses, before anyone gets in.
 */
import type { Actor } from '../domain/actor.ts';
import type { Identity } from '../domain/identity.ts';
import { provedEmail } from '../domain/linking-rule.ts';
import type { User } from '../domain/user.ts';
import type { Rows } from '../stores/store.ts';
import { currentTime, type Dependencies } from './dependencies.ts';
import { destroyTokens } from './destroy-tokens.ts';
import type { GatheredFacts } from './link-facts.ts';
import { claimsOf } from './new-identity.ts';
import { providersOf } from './providers-of.ts';
import { type Fact, record } from './record.ts';

/**
 * Ends what led into the user and never proved the address: its sessions, its phone number, and every identity that does
 * not prove the same address; those become nobody's. The user comes out with the address proved.
 */
export async function endUnprovedSide(
  deps: Dependencies,
  rows: Rows,
  facts: GatheredFacts,
  user: User,
): Promise<{ user: User; identities: Identity[] }> {
  const { verifiedDomains } = facts.tenant;
  const proved = provedEmail(facts.provider.linkingRule, facts.claims, verifiedDomains);
  return endUnproved(deps, rows, user, { proved, verifiedDomains });
}

/** The same, for an address that was proved in another way than by an arrival. */
export async function endUnproved(
  deps: Dependencies,
  rows: Rows,
  user: User,
  { proved, verifiedDomains }: { proved: string | null; verifiedDomains: string[] },
): Promise<{ user: User; identities: Identity[] }> {
  const { tenantId } = user;
  const now = currentTime(deps);
  const unproved: Identity[] = [];
  const owned = await rows.identities.lockOfUser(tenantId, user.id);
  const providers = await providersOf(rows, tenantId, owned);
  for (const identity of owned) {
    const { linkingRule } = providers.get(identity.identityProviderId)!;
    const theirs = provedEmail(linkingRule, claimsOf(identity), verifiedDomains);
    if (theirs !== proved) unproved.push(identity);
  }
  if (unproved.length > 0)
    await rows.identities.update(
      unproved.map((identity) => ({ ...identity, userId: null, linkedAt: null, position: 0, updatedAt: now })),
    );
  const unprovedIds = unproved.map(({ id }) => id);
  await destroyTokens(deps, rows, tenantId, unprovedIds);
  for (const id of unprovedIds) await rows.pendingLinks.supersede(tenantId, id, now);
  await rows.sessions.endOfUser(tenantId, user.id, 'revoked', now);
  return {
    user: { ...user, emailVerified: true, phone: null, phoneVerified: false, updatedAt: now },
    identities: unproved,
  };
}

/** Takes the unproved address from users that have an account of their own, with an event for each. */
export async function voidAddress(
  deps: Dependencies,
  rows: Rows,
  actor: Actor,
  facts: GatheredFacts,
  identity: Identity,
  userIds: string[],
): Promise<void> {
  if (userIds.length === 0) return;
  const users = userIds.map((id) => facts.candidateUsers.get(id)!);
  const updatedAt = currentTime(deps);
  await rows.users.update(...users.map((user) => ({ ...user, email: null, emailVerified: false, updatedAt })));
  await record(
    deps,
    rows,
    actor,
    ...users.map(
      ({ id, email, emailVerified }): Fact => ({
        type: 'user.updated',
        userId: id,
        identityId: identity.id,
        identityProviderId: identity.identityProviderId,
        before: { email, emailVerified },
        after: { email: null, emailVerified: false },
        decision: {
          action: 'void_address',
          reasons: [{ rule: 'unproved_side', settled: true, said: 'somebody else has proved the address of the user' }],
        },
      }),
    ),
  );
}
