/** Where people of the tenant come from: each provider with what it lets in, how it links, and whether it troubles anybody. */
import { Anchor, Badge, Button, Group, Text, Tooltip } from '@mantine/core';
import type { Connection, IdentityProvider } from '@selfsame/client';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useClient } from '../../api/api.tsx';
import { useMay } from '../../api/operator.tsx';
import { answered } from '../../api/refusal.ts';
import { useTenant } from '../../api/tenant.tsx';
import { byCursor, type Column, CursorTable } from '../../parts/cursor-table.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Icon } from '../../parts/icon.tsx';
import { PageFrame } from '../../parts/page-frame.tsx';
import { ProviderMark, useStrategies } from '../../parts/provider-mark.tsx';
import { WriteButton } from '../../parts/write-button.tsx';
import { nameMode, sayMode } from './linking/rule-words.ts';
import { Presets } from './presets.tsx';
import { SwitchProvider } from './provider-actions.tsx';
import { useConnections, useTroubles } from './provider-queries.ts';
import classes from './providers.module.css';
import { hasConnections } from './strategy-words.ts';

export default function ProvidersPage() {
  const client = useClient();
  const navigate = useNavigate();
  const { tenant } = useTenant();
  const query = useInfiniteQuery({
    ...byCursor,
    queryKey: ['identity-providers'],
    queryFn: async ({ pageParam, signal }) =>
      answered(client.GET('/v1/identity-providers', { params: { query: { limit: 100, cursor: pageParam } }, signal })),
  });
  const add = (
    <WriteButton
      scope="identity_providers:write"
      onClick={() => void navigate({ to: '/providers/new' })}
      leftSection={<Icon name="plus" />}
    >
      Add a provider
    </WriteButton>
  );
  const providers = query.data?.pages.flatMap(({ data }) => data) ?? [];
  return (
    <PageFrame
      title="Providers"
      description="Where people come from, and when they join somebody who is known."
      fills
      actions={
        <>
          {providers.length > 0 && <Presets providers={providers} />}
          <Button variant="default" component={Link} to="/providers/new">
            Catalogue
          </Button>
          {add}
        </>
      }
    >
      <CursorTable
        label="Providers"
        query={query}
        columns={columns}
        rowKey={({ id }) => id}
        rowHeight={52}
        empty={
          <EmptyState icon="providers" title={`${tenant.name} has no providers`} action={add}>
            Nobody can sign in yet. A provider is who vouches for people: Google, a company’s own directory, a code by
            mail.
          </EmptyState>
        }
      />
    </PageFrame>
  );
}

const columns: Column<IdentityProvider>[] = [
  { name: 'Provider', cell: (provider) => <Name provider={provider} /> },
  { name: 'Connections', width: '17%', wide: true, cell: (provider) => <Connections provider={provider} /> },
  { name: 'Linking', width: '19%', wide: true, cell: (provider) => <Linking provider={provider} /> },
  { name: 'Refused, 24 h', width: '8rem', wide: true, cell: (provider) => <Troubles provider={provider} /> },
  { name: 'State', width: '4rem', cell: ({ enabled }) => <State enabled={enabled} /> },
  {
    name: 'Actions',
    width: '7.5rem',
    unnamed: true,
    wide: true,
    cell: (provider) => <SwitchProvider provider={provider} size="compact-xs" variant="default" />,
  },
];

function Name({ provider }: { provider: IdentityProvider }) {
  const strategy = useStrategies().data?.find(({ id }) => id === provider.provider_type);
  return (
    <Group gap="xs" wrap="nowrap">
      <ProviderMark strategy={provider.provider_type} size={24} />
      <div style={{ minWidth: 0 }}>
        <Anchor
          component={Link}
          to={`/providers/${provider.id}`}
          className={classes.name}
          display="block"
          underline="hover"
        >
          {provider.display_name}
        </Anchor>
        <Text size="xs" c="dimmed" truncate>
          {strategy?.name ?? provider.provider_type}
        </Text>
      </div>
    </Group>
  );
}

function State({ enabled }: { enabled: boolean }) {
  return (
    <Badge size="xs" variant="light" color={enabled ? 'green' : 'gray'}>
      {enabled ? 'on' : 'off'}
    </Badge>
  );
}

function Connections({ provider }: { provider: IdentityProvider }) {
  const { data } = useConnections();
  const strategy = useStrategies().data?.find(({ id }) => id === provider.provider_type);
  if (data === undefined) return null;
  if (strategy !== undefined && !hasConnections(strategy)) return <span>people are made by API</span>;
  const own = data.filter(({ identity_provider_id }) => identity_provider_id === provider.id);
  return <span>{sayConnections(own)}</span>;
}

function sayConnections(own: Connection[]): string {
  const off = own.filter(({ enabled }) => !enabled).length;
  if (own.length === 0) return 'none: no way in';
  if (off === own.length) return own.length === 1 ? '1, switched off' : `${own.length}, all switched off`;
  return off === 0 ? String(own.length) : `${own.length}, ${off} switched off`;
}

function Linking({ provider }: { provider: IdentityProvider }) {
  return (
    <Tooltip label={sayMode(provider.linking_rule)} multiline maw={320}>
      <Anchor component={Link} to={`/providers/${provider.id}`} search={{ tab: 'rule' } as never} c="inherit" inherit>
        {nameMode(provider.linking_rule)}
      </Anchor>
    </Tooltip>
  );
}

function Troubles({ provider }: { provider: IdentityProvider }) {
  const may = useMay('events:read');
  const { data, error } = useTroubles();
  if (!may) return <span>–</span>;
  if (error !== null && data === undefined) return <span title="It could not be asked">?</span>;
  if (data === undefined) return null;
  const own = data.find(({ identity_provider_id }) => identity_provider_id === provider.id);
  if (own === undefined)
    return (
      <Text span inherit c="dimmed">
        none
      </Text>
    );
  const { count, exactness } = own.refused;
  const number = `${exactness === 'at_least' ? 'at least ' : exactness === 'estimated' ? 'about ' : ''}${count}`;
  return (
    <Tooltip label={own.last.said === null ? 'See the events' : `Last: ${own.last.said}`} multiline maw={320}>
      <Anchor component={Link} to="/events" search={{ identity_provider_id: provider.id } as never} inherit>
        {number}
      </Anchor>
    </Tooltip>
  );
}
