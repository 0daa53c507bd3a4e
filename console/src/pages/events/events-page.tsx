/** Everything that happened in the tenant, newest first: found, followed as it happens, explained, taken back, exported. */
import { Anchor, Button, Drawer, Group, Menu, Text } from '@mantine/core';
import type { Event } from '@selfsame/client';
import { Link } from '@tanstack/react-router';
import { useTenant } from '../../api/tenant.tsx';
import { type Column, CursorTable } from '../../parts/cursor-table.tsx';
import { DownloadProgress } from '../../parts/download-progress.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { EventDetails } from '../../parts/event-details.tsx';
import { EventActor, EventTitle, EventWords } from '../../parts/event-line.tsx';
import { Icon } from '../../parts/icon.tsx';
import { LiveSwitch } from '../../parts/live-switch.tsx';
import { PageFrame } from '../../parts/page-frame.tsx';
import { useDownload } from '../../parts/use-download.ts';
import { usePageSearch } from '../../parts/use-page-search.ts';
import { When } from '../../parts/when.tsx';
import { EventFilters } from './event-filters.tsx';
import { filterNames, hasFilters, toQuery } from './event-search.ts';
import { useEvents } from './use-events.ts';

const columns: Column<Event>[] = [
  {
    name: 'Event',
    cell: (event) => (
      <Anchor
        component={Link}
        to="."
        search={((before: object) => ({ ...before, event: event.id })) as never}
        inherit
        underline="hover"
        fw={500}
      >
        <EventTitle event={event} />
      </Anchor>
    ),
  },
  { name: 'What happened', width: '45%', wide: true, cell: (event) => <EventWords event={event} unnamed /> },
  { name: 'By', width: '16rem', wide: true, cell: (event) => <EventActor event={event} /> },
  { name: 'When', width: '9rem', cell: (event) => <When at={event.created_at} /> },
];

export default function EventsPage() {
  const [search, setSearch] = usePageSearch();
  // What has an end is not followed past it.
  const canFollow = !search.to;
  const isFollowed = canFollow && search.live === 'on';
  const { query, state } = useEvents(search, isFollowed);
  const download = useDownload();
  const exportAs = (format: 'ndjson' | 'csv') => {
    const asked = toQuery(search);
    asked.set('format', format);
    void download.start(`/v1/events/export?${asked}`, format === 'csv' ? 'events.csv' : 'events.jsonl');
  };
  return (
    <PageFrame
      title="Events"
      fills
      actions={
        <>
          {canFollow && (
            <LiveSwitch
              state={state}
              isOn={isFollowed}
              onChange={(isOn) => setSearch({ live: isOn ? 'on' : undefined })}
            />
          )}
          <Menu position="bottom-end">
            <Menu.Target>
              <Button
                variant="default"
                leftSection={<Icon name="download" />}
                rightSection={<Icon name="chevronDown" size={12} />}
                loading={download.progress !== null}
              >
                Export
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Label>{hasFilters(search) ? 'What is chosen here' : 'Everything'}, oldest first</Menu.Label>
              <Menu.Item onClick={() => exportAs('csv')}>As CSV, for spreadsheets</Menu.Item>
              <Menu.Item onClick={() => exportAs('ndjson')}>As JSON Lines, for programs</Menu.Item>
            </Menu.Dropdown>
          </Menu>
        </>
      }
    >
      <EventFilters search={search} onChange={setSearch} />
      <DownloadProgress of={download} what="lines" />
      <CursorTable label="Events" query={query} columns={columns} rowKey={({ id }) => id} empty={<NothingHere />} />
      <OpenedEvent id={search.event} onChange={(event) => setSearch({ event })} />
    </PageFrame>
  );
}

function OpenedEvent({ id, onChange }: { id: string | undefined; onChange: (id: string | undefined) => void }) {
  return (
    <Drawer opened={id !== undefined} onClose={() => onChange(undefined)} title="An event, and why" size="lg">
      {/* Its parts have headings of the fourth order. */}
      <h3 className="visually-hidden">The event</h3>
      {id !== undefined && <EventDetails key={id} eventId={id} onOpen={onChange} />}
    </Drawer>
  );
}

function NothingHere() {
  const [search, setSearch] = usePageSearch();
  const { tenant } = useTenant();
  if (!hasFilters(search)) {
    return (
      <EmptyState icon="events" title={`Nothing has happened in ${tenant.name} yet`}>
        Every sign-in, link, decision and change is written down here, with who did it and why.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon="search"
      title="No event fits"
      action={
        <Group>
          <Button
            variant="default"
            size="xs"
            onClick={() => setSearch(Object.fromEntries(filterNames.map((name) => [name, undefined])))}
          >
            Show all events
          </Button>
        </Group>
      }
    >
      <Text size="sm">
        Nothing of what was chosen happened then. How long events are kept is one of the tenant’s settings.
      </Text>
    </EmptyState>
  );
}
