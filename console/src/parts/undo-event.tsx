/** Whether an event can be taken back, why not where it cannot, and doing it: what would come back is shown first. */
import { Alert, Anchor, Button, Group, List, Modal, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useClient } from '../api/api.tsx';
import { useMay } from '../api/operator.tsx';
import { answered, Refusal } from '../api/refusal.ts';
import { useOnce } from '../api/use-once.ts';
import type { Explanation } from './event-details.tsx';
import { Failure } from './failure.tsx';
import { FieldChanges } from './field-changes.tsx';
import { Icon } from './icon.tsx';
import { Loading } from './loading.tsx';
import { asSentence, Said } from './said.tsx';
import { useWrite } from './use-write.ts';
import { When } from './when.tsx';
import { WriteButton } from './write-button.tsx';

export interface UndoEventProps {
  told: Explanation;
  about?: string;
  onOpen: (eventId: string) => void;
}

export function UndoEvent({ told: { event, undo }, about, onOpen }: UndoEventProps) {
  switch (undo.state) {
    case 'possible':
      return (
        <Stack gap="xs" align="flex-start">
          <Text size="sm">It can be taken back: nothing was built on it since.</Text>
          <UndoButton eventId={event.id} about={about} onDone={onOpen} />
        </Stack>
      );
    case 'undone':
      return (
        <Text size="sm" component="div">
          It was taken back.{' '}
          {undo.undone_by !== null && <OpenEvent id={undo.undone_by} words="See how, and by whom" onOpen={onOpen} />}
        </Text>
      );
    case 'blocked':
      return <Blocked eventId={event.id} obstacles={undo.blocked_by} about={about} onOpen={onOpen} />;
    case 'not_undoable':
      return <Text size="sm">{whyNever(event.type)}</Text>;
  }
}

function whyNever(type: Explanation['event']['type']): string {
  if (type === 'user.signed_in') return 'A sign-in links nothing, so there is nothing to take back.';
  if (type === 'user.updated')
    return 'Not by itself: what the fields were is told above, and the profile can be edited.';
  if (type === 'user.suspended' || type === 'user.reactivated')
    return 'Not by itself: the user can be suspended and resumed at the top of its page.';
  if (type === 'user.deleted') return 'No: a deleted user is gone for good.';
  return 'Only links, moves, unlinks, merges and undos can be taken back; this is none of these.';
}

function OpenEvent({ id, words, onOpen }: { id: string; words: string; onOpen: (id: string) => void }) {
  return (
    <Anchor component="button" type="button" inherit underline="always" ta="start" onClick={() => onOpen(id)}>
      {words}
    </Anchor>
  );
}

interface BlockedProps {
  eventId: string;
  obstacles: Explanation['undo']['blocked_by'];
  about?: string;
  onOpen: (eventId: string) => void;
}

/** An event in the way can be opened and, often, be taken back first. */
function Blocked({ eventId, obstacles, about, onOpen }: BlockedProps) {
  // A user that would be left without any identity is in the way of who does not say that this is meant.
  const mayBeMeant = obstacles.some(({ event_id }) => event_id === null);
  const preview = usePreview(eventId, true, mayBeMeant);
  return (
    <Stack gap="xs" align="flex-start">
      <Text size="sm">It cannot be taken back while this stands in the way:</Text>
      <List size="sm" spacing={4}>
        {obstacles.map(({ event_id: id, said, created_at: at }) => (
          <List.Item key={id ?? said}>
            <Said text={asSentence(withoutParameter(said))} about={about} />{' '}
            {at !== null && (
              <Text span inherit c="dimmed">
                <When at={at} />.{' '}
              </Text>
            )}
            {id !== null && <OpenEvent id={id} words="Open that event" onOpen={onOpen} />}
          </List.Item>
        ))}
      </List>
      {preview.data?.possible === true ? (
        <UndoButton eventId={eventId} about={about} onDone={onOpen} allowLast />
      ) : (
        <Text size="sm" c="dimmed">
          Take back what stands in the way first, the newest before the others.
        </Text>
      )}
    </Stack>
  );
}

/** What a program would pass is what a person presses here. */
function withoutParameter(said: string): string {
  return said.replace(/: pass `allow_last`.*$/, '');
}

/** A preview changes nothing, though it is a POST. */
function usePreview(eventId: string, allowLast: boolean, enabled: boolean) {
  const client = useClient();
  return useQuery({
    queryKey: ['events', eventId, 'undo-preview', allowLast],
    queryFn: () =>
      answered(
        client.POST('/v1/events/{id}/undo-preview', {
          params: { path: { id: eventId } },
          body: { allow_last: allowLast },
        }),
      ),
    enabled,
    staleTime: 0,
    gcTime: 0,
  });
}

interface UndoButtonProps {
  eventId: string;
  about?: string;
  onDone: (eventId: string) => void;
  allowLast?: boolean;
}

function UndoButton({ eventId, about, onDone, allowLast = false }: UndoButtonProps) {
  const [opened, dialog] = useDisclosure(false);
  // It needs two permissions; the button tells of the first that is missing.
  const scope = useMay('identities:write') ? 'users:write' : 'identities:write';
  return (
    <>
      <WriteButton
        scope={scope}
        size="xs"
        variant="default"
        leftSection={<Icon name="undo" size={14} />}
        onClick={dialog.open}
      >
        {allowLast ? 'Undo, and leave a user without any identity…' : 'Undo…'}
      </WriteButton>
      <Modal opened={opened} onClose={dialog.close} title="Take it back?" size="lg">
        <Undoing eventId={eventId} about={about} allowLast={allowLast} onClose={dialog.close} onDone={onDone} />
      </Modal>
    </>
  );
}

interface UndoingProps extends UndoButtonProps {
  allowLast: boolean;
  onClose: () => void;
}

function Undoing({ eventId, about, allowLast, onClose, onDone }: UndoingProps) {
  const client = useClient();
  const { once } = useOnce();
  const preview = usePreview(eventId, allowLast, true);
  const undo = useWrite({
    run: () =>
      once([eventId, allowLast], (header) => {
        const params = { path: { id: eventId }, query: { allow_last: allowLast }, header };
        return answered(client.POST('/v1/events/{id}/undo', { params }));
      }),
    changes: [['events'], ['users'], ['identities'], ['sessions'], ['suggestions'], ['statistics']],
    done: 'Taken back.',
    after: ({ id }) => {
      onClose();
      onDone(id);
    },
    showsError: true,
  });
  if (preview.isPending) return <Loading what="Looking what would come back" />;
  if (preview.error) return <Failure error={preview.error} onRetry={() => void preview.refetch()} />;
  const { possible, refusal, said, changes = [] } = preview.data;
  const problem = undo.error ?? (possible ? null : refusal === undefined ? null : new Refusal(409, refusal));
  return (
    <Stack gap="sm">
      {said !== undefined && (
        <Text size="sm" component="div">
          What would be written down: <Said text={said} about={about} />.
        </Text>
      )}
      {possible && (
        <div>
          <Text size="sm" fw={600} mb={4}>
            What would change
          </Text>
          <FieldChanges changes={changes} about={about} sides={['Now', 'Then']} />
        </div>
      )}
      {allowLast && (
        <Alert color="orange" p="xs">
          A user is left without any identity, and cannot sign in until one is linked.
        </Alert>
      )}
      <Text size="xs" c="dimmed">
        Sessions that came by an identity that changes its user end, and tokens of its provider are destroyed. Who is
        taken apart is not joined again by rule. The undo is an event too, and can be taken back.
      </Text>
      {problem !== null && <Failure error={problem} onRetry={() => void preview.refetch().then(() => undo.reset())} />}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button disabled={!possible} loading={undo.isPending} onClick={() => undo.mutate(undefined)}>
          Take it back
        </Button>
      </Group>
    </Stack>
  );
}
