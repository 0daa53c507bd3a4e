/** Who works in this console, and as what. They are users of the operators' tenant. */
import { Badge, Group, Select, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { Operator } from '@selfsame/client';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useClient } from '../../api/api.tsx';
import { roleNames, useMay, useOperator } from '../../api/operator.tsx';
import { answered } from '../../api/refusal.ts';
import { useTenant } from '../../api/tenant.tsx';
import { confirm } from '../../parts/confirm.tsx';
import { byCursor, type Column, CursorTable } from '../../parts/cursor-table.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Icon } from '../../parts/icon.tsx';
import { PageFrame } from '../../parts/page-frame.tsx';
import { useWrite } from '../../parts/use-write.ts';
import { When } from '../../parts/when.tsx';
import { WriteButton } from '../../parts/write-button.tsx';
import { AddOperator } from './add-operator.tsx';
import { roles } from './roles.ts';

const lastOwner = 'The last owner stays one: make somebody else an owner first.';

export default function OperatorsPage() {
  const client = useClient();
  const [adding, dialog] = useDisclosure(false);
  const query = useInfiniteQuery({
    ...byCursor,
    queryKey: ['operators'],
    queryFn: ({ pageParam, signal }) =>
      answered(client.GET('/v1/operators', { params: { query: { limit: 100, cursor: pageParam } }, signal })),
  });
  const known = query.data?.pages.flatMap(({ data }) => data) ?? [];
  const owners = known.filter(({ role }) => role === 'owner').length;
  const isLast = ({ role }: Operator) => role === 'owner' && owners === 1 && !query.hasNextPage;
  const columns: Column<Operator>[] = [
    { name: 'Name', cell: (operator) => <Who operator={operator} /> },
    { name: 'E-mail', width: '30%', wide: true, cell: ({ email }) => email ?? '–' },
    { name: 'Role', width: '10rem', cell: (operator) => <Role operator={operator} isLast={isLast(operator)} /> },
    { name: 'Since', width: '9rem', wide: true, cell: ({ created_at }) => <When at={created_at} /> },
    {
      name: 'Actions',
      width: '7rem',
      unnamed: true,
      cell: (operator) => <Remove operator={operator} isLast={isLast(operator)} />,
    },
  ];
  return (
    <PageFrame
      title="Operators"
      description="They work in all tenants. Owners do everything; operators work with users, providers and policies; read only looks."
      fills
      actions={
        <WriteButton scope="operators:write" onClick={dialog.open} leftSection={<Icon name="plus" />}>
          Add operator
        </WriteButton>
      }
    >
      <CursorTable
        label="Operators"
        query={query}
        columns={columns}
        rowKey={({ user_id }) => user_id}
        rowHeight={48}
        empty={<EmptyState icon="operators" title="Nobody works in the console" />}
      />
      <AddOperator opened={adding} onClose={dialog.close} known={known} />
    </PageFrame>
  );
}

function nameOf({ name, email, user_id }: Operator): string {
  return name ?? email ?? `user …${user_id.slice(-8)}`;
}

function Who({ operator }: { operator: Operator }) {
  const me = useOperator();
  return (
    <Group gap="xs" wrap="nowrap">
      <Text span inherit fw={500} truncate>
        {nameOf(operator)}
      </Text>
      {operator.user_id === me.user_id && (
        <Badge size="xs" variant="light">
          you
        </Badge>
      )}
    </Group>
  );
}

function Role({ operator, isLast }: { operator: Operator; isLast: boolean }) {
  const client = useClient();
  const me = useOperator();
  const { reload } = useTenant();
  const may = useMay('operators:write');
  const change = useWrite({
    run: (role: Operator['role']) =>
      answered(
        client.PUT('/v1/operators/{user_id}', { params: { path: { user_id: operator.user_id } }, body: { role } }),
      ),
    changes: [['operators']],
    done: ({ role }) => `${nameOf(operator)} is ${roleNames[role].toLowerCase()} now.`,
    after: () => operator.user_id === me.user_id && void reload(),
  });
  if (!may || isLast) {
    return (
      <Text span inherit title={isLast ? lastOwner : undefined}>
        {roleNames[operator.role]}
        {isLast && <span className="visually-hidden"> ({lastOwner})</span>}
      </Text>
    );
  }
  const ask = async (role: Operator['role']) => {
    const isOwn = operator.user_id === me.user_id;
    const yes =
      !isOwn ||
      (await confirm({
        title: 'Change your own role?',
        body: `You will be ${roleNames[role].toLowerCase()}, and only another owner can give you more again.`,
        action: 'Change it',
        dangerous: true,
      }));
    if (yes) change.mutate(role);
  };
  return (
    <Select
      size="xs"
      aria-label={`Role of ${nameOf(operator)}`}
      data={roles}
      value={operator.role}
      allowDeselect={false}
      disabled={change.isPending}
      onChange={(role) => role !== null && role !== operator.role && void ask(role as Operator['role'])}
    />
  );
}

function Remove({ operator, isLast }: { operator: Operator; isLast: boolean }) {
  const client = useClient();
  const me = useOperator();
  const remove = useWrite({
    run: () => answered(client.DELETE('/v1/operators/{user_id}', { params: { path: { user_id: operator.user_id } } })),
    changes: [['operators']],
    done: `${nameOf(operator)} works here no more.`,
  });
  const ask = async () => {
    const yes = await confirm({
      title: operator.user_id === me.user_id ? 'Take your own role away?' : `Remove ${nameOf(operator)}?`,
      body: 'What they are signed in to here is refused from then on. They stay a user of the operators’ tenant.',
      action: 'Remove',
      dangerous: true,
    });
    if (yes) remove.mutate();
  };
  return (
    <WriteButton
      scope="operators:write"
      size="compact-xs"
      variant="default"
      blocked={isLast ? lastOwner : null}
      aria-label={`Remove ${nameOf(operator)}`}
      loading={remove.isPending}
      onClick={() => void ask()}
    >
      Remove
    </WriteButton>
  );
}
