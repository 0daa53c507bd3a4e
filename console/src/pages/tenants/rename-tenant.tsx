import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import type { Tenant } from '@selfsame/client';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useClient } from '../../api/api.tsx';
import { answered } from '../../api/refusal.ts';
import { useTenant } from '../../api/tenant.tsx';
import { Conflict, isConflict } from '../../parts/conflict.tsx';
import { Failure } from '../../parts/failure.tsx';
import { useWrite } from '../../parts/use-write.ts';

export function RenameTenant({ tenant, onClose }: { tenant: Tenant | null; onClose: () => void }) {
  return (
    <Modal opened={tenant !== null} onClose={onClose} title={`Rename ${tenant?.name ?? ''}`}>
      {tenant && <Form tenant={tenant} onClose={onClose} />}
    </Modal>
  );
}

function Form({ tenant, onClose }: { tenant: Tenant; onClose: () => void }) {
  const client = useClient();
  const queries = useQueryClient();
  const { reload } = useTenant();
  const [name, setName] = useState(tenant.name);
  const rename = useWrite({
    run: ({ overwrite }: { overwrite: boolean }) =>
      answered(
        client.PUT('/v1/tenants/{id}', {
          params: { path: { id: tenant.id } },
          body: { name, ...(!overwrite && { if_updated_at: tenant.updated_at }) },
        }),
      ),
    changes: [['tenants'], ['tenant']],
    done: 'Renamed.',
    after: () => {
      onClose();
      void reload();
    },
    showsError: true,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    rename.mutate({ overwrite: false });
  };
  const showAsItIs = () => {
    onClose();
    void queries.invalidateQueries({ queryKey: ['tenants'] });
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <TextInput
          label="Name"
          description="The slug stays."
          required
          maxLength={200}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          data-autofocus
        />
        {isConflict(rename.error) ? (
          <Conflict what="this tenant" onReload={showAsItIs} onOverwrite={() => rename.mutate({ overwrite: true })} />
        ) : (
          rename.error && <Failure error={rename.error} />
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={rename.isPending} disabled={name === tenant.name}>
            Rename
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
