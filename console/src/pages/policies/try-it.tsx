/** The text as it is in the editor, put to what has happened as if it were in force. */
import { Button, Group, Select, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useMay, useWhyNot } from '../../api/operator.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Differences } from './differences.tsx';
import { type Trial, useTrial } from './policy-queries.ts';

export function TryIt({ policyId, text }: { policyId: string | undefined; text: string }) {
  const may = useMay('events:read');
  const whyNot = useWhyNot('events:read');
  const [limit, setLimit] = useState('200');
  const [tried, setTried] = useState<{ trial: Trial; limit: number } | null>(null);
  const result = useTrial(tried?.trial ?? {}, { limit: tried?.limit ?? 1, enabled: tried !== null });
  if (!may) return <Text size="sm">{whyNot}</Text>;
  const run = () => {
    const trial: Trial = { ...(policyId && { policy_id: policyId }), cedar_policy_set: text, enabled: true };
    const next = { trial, limit: Number(limit) };
    if (JSON.stringify(next) === JSON.stringify(tried)) void result.refetch();
    setTried(next);
  };
  return (
    <Stack gap="sm">
      <Group gap="sm" align="flex-end">
        <Select
          label="How far back"
          data={[
            { value: '200', label: 'The newest 200 events' },
            { value: '1000', label: 'The newest 1,000 events' },
          ]}
          value={limit}
          onChange={(value) => setLimit(value ?? '200')}
          allowDeselect={false}
        />
        <Button variant="default" leftSection={<Icon name="play" />} loading={result.isFetching} onClick={run}>
          Try it
        </Button>
      </Group>
      {tried === null ? (
        <Text size="sm" c="dimmed">
          What has happened is put to the policies again, as they are and as they would be with this text in force. What
          would be decided otherwise is listed.
        </Text>
      ) : (
        <>
          {tried.trial.cedar_policy_set !== text && (
            <Text size="sm" role="status">
              The text was changed since: this is of the one before.
            </Text>
          )}
          <Differences of={result} />
        </>
      )}
    </Stack>
  );
}
