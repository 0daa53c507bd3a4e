import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useClient } from '../../api/api.tsx';
import { answered } from '../../api/refusal.ts';
import { byCursor } from '../../parts/cursor-table.tsx';
import type { PageSearch } from '../../parts/use-page-search.ts';

/** The filters that the address may name, as the API calls them. */
const filters = [
  'search',
  'status',
  'identity_provider_id',
  'created_from',
  'created_to',
  'several_identities',
] as const;

export function hasFilters(search: PageSearch): boolean {
  return filters.some((name) => search[name]);
}

export function useUsers(search: PageSearch) {
  const client = useClient();
  const chosen = Object.fromEntries(filters.filter((name) => search[name]).map((name) => [name, search[name]]));
  return useInfiniteQuery({
    ...byCursor,
    queryKey: ['users', 'list', chosen],
    queryFn: async ({ pageParam, signal }) => {
      const query = { ...chosen, limit: 100, cursor: pageParam, order: 'desc', include: 'identities' } as const;
      return answered(client.GET('/v1/users', { params: { query }, signal }));
    },
    placeholderData: keepPreviousData,
  });
}

type Page = NonNullable<ReturnType<typeof useUsers>['data']>['pages'][number];
export type ListedUser = Page['data'][number];

export function nameOf({ name, email, username, phone, id }: ListedUser): string {
  return name ?? email ?? username ?? phone ?? id;
}
