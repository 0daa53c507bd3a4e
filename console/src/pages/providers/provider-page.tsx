/** One provider: its ways in, its linking rule, its mapping, its keys, and its end. */
import { Alert, Badge, Group, Select, Stack, Tabs, Text } from '@mantine/core';
import type { Connection, IdentityProvider } from '@selfsame/client';
import { useParams } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useClient } from '../../api/api.tsx';
import { answered, isStatus } from '../../api/refusal.ts';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Failure } from '../../parts/failure.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Loading } from '../../parts/loading.tsx';
import { NotFound } from '../../parts/not-found.tsx';
import { PageFrame } from '../../parts/page-frame.tsx';
import { ProviderMark, useStrategies } from '../../parts/provider-mark.tsx';
import { usePageSearch } from '../../parts/use-page-search.ts';
import { useWrite } from '../../parts/use-write.ts';
import { WriteButton } from '../../parts/write-button.tsx';
import { ConnectionCard } from './connection-card.tsx';
import { TestDrawer, useConnectionTest, useStartTest } from './connection-test.tsx';
import { AddConnection } from './edit-connection.tsx';
import { LinkingRuleEditor } from './linking/linking-rule-editor.tsx';
import { ProviderActions } from './provider-actions.tsx';
import { ProviderDetails } from './provider-details.tsx';
import { type Strategy, useConnections, useProvider } from './provider-queries.ts';
import { SamlKeys } from './saml-keys.tsx';
import { hasConnections, kindOf } from './strategy-words.ts';

const MappingEditor = lazy(async () => ({ default: (await import('./mapping-editor.tsx')).MappingEditor }));

export default function ProviderPage() {
  const { providerId } = useParams({ strict: false }) as { providerId: string };
  const provider = useProvider(providerId);
  const connections = useConnections(providerId);
  const strategies = useStrategies();
  if (isStatus(provider.error, 404, 400)) return <NotFound what="provider" />;
  const failed = provider.error ?? connections.error ?? strategies.error;
  if (provider.data === undefined || connections.data === undefined || strategies.data === undefined) {
    const retry = () => void Promise.all([provider.refetch(), connections.refetch(), strategies.refetch()]);
    return <PageFrame title="Provider">{failed ? <Failure error={failed} onRetry={retry} /> : <Loading />}</PageFrame>;
  }
  const strategy = strategies.data.find(({ id }) => id === provider.data.provider_type);
  if (strategy === undefined) return <NotFound what="kind of provider" />;
  return <Shown provider={provider.data} connections={connections.data} strategy={strategy} />;
}

interface ShownProps {
  provider: IdentityProvider;
  connections: Connection[];
  strategy: Strategy;
}

function Shown({ provider, connections, strategy }: ShownProps) {
  const [search, setSearch] = usePageSearch();
  const tabs = [
    ...(hasConnections(strategy) ? ['connections'] : []),
    'rule',
    ...(strategy.protocol === 'code' || !hasConnections(strategy) ? [] : ['mapping']),
    ...(strategy.protocol === 'saml' ? ['keys'] : []),
    'details',
  ];
  const tab = tabs.includes(search.tab ?? '') ? search.tab! : tabs[0]!;
  return (
    <PageFrame
      title={provider.display_name}
      beside={
        <Group gap="xs">
          <ProviderMark strategy={provider.provider_type} />
          <Badge variant="light" color={provider.enabled ? 'green' : 'gray'}>
            {provider.enabled ? 'on' : 'off'}
          </Badge>
        </Group>
      }
      description={
        kindOf(strategy).startsWith(strategy.name) ? kindOf(strategy) : `${strategy.name}, ${kindOf(strategy)}`
      }
      actions={<ProviderActions provider={provider} connections={connections} />}
    >
      <Tabs value={tab} onChange={(next) => setSearch({ tab: next ?? undefined, made: undefined })} keepMounted={false}>
        <Tabs.List>
          {tabs.map((each) => (
            <Tabs.Tab key={each} value={each}>
              {tabWords[each]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="connections" pt="md">
          <Connections provider={provider} connections={connections} strategy={strategy} />
        </Tabs.Panel>
        <Tabs.Panel value="rule" pt="md">
          <LinkingRuleEditor provider={provider} strategy={strategy} />
        </Tabs.Panel>
        <Tabs.Panel value="mapping" pt="md">
          <Mapping connections={connections} />
        </Tabs.Panel>
        <Tabs.Panel value="keys" pt="md">
          <SamlKeys />
        </Tabs.Panel>
        <Tabs.Panel value="details" pt="md">
          <ProviderDetails provider={provider} />
        </Tabs.Panel>
      </Tabs>
    </PageFrame>
  );
}

const tabWords: Record<string, string> = {
  connections: 'Connections',
  rule: 'Linking rule',
  mapping: 'Claims mapping',
  keys: 'Our SAML keys',
  details: 'Details',
};

function Connections({ provider, connections, strategy }: ShownProps) {
  const client = useClient();
  const [search, setSearch] = usePageSearch();
  const [adding, setAdding] = useState(false);
  // The address is told once: it is kept as long as this page is.
  const [opened, setOpened] = useState<{ id: string; url: string } | null>(null);
  const start = useStartTest((test) => {
    setOpened(test);
    setSearch({ test: test.id, of: test.connection_id, closed: undefined });
  });
  // The report stays in the address: the mapping can be tried on what it showed.
  const close = () => setSearch({ closed: 'yes' });
  const switchOn = useWrite({
    run: (id: string) => answered(client.POST('/v1/connections/{id}/enable', { params: { path: { id } } })),
    changes: [['connections']],
    done: ({ display_name }) => `People can sign in by “${display_name}”.`,
    after: close,
  });
  const tested = connections.find(({ id }) => id === search.of);
  const add = (
    <WriteButton
      scope="identity_providers:write"
      variant="default"
      size="xs"
      onClick={() => setAdding(true)}
      leftSection={<Icon name="plus" />}
    >
      Add a connection
    </WriteButton>
  );
  return (
    <Stack gap="md">
      {search.made === 'yes' && connections[0] !== undefined && !connections[0].enabled && (
        <Alert
          role="note"
          color="blue"
          title="Registered, and switched off"
          withCloseButton
          closeButtonLabel="Dismiss"
          onClose={() => setSearch({ made: undefined })}
        >
          Next: give the provider the address below if it has not got it yet, test the connection, look at its linking
          rule, and switch it on.
        </Alert>
      )}
      {!provider.enabled && (
        <Alert role="note" color="orange" title="The provider is switched off">
          Nobody comes in through it, whatever its connections say.
        </Alert>
      )}
      {connections.length === 0 ? (
        <EmptyState icon="providers" title="No way in yet" action={add}>
          A provider without a connection is known, and nobody can sign in by it.
        </EmptyState>
      ) : (
        <>
          {connections.map((connection) => (
            <ConnectionCard
              key={connection.id}
              connection={connection}
              strategy={strategy}
              onTest={() => start.mutate(connection.id)}
              isTesting={start.isPending && start.variables === connection.id}
            />
          ))}
          <Group>{add}</Group>
        </>
      )}
      {adding && (
        <AddConnection
          provider={provider}
          strategy={strategy}
          suggested={`${provider.name.replaceAll(' ', '-')}-${connections.length + 1}`}
          onClose={() => setAdding(false)}
        />
      )}
      {tested !== undefined && search.test !== undefined && search.closed === undefined && (
        <TestDrawer
          connection={tested}
          testId={search.test}
          url={opened?.id === search.test ? opened.url : null}
          onAgain={() => start.mutate(tested.id)}
          onClose={close}
          onMap={() => setSearch({ tab: 'mapping', connection: tested.id, closed: 'yes' })}
          onSwitchOn={() => switchOn.mutate(tested.id)}
        />
      )}
    </Stack>
  );
}

function Mapping({ connections }: { connections: Connection[] }) {
  const [search, setSearch] = usePageSearch();
  const chosen = connections.find(({ id }) => id === search.connection) ?? connections[0];
  const test = useConnectionTest(chosen?.id ?? '', search.of === chosen?.id ? search.test : undefined);
  if (chosen === undefined)
    return (
      <EmptyState icon="providers" title="No connection yet">
        A mapping belongs to a connection: add one first.
      </EmptyState>
    );
  return (
    <Stack gap="md">
      {connections.length > 1 && (
        <Select
          label="Connection"
          data={connections.map(({ id, display_name, identifier }) => ({
            value: id,
            label: display_name === identifier ? identifier : `${display_name} (${identifier})`,
          }))}
          value={chosen.id}
          onChange={(id) => setSearch({ connection: id ?? undefined })}
          allowDeselect={false}
          maw="24rem"
        />
      )}
      <Text size="sm" maw="46rem">
        What this connection’s claims are made of, where that is another thing than is read by itself. Who the person
        is, and what is verified, no expression can say.
      </Text>
      <Suspense fallback={<Loading />}>
        <MappingEditor key={chosen.id} connection={chosen} test={test.data} />
      </Suspense>
    </Stack>
  );
}
