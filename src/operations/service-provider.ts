/**
 * What we are to a SAML provider: our name there, the address that it posts to, and the tenant's own keys, made at the first
 * need.
 */
import type { ConnectionSettings, ServiceProvider } from '../connectors/connector.ts';
import type { Connection, IdentityProvider } from '../domain/identity-provider.ts';
import { createId } from '../domain/ids.ts';
import type { SealedServiceProviderKey } from '../stores/store.ts';
import { createCertifiedKey } from '../vault/self-signed.ts';
import { currentTime, type Dependencies } from './dependencies.ts';

/** The settings with the service provider that they need; as they are for every other protocol. */
export async function withServiceProvider(
  deps: Dependencies,
  settings: ConnectionSettings,
  { connection, provider }: { connection: Connection; provider: IdentityProvider },
  redirectUri: string,
): Promise<ConnectionSettings> {
  if (deps.strategies.get(provider.strategy)?.protocol !== 'saml') return settings;
  const sealed = await loadOrCreateKeys(deps, connection.tenantId);
  const keys: ServiceProvider['keys'] = sealed.map(({ tenantId, id, certificate, sealedPrivateKey }) => ({
    certificate,
    privateKey: deps.vault.open(sealedPrivateKey, serviceProviderKeyPlace(tenantId, id)),
  }));
  return { ...settings, serviceProvider: { ...addressesOf(connection, redirectUri), keys } };
}

/** Beside the callback, one address a connection: what is pasted at the provider once serves both ways of signing in. */
export function addressesOf({ identifier }: Connection, redirectUri: string): Omit<ServiceProvider, 'keys'> {
  const acsUrl = new URL(`saml/${identifier}`, redirectUri).href;
  return { acsUrl, entityId: `${acsUrl}/metadata` };
}

/** The one that signs first. INVARIANT: two callers at once end up with one key. */
export async function loadOrCreateKeys(deps: Dependencies, tenantId: string): Promise<SealedServiceProviderKey[]> {
  const known = await deps.store.reads.serviceProviderKeys.ofTenant(tenantId);
  if (known.length > 0) return known;
  const made = await makeServiceProviderKey(deps, tenantId);
  return deps.store.transaction(async (rows) => {
    await rows.lockKeys(tenantId, ['service_provider_key']);
    const found = await rows.serviceProviderKeys.ofTenant(tenantId);
    if (found.length > 0) return found;
    const key = { ...made, signsSince: made.createdAt };
    await rows.serviceProviderKeys.insert(key);
    return [key];
  });
}

/** It signs nothing yet. */
export async function makeServiceProviderKey(deps: Dependencies, tenantId: string): Promise<SealedServiceProviderKey> {
  const { certificate, privateKey } = await createCertifiedKey('Selfsame', new Date(deps.entropy.now()));
  const id = createId(deps.entropy);
  const sealedPrivateKey = deps.vault.seal(privateKey, serviceProviderKeyPlace(tenantId, id));
  return { id, tenantId, certificate, sealedPrivateKey, createdAt: currentTime(deps), signsSince: null };
}

/** Where a key's private half is kept: what its sealing is bound to. */
export function serviceProviderKeyPlace(tenantId: string, id: string): string {
  return `${tenantId}/service_provider_keys/${id}`;
}
