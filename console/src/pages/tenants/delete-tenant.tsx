/** Everything of a customer goes for good: its slug is typed before. */
import { Alert, Button, Group, List, Modal, Stack, Text, TextInput } from '@mantine/core';
import type { Tenant } from '@selfsame/client';
import { type FormEvent, useState } from 'react';
import { useClient } from '../../api/api.tsx';
import { answered } from '../../api/refusal.ts';
import { useTenant } from '../../api/tenant.tsx';
import { Failure } from '../../parts/failure.tsx';
import { useWrite } from '../../parts/use-write.ts';

export function DeleteTenant({ tenant, onClose }: { tenant: Tenant | null; onClose: () => void }) {
  return (
    <Modal opened={tenant !== null} onClose={onClose} title={`Delete ${tenant?.name ?? ''}?`}>
      {tenant && <Form tenant={tenant} onClose={onClose} />}
    </Modal>
  );
}

function Form({ tenant, onClose }: { tenant: Tenant; onClose: () => void }) {
  const client = useClient();
  const { reload } = useTenant();
  const [typed, setTyped] = useState('');
  const remove = useWrite({
    run: () => answered(client.DELETE('/v1/tenants/{id}', { params: { path: { id: tenant.id } } })),
    changes: [['tenants']],
    done: `${tenant.name} is deleted.`,
    after: () => {
      onClose();
      void reload();
    },
    showsError: true,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (typed === tenant.slug) remove.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <Alert color="red" title="This cannot be taken back">
          <List size="sm">
            <List.Item>All of its users, identities and events are gone, for good.</List.Item>
            <List.Item>Its applications sign nobody in, and its API keys are refused, from this moment on.</List.Item>
            <List.Item>Its slug and its hosts are free again once everything is removed.</List.Item>
          </List>
        </Alert>
        <Text size="sm">
          To go on, type its slug: <b>{tenant.slug}</b>
        </Text>
        <TextInput
          label="Slug"
          required
          autoComplete="off"
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          data-autofocus
        />
        {remove.error && <Failure error={remove.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" color="red.9" loading={remove.isPending} disabled={typed !== tenant.slug}>
            Delete the tenant
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
