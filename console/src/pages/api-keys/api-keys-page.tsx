/** The keys of applications that call the APIs of this tenant: what each may do, when it was last used, and its end. */
import { Anchor, Badge, Group, Text, Tooltip } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { ApiKey } from '@selfsame/client';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useClient } from '../../api/api.tsx';
import { answered } from '../../api/refusal.ts';
import { useTenant } from '../../api/tenant.tsx';
import { confirm } from '../../parts/confirm.tsx';
import { CopyId } from '../../parts/copy-id.tsx';
import { byCursor, type Column, CursorTable } from '../../parts/cursor-table.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Icon } from '../../parts/icon.tsx';
import { PageFrame } from '../../parts/page-frame.tsx';
import { useWrite } from '../../parts/use-write.ts';
import { When } from '../../parts/when.tsx';
import { WriteButton } from '../../parts/write-button.tsx';
import { CreateKey } from './create-key.tsx';

const columns: Column<ApiKey>[] = [
  {
    name: 'Name',
    cell: (key) => (
      <Group gap="xs" wrap="nowrap">
        <Text span inherit fw={500} truncate>
          {key.name}
        </Text>
        <State of={key} />
      </Group>
    ),
  },
  { name: 'Public id', width: '11rem', wide: true, cell: (key) => <CopyId id={key.public_id} of="public id" short /> },
  { name: 'May', width: '30%', wide: true, cell: (key) => <Scopes of={key} /> },
  { name: 'Last used', width: '8rem', wide: true, cell: (key) => <When at={key.last_used_at} /> },
  { name: 'Ends', width: '8rem', wide: true, cell: (key) => <When at={key.revoked_at ?? key.expires_at} /> },
  { name: 'Actions', width: '7rem', unnamed: true, cell: (key) => <Revoke apiKey={key} /> },
];

export default function ApiKeysPage() {
  const client = useClient();
  const [opened, dialog] = useDisclosure(false);
  const { tenant } = useTenant();
  const query = useInfiniteQuery({
    ...byCursor,
    queryKey: ['api-keys'],
    queryFn: async ({ pageParam }) =>
      answered(client.GET('/v1/api-keys', { params: { query: { limit: 100, cursor: pageParam } } })),
  });
  const createButton = (
    <WriteButton scope="api_keys:write" onClick={dialog.open} leftSection={<Icon name="plus" />}>
      Create key
    </WriteButton>
  );
  return (
    <PageFrame
      title="API keys"
      description={
        <>
          With a key an application calls any of the APIs;{' '}
          <Anchor href="/docs" inherit underline="always">
            how
          </Anchor>{' '}
          is in the reference.
        </>
      }
      fills
      actions={createButton}
    >
      <CursorTable
        label="API keys"
        query={query}
        columns={columns}
        rowKey={({ id }) => id}
        empty={
          <EmptyState icon="keys" title={`${tenant.name} has no API keys`}>
            An application needs one to read or change users here. Give each its own, with no more than it needs.
          </EmptyState>
        }
      />
      <CreateKey opened={opened} onClose={dialog.close} />
    </PageFrame>
  );
}

function State({ of: key }: { of: ApiKey }) {
  if (key.revoked_at !== null)
    return (
      <Badge size="xs" variant="light" color="gray">
        revoked
      </Badge>
    );
  if (key.expires_at !== null && new Date(key.expires_at) < new Date())
    return (
      <Badge size="xs" variant="light" color="gray">
        expired
      </Badge>
    );
  return null;
}

function Scopes({ of: { scopes } }: { of: ApiKey }) {
  const text = scopes.length === 0 ? 'nothing' : scopes.join(', ');
  return (
    <Tooltip label={text} multiline maw={320}>
      <Text span inherit truncate display="block">
        {text}
      </Text>
    </Tooltip>
  );
}

function Revoke({ apiKey }: { apiKey: ApiKey }) {
  const client = useClient();
  const revoke = useWrite({
    run: () => answered(client.POST('/v1/api-keys/{id}/revoke', { params: { path: { id: apiKey.id } } })),
    changes: [['api-keys']],
    done: `“${apiKey.name}” is revoked.`,
  });
  if (apiKey.revoked_at !== null) return null;
  const ask = async () => {
    const yes = await confirm({
      title: `Revoke “${apiKey.name}”?`,
      body: 'What uses this key is refused from now on. A revoked key cannot be taken back into force.',
      action: 'Revoke',
      dangerous: true,
    });
    if (yes) revoke.mutate();
  };
  return (
    <WriteButton
      scope="api_keys:write"
      size="compact-xs"
      variant="default"
      aria-label={`Revoke ${apiKey.name}`}
      loading={revoke.isPending}
      onClick={() => void ask()}
    >
      Revoke
    </WriteButton>
  );
}
