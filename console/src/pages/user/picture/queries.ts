/** What the picture is made of, as asked of the API. */
import type { Event, User, UserIdentity } from '@selfsame/client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useClient } from '../../../api/api.tsx';
import { useMay } from '../../../api/operator.tsx';
import { answered } from '../../../api/refusal.ts';

/** From the cache that the page's head has filled. */
export function useUser(userId: string) {
  const client = useClient();
  return useQuery({
    queryKey: ['users', userId],
    queryFn: ({ signal }) => answered(client.GET('/v1/users/{id}', { params: { path: { id: userId } }, signal })),
  });
}

export interface Identities {
  identities: UserIdentity[];
  /** The user whose identities these are, when the one asked for was merged away by then. */
  mergedInto: string | null;
}

/** As they are, or as they were at a time. */
export function useIdentities(userId: string, asOf: string | null) {
  const client = useClient();
  return useQuery({
    queryKey: ['users', userId, 'identities', asOf],
    queryFn: async ({ signal }): Promise<Identities> => {
      const query = asOf === null ? {} : { as_of: asOf };
      const path = { id: userId };
      const answer = await answered(client.GET('/v1/users/{id}/identities', { params: { path, query }, signal }));
      return { identities: answer.data, mergedInto: answer.merged_into ?? null };
    },
    placeholderData: keepPreviousData,
    ...(asOf !== null && { staleTime: 60_000 }),
  });
}

/** The users that were merged into this one, the nearest first. */
export function useGhosts(userId: string) {
  const client = useClient();
  return useQuery({
    queryKey: ['users', userId, 'merged-users'],
    queryFn: async ({ signal }): Promise<User[]> => {
      const path = { id: userId };
      return (await answered(client.GET('/v1/users/{id}/merged-users', { params: { path }, signal }))).data;
    },
  });
}

/** What changes the picture. Sign-ins, of which there may be very many, do not. */
const types: Event['type'][] = [
  'user.created',
  'user.merged',
  'identity.linked',
  'identity.moved',
  'identity.unlinked',
  'identity.primary_changed',
  'linking.undone',
];
const pagesMax = 4;

export interface History {
  /** From the first one on. */
  events: Event[];
  /** There are more than were asked for. */
  isCut: boolean;
}

export function useHistory(userId: string) {
  const client = useClient();
  const may = useMay('events:read');
  return useQuery({
    queryKey: ['events', 'of', userId, 'placing'],
    enabled: may,
    queryFn: async ({ signal }): Promise<History> => {
      const events: Event[] = [];
      let cursor: string | undefined;
      for (let page = 0; page < pagesMax; page++) {
        const query = { user_id: userId, type: types, order: 'asc', limit: 250, cursor } as const;
        const answer = await answered(
          client.GET('/v1/events', { params: { query: { ...query, type: types } }, signal }),
        );
        events.push(...answer.data);
        if (answer.next_cursor === null) return { events, isCut: false };
        cursor = answer.next_cursor;
      }
      return { events, isCut: true };
    },
  });
}

export function useIdentity(identityId: string) {
  const client = useClient();
  return useQuery({
    queryKey: ['identities', identityId],
    queryFn: ({ signal }) =>
      answered(client.GET('/v1/identities/{id}', { params: { path: { id: identityId } }, signal })),
  });
}

/** What any change of identities may have changed. */
export const picturesKeys = [['users'], ['identities'], ['events'], ['suggestions'], ['sessions'], ['statistics']];
