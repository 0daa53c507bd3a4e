/** The programs that sign their users in here: OAuth clients of the tenant's OpenID provider. */
import { Anchor, Button, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { Application } from '@selfsame/client';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useClient } from '../../api/api.tsx';
import { answered } from '../../api/refusal.ts';
import { useTenant } from '../../api/tenant.tsx';
import { CopyId } from '../../parts/copy-id.tsx';
import { byCursor, type Column, CursorTable } from '../../parts/cursor-table.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Icon } from '../../parts/icon.tsx';
import { PageFrame } from '../../parts/page-frame.tsx';
import { When } from '../../parts/when.tsx';
import { WriteButton } from '../../parts/write-button.tsx';
import { CreateApplication } from './create-application.tsx';
import { tellKind } from './kinds.ts';
import { SigningKeys } from './signing-keys.tsx';

const columns: Column<Application>[] = [
  {
    name: 'Name',
    cell: ({ id, name }) => (
      <Anchor component={Link} to={`/applications/${id}`} inherit underline="hover" fw={500}>
        {name}
      </Anchor>
    ),
  },
  { name: 'Client id', width: '17rem', wide: true, cell: ({ client_id }) => <CopyId id={client_id} of="client id" /> },
  { name: 'Kind', width: '10rem', cell: (application) => tellKind(application) },
  {
    name: 'Sent back to',
    width: '30%',
    wide: true,
    cell: ({ redirect_uris: [first, ...others] }) => (
      <Text span inherit truncate c={first === undefined ? 'dimmed' : undefined}>
        {first ?? 'nowhere'}
        {others.length > 0 && ` and ${others.length} more`}
      </Text>
    ),
  },
  { name: 'Registered', width: '9rem', wide: true, cell: ({ created_at }) => <When at={created_at} /> },
];

export default function ApplicationsPage() {
  const client = useClient();
  const { tenant } = useTenant();
  const [creating, createDialog] = useDisclosure(false);
  const [seesKeys, keysDialog] = useDisclosure(false);
  const query = useInfiniteQuery({
    ...byCursor,
    queryKey: ['applications'],
    queryFn: ({ pageParam, signal }) =>
      answered(client.GET('/v1/applications', { params: { query: { limit: 100, cursor: pageParam } }, signal })),
  });
  return (
    <PageFrame
      title="Applications"
      description="They sign their users in through Selfsame, by OpenID Connect."
      fills
      actions={
        <>
          <Button variant="default" leftSection={<Icon name="keys" />} onClick={keysDialog.open}>
            Signing keys
          </Button>
          <WriteButton scope="applications:write" onClick={createDialog.open} leftSection={<Icon name="plus" />}>
            Register application
          </WriteButton>
        </>
      }
    >
      <CursorTable
        label="Applications"
        query={query}
        columns={columns}
        rowKey={({ id }) => id}
        empty={
          <EmptyState icon="applications" title={`${tenant.name} has no applications`}>
            Register one for each program that shall sign its users in here: a shop, an app, a back office. It gets a
            client id, and you get what its OpenID library asks for.
          </EmptyState>
        }
      />
      <CreateApplication opened={creating} onClose={createDialog.close} />
      <SigningKeys opened={seesKeys} onClose={keysDialog.close} />
    </PageFrame>
  );
}
