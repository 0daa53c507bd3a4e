/** Where the tenant at hand is reached: its sign-in page, its OpenID provider. Null where no address leads to it. */
import { useQuery } from '@tanstack/react-query';
import { useClient } from '../api/api.tsx';
import { answered } from '../api/refusal.ts';
import { useTenant } from '../api/tenant.tsx';

export function useAddresses() {
  const client = useClient();
  const { id } = useTenant().tenant;
  return useQuery({
    queryKey: ['addresses'],
    queryFn: ({ signal }) => answered(client.GET('/v1/tenants/{id}/addresses', { params: { path: { id } }, signal })),
    staleTime: 60_000,
  });
}
