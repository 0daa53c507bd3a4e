/** Gives an identity to another user, in one step. */
import { Alert, Button, Checkbox, Group, Modal, Stack, Text } from '@mantine/core';
import type { User, UserIdentity } from '@selfsame/client';
import { useState } from 'react';
import { useClient } from '../../../api/api.tsx';
import { answered, isStatus } from '../../../api/refusal.ts';
import { Failure } from '../../../parts/failure.tsx';
import { useWrite } from '../../../parts/use-write.ts';
import { nameOfUser } from '../../../parts/user-link.tsx';
import { WriteButton } from '../../../parts/write-button.tsx';
import { ChooseUser } from './choose-user.tsx';
import classes from './dialogs.module.css';
import { picturesKeys } from './queries.ts';
import { sayIdentity } from './said.ts';

export interface MoveDialogProps {
  user: User;
  identity: UserIdentity;
  /** It is the last one that the user has. */
  isLast: boolean;
  onClose: () => void;
  onDone: (to: User) => void;
}

export function MoveDialog({ user, identity, isLast, onClose, onDone }: MoveDialogProps) {
  const client = useClient();
  const [to, setTo] = useState<User | null>(null);
  const [allowLast, setAllowLast] = useState(false);
  const move = useWrite({
    run: (target: User) =>
      answered(
        client.POST('/v1/identities/{id}/move', {
          params: { path: { id: identity.id } },
          body: { user_id: target.id, allow_last: allowLast },
        }),
      ),
    changes: picturesKeys,
    after: (_, target) => onDone(target),
    showsError: true,
  });
  const gone = isStatus(move.error, 404);
  return (
    <Modal opened onClose={onClose} title={`Move ${sayIdentity(identity)}`} size="lg">
      <Stack gap="sm">
        {to === null ? (
          <>
            <Text size="sm">To whom? Whoever signs in with it then comes there.</Text>
            <ChooseUser except={user.id} label="Find the other user" action="Move to" onChoose={setTo} />
          </>
        ) : (
          <>
            <div className={classes.pair}>
              <div className={classes.side} data-goes>
                <Text size="xs" c="dimmed">
                  Loses it
                </Text>
                <Text fw={600}>{nameOfUser(user)}</Text>
              </div>
              <Text aria-hidden="true">→</Text>
              <div className={classes.side}>
                <Text size="xs" c="dimmed">
                  Gets it
                </Text>
                <Text fw={600}>{nameOfUser(to)}</Text>
                <Text size="xs">{to.email}</Text>
              </div>
            </div>
            <Text size="sm">
              Sessions that began with it end, and what the provider gave to act for the person there is destroyed. The
              timeline can take the move back while nothing is built on it.
            </Text>
            {isLast && (
              <Checkbox
                label={`Leave ${nameOfUser(user)} without any identity`}
                description="It is the last one: nobody could sign in as this person by a provider any more."
                checked={allowLast}
                onChange={(event) => setAllowLast(event.currentTarget.checked)}
              />
            )}
          </>
        )}
        {gone ? (
          <Alert color="orange" title="Changed elsewhere meanwhile" role="alert">
            <Text size="sm">
              The identity, or the other user, is not there any more. Nothing was changed from here.
            </Text>
          </Alert>
        ) : (
          move.error && <Failure error={move.error} />
        )}
        <Group justify="flex-end">
          {to !== null && (
            <Button variant="default" onClick={() => setTo(null)}>
              Somebody else
            </Button>
          )}
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          {to !== null && (
            <WriteButton
              scope="identities:write"
              blocked={isLast && !allowLast ? 'It is the last identity: say that this is meant.' : null}
              loading={move.isPending}
              onClick={() => move.mutate(to)}
            >
              Move it
            </WriteButton>
          )}
        </Group>
      </Stack>
    </Modal>
  );
}
