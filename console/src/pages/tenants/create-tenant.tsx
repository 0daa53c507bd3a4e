import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useClient } from '../../api/api.tsx';
import { answered } from '../../api/refusal.ts';
import { useTenant } from '../../api/tenant.tsx';
import { useOnce } from '../../api/use-once.ts';
import { Failure } from '../../parts/failure.tsx';
import { useWrite } from '../../parts/use-write.ts';

export function CreateTenant({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Modal opened={opened} onClose={onClose} title="Create tenant">
      <Form onClose={onClose} />
    </Modal>
  );
}

function Form({ onClose }: { onClose: () => void }) {
  const client = useClient();
  const navigate = useNavigate();
  const { reload, choose } = useTenant();
  const [name, setName] = useState('');
  const [slug, setSlug] = useState<string | null>(null);
  const { once } = useOnce();
  const shownSlug = slug ?? slugOf(name);
  const create = useWrite({
    run: () =>
      once([name, shownSlug], (header) =>
        answered(client.POST('/v1/tenants', { params: { header }, body: { name, slug: shownSlug } })),
      ),
    changes: [['tenants']],
    done: ({ name: made }) => `${made} is made: you work in it now.`,
    after: async ({ id }) => {
      onClose();
      await reload();
      choose(id);
      void navigate({ to: '/' });
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
        <TextInput
          label="Name"
          required
          maxLength={200}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          data-autofocus
        />
        <TextInput
          label="Slug"
          description="Its name in addresses, for good: lower-case letters, digits and dashes."
          required
          maxLength={63}
          pattern="[a-z0-9]([a-z0-9\-]*[a-z0-9])?"
          value={shownSlug}
          onChange={(event) => setSlug(event.currentTarget.value)}
        />
        {create.error && <Failure error={create.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={create.isPending}>
            Create tenant
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function slugOf(name: string): string {
  return (
    name
      .normalize('NFKD')
      // The marks that letters have lost.
      .replace(/\p{M}/gu, '')
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 63)
  );
}
