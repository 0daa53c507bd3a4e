/** The latest events, and each new one as it happens. */
import { Anchor, Group, Text } from '@mantine/core';
import type { Event } from '@selfsame/client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useClient } from '../../api/api.tsx';
import { useEventStream } from '../../api/event-stream.ts';
import { answered } from '../../api/refusal.ts';
import { Answer } from '../../parts/answer.tsx';
import { EventLine } from '../../parts/event-line.tsx';
import { LiveSwitch } from '../../parts/live-switch.tsx';
import { Section } from '../../parts/section.tsx';
import classes from './recent-events.module.css';

const shownMax = 15;
/** So many at once, and nobody reads their names. */
const busyFrom = 8;
const queryKey = ['events', 'recent'];

export function RecentEvents() {
  const client = useClient();
  const queries = useQueryClient();
  const [isOn, setOn] = useState(true);
  const [isBusy, setBusy] = useState(false);
  const query = useQuery({
    queryKey,
    queryFn: ({ signal }) => answered(client.GET('/v1/events', { params: { query: { limit: shownMax } }, signal })),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const state = useEventStream({
    isOn: isOn && query.data !== undefined,
    newest: query.data?.data[0]?.id ?? null,
    tell: (events) => {
      setBusy(events.length >= busyFrom);
      queries.setQueryData<{ data: Event[] }>(
        queryKey,
        (before) => before && { ...before, data: add(before.data, events) },
      );
    },
    tellGap: () => void queries.invalidateQueries({ queryKey }),
  });
  return (
    <Section title="Recent events" actions={<LiveSwitch state={state} isOn={isOn} onChange={setOn} />}>
      <Answer of={query} what="Loading events">
        {({ data }) =>
          data.length === 0 ? (
            <Text size="sm" c="dimmed">
              Nothing has happened yet. Every sign-in, link and change appears here as it happens.
            </Text>
          ) : (
            <ul className={classes.list}>
              {data.map((event) => (
                <li key={event.id}>
                  <EventLine
                    event={event}
                    unnamed={isBusy}
                    action={
                      <Anchor
                        component={Link}
                        to="/events"
                        search={{ event: event.id } as never}
                        size="xs"
                        underline="always"
                        aria-label="Why: open this event"
                      >
                        Why
                      </Anchor>
                    }
                  />
                </li>
              ))}
            </ul>
          )
        }
      </Answer>
      <Group mt="sm">
        <Anchor component={Link} to="/events" size="sm" underline="always">
          All events
        </Anchor>
      </Group>
    </Section>
  );
}

/** Newest first, each once. */
function add(before: Event[], events: Event[]): Event[] {
  const known = new Set(before.map(({ id }) => id));
  return [...events.filter(({ id }) => !known.has(id)).toReversed(), ...before].slice(0, shownMax);
}
