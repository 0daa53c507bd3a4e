/** Another user of this tenant, found by anything that names them. */
import { Badge, Button, Group, Text } from '@mantine/core';
import type { User } from '@selfsame/client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useClient } from '../../../api/api.tsx';
import { answered } from '../../../api/refusal.ts';
import { Answer } from '../../../parts/answer.tsx';
import { ProviderMark } from '../../../parts/provider-mark.tsx';
import { SearchBox } from '../../../parts/search-box.tsx';
import { nameOfUser } from '../../../parts/user-link.tsx';
import { draggedUser } from './acts.ts';
import classes from './dialogs.module.css';

export interface ChooseUserProps {
  /** Who is not offered. */
  except: string;
  label: string;
  /** On each button: `Merge …`. */
  action: string;
  onChoose: (user: User) => void;
  /** They can be dragged, to be dropped on the person of the picture. */
  draggable?: boolean;
  /** What is shown while nothing is looked for. */
  children?: ReactNode;
}

const shownMax = 8;
/** The work of one request is bounded, so a page may be short though there are more. */
const pagesMax = 4;

export function ChooseUser({ except, label, action, onChoose, draggable = false, children }: ChooseUserProps) {
  const client = useClient();
  const [text, setText] = useState('');
  const found = useQuery({
    queryKey: ['users', 'choice', text],
    enabled: text !== '',
    queryFn: async ({ signal }) => {
      const users: Found[] = [];
      let cursor: string | undefined;
      for (let page = 0; page < pagesMax && users.length <= shownMax; page++) {
        const query = { search: text, include: 'identities', order: 'desc', limit: shownMax + 1, cursor } as const;
        const answer = await answered(client.GET('/v1/users', { params: { query }, signal }));
        users.push(...answer.data);
        if (answer.next_cursor === null) break;
        cursor = answer.next_cursor;
      }
      return users;
    },
    placeholderData: keepPreviousData,
  });
  return (
    <>
      <SearchBox label={label} placeholder="Name, e-mail, phone or any id" value={text} onSearch={setText} />
      {text === '' ? (
        children
      ) : (
        <Answer of={found} what="Looking for users">
          {(users) => {
            const others = users.filter(({ id }) => id !== except);
            if (others.length === 0)
              return (
                <Text size="sm" c="dimmed" role="status">
                  Nobody else matches “{text}”. What a name, an e-mail address or an id begins with is enough.
                </Text>
              );
            return (
              <ul className={classes.people} aria-label="Users found">
                {others.slice(0, shownMax).map((user) => (
                  <PersonCard key={user.id} user={user} action={action} onChoose={onChoose} draggable={draggable} />
                ))}
                {others.length > shownMax && (
                  <Text component="li" size="xs" c="dimmed">
                    There are more: type more of it.
                  </Text>
                )}
              </ul>
            );
          }}
        </Answer>
      )}
    </>
  );
}

export interface Found extends User {
  identities?: { id: string; provider_type: string; provider_name: string }[];
}

interface PersonCardProps {
  user: Found;
  action: string;
  onChoose: (user: User) => void;
  draggable: boolean;
  children?: ReactNode;
}

export function PersonCard({ user, action, onChoose, draggable, children }: PersonCardProps) {
  const name = nameOfUser(user);
  return (
    <li
      className={classes.personCard}
      draggable={draggable}
      onDragStart={(event) => {
        event.dataTransfer.setData(draggedUser, user.id);
        event.dataTransfer.effectAllowed = 'link';
      }}
    >
      <div>
        <Group gap={6} wrap="nowrap">
          <Text size="sm" fw={600} truncate>
            {name}
          </Text>
          {user.status === 'suspended' && (
            <Badge size="xs" variant="light" color="orange">
              suspended
            </Badge>
          )}
        </Group>
        <Text size="xs" c="dimmed" truncate title={user.id}>
          {user.email !== null && user.email !== name ? user.email : `…${user.id.slice(-8)}`}
        </Text>
        <Group gap={3} mt={2}>
          {(user.identities ?? []).slice(0, 6).map(({ id, provider_type, provider_name }) => (
            <ProviderMark key={id} strategy={provider_type} name={provider_name} size={16} />
          ))}
        </Group>
        {children}
      </div>
      <Button size="compact-xs" variant="default" onClick={() => onChoose(user)} aria-label={`${action} ${name}`}>
        {action} …
      </Button>
    </li>
  );
}
