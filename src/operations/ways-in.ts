/** The ways in that a tenant has: what a person can choose, and the one that was chosen. */
import type { Strategy } from '../connectors/connector.ts';
import { DomainError } from '../domain/errors.ts';
import type { Connection, IdentityProvider } from '../domain/identity-provider.ts';
import { connectionNotFound } from './connections.ts';
import type { Dependencies } from './dependencies.ts';
import { providersOf } from './providers-of.ts';

export interface WayIn {
  connection: Connection;
  provider: IdentityProvider;
  strategy: Strategy;
}

/** Those that are switched on, in the order in which they were registered. */
export async function listWaysIn(deps: Dependencies, tenantId: string): Promise<WayIn[]> {
  const { reads } = deps.store;
  const connections = await reads.connections.ofTenant(tenantId);
  const providers = await providersOf(reads, tenantId, connections);
  const found = connections.map((connection): WayIn | null => {
    const provider = providers.get(connection.identityProviderId);
    const strategy = provider && deps.strategies.get(provider.strategy);
    return provider && strategy ? { connection, provider, strategy } : null;
  });
  return found
    .filter((way) => way !== null)
    .filter(({ connection, provider, strategy }) => connection.enabled && provider.enabled && isWayIn(deps, strategy));
}

export async function requireWayIn(deps: Dependencies, tenantId: string, connectionId: string): Promise<WayIn> {
  const way = await findWayIn(deps, tenantId, connectionId);
  if (!way.connection.enabled || !way.provider.enabled) {
    throw new DomainError('identity_provider_disabled', 'this way to sign in is switched off');
  }
  return way;
}

/** Switched on or not. Throws `connection_not_found`. */
export async function findWayIn(deps: Dependencies, tenantId: string, connectionId: string): Promise<WayIn> {
  const { reads } = deps.store;
  const connection = await reads.connections.byId(tenantId, connectionId);
  const provider = connection && (await reads.identityProviders.byId(tenantId, connection.identityProviderId));
  const strategy = provider ? deps.strategies.get(provider.strategy) : undefined;
  if (!connection || !provider || !strategy || !isWayIn(deps, strategy)) throw connectionNotFound();
  return { connection, provider, strategy };
}

function isWayIn({ postbox }: Dependencies, { connector, passwordConnector, mailsCodes }: Strategy): boolean {
  // An installation without mail sends no codes.
  if (mailsCodes) return postbox !== null;
  return connector !== undefined || passwordConnector !== undefined;
}
