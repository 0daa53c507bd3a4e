/** Looks through all users for those that look the same, a bounded piece at a time, until it is done or stopped. */
import { Alert, Button, Group, Modal, Progress, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { Sweep as SweepState } from '@selfsame/client';
import { useEffect, useRef, useState } from 'react';
import { useClient } from '../../api/api.tsx';
import { answered } from '../../api/refusal.ts';
import { Failure } from '../../parts/failure.tsx';
import { Icon } from '../../parts/icon.tsx';
import { WriteButton } from '../../parts/write-button.tsx';
import { useAskAgain } from './decide.tsx';

/** Few enough that the progress moves and a stop is soon, many enough that the requests do not count. */
const usersPerCall = 2_000;

export function Sweep() {
  const [isOpen, { open, close }] = useDisclosure(false);
  const sweep = useSweep();
  const { state, isRunning, error } = sweep;
  const shut = () => {
    sweep.stop();
    close();
  };
  return (
    <>
      <WriteButton scope="users:write" variant="default" leftSection={<Icon name="search" />} onClick={open}>
        Look through all users
      </WriteButton>
      <Modal opened={isOpen} onClose={shut} title="Look through all users">
        <Stack gap="sm">
          <Text size="sm">
            Every user is looked at for others that have proved the same e-mail address or phone number. Changes made
            through the console or an API are looked at as they happen: this is for after an import, or after a linking
            rule was changed. It can be stopped, and goes on where it was.
          </Text>
          {state && <State of={state} isRunning={isRunning} />}
          {error !== null && <Failure error={error} />}
          <Group justify="flex-end">
            {isRunning ? (
              <Button variant="default" leftSection={<Icon name="pause" />} onClick={sweep.stop}>
                Stop
              </Button>
            ) : (
              <>
                <Button variant="default" onClick={shut}>
                  Close
                </Button>
                <Button leftSection={<Icon name="play" />} onClick={() => void sweep.run()}>
                  {state === null ? 'Start' : state.finished ? 'Start anew' : 'Go on'}
                </Button>
              </>
            )}
          </Group>
        </Stack>
      </Modal>
    </>
  );
}

function State({ of: state, isRunning }: { of: SweepState; isRunning: boolean }) {
  const { users_seen, users_total, suggestions_made, finished } = state;
  const made = suggestions_made === 1 ? 'one suggestion' : `${suggestions_made.toLocaleString('en')} suggestions`;
  if (finished) {
    return (
      <Alert color={suggestions_made > 0 ? 'accent' : 'green'} title="All users looked through" role="status">
        {users_seen.toLocaleString('en')} users looked at,{' '}
        {suggestions_made === 0 ? 'nothing new found' : `${made} made`}.
      </Alert>
    );
  }
  const share = users_total === 0 ? 0 : Math.min(100, (users_seen / users_total) * 100);
  return (
    <Stack gap={4}>
      <Progress value={share} animated={isRunning} aria-label="Users looked at" />
      <Text size="sm" role="status">
        {isRunning ? '' : 'Stopped: '}
        {users_seen.toLocaleString('en')} of about {users_total.toLocaleString('en')} users, {made} so far.
      </Text>
    </Stack>
  );
}

function useSweep() {
  const client = useClient();
  const askAgain = useAskAgain();
  const [state, setState] = useState<SweepState | null>(null);
  const [isRunning, setRunning] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const isStopped = useRef(false);
  const stop = () => {
    isStopped.current = true;
  };
  // Nobody watches any more: what is done is done, and the rest goes on when it is asked for.
  useEffect(() => {
    return () => {
      isStopped.current = true;
    };
  }, []);
  const run = async () => {
    isStopped.current = false;
    setError(null);
    setRunning(true);
    try {
      let sweep: SweepState;
      do {
        const body = { users_max: usersPerCall };
        sweep = await answered(client.POST('/v1/linking/suggestions/sweep', { body }));
        setState(sweep);
      } while (!sweep.finished && !isStopped.current);
      await askAgain();
    } catch (failure) {
      setError(failure);
    } finally {
      setRunning(false);
    }
  };
  return { state, isRunning, error, run, stop };
}
