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
  const found = await Promise.all(ids.map((id) => rows.identityProviders.byId(tenantId, id)));
  return new Map(found.flatMap((provider) => (provider ? [[provider.id, provider]] : [])));
}
