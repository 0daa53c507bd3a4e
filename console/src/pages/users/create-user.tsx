import { Button, Checkbox, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useClient } from '../../api/api.tsx';
import { answered } from '../../api/refusal.ts';
import { Failure } from '../../parts/failure.tsx';
import { Icon } from '../../parts/icon.tsx';
import { useWrite } from '../../parts/use-write.ts';
import { WriteButton } from '../../parts/write-button.tsx';

export function CreateUser() {
  const [opened, dialog] = useDisclosure(false);
  return (
    <>
      <WriteButton scope="users:write" onClick={dialog.open} leftSection={<Icon name="plus" />}>
        Create user
      </WriteButton>
      <Modal opened={opened} onClose={dialog.close} title="Create user">
        <Form onDone={dialog.close} />
      </Modal>
    </>
  );
}

function Form({ onDone }: { onDone: () => void }) {
  const client = useClient();
  const navigate = useNavigate();
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [verified, setVerified] = useState(false);
  const create = useWrite({
    run: () =>
      answered(
        client.POST('/v1/users', {
          body: { ...(name !== '' && { name }), ...(email !== '' && { email, email_verified: verified }) },
        }),
      ),
    changes: [['users']],
    done: 'User created.',
    after: ({ id }) => {
      onDone();
      void navigate({ to: `/users/${id}` });
    },
    showsError: true,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <TextInput label="Name" value={name} onChange={(event) => setName(event.currentTarget.value)} data-autofocus />
        <TextInput
          label="E-mail address"
          type="email"
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <Checkbox
          label="I know that this address is theirs"
          description="Only an address that is proved lets a provider’s identity join this user by itself."
          checked={verified}
          disabled={email === ''}
          onChange={(event) => setVerified(event.currentTarget.checked)}
        />
        {create.error && <Failure error={create.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onDone}>
            Cancel
          </Button>
          <Button type="submit" loading={create.isPending}>
            Create user
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
