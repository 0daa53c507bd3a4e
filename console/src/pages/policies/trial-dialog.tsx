/** Before a change of what is in force: what it would have decided otherwise, and only then the change. */
import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useMay } from '../../api/operator.tsx';
import { Failure } from '../../parts/failure.tsx';
import { Differences } from './differences.tsx';
import { mistakesOf, type Trial, useTrial } from './policy-queries.ts';

export interface TrialDialogProps {
  title: string;
  body: ReactNode;
  /** A verb: `Put in force`. */
  action: string;
  dangerous?: boolean;
  trial: Trial;
  isBusy: boolean;
  error: unknown;
  onConfirm: () => void;
  onClose: () => void;
}

const limit = 500;

export function TrialDialog(props: TrialDialogProps) {
  const { title, body, action, dangerous = false, trial, isBusy, error, onConfirm, onClose } = props;
  const maySeeEvents = useMay('events:read');
  const result = useTrial(trial, { limit, enabled: maySeeEvents });
  return (
    <Modal opened onClose={onClose} title={title} size="xl">
      <Stack gap="md">
        <Text size="sm" component="div">
          {body}
        </Text>
        {maySeeEvents ? (
          <Differences of={result} />
        ) : (
          <Text size="sm">What it would have decided otherwise is not shown: your role does not read events.</Text>
        )}
        {error !== null && error !== undefined && <Failure error={error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            Cancel
          </Button>
          <Button
            color={dangerous ? 'red.9' : undefined}
            loading={isBusy}
            disabled={mistakesOf(result.error).length > 0}
            onClick={onConfirm}
          >
            {action}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
