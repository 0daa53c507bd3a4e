/** Provider metadata and signing keys by issuer, remembered for a while: a sign-in should not cost three fetches. */
import * as client from 'openid-client';
import { adaptFetch } from '../authorization-code.ts';
import type { ConnectorDependencies } from '../connector.ts';
import { assertUsable, checkEndpoint } from '../endpoints.ts';
import { toConnectorError } from '../provider-failures.ts';

const ttlSeconds = 15 * 60;
const issuersMax = 1000;
/** The library asks for keys again, on a key id that it does not know, only of a key set older than this. */
const jwksCooldownSeconds = 60;

export interface DiscoveredProvider {
  metadata: client.ServerMetadata;
  /** Gives `configuration` the keys known so far. */
  lendKeys(configuration: client.Configuration): void;
  /** Takes back the keys that `configuration` ended up with, if it fetched any. */
  returnKeys(configuration: client.Configuration): void;
}

export type Discover = (issuer: string) => Promise<DiscoveredProvider>;

export function createDiscovery(deps: ConnectorDependencies): Discover {
  const known = new Map<string, { provider: Promise<DiscoveredProvider>; expiresAt: number }>();
  return (issuer) => {
    const now = deps.now().getTime();
    const remembered = known.get(issuer);
    if (remembered !== undefined && remembered.expiresAt > now) return remembered.provider;
    const provider = discover(issuer, deps);
    const entry = { provider, expiresAt: now + ttlSeconds * 1000 };
    known.delete(issuer);
    known.set(issuer, entry);
    for (const oldest of known.keys()) {
      if (known.size <= issuersMax) break;
      known.delete(oldest);
    }
    // A failure is not remembered: the next person may find the provider back.
    provider.catch(() => known.get(issuer) === entry && known.delete(issuer));
    return provider;
  };
}

async function discover(issuer: string, deps: ConnectorDependencies): Promise<DiscoveredProvider> {
  try {
    // Metadata does not depend on who asks; the library wants a client id, and this one is never sent.
    const configuration = await client.discovery(new URL(issuer), 'discovery', undefined, client.None(), {
      [client.customFetch]: adaptFetch(deps),
      timeout: 10,
      execute: deps.insecureDevelopmentEndpoints ? [client.allowInsecureRequests] : [],
    });
    const metadata = configuration.serverMetadata();
    assertUsable(checkMetadata(metadata, deps));
    return rememberKeys(metadata, deps);
  } catch (thrown) {
    throw toConnectorError(thrown, 'discovery');
  }
}

/** What is wrong with the addresses that a provider names for itself. UserInfo is the one that it may do without. */
function checkMetadata(metadata: client.ServerMetadata, deps: ConnectorDependencies): string[] {
  return (['authorization_endpoint', 'token_endpoint', 'jwks_uri', 'userinfo_endpoint'] as const)
    .filter((name) => name !== 'userinfo_endpoint' || metadata[name] !== undefined)
    .map((name) => checkEndpoint(name, metadata[name], deps))
    .filter((problem) => problem !== undefined)
    .map((problem) => `in the provider's metadata, ${problem}`);
}

function rememberKeys(metadata: client.ServerMetadata, deps: ConnectorDependencies): DiscoveredProvider {
  let keys: client.ExportedJWKSCache | undefined;
  return {
    metadata,
    lendKeys(configuration) {
      if (keys === undefined) return;
      // The library's cooldown protects a resource server from strangers' tokens. Ours come from the token endpoint
      // that we asked, so a provider that rotates its keys twice in a minute need not cost a person their sign-in.
      const fetchedAt = Math.min(keys.uat, Math.floor(deps.now().getTime() / 1000) - jwksCooldownSeconds);
      client.setJwksCache(configuration, { ...keys, uat: fetchedAt });
    },
    returnKeys(configuration) {
      keys = client.getJwksCache(configuration) ?? keys;
    },
  };
}
