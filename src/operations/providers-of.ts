/** The identity providers that identities are of. */
import type { Identity } from '../domain/identity.ts';
import type { IdentityProvider } from '../domain/identity-provider.ts';
import type { Reads } from '../stores/store.ts';

export async function providersOf(
  rows: Reads,
  tenantId: string,
  identities: Pick<Identity, 'identityProviderId'>[],
): Promise<Map<string, IdentityProvider>> {
  const ids = [...new Set(identities.map(({ identityProviderId }) => identityProviderId))];
  const found = new Map<string, IdentityProvider>();
  // One after the other: within a transaction there is one connection, which takes one statement at a time.
  for (const id of ids) {
    const provider = await rows.identityProviders.byId(tenantId, id);
    if (provider) found.set(id, provider);
  }
  return found;
}
