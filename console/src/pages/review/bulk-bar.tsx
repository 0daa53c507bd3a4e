/** Several suggestions decided together, each by itself: what is refused stays, and is told with its reason. */
import { Anchor, Button, Group, List, Modal, Paper, Stack, Text } from '@mantine/core';
import type { Suggestion } from '@selfsame/client';
import { useState } from 'react';
import { useClient } from '../../api/api.tsx';
import { answered } from '../../api/refusal.ts';
import { confirm } from '../../parts/confirm.tsx';
import { toastDone, toastFailed } from '../../parts/toast.ts';
import { usePageSearch } from '../../parts/use-page-search.ts';
import { WriteButton } from '../../parts/write-button.tsx';
import { useAskAgain } from './decide.tsx';
import { headingOf } from './suggestion-list.tsx';

const decisionsMax = 500;

export interface BulkBarProps {
  chosen: Suggestion[];
  onClear: () => void;
  onDecided: (ids: string[]) => void;
}

interface Refused {
  suggestion: Suggestion;
  message: string;
}

interface Summary {
  approved: number;
  dismissed: number;
  refused: Refused[];
  decided: string[];
}

export function BulkBar({ chosen, onClear, onDecided }: BulkBarProps) {
  const client = useClient();
  const askAgain = useAskAgain();
  const [, setSearch] = usePageSearch();
  const [summary, setSummary] = useState<Summary | null>(null);
  const [isBusy, setBusy] = useState(false);
  const tooMany = chosen.length > decisionsMax ? `At most ${decisionsMax} at once.` : null;
  const count = chosen.length === 1 ? 'one suggestion' : `${chosen.length} suggestions`;

  const decide = async (decision: 'approve' | 'dismiss') => {
    const isApproval = decision === 'approve';
    const yes = await confirm({
      title: isApproval ? `Approve ${count}?` : `Dismiss ${count}?`,
      body: isApproval
        ? 'Two users become one, the one that was made first stays and keeps its metadata; arrivals are linked. Each can be taken back from the timeline of its user.'
        : 'They are remembered as different people and not suggested again.',
      action: isApproval ? 'Approve' : 'Dismiss',
      dangerous: isApproval,
    });
    if (!yes) return;
    setBusy(true);
    try {
      const body = { decisions: chosen.map(({ id }) => ({ id, decision })) };
      const { data, approved, dismissed } = await answered(client.POST('/v1/linking/suggestions/decide', { body }));
      const refused = data.flatMap(({ row, outcome, message }) =>
        outcome === 'refused' ? [{ suggestion: chosen[row]!, message: message ?? 'refused' }] : [],
      );
      const decided = data.flatMap(({ row, outcome }) => (outcome === 'refused' ? [] : [chosen[row]!.id]));
      if (refused.length > 0) setSummary({ approved, dismissed, refused, decided });
      else {
        toastDone(isApproval ? `${approved} approved.` : `${dismissed} dismissed.`);
        onDecided(decided);
      }
      await askAgain();
    } catch (error) {
      toastFailed(error);
    } finally {
      setBusy(false);
    }
  };
  const close = () => {
    onDecided(summary?.decided ?? []);
    setSummary(null);
  };
  return (
    <Paper withBorder p="xs" role="region" aria-label="Selected suggestions">
      <Group gap="xs">
        <Text size="sm" fw={500} flex={1}>
          {chosen.length} selected
        </Text>
        <WriteButton
          scope="identities:write"
          size="xs"
          blocked={tooMany}
          loading={isBusy}
          onClick={() => void decide('approve')}
        >
          Approve all
        </WriteButton>
        <WriteButton
          scope="users:write"
          size="xs"
          variant="default"
          blocked={tooMany}
          loading={isBusy}
          onClick={() => void decide('dismiss')}
        >
          Dismiss all
        </WriteButton>
        <Button size="xs" variant="subtle" onClick={onClear}>
          Select none
        </Button>
      </Group>
      <Modal opened={summary !== null} onClose={close} title="Not all were decided" size="lg">
        {summary && (
          <Stack gap="sm">
            <Text size="sm">
              {summary.approved} approved, {summary.dismissed} dismissed, {summary.refused.length} refused. What was
              refused is as it was:
            </Text>
            <List size="sm" spacing={4}>
              {summary.refused.map(({ suggestion, message }) => (
                <List.Item key={suggestion.id}>
                  <Anchor
                    component="button"
                    type="button"
                    inherit
                    underline="always"
                    onClick={() => {
                      close();
                      setSearch({ suggestion: suggestion.id });
                    }}
                  >
                    {headingOf(suggestion)}
                  </Anchor>
                  : {message}
                </List.Item>
              ))}
            </List>
            <Group justify="flex-end">
              <Button onClick={close}>Close</Button>
            </Group>
          </Stack>
        )}
      </Modal>
    </Paper>
  );
}
