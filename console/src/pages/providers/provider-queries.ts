/** What these pages ask, under the keys that a change of providers or connections has asked again. */
import type { Connection, components, IdentityProvider } from '@selfsame/client';
import { useQuery } from '@tanstack/react-query';
import { useClient } from '../../api/api.tsx';
import { useMay } from '../../api/operator.tsx';
import { answered } from '../../api/refusal.ts';

export type Strategy = components['schemas']['Strategy'];
export type LinkingRule = IdentityProvider['linking_rule'];
export type ConnectionTest = components['schemas']['ConnectionTest'];
export type SamlKey = components['schemas']['SamlKey'];

export function useProvider(id: string) {
  const client = useClient();
  return useQuery({
    queryKey: ['identity-providers', id],
    queryFn: ({ signal }) => answered(client.GET('/v1/identity-providers/{id}', { params: { path: { id } }, signal })),
  });
}

/** Of one provider, or of all. */
export function useConnections(providerId?: string) {
  const client = useClient();
  return useQuery({
    queryKey: ['connections', providerId ?? 'all'],
    queryFn: async ({ signal }): Promise<Connection[]> => {
      if (providerId === undefined) return (await answered(client.GET('/v1/connections', { signal }))).data;
      const asked = { params: { path: { id: providerId } }, signal };
      return (await answered(client.GET('/v1/identity-providers/{id}/connections', asked))).data;
    },
  });
}

/** Whose people were refused in the last day. Not asked by who may not see events. */
export function useTroubles() {
  const client = useClient();
  const may = useMay('events:read');
  return useQuery({
    queryKey: ['statistics', 'providers'],
    queryFn: async ({ signal }) => (await answered(client.GET('/v1/statistics/providers', { signal }))).data,
    enabled: may,
  });
}

/** What is typed into the forms of providers. */
export function useAddresses() {
  const client = useClient();
  return useQuery({
    queryKey: ['sign-in-addresses'],
    queryFn: ({ signal }) => answered(client.GET('/v1/sign-in-addresses', { signal })),
    staleTime: 60_000,
  });
}

/** How many identities came from the provider, counted no further than a page. */
export function useIdentityCount(providerId: string, enabled: boolean) {
  const client = useClient();
  const may = useMay('identities:read');
  return useQuery({
    queryKey: ['identities', 'count', providerId],
    queryFn: async ({ signal }) => {
      const query = { identity_provider_id: providerId, limit: 250 };
      const page = await answered(client.GET('/v1/identities', { params: { query }, signal }));
      return { count: page.data.length, more: page.has_more };
    },
    enabled: enabled && may,
  });
}
