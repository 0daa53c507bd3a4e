/** The customers of this installation: each has its own users, and sees nothing of the others. */
import { Badge, Button, Group, Menu, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { Tenant } from '@selfsame/client';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useClient } from '../../api/api.tsx';
import { useMay } from '../../api/operator.tsx';
import { answered } from '../../api/refusal.ts';
import { useTenant } from '../../api/tenant.tsx';
import { CopyId } from '../../parts/copy-id.tsx';
import { byCursor, type Column, CursorTable } from '../../parts/cursor-table.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Icon } from '../../parts/icon.tsx';
import { PageFrame } from '../../parts/page-frame.tsx';
import { When } from '../../parts/when.tsx';
import { WriteButton } from '../../parts/write-button.tsx';
import { CreateTenant } from './create-tenant.tsx';
import { DeleteTenant } from './delete-tenant.tsx';
import { RenameTenant } from './rename-tenant.tsx';

/** Of the tenant whose users are the operators themselves. */
const operatorsSlug = 'operators';

export default function TenantsPage() {
  const client = useClient();
  const [creating, createDialog] = useDisclosure(false);
  const [renamed, setRenamed] = useState<Tenant | null>(null);
  const [deleted, setDeleted] = useState<Tenant | null>(null);
  const query = useInfiniteQuery({
    ...byCursor,
    queryKey: ['tenants'],
    queryFn: ({ pageParam, signal }) =>
      answered(client.GET('/v1/tenants', { params: { query: { limit: 100, cursor: pageParam } }, signal })),
  });
  const columns: Column<Tenant>[] = [
    { name: 'Name', cell: (tenant) => <Name tenant={tenant} /> },
    { name: 'Slug', width: '12rem', wide: true, cell: ({ slug }) => <code>{slug}</code> },
    { name: 'Id', width: '10rem', wide: true, cell: ({ id }) => <CopyId id={id} of="tenant id" short /> },
    { name: 'Made', width: '9rem', wide: true, cell: ({ created_at }) => <When at={created_at} /> },
    {
      name: 'Actions',
      width: '11rem',
      unnamed: true,
      cell: (tenant) => <Actions tenant={tenant} onRename={setRenamed} onDelete={setDeleted} />,
    },
  ];
  return (
    <PageFrame
      title="Tenants"
      description="Each has its own users, providers and applications, and sees nothing of the others."
      fills
      actions={
        <WriteButton scope="tenants:write" onClick={createDialog.open} leftSection={<Icon name="plus" />}>
          Create tenant
        </WriteButton>
      }
    >
      <CursorTable
        label="Tenants"
        query={query}
        columns={columns}
        rowKey={({ id }) => id}
        empty={
          <EmptyState icon="tenants" title="There are no tenants">
            Create one for each customer whose users shall be kept apart.
          </EmptyState>
        }
      />
      <CreateTenant opened={creating} onClose={createDialog.close} />
      <RenameTenant tenant={renamed} onClose={() => setRenamed(null)} />
      <DeleteTenant tenant={deleted} onClose={() => setDeleted(null)} />
    </PageFrame>
  );
}

function Name({ tenant }: { tenant: Tenant }) {
  const current = useTenant().tenant;
  return (
    <Group gap="xs" wrap="nowrap">
      <Text span inherit fw={500} truncate>
        {tenant.name}
      </Text>
      {tenant.id === current.id && (
        <Badge size="xs" variant="light">
          here
        </Badge>
      )}
      {tenant.is_master && (
        <Badge size="xs" variant="light" color="gray" title="Its API keys see and make the others">
          master
        </Badge>
      )}
      {tenant.slug === operatorsSlug && (
        <Badge size="xs" variant="light" color="gray" title="Its users are who works in this console">
          operators
        </Badge>
      )}
    </Group>
  );
}

interface ActionsProps {
  tenant: Tenant;
  onRename: (tenant: Tenant) => void;
  onDelete: (tenant: Tenant) => void;
}

function Actions({ tenant, onRename, onDelete }: ActionsProps) {
  const { tenant: current, choose, tenants } = useTenant();
  const navigate = useNavigate();
  const may = useMay('tenants:write');
  const whyNever = tenant.is_master
    ? 'The master tenant stays: its keys make the others.'
    : tenant.slug === operatorsSlug
      ? 'Operators sign in to it.'
      : null;
  const go = () => {
    choose(tenant.id);
    void navigate({ to: '/' });
  };
  return (
    <Group gap={4} wrap="nowrap" justify="flex-end">
      {tenant.id !== current.id && tenants.some(({ id }) => id === tenant.id) && (
        <Button size="compact-xs" variant="default" onClick={go} aria-label={`Work in it: ${tenant.name}`}>
          Work in it
        </Button>
      )}
      {may ? (
        <Menu position="bottom-end">
          <Menu.Target>
            <Button size="compact-xs" variant="default" aria-label={`Change ${tenant.name}`}>
              <Icon name="more" />
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item leftSection={<Icon name="edit" />} onClick={() => onRename(tenant)}>
              Rename
            </Menu.Item>
            <Menu.Item
              leftSection={<Icon name="trash" />}
              disabled={whyNever !== null}
              onClick={() => onDelete(tenant)}
            >
              Delete
              {whyNever !== null && (
                <Text size="xs" maw={200}>
                  {whyNever}
                </Text>
              )}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      ) : (
        <WriteButton
          scope="tenants:write"
          size="compact-xs"
          variant="default"
          onClick={() => undefined}
          aria-label={`Change ${tenant.name}`}
        >
          <Icon name="more" />
        </WriteButton>
      )}
    </Group>
  );
}
