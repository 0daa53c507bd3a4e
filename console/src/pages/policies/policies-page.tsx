/** What must not happen whatever the linking rules allow: every policy of the tenant, a question to them, what they may speak of. */
import { Anchor, Button, Group, Tabs } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { useTenant } from '../../api/tenant.tsx';
import { Answer } from '../../parts/answer.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Loading } from '../../parts/loading.tsx';
import { PageFrame } from '../../parts/page-frame.tsx';
import { usePageSearch } from '../../parts/use-page-search.ts';
import { When } from '../../parts/when.tsx';
import { WriteButton } from '../../parts/write-button.tsx';
import { InForce } from './in-force.tsx';
import classes from './policies.module.css';
import { type Policy, usePolicies } from './policy-queries.ts';
import { Schema } from './schema.tsx';

/** With the editor, which the list does not need. */
const Question = lazy(() => import('./question.tsx'));

export default function PoliciesPage() {
  const [search, setSearch] = usePageSearch();
  const navigate = useNavigate();
  return (
    <PageFrame
      title="Policies"
      description="What must not happen, whatever the linking rules allow. Any forbid that applies refuses; nothing is opened by a permit."
      actions={
        <WriteButton
          scope="policies:write"
          leftSection={<Icon name="plus" />}
          onClick={() => void navigate({ to: '/policies/new' })}
        >
          Write a policy
        </WriteButton>
      }
    >
      <Tabs
        value={search.tab ?? 'all'}
        onChange={(tab) => setSearch({ tab: tab === 'all' ? undefined : (tab ?? undefined) })}
        keepMounted={false}
      >
        <Tabs.List mb="md">
          <Tabs.Tab value="all">All</Tabs.Tab>
          <Tabs.Tab value="ask">Ask them</Tabs.Tab>
          <Tabs.Tab value="schema">What they may speak of</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="all">
          <List />
        </Tabs.Panel>
        <Tabs.Panel value="ask">
          <Suspense fallback={<Loading />}>
            <Question />
          </Suspense>
        </Tabs.Panel>
        <Tabs.Panel value="schema">
          <Schema />
        </Tabs.Panel>
      </Tabs>
    </PageFrame>
  );
}

function List() {
  const policies = usePolicies();
  return (
    <Answer of={policies} what="Loading policies">
      {(all) => (all.length === 0 ? <NoPolicies /> : <PolicyTable policies={all} />)}
    </Answer>
  );
}

function PolicyTable({ policies }: { policies: Policy[] }) {
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col" className={classes.state}>
            In force
          </th>
          <th scope="col" className={classes.number} data-wide>
            Priority
          </th>
          <th scope="col" className={classes.number} data-wide>
            Statements
          </th>
          <th scope="col" className={classes.time} data-wide>
            Changed
          </th>
        </tr>
      </thead>
      <tbody>
        {policies.map((policy) => (
          <tr key={policy.id}>
            <td>
              <Anchor component={Link} to={`/policies/${policy.id}`} fw={500} inherit>
                {policy.name}
              </Anchor>
              {policy.description && <div className={classes.lesser}>{policy.description}</div>}
            </td>
            <td>
              <InForce is={policy.enabled} />
            </td>
            <td data-wide>{policy.priority}</td>
            <td data-wide>{policy.rule_count}</td>
            <td data-wide>
              <When at={policy.updated_at} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function NoPolicies() {
  const { tenant } = useTenant();
  return (
    <EmptyState
      icon="policies"
      title={`${tenant.name} has no policies`}
      action={
        <Group>
          <Button component={Link} to="/policies/new" variant="default" size="xs">
            Start from an example
          </Button>
        </Group>
      }
    >
      The linking rules of the providers decide alone. Write a policy for what must never happen: say, that an arrival
      joins an administrator.
    </EmptyState>
  );
}
