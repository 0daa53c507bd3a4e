/** Somebody of the operators' tenant is given a role; who is not there yet is made there, by address. */
import { Button, Group, Modal, Select, Stack, Text, TextInput } from '@mantine/core';
import type { Operator } from '@selfsame/client';
import { type FormEvent, useState } from 'react';
import { createClient, useClient } from '../../api/api.tsx';
import { answered } from '../../api/refusal.ts';
import { useTenant } from '../../api/tenant.tsx';
import { Failure } from '../../parts/failure.tsx';
import { useWrite } from '../../parts/use-write.ts';
import { useSession } from '../../session/session-context.ts';
import { roles } from './roles.ts';

const operatorsSlug = 'operators';

interface AddOperatorProps {
  opened: boolean;
  onClose: () => void;
  known: Operator[];
}

export function AddOperator({ opened, onClose, known }: AddOperatorProps) {
  return (
    <Modal opened={opened} onClose={onClose} title="Add operator">
      <Form onClose={onClose} known={known} />
    </Modal>
  );
}

function Form({ onClose, known }: Omit<AddOperatorProps, 'opened'>) {
  const client = useClient();
  const session = useSession();
  const { tenants } = useTenant();
  const [email, setEmail] = useState('');
  const [name, setName] = useState('');
  const [role, setRole] = useState<Operator['role']>('operator');
  const home = tenants.find(({ slug }) => slug === operatorsSlug);
  const add = useWrite({
    run: async () => {
      if (!home) throw new Error('there is no tenant of operators');
      const there = createClient(session, home.id);
      const { data } = await answered(there.GET('/v1/users', { params: { query: { email } } }));
      if (data.length > 1) throw new Error('several users of the operators’ tenant have this address');
      const user =
        data[0] ??
        (await answered(
          there.POST('/v1/users', { body: { email, email_verified: true, ...(name !== '' && { name }) } }),
        ));
      if (known.some(({ user_id }) => user_id === user.id))
        throw new Error('they work here already: change their role');
      return answered(
        client.PUT('/v1/operators/{user_id}', { params: { path: { user_id: user.id } }, body: { role } }),
      );
    },
    changes: [['operators'], ['users']],
    done: 'They can sign in now.',
    after: onClose,
    showsError: true,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          Who signs in to the tenant of operators with this address, as a provider proves it, works here. They get no
          mail: tell them.
        </Text>
        <TextInput
          label="E-mail address"
          type="email"
          required
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
          data-autofocus
        />
        <TextInput label="Name" value={name} onChange={(event) => setName(event.currentTarget.value)} />
        <Select
          label="Role"
          data={roles}
          value={role}
          allowDeselect={false}
          onChange={(value) => setRole((value ?? 'operator') as Operator['role'])}
        />
        {add.error && <Failure error={add.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={add.isPending}>
            Add operator
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
