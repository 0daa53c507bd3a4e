/** What became of a policy, from the events: who changed it, when, and the text before, which can be taken up again. */
import { Anchor, Button, Group, Stack, Text } from '@mantine/core';
import type { Event } from '@selfsame/client';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useClient } from '../../api/api.tsx';
import { useMay, useWhyNot } from '../../api/operator.tsx';
import { answered } from '../../api/refusal.ts';
import { byCursor } from '../../parts/cursor-table.tsx';
import { Failure } from '../../parts/failure.tsx';
import { Loading } from '../../parts/loading.tsx';
import { When } from '../../parts/when.tsx';
import classes from './policies.module.css';

export interface HistoryProps {
  policyId: string;
  /** Puts a text into the editor. Absent for who may not write. */
  onTake?: (cedar: string) => void;
}

const types = ['policy.created', 'policy.updated', 'policy.enabled', 'policy.disabled'] as const;
const words: Record<string, string> = {
  'policy.created': 'Written',
  'policy.updated': 'Changed',
  'policy.enabled': 'Put in force',
  'policy.disabled': 'Switched off',
};

export function History({ policyId, onTake }: HistoryProps) {
  const client = useClient();
  const may = useMay('events:read');
  const whyNot = useWhyNot('events:read');
  const query = useInfiniteQuery({
    ...byCursor,
    queryKey: ['events', 'policies'],
    enabled: may,
    queryFn: async ({ pageParam }) =>
      answered(client.GET('/v1/events', { params: { query: { type: [...types], limit: 250, cursor: pageParam } } })),
  });
  if (!may) return <Text size="sm">{whyNot}</Text>;
  if (query.isPending) return <Loading what="Loading the history" />;
  if (query.error && !query.data) return <Failure error={query.error} onRetry={() => void query.refetch()} />;
  // An event has no column for a policy: which one it was stands in what changed.
  const events = (query.data?.pages ?? [])
    .flatMap(({ data }) => data)
    .filter(({ before, after }) => (after ?? before)?.id === policyId);
  return (
    <Stack gap="sm">
      {events.length === 0 && <Text size="sm">No event that is kept tells of this policy.</Text>}
      {events.map((event) => (
        <Change key={event.id} event={event} onTake={onTake} />
      ))}
      {query.hasNextPage && (
        <Button
          size="xs"
          variant="subtle"
          loading={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          Look further back
        </Button>
      )}
    </Stack>
  );
}

function Change({ event, onTake }: { event: Event; onTake?: (cedar: string) => void }) {
  const [isOpen, setOpen] = useState(false);
  const text = event.after?.cedar;
  const version = event.after?.version;
  const changed = Object.keys(event.after ?? {}).filter((name) => !['id', 'name', 'version', 'cedar'].includes(name));
  return (
    <div>
      <Group gap="xs">
        <Anchor component={Link} to="/events" search={{ event: event.id } as never} size="sm" fw={500}>
          {words[event.type] ?? event.type}
        </Anchor>
        <Text size="sm" c="dimmed">
          {typeof version === 'number' && `version ${version}, `}
          by {String(event.actor.label ?? event.actor.kind)}, <When at={event.created_at} />
        </Text>
        {typeof text === 'string' && (
          <Button size="compact-xs" variant="default" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
            {isOpen ? 'Hide the text' : 'Show the text'}
          </Button>
        )}
      </Group>
      {event.type === 'policy.updated' && changed.length > 0 && (
        <Text size="xs" c="dimmed">
          {typeof text === 'string' ? 'the text, ' : ''}
          {changed.map((name) => name.replaceAll('_', ' ')).join(', ')}
        </Text>
      )}
      {isOpen && typeof text === 'string' && (
        <Stack gap={4} mt={4} align="flex-start">
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and a keyboard must reach what it hides */}
          <pre className={classes.text} tabIndex={0} style={{ width: '100%' }}>
            {text}
          </pre>
          {onTake && (
            <Button size="compact-xs" variant="default" onClick={() => onTake(text)}>
              Put it into the editor
            </Button>
          )}
        </Stack>
      )}
    </div>
  );
}
