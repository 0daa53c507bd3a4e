/** What was decided of arrivals, by day: as a picture, and as a table for who cannot see it or wants the numbers. */
import { Button, Group, SegmentedControl, Table, Text } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { useClient } from '../../api/api.tsx';
import { answered } from '../../api/refusal.ts';
import { Answer } from '../../parts/answer.tsx';
import { Loading } from '../../parts/loading.tsx';
import { Section } from '../../parts/section.tsx';
import { usePageSearch } from '../../parts/use-page-search.ts';
import { type Day, sorts } from './decision-sorts.ts';

const Chart = lazy(() => import('./decisions-chart.tsx'));

const ranges = [
  { value: '7', label: '7 days' },
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
];

export function Decisions() {
  const client = useClient();
  const [search, setSearch] = usePageSearch();
  const days = ranges.some(({ value }) => value === search.days) ? Number(search.days) : 30;
  const query = useQuery({
    queryKey: ['statistics', 'events', days],
    queryFn: ({ signal }) => answered(client.GET('/v1/statistics/events', { params: { query: { days } }, signal })),
    placeholderData: keepPreviousData,
    refetchInterval: 300_000,
  });
  const asTable = search.as === 'table';
  return (
    <Section
      title="Arrivals and what was decided"
      actions={
        <Group gap="xs">
          <SegmentedControl
            size="xs"
            aria-label="How many days"
            data={ranges}
            value={String(days)}
            onChange={(value) => setSearch({ days: value === '30' ? undefined : value })}
          />
          <Button
            size="compact-xs"
            variant="default"
            aria-pressed={asTable}
            onClick={() => setSearch({ as: asTable ? undefined : 'table' })}
          >
            As a table
          </Button>
        </Group>
      }
    >
      <Answer of={query} what="Loading the days">
        {(told) => (
          <>
            {told.days.every(({ arrivals }) => arrivals === 0) ? (
              <Text size="sm" c="dimmed">
                Nobody arrived in these {days} days. Each sign-in, and what was decided about it, will be counted here.
              </Text>
            ) : asTable ? (
              <Table.ScrollContainer
                minWidth={560}
                maxHeight={320}
                scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}
              >
                <DaysTable days={told.days} />
              </Table.ScrollContainer>
            ) : (
              <>
                <div aria-hidden="true" style={{ overflow: 'hidden' }}>
                  <Suspense fallback={<Loading what="Loading the chart" />}>
                    <Chart days={told.days} />
                  </Suspense>
                </div>
                <div className="visually-hidden">
                  <DaysTable days={told.days} />
                </div>
              </>
            )}
            {told.days.some(({ estimated }) => estimated) && (
              <Text size="xs" c="dimmed" mt="xs">
                Busy hours are reckoned up from a part of what happened.
              </Text>
            )}
            {told.kept_since !== null && told.kept_since > told.from && (
              <Text size="xs" c="dimmed" mt="xs">
                Events of before {new Date(told.kept_since).toLocaleDateString('en-GB')} are kept no longer.
              </Text>
            )}
          </>
        )}
      </Answer>
    </Section>
  );
}

function DaysTable({ days }: { days: Day[] }) {
  return (
    <Table stickyHeader fz="sm">
      <Table.Caption>Arrivals by day (UTC), newest first</Table.Caption>
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">Day</Table.Th>
          <Table.Th scope="col">Arrivals</Table.Th>
          {sorts.map(({ name, label }) => (
            <Table.Th key={name} scope="col">
              {label}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {days.toReversed().map((day) => (
          <Table.Tr key={day.date}>
            <Table.Th scope="row" fw={500}>
              {day.date}
            </Table.Th>
            <Table.Td>{day.arrivals}</Table.Td>
            {sorts.map(({ name }) => (
              <Table.Td key={name}>{day[name]}</Table.Td>
            ))}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
