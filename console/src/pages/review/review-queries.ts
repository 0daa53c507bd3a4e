import type { Suggestion } from '@selfsame/client';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useClient } from '../../api/api.tsx';
import { answered } from '../../api/refusal.ts';
import { byCursor } from '../../parts/cursor-table.tsx';
import type { PageSearch } from '../../parts/use-page-search.ts';

export const statuses = ['open', 'approved', 'dismissed'] as const;
export type Status = (typeof statuses)[number];

export function useSuggestions(status: Status, { kind, user_id }: PageSearch) {
  const client = useClient();
  const query = {
    status,
    ...((kind === 'users' || kind === 'arrival') && { kind: kind as 'users' | 'arrival' }),
    ...(user_id && { user_id }),
    limit: 100,
  };
  return useInfiniteQuery({
    ...byCursor,
    queryKey: ['suggestions', 'review', query],
    queryFn: async ({ pageParam, signal }) =>
      answered(client.GET('/v1/linking/suggestions', { params: { query: { ...query, cursor: pageParam } }, signal })),
    placeholderData: keepPreviousData,
  });
}

export function useReviewedUser(id: string | null) {
  const client = useClient();
  return useQuery({
    queryKey: ['users', id, 'reviewed'],
    enabled: id !== null,
    queryFn: async () => {
      const params = { path: { id: id! } };
      const [user, identities] = await Promise.all([
        answered(client.GET('/v1/users/{id}', { params })),
        answered(client.GET('/v1/users/{id}/identities', { params })),
      ]);
      return { user, identities: identities.data };
    },
  });
}

export function useReviewedIdentity(id: string | null) {
  const client = useClient();
  return useQuery({
    queryKey: ['identities', id, 'reviewed'],
    enabled: id !== null,
    queryFn: () => answered(client.GET('/v1/identities/{id}', { params: { path: { id: id! } } })),
  });
}

export type MetadataChoice = 'keep_primary' | 'deep_merge' | 'keep_secondary';

export interface MergeChoice {
  primary_user_id: string;
  metadata: MetadataChoice;
}

/** What approving would come to, were it done now: the merge itself, never committed. */
export function useMergePreview({ user_id, other_user_id, status }: Suggestion, choice: MergeChoice) {
  const client = useClient();
  const primary = choice.primary_user_id;
  const secondary = primary === user_id ? other_user_id : user_id;
  return useQuery({
    queryKey: ['users', 'merge-preview', primary, secondary, choice.metadata],
    enabled: status === 'open' && secondary !== null,
    staleTime: 5_000,
    queryFn: () =>
      answered(
        client.POST('/v1/users/{id}/merge-preview', {
          params: { path: { id: primary } },
          body: { secondary_user_id: secondary!, metadata: choice.metadata },
        }),
      ),
  });
}

export const keyNames = {
  email: 'e-mail address',
  phone: 'phone number',
  username: 'username',
  external_id: 'external id',
};
