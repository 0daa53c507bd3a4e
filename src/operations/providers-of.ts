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
  const found = await rows.identityProviders.byIds(tenantId, ids);
  return new Map(found.map((provider) => [provider.id, provider]));
}
