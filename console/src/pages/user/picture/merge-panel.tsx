/** Beside the picture: somebody to merge into the person, to be dragged there or chosen. Those who look the same come first. */
import { CloseButton, Group, Paper, Stack, Text } from '@mantine/core';
import type { User } from '@selfsame/client';
import { useQuery } from '@tanstack/react-query';
import { useClient } from '../../../api/api.tsx';
import { answered } from '../../../api/refusal.ts';
import { nameOfUser } from '../../../parts/user-link.tsx';
import { ChooseUser, PersonCard } from './choose-user.tsx';
import classes from './dialogs.module.css';

export interface MergePanelProps {
  user: User;
  onChoose: (userId: string) => void;
  onClose: () => void;
}

export function MergePanel({ user, onChoose, onClose }: MergePanelProps) {
  return (
    <Paper withBorder p="sm" component="aside" aria-label="Merge another user">
      <Stack gap="xs">
        <Group justify="space-between" wrap="nowrap">
          <Text fw={600}>Merge another user</Text>
          <CloseButton aria-label="Close the search for another user" onClick={onClose} />
        </Group>
        <Text size="xs" c="dimmed">
          Who is the same person as {nameOfUser(user)}? Drag them onto the picture, or choose. Nothing is done before
          you have seen what it comes to.
        </Text>
        <ChooseUser
          except={user.id}
          label="Find the user to merge"
          action="Merge"
          draggable
          onChoose={({ id }) => onChoose(id)}
        >
          <LookTheSame user={user} onChoose={onChoose} />
        </ChooseUser>
      </Stack>
    </Paper>
  );
}

function LookTheSame({ user, onChoose }: { user: User; onChoose: (userId: string) => void }) {
  const client = useClient();
  const suggested = useQuery({
    queryKey: ['suggestions', 'of', user.id],
    queryFn: async ({ signal }) => {
      const query = { status: 'open', kind: 'users', user_id: user.id, limit: 5 } as const;
      const { data } = await answered(client.GET('/v1/linking/suggestions', { params: { query }, signal }));
      const others = data.map(async ({ user_id, other_user_id, evidence }) => {
        const id = user_id === user.id ? other_user_id! : user_id;
        const other = await answered(client.GET('/v1/users/{id}', { params: { path: { id } }, signal }));
        return { other, why: evidence.map(({ key, value }) => `${key} ${value}`).join(', ') };
      });
      return Promise.all(others);
    },
  });
  if (!suggested.data || suggested.data.length === 0)
    return (
      <Text size="xs" c="dimmed">
        Nobody is suggested: nobody else has proved what this person has proved.
      </Text>
    );
  return (
    <>
      <Text size="xs" fw={600}>
        Look the same
      </Text>
      <ul className={classes.people} aria-label="Users who look the same">
        {suggested.data.map(({ other, why }) => (
          <PersonCard key={other.id} user={other} action="Merge" onChoose={({ id }) => onChoose(id)} draggable>
            <Text size="xs">Both proved: {why}</Text>
          </PersonCard>
        ))}
      </ul>
    </>
  );
}
