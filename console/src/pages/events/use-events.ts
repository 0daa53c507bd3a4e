import type { Event } from '@selfsame/client';
import { type InfiniteData, keepPreviousData, useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useClient } from '../../api/api.tsx';
import { useEventStream } from '../../api/event-stream.ts';
import { answered } from '../../api/refusal.ts';
import { byCursor, type CursorPage } from '../../parts/cursor-table.tsx';
import type { PageSearch } from '../../parts/use-page-search.ts';
import { toFilters, toQuery, typesOf } from './event-search.ts';

/** Followed for so long, the list is asked for anew. */
const followedMax = 2000;

export function useEvents(search: PageSearch, isFollowed: boolean) {
  const client = useClient();
  const queries = useQueryClient();
  const asked = toQuery(search);
  const queryKey = ['events', 'list', asked.toString()];
  const query = useInfiniteQuery({
    ...byCursor,
    queryKey,
    queryFn: ({ pageParam, signal }) => {
      const { type: _, ...one } = Object.fromEntries(asked);
      const query = { ...one, type: typesOf(search) as never, limit: 100, cursor: pageParam };
      return answered(client.GET('/v1/events', { params: { query }, signal }));
    },
    placeholderData: keepPreviousData,
  });
  const state = useEventStream({
    filters: toFilters(search),
    isOn: isFollowed && query.data !== undefined && !query.isPlaceholderData,
    newest: query.data?.pages[0]?.data[0]?.id ?? null,
    tell: (events) => {
      const before = queries.getQueryData<InfiniteData<CursorPage<Event>>>(queryKey);
      if ((before?.pages[0]?.data.length ?? 0) > followedMax) void queries.resetQueries({ queryKey });
      else queries.setQueryData<InfiniteData<CursorPage<Event>>>(queryKey, (known) => known && add(known, events));
    },
    tellGap: () => void queries.invalidateQueries({ queryKey }),
  });
  return { query, state };
}

function add(known: InfiniteData<CursorPage<Event>>, events: Event[]): InfiniteData<CursorPage<Event>> {
  const [first, ...others] = known.pages;
  if (!first) return known;
  const there = new Set(first.data.map(({ id }) => id));
  const fresh = events.filter(({ id }) => !there.has(id)).toReversed();
  return { ...known, pages: [{ ...first, data: [...fresh, ...first.data] }, ...others] };
}
