/**
 * What would happen to an arrival, and why: the decision that `decideLink` makes on the rows as they are committed. It
 * locks nothing and writes nothing, so it may be asked at any time; what is true a moment later it does not know.
 */
import { type Actor, requireProvider, requireScope } from '../domain/actor.ts';
import type { Claims } from '../domain/claims.ts';
import type { Identity } from '../domain/identity.ts';
import type { Connection, IdentityProvider } from '../domain/identity-provider.ts';
import { decideLink, type LinkDecision } from '../domain/link.ts';
import type { Considered } from '../domain/link-candidate.ts';
import type { User } from '../domain/user.ts';
import type { Reads } from '../stores/store.ts';
import { connectionNotFound } from './connections.ts';
import type { Dependencies } from './dependencies.ts';
import { identityProviderNotFound } from './identity-providers.ts';
import { readFacts } from './link-facts.ts';
import { requireClaimsSize, requireSubject } from './new-identity.ts';

export interface HypotheticalArrival {
  identityProviderId: string;
  /** The way in. Absent: the provider's only one; where it has none or several, no connection's own switches count. */
  connectionId?: string;
  claims: Claims;
}

export interface Explanation {
  decision: LinkDecision;
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
    return deps.store.snapshot(async (reads) => explain(reads, actor, arrival));
  };
}

async function explain(reads: Reads, actor: Actor, arrival: HypotheticalArrival): Promise<Explanation> {
  const { tenantId } = actor;
  const provider = await reads.identityProviders.byId(tenantId, arrival.identityProviderId);
  if (!provider) throw identityProviderNotFound();
  const connection = await findConnection(reads, tenantId, arrival);
  const facts = await readFacts(reads, tenantId, {
    provider,
    connection: connection ?? { enabled: true, loginOnly: false },
    claims: arrival.claims,
  });
  const decision = decideLink(facts);
  return {
    decision,
    candidates: decision.considered.map((each) => ({ ...each, user: facts.candidateUsers.get(each.userId)! })),
    identity: facts.known,
    user:
      decision.action === 'sign_in'
        ? facts.owner
        : decision.action === 'link'
          ? facts.candidateUsers.get(decision.userId)!
          : null,
    provider,
    connection,
  };
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
