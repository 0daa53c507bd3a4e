/**
 * The issuer says whose names a provider's subjects are: `1` at one issuer is another person than `1` at the next. So all
 * connections of an identity provider ask one issuer, and it stays while there are identities that it named.
 */
import type { Strategy } from '../connectors/connector.ts';
import { DomainError } from '../domain/errors.ts';
import type { Connection, IdentityProvider } from '../domain/identity-provider.ts';
import type { JsonObject } from '../domain/json.ts';
import type { Rows } from '../stores/store.ts';

type Configured = Pick<Connection, 'config'>;

/** Refuses with `issuer_in_use` when the connection would ask another issuer than the one that named what is there. */
export async function requireIssuerOfConnection(
  rows: Rows,
  strategy: Strategy | undefined,
  provider: IdentityProvider,
  connection: Connection,
): Promise<void> {
  const { tenantId, id } = provider;
  const siblings = (await rows.connections.ofProvider(tenantId, id)).filter((other) => other.id !== connection.id);
  const earlier = await rows.connections.byId(tenantId, connection.id);
  const wanted = issuerOf(strategy, provider, connection);
  if (earlier && issuerOf(strategy, provider, earlier) === wanted) return;
  const identities = await rows.identityProviders.countIdentities(tenantId, id);
  const known = [...siblings, ...(identities > 0 ? await knownIssuers(rows, provider, earlier, siblings) : [])];
  requireOne(
    known.map((each) => issuerOf(strategy, provider, each)),
    wanted,
    identities,
  );
}

/** As `requireIssuerOfConnection`, for a change of what all connections of the provider have in common. */
export async function requireIssuerOfProvider(
  rows: Rows,
  strategy: Strategy | undefined,
  before: IdentityProvider,
  after: IdentityProvider,
): Promise<void> {
  const { tenantId, id } = before;
  const identities = await rows.identityProviders.countIdentities(tenantId, id);
  if (identities === 0) return;
  const connections = await rows.connections.ofProvider(tenantId, id);
  const asked: Configured[] = connections.length > 0 ? connections : await lastRemoved(rows, before);
  for (const connection of asked)
    requireOne([issuerOf(strategy, before, connection)], issuerOf(strategy, after, connection), identities);
}

/** Refuses when a secret that is kept would from now on be sent to an address that its owner never saw. */
export async function requireSecretsStay(
  rows: Rows,
  strategy: Strategy | undefined,
  before: IdentityProvider,
  after: IdentityProvider,
): Promise<void> {
  for (const { sealedClientSecret, config } of await rows.connections.ofProvider(before.tenantId, before.id)) {
    if (sealedClientSecret === null) continue;
    const from = endpointsOf({ ...before.config, ...config }, strategy);
    if (from === endpointsOf({ ...after.config, ...config }, strategy)) continue;
    throw new DomainError(
      'invalid_input',
      'the issuer or an endpoint changes under a connection with a client secret: change it there, with the secret',
      { field: 'config' },
    );
  }
}

/** The addresses of a config, and what stands in the strategy's own, as a text to compare. */
export function endpointsOf(config: JsonObject, strategy: Strategy | undefined): string {
  const endpoints = Object.entries(config).filter(
    ([key]) => key === 'issuer' || key === 'url' || key.endsWith('_endpoint'),
  );
  const filled = (strategy?.addressOptions ?? []).map((name) => [name, optionOf(name, config, strategy)]);
  return JSON.stringify([endpoints.sort(([a], [b]) => (a < b ? -1 : 1)), filled]);
}

/** An option's value, the default where the config has none: saying the default changes nothing. */
function optionOf(name: string, config: JsonObject, strategy: Strategy | undefined): JsonObject[string] {
  return config[name] ?? strategy?.options?.properties[name]?.default ?? null;
}

/** What named the identities that are there: the connection before its change, or the last one that was removed. */
async function knownIssuers(
  rows: Rows,
  provider: IdentityProvider,
  earlier: Connection | null,
  siblings: Connection[],
): Promise<Configured[]> {
  if (earlier) return [earlier];
  return siblings.length > 0 ? [] : lastRemoved(rows, provider);
}

/** INVARIANT: removing the last connection and adding another is no way around the check. */
async function lastRemoved(rows: Rows, { tenantId, id }: IdentityProvider): Promise<Configured[]> {
  const search = { identityProviderId: id, types: ['connection.deleted' as const] };
  const [event] = (await rows.events.list(tenantId, { limit: 1, descending: true }, search)).items;
  return event ? [{ config: (event.before?.config ?? {}) as JsonObject }] : [];
}

/**
 * An OpenID provider's issuer; without one, whoever is asked about the person, and by what it names them. Null: the
 * strategy's own.
 */
function issuerOf(strategy: Strategy | undefined, provider: IdentityProvider, connection: Configured): string | null {
  const config: JsonObject = { ...provider.config, ...connection.config };
  const { issuer, userinfo_endpoint, url, subject_attribute } = config;
  const inAddresses = (strategy?.addressOptions ?? []).map((name) => optionOf(name, config, strategy));
  const named = issuer ?? userinfo_endpoint ?? url ?? (inAddresses.length > 0 ? inAddresses.join(' ') : null);
  if (typeof named !== 'string') return null;
  const by = subject_attribute ?? optionOf('subject_claim', config, strategy);
  return typeof by === 'string' ? `${named} ${by}` : named;
}

function requireOne(known: (string | null)[], wanted: string | null, identities: number): void {
  if (known.every((issuer) => issuer === wanted)) return;
  throw new DomainError(
    'issuer_in_use',
    'the subjects of this provider were named by another issuer: register a new provider, or pass allow_issuer_change',
    { identities },
  );
}
