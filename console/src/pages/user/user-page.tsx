/** One person: who they are in the head, and below it, tab by tab, what is known of them. What is open is in the address. */
import { Alert, Anchor, Badge, Tabs, Text } from '@mantine/core';
import type { User } from '@selfsame/client';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { type ComponentType, lazy, type ReactNode, Suspense } from 'react';
import { useClient } from '../../api/api.tsx';
import { roleNames, useOperator } from '../../api/operator.tsx';
import { answered, isStatus } from '../../api/refusal.ts';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Failure } from '../../parts/failure.tsx';
import { Loading } from '../../parts/loading.tsx';
import { NotFound } from '../../parts/not-found.tsx';
import { PageFrame } from '../../parts/page-frame.tsx';
import { usePageSearch } from '../../parts/use-page-search.ts';
import { nameOfUser as nameOf } from '../../parts/user-link.tsx';
import { storyTabs } from './story/tabs.tsx';
import { UserActions } from './user-actions.tsx';
import { UserFacts } from './user-facts.tsx';

interface Tab {
  key: string;
  title: string;
  /** Without it the tab says what is missing instead of asking the server. */
  scope?: string;
  component: ComponentType<{ userId: string }>;
}

const tabs: Tab[] = [
  {
    key: 'picture',
    title: 'Picture',
    scope: 'identities:read',
    component: lazy(() => import('./picture/picture-tab.tsx')),
  },
  ...storyTabs,
];

export default function UserPage() {
  const { userId } = useParams({ strict: false }) as { userId: string };
  const client = useClient();
  const query = useQuery({
    queryKey: ['users', userId],
    queryFn: ({ signal }) => answered(client.GET('/v1/users/{id}', { params: { path: { id: userId } }, signal })),
  });
  if (query.data) return <UserFrame user={query.data} />;
  // An address that is no id is answered as a malformed one.
  if (isStatus(query.error, 400, 404)) return <NotFound what="user" />;
  return (
    <PageFrame title="User">
      {query.error ? (
        <Failure error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <Loading what="Loading the user" />
      )}
    </PageFrame>
  );
}

function UserFrame({ user }: { user: User }) {
  const [search, change] = usePageSearch();
  const open = tabs.find(({ key }) => key === search.tab) ?? tabs[0]!;
  return (
    <PageFrame
      title={nameOf(user)}
      beside={<Standing of={user} />}
      description={<UserFacts user={user} />}
      actions={<UserActions user={user} />}
    >
      {user.merged_into !== null && <StandIn of={user} id={user.merged_into} />}
      <Tabs
        value={open.key}
        onChange={(key) => change({ tab: key === tabs[0]!.key ? undefined : (key ?? undefined) })}
        keepMounted={false}
        activateTabWithKeyboard={false}
      >
        <Tabs.List mb="md">
          {tabs.map(({ key, title }) => (
            <Tabs.Tab key={key} value={key}>
              {title}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {tabs.map(({ key, scope, component: Content }) => (
          <Tabs.Panel key={key} value={key}>
            <Scoped scope={scope}>
              <Suspense fallback={<Loading />}>
                <Content userId={user.id} />
              </Suspense>
            </Scoped>
          </Tabs.Panel>
        ))}
      </Tabs>
    </PageFrame>
  );
}

function Scoped({ scope, children }: { scope: string | undefined; children: ReactNode }) {
  const { role, scopes } = useOperator();
  if (scope === undefined || scopes.includes(scope)) return children;
  return (
    <EmptyState icon="providers" title="Your role does not open this">
      It needs the permission <code>{scope}</code>, which the role <b>{roleNames[role]}</b> does not have. An owner can
      give you another role.
    </EmptyState>
  );
}

function Standing({ of: { status } }: { of: User }) {
  if (status === 'active') return null;
  return (
    <Badge variant="light" color={status === 'suspended' ? 'orange' : 'gray'}>
      {status === 'merged' ? 'merged away' : status}
    </Badge>
  );
}

function StandIn({ of: user, id }: { of: User; id: string }) {
  return (
    <Alert color="gray" title="Merged into another user">
      <Text size="sm">
        {nameOf(user)} is a ghost since then: whoever asks for it is led to{' '}
        <Anchor component={Link} to={`/users/${id}`} inherit underline="always">
          the user that stands in for it
        </Anchor>
        , who has its identities. While nothing was built on the merge, the timeline can take it back.
      </Text>
    </Alert>
  );
}
