/**
 * What would happen to an arrival, and why: the decision that `decideLink` makes on the rows as they are committed. It
 * locks nothing and writes nothing, so it may be asked at any time; what is true a moment later it does not know.
 */
import { type Actor, requireProvider, requireScope, systemActor } from '../domain/actor.ts';
import type { Claims } from '../domain/claims.ts';
import type { Identity } from '../domain/identity.ts';
import type { Connection, IdentityProvider } from '../domain/identity-provider.ts';
import { decideLink, type LinkDecision } from '../domain/link.ts';
import type { Considered } from '../domain/link-candidate.ts';
import type { User } from '../domain/user.ts';
import type { Reads } from '../stores/store.ts';
import { forbid, freshIdentity, governedBy, type Settled } from './arrival.ts';
import { askPolicies, type Permission, type Ruling, unasked } from './authorise.ts';
import { connectionNotFound } from './connections.ts';
import type { Dependencies } from './dependencies.ts';
import { identityProviderNotFound } from './identity-providers.ts';
import { type GatheredFacts, readFacts } from './link-facts.ts';
import { requireClaimsSize, requireSubject } from './new-identity.ts';
import { nameless } from './unlink.ts';

export interface HypotheticalArrival {
  identityProviderId: string;
  /** The way in. Absent: the provider's only one; where it has none or several, no connection's own switches count. */
  connectionId?: string;
  claims: Claims;
  /** Decides as if provider and connection were switched on; for a connection that is tried before it is. */
  supposeEnabled?: boolean;
  /** From where it would come, for policies that look at it. */
  ip?: string;
}

export interface Explanation {
  /** With the policies' word over it. */
  decision: LinkDecision;
  /** The policies that determined it, and what they have to say to people. */
  policies: Permission['policies'];
  notices: string[];
  /** Users with a key in common, in the order in which they were looked at. */
  candidates: (Considered & { user: User })[];
  /** The identity of this key, where it has been seen before. */
  identity: Identity | null;
  /** Who would be signed in. Null when that is nobody yet, or nobody. */
  user: User | null;
  provider: IdentityProvider;
  connection: Connection | null;
}

export function createExplainOperation(deps: Dependencies) {
  /**
   * Throws `identity_provider_not_found` and `connection_not_found`. Asks for the scopes of everything that it shows:
   * users, identities and the provider's rule.
   */
  return async (actor: Actor, arrival: HypotheticalArrival): Promise<Explanation> => {
    requireScope(actor, 'users:read');
    requireScope(actor, 'identities:read');
    requireScope(actor, 'identity_providers:read');
    requireProvider(actor, arrival.identityProviderId);
    requireSubject(arrival.claims.subject);
    requireClaimsSize(arrival.claims.raw);
    return deps.store.snapshot((reads) => explain(deps, reads, actor, arrival));
  };
}

async function explain(
  deps: Dependencies,
  reads: Reads,
  actor: Actor,
  arrival: HypotheticalArrival,
): Promise<Explanation> {
  const { tenantId } = actor;
  const registered = await reads.identityProviders.byId(tenantId, arrival.identityProviderId);
  if (!registered) throw identityProviderNotFound();
  const configured = await findConnection(reads, tenantId, arrival);
  const provider = arrival.supposeEnabled ? { ...registered, enabled: true } : registered;
  const connection = arrival.supposeEnabled && configured ? { ...configured, enabled: true } : configured;
  const facts = await readFacts(reads, tenantId, {
    provider,
    connection: connection ?? { enabled: true, loginOnly: false },
    claims: arrival.claims,
  });
  const built = decideLink(facts);
  const target = targetOf(facts, built);
  const ruling = await supposePolicies(deps, reads, arrival, { facts, decision: built, target, provider, connection });
  const decision = ruling.permitted ? built : forbid(built as Settled, ruling);
  return {
    decision,
    policies: ruling.policies,
    notices: ruling.notices,
    candidates: decision.considered.map((each) => ({ ...each, user: facts.candidateUsers.get(each.userId)! })),
    identity: facts.known,
    user: ruling.permitted ? target : null,
    provider,
    connection,
  };
}

function targetOf({ owner, candidateUsers }: GatheredFacts, decision: LinkDecision): User | null {
  if (decision.action === 'sign_in') return owner;
  return decision.action === 'link' ? candidateUsers.get(decision.userId)! : null;
}

interface Supposed {
  facts: GatheredFacts;
  decision: LinkDecision;
  target: User | null;
  provider: IdentityProvider;
  connection: Connection | null;
}

/** Asks what the arrival would ask, as the sign-in itself: the policies must not see who wants to know. */
async function supposePolicies(
  deps: Dependencies,
  reads: Reads,
  { claims, ip }: HypotheticalArrival,
  { facts, decision, target, provider, connection }: Supposed,
): Promise<Ruling> {
  const { action } = decision;
  if (action !== 'sign_in' && action !== 'link' && action !== 'create_user') return unasked;
  const { tenantId } = provider;
  const actor: Actor = { ...systemActor(tenantId, 'sign-in'), ...(ip !== undefined && { ip }) };
  const identity = freshIdentity(deps, actor, { provider, connection, claims }, facts.known);
  const user = target ?? nameless(deps, provider, facts.tenant, identity);
  return askPolicies(deps, reads, actor, governedBy(decision, user, identity), { suppose: true });
}

async function findConnection(
  reads: Reads,
  tenantId: string,
  { identityProviderId, connectionId }: HypotheticalArrival,
): Promise<Connection | null> {
  if (connectionId === undefined) {
    const all = await reads.connections.ofProvider(tenantId, identityProviderId);
    return all.length === 1 ? all[0]! : null;
  }
  const connection = await reads.connections.byId(tenantId, connectionId);
  if (connection?.identityProviderId !== identityProviderId) throw connectionNotFound();
  return connection;
}
