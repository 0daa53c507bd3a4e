/** Everybody in the tenant, newest first: found by anything that names them, told apart by the providers they come by. */
import { Anchor, Badge, Button, Group, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTenant } from '../../api/tenant.tsx';
import { type Column, CursorTable } from '../../parts/cursor-table.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { PageFrame } from '../../parts/page-frame.tsx';
import { ProviderMark } from '../../parts/provider-mark.tsx';
import { SearchBox } from '../../parts/search-box.tsx';
import { usePageSearch } from '../../parts/use-page-search.ts';
import { When } from '../../parts/when.tsx';
import { CreateUser } from './create-user.tsx';
import { UserFilters } from './user-filters.tsx';
import classes from './users-page.module.css';
import { hasFilters, type ListedUser, nameOf, useUsers } from './users-query.ts';

const columns: Column<ListedUser>[] = [
  {
    name: 'Name',
    cell: (user) => (
      <Group gap="xs" wrap="nowrap">
        <Anchor component={Link} to={`/users/${user.id}`} className={classes.name} underline="hover">
          {nameOf(user)}
        </Anchor>
        {user.status !== 'active' && (
          <Badge size="xs" variant="light" color={user.status === 'suspended' ? 'orange' : 'gray'}>
            {user.status}
          </Badge>
        )}
      </Group>
    ),
  },
  { name: 'E-mail', width: '30%', wide: true, cell: (user) => <Address user={user} /> },
  { name: 'Providers', width: '8.5rem', cell: (user) => <Marks user={user} /> },
  { name: 'Last sign-in', width: '9rem', wide: true, cell: (user) => <When at={user.last_login_at} /> },
  { name: 'Created', width: '9rem', wide: true, cell: (user) => <When at={user.created_at} /> },
];

export default function UsersPage() {
  const [search, setSearch] = usePageSearch();
  const query = useUsers(search);
  const isCut = query.data?.pages.some((page) => page.search_cut) ?? false;
  return (
    <PageFrame title="Users" fills actions={<CreateUser />}>
      <Group gap="xs">
        <SearchBox
          label="Search users"
          placeholder="Name, e-mail, phone or any id"
          value={search.search ?? ''}
          onSearch={(text) => setSearch({ search: text })}
        />
        <UserFilters search={search} onChange={setSearch} />
      </Group>
      {isCut && (
        <Text size="sm" c="dimmed" role="status">
          So many begin with “{search.search}” that not all were looked at: type more of it.
        </Text>
      )}
      <CursorTable label="Users" query={query} columns={columns} rowKey={({ id }) => id} empty={<NobodyHere />} />
    </PageFrame>
  );
}

function NobodyHere() {
  const [search, setSearch] = usePageSearch();
  const { tenant } = useTenant();
  if (!hasFilters(search)) {
    return (
      <EmptyState icon="users" title={`${tenant.name} has no users yet`}>
        They appear when somebody signs in for the first time, when you import them, or when an application makes them.
      </EmptyState>
    );
  }
  const clear = () => setSearch(Object.fromEntries(Object.keys(search).map((name) => [name, undefined])));
  return (
    <EmptyState
      icon="search"
      title="Nobody matches"
      action={
        <Button variant="default" size="xs" onClick={clear}>
          Show everybody
        </Button>
      }
    >
      A search finds the beginning of a name, e-mail address, phone number or username, and whole ids: of a user in any
      API, of an identity, of a person at a provider.
    </EmptyState>
  );
}

function Address({ user }: { user: ListedUser }) {
  if (user.email === null)
    return (
      <Text span inherit c="dimmed">
        {user.phone ?? '–'}
      </Text>
    );
  return (
    <span title={user.email_verified ? `${user.email}, verified` : `${user.email}, not verified`}>
      {user.email}
      {!user.email_verified && (
        <Text span c="dimmed" size="xs">
          {' '}
          not verified
        </Text>
      )}
    </span>
  );
}

const marksMax = 4;

function Marks({ user }: { user: ListedUser }) {
  const identities = user.identities ?? [];
  if (identities.length === 0)
    return (
      <Text span inherit c="dimmed">
        none
      </Text>
    );
  const rest = identities.length - marksMax;
  return (
    <Group gap={4} wrap="nowrap">
      {identities.slice(0, marksMax).map(({ id, provider_type, provider_name }) => (
        <ProviderMark key={id} strategy={provider_type} name={provider_name} />
      ))}
      {rest > 0 && <Text size="xs" c="dimmed">{`+${rest}`}</Text>}
    </Group>
  );
}
