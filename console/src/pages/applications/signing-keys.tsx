/** The keys that tokens are signed with: the newest signs, the others are believed until nothing of theirs is in force. */
import { Badge, Code, Group, List, Modal, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useClient } from '../../api/api.tsx';
import { answered } from '../../api/refusal.ts';
import { Answer } from '../../parts/answer.tsx';
import { confirm } from '../../parts/confirm.tsx';
import { useWrite } from '../../parts/use-write.ts';
import { When } from '../../parts/when.tsx';
import { WriteButton } from '../../parts/write-button.tsx';

export function SigningKeys({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Modal opened={opened} onClose={onClose} title="Signing keys" size="lg">
      <Keys />
    </Modal>
  );
}

function Keys() {
  const client = useClient();
  const query = useQuery({
    queryKey: ['signing-keys'],
    queryFn: async ({ signal }) => (await answered(client.GET('/v1/signing-keys', { signal }))).data,
  });
  const rotate = useWrite({
    run: () => answered(client.POST('/v1/signing-keys', {})),
    changes: [['signing-keys']],
    done: 'A new key signs from now on.',
  });
  const ask = async () => {
    const yes = await confirm({
      title: 'Make a new signing key?',
      body:
        'It signs from now on; every process follows within a minute. Applications that read the keys from their address, ' +
        'as libraries do, need nothing. One that has a key written into it must be told.',
      action: 'Make a new key',
    });
    if (yes) rotate.mutate();
  };
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        Tokens are signed with the first. The others are believed until nothing that they signed is in force.
      </Text>
      <Answer of={query} what="Loading signing keys">
        {(keys) =>
          keys.length === 0 ? (
            <Text size="sm">None yet: the first is made when the first token is signed.</Text>
          ) : (
            <List listStyleType="none" spacing="xs">
              {keys.map(({ id, kid, algorithm, created_at }, place) => (
                <List.Item key={id}>
                  <Group gap="xs">
                    <Code>{kid}</Code>
                    <Text size="sm">{algorithm}</Text>
                    <Badge size="xs" variant="light" color={place === 0 ? 'accent' : 'gray'}>
                      {place === 0 ? 'signs' : 'believed'}
                    </Badge>
                    <Text size="sm" c="dimmed" component="div">
                      made <When at={created_at} />
                    </Text>
                  </Group>
                </List.Item>
              ))}
            </List>
          )
        }
      </Answer>
      <Group justify="flex-end">
        <WriteButton scope="applications:write" loading={rotate.isPending} onClick={() => void ask()}>
          Make a new key
        </WriteButton>
      </Group>
    </Stack>
  );
}
