/** The identity providers of the tenant by id, for their names and marks. */
import type { IdentityProvider } from '@selfsame/client';
import { useQuery } from '@tanstack/react-query';
import { useClient } from '../api/api.tsx';
import { useMay } from '../api/operator.tsx';
import { answered } from '../api/refusal.ts';

export function useProviders(): (id: string | null | undefined) => IdentityProvider | undefined {
  const client = useClient();
  const providers = useQuery({
    queryKey: ['identity-providers', 'choices'],
    queryFn: () => answered(client.GET('/v1/identity-providers', { params: { query: { limit: 250 } } })),
    enabled: useMay('identity_providers:read'),
    staleTime: 60_000,
  });
  return (id) => providers.data?.data.find((provider) => provider.id === id);
}
