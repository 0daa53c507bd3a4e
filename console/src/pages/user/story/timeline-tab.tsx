/**
 * What happened to a user, newest first, by day: each event with its reason, and opened, all of it, with the way to take it back.
 * The one that is open is in the address, so that a link leads to it.
 */
import { Button, Center, Group, MultiSelect, Text } from '@mantine/core';
import type { Event } from '@selfsame/client';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useClient } from '../../../api/api.tsx';
import { answered } from '../../../api/refusal.ts';
import { byCursor } from '../../../parts/cursor-table.tsx';
import { EmptyState } from '../../../parts/empty-state.tsx';
import { EventDetails } from '../../../parts/event-details.tsx';
import { EventLine } from '../../../parts/event-line.tsx';
import { type EventType, eventGroups, sortOf } from '../../../parts/event-words.ts';
import { Failure } from '../../../parts/failure.tsx';
import { Icon } from '../../../parts/icon.tsx';
import { Loading } from '../../../parts/loading.tsx';
import { usePageSearch } from '../../../parts/use-page-search.ts';
import { groupByDay } from './days.ts';
import classes from './timeline-tab.module.css';

/** Those that name a user. */
const aboutUsers =
  /^(user|identity|linking|suggestion|session|sign_in|operator)\.|^application\.(consented|access_ended)$/;
const choices = eventGroups
  .map(({ group, types }) => ({
    group,
    items: types
      .filter((type) => aboutUsers.test(type))
      .map((type) => ({ value: type as string, label: sortOf(type).title })),
  }))
  .filter(({ items }) => items.length > 0);

export default function TimelineTab({ userId }: { userId: string }) {
  const client = useClient();
  const [search, change] = usePageSearch();
  const types = (search.type?.split(',').filter((type) => type !== '') ?? []) as EventType[];
  const query = useInfiniteQuery({
    ...byCursor,
    queryKey: ['events', 'of', userId, 'timeline', types],
    queryFn: async ({ pageParam, signal }) => {
      const filter = types.length === 0 ? {} : { type: types };
      const asked = { user_id: userId, limit: 50, cursor: pageParam, ...filter };
      return answered(client.GET('/v1/events', { params: { query: asked }, signal }));
    },
  });
  const events = query.data?.pages.flatMap(({ data }) => data) ?? [];
  const opened = search.event;
  const open = (id: string | undefined) => change({ event: id });
  const isElsewhere = opened !== undefined && query.data !== undefined && !events.some(({ id }) => id === opened);
  return (
    <div className={classes.tab}>
      <MultiSelect
        label="Only"
        placeholder={types.length === 0 ? 'All that happened' : undefined}
        data={choices}
        value={types}
        onChange={(chosen) => change({ type: chosen.length === 0 ? undefined : chosen.join(',') })}
        searchable
        clearable
        clearButtonProps={{ 'aria-label': 'Show all that happened' }}
        maw={520}
      />
      {isElsewhere && <Named id={opened} about={userId} onOpen={open} />}
      {query.isPending ? (
        <Loading what="Loading what happened" />
      ) : query.error && events.length === 0 ? (
        <Failure error={query.error} onRetry={() => void query.refetch()} />
      ) : events.length === 0 && !query.hasNextPage ? (
        <Nothing filtered={types.length > 0} onAll={() => change({ type: undefined })} />
      ) : (
        <>
          {groupByDay(events).map(({ day, said, events: ofDay }) => (
            <section key={day} aria-labelledby={`day-${day}`}>
              <h2 id={`day-${day}`} className={classes.day}>
                {said}
              </h2>
              <ol className={classes.list}>
                {ofDay.map((event) => (
                  <Entry key={event.id} event={event} about={userId} isOpen={event.id === opened} onOpen={open} />
                ))}
              </ol>
            </section>
          ))}
          <End query={query} />
        </>
      )}
    </div>
  );
}

interface EntryProps {
  event: Event;
  about: string;
  isOpen: boolean;
  onOpen: (id: string | undefined) => void;
}

function Entry({ event, about, isOpen, onOpen }: EntryProps) {
  const entry = useRef<HTMLLIElement>(null);
  const hasBeenOpen = useRef(false);
  // Opened by an address or by another event, it may be far from what is in sight.
  useEffect(() => {
    if (isOpen && !hasBeenOpen.current) entry.current?.scrollIntoView({ block: 'nearest' });
    hasBeenOpen.current = isOpen;
  }, [isOpen]);
  const title = sortOf(event.type).title;
  return (
    <li ref={entry} className={classes.entry} data-open={isOpen || undefined}>
      <EventLine
        event={event}
        about={about}
        action={
          <Button
            size="compact-xs"
            variant="subtle"
            color="gray"
            aria-expanded={isOpen}
            aria-label={`${isOpen ? 'Close' : 'Why?'} ${title}`}
            flex="none"
            rightSection={<Icon name={isOpen ? 'chevronDown' : 'chevronRight'} size={12} />}
            onClick={() => onOpen(isOpen ? undefined : event.id)}
          >
            {isOpen ? 'Close' : 'Why?'}
          </Button>
        }
      />
      {isOpen && (
        <div className={classes.details}>
          <EventDetails eventId={event.id} about={about} onOpen={onOpen} />
        </div>
      )}
    </li>
  );
}

/** An event that the address names and the list does not show: it is older, filtered out, or another user's. */
function Named({ id, about, onOpen }: { id: string; about: string; onOpen: (id: string | undefined) => void }) {
  const client = useClient();
  const event = useQuery({
    queryKey: ['events', id],
    queryFn: ({ signal }) => answered(client.GET('/v1/events/{id}', { params: { path: { id } }, signal })),
  });
  return (
    <section className={classes.named} aria-label="The event that the address names">
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <h2 className={classes.day}>One that is not among those below: older, filtered out, or about others</h2>
        <Button size="compact-xs" variant="subtle" color="gray" flex="none" onClick={() => onOpen(undefined)}>
          Close
        </Button>
      </Group>
      {event.error ? (
        <Failure error={event.error} onRetry={() => void event.refetch()} />
      ) : event.data ? (
        <>
          <EventLine event={event.data} about={about} />
          <div className={classes.details}>
            <EventDetails eventId={id} about={about} onOpen={onOpen} />
          </div>
        </>
      ) : (
        <Loading what="Loading the event" />
      )}
    </section>
  );
}

function Nothing({ filtered, onAll }: { filtered: boolean; onAll: () => void }) {
  if (filtered)
    return (
      <EmptyState
        icon="events"
        title="Nothing of this kind happened"
        action={
          <Button variant="default" size="xs" onClick={onAll}>
            Show all that happened
          </Button>
        }
      >
        As far as events are kept.
      </EmptyState>
    );
  return (
    <EmptyState icon="events" title="No events are left">
      This tenant keeps events for some time only, and all about this user are older.
    </EmptyState>
  );
}

type Query = ReturnType<typeof useInfiniteQuery<{ data: Event[]; next_cursor: string | null }>>;

/** More comes when the end is in sight, and by a button. */
function End({
  query: { hasNextPage, isFetchingNextPage, isFetchNextPageError, error, fetchNextPage },
}: {
  query: Pick<Query, 'hasNextPage' | 'isFetchingNextPage' | 'isFetchNextPageError' | 'error'> & {
    fetchNextPage: () => unknown;
  };
}) {
  const end = useRef<HTMLDivElement>(null);
  const wants = hasNextPage && !isFetchingNextPage && !isFetchNextPageError;
  const fetch = useRef(fetchNextPage);
  fetch.current = fetchNextPage;
  useEffect(() => {
    if (!wants || end.current === null) return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) void fetch.current();
      },
      { rootMargin: '400px' },
    );
    observer.observe(end.current);
    return () => observer.disconnect();
  }, [wants]);
  return (
    <Center ref={end} py="sm">
      {isFetchNextPageError ? (
        <Failure error={error} onRetry={() => void fetchNextPage()} />
      ) : hasNextPage ? (
        <Button size="xs" variant="subtle" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          Show earlier ones
        </Button>
      ) : (
        <Text size="xs" c="dimmed">
          This is where it begins, as far as events are kept.
        </Text>
      )}
    </Center>
  );
}
