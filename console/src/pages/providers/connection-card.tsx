/** One way in: whether it is open, what the provider must be told, who we are there, and what can be done with it. */
import { Badge, Card, Group, Stack, Text, Title } from '@mantine/core';
import type { Connection } from '@selfsame/client';
import { type ReactNode, useState } from 'react';
import { useClient } from '../../api/api.tsx';
import { answered } from '../../api/refusal.ts';
import { confirm } from '../../parts/confirm.tsx';
import { CopyId } from '../../parts/copy-id.tsx';
import { useWrite } from '../../parts/use-write.ts';
import { When } from '../../parts/when.tsx';
import { WriteButton } from '../../parts/write-button.tsx';
import { Addresses } from './addresses.tsx';
import { Certificates } from './certificates.tsx';
import { EditConnection } from './edit-connection.tsx';
import { type Config, isEmpty } from './options-schema.ts';
import type { Strategy } from './provider-queries.ts';
import classes from './providers.module.css';
import { credentialsOf, nameOption } from './strategy-words.ts';

const scope = 'identity_providers:write';

export interface ConnectionCardProps {
  connection: Connection;
  strategy: Strategy;
  onTest: () => void;
  isTesting: boolean;
}

export function ConnectionCard({ connection, strategy, onTest, isTesting }: ConnectionCardProps) {
  const client = useClient();
  const path = { id: connection.id };
  const [editing, setEditing] = useState(false);
  const name = connection.display_name;
  const switchOver = useWrite({
    run: () =>
      answered(
        connection.enabled
          ? client.POST('/v1/connections/{id}/disable', { params: { path } })
          : client.POST('/v1/connections/{id}/enable', { params: { path } }),
      ),
    changes: [['connections']],
    done: ({ enabled }) => (enabled ? `People can sign in by “${name}”.` : `“${name}” is switched off.`),
  });
  const remove = useWrite({
    run: () => answered(client.DELETE('/v1/connections/{id}', { params: { path } })),
    changes: [['connections']],
    done: `“${name}” is removed.`,
  });
  const { metadata_url } = connection.config as { metadata_url?: string };
  const readAgain = useWrite({
    run: () => {
      const {
        issuer: _i,
        sso_endpoint: _s,
        slo_endpoint: _l,
        certificates: _c,
        ...config
      } = connection.config as Config;
      return answered(client.PUT('/v1/connections/{id}', { params: { path }, body: { config: config as never } }));
    },
    changes: [['connections']],
    done: 'The metadata is read anew.',
  });
  const askRemove = async () => {
    const yes = await confirm({
      title: `Remove the connection “${name}”?`,
      body: 'Nobody can sign in by it from now on, and its secret is gone for good. The identities that came through it stay: they belong to the provider. Tokens of the provider that came with them are destroyed.',
      action: 'Remove',
      dangerous: true,
    });
    if (yes) remove.mutate();
  };
  const askSwitch = async () => {
    const yes =
      !connection.enabled ||
      (await confirm({
        title: `Switch off “${name}”?`,
        body: 'Its button leaves the sign-in page, and nobody gets in by it until it is switched on again. Whoever is signed in stays so.',
        action: 'Switch off',
        dangerous: true,
      }));
    if (yes) switchOver.mutate();
  };
  return (
    <Card withBorder component="section" aria-label={`Connection ${name}`}>
      <Stack gap="sm">
        <Group justify="space-between" gap="xs">
          <Group gap="xs">
            <Title order={2} size="h5">
              {name}
            </Title>
            <Badge variant="light" color={connection.enabled ? 'green' : 'gray'}>
              {connection.enabled ? 'on' : 'off'}
            </Badge>
            {connection.login_only && (
              <Badge variant="light" color="blue">
                known people only
              </Badge>
            )}
          </Group>
          <Group gap="xs">
            {strategy.protocol !== 'code' && (
              <WriteButton
                scope={scope}
                size="compact-sm"
                onClick={onTest}
                loading={isTesting}
                aria-label={`Test ${name}`}
              >
                Test
              </WriteButton>
            )}
            {metadata_url !== undefined && (
              <WriteButton
                scope={scope}
                size="compact-sm"
                variant="default"
                onClick={() => readAgain.mutate(undefined)}
                loading={readAgain.isPending}
                aria-label={`Read metadata again: ${name}`}
              >
                Read metadata again
              </WriteButton>
            )}
            <WriteButton
              scope={scope}
              size="compact-sm"
              variant="default"
              onClick={() => setEditing(true)}
              aria-label={`Edit ${name}`}
            >
              Edit
            </WriteButton>
            <WriteButton
              scope={scope}
              size="compact-sm"
              variant="default"
              onClick={() => void askSwitch()}
              loading={switchOver.isPending}
              aria-label={`${connection.enabled ? 'Switch off' : 'Switch on'} ${name}`}
            >
              {connection.enabled ? 'Switch off' : 'Switch on'}
            </WriteButton>
            <WriteButton
              scope={scope}
              size="compact-sm"
              variant="default"
              onClick={() => void askRemove()}
              loading={remove.isPending}
              aria-label={`Remove ${name}`}
            >
              Remove
            </WriteButton>
          </Group>
        </Group>
        <Addresses strategy={strategy} identifier={connection.identifier} clientId={connection.client_id} made />
        <Settings connection={connection} strategy={strategy} />
        <Text size="xs" c="dimmed" component="div">
          <Group gap="md">
            <span>
              Identifier <code>{connection.identifier}</code>
            </span>
            <CopyId id={connection.id} of="connection id" short />
            <span>
              changed <When at={connection.updated_at} />
            </span>
          </Group>
        </Text>
      </Stack>
      {editing && <EditConnection connection={connection} strategy={strategy} onClose={() => setEditing(false)} />}
    </Card>
  );
}

/** What is set, in a table; certificates as facts. */
function Settings({ connection, strategy }: { connection: Connection; strategy: Strategy }) {
  const { clientId, clientSecret } = credentialsOf(strategy);
  const { certificates, metadata_xml: _document, ...config } = connection.config as Record<string, unknown>;
  const rows = Object.entries(config).filter(([, value]) => !isEmpty(value));
  if (rows.length === 0 && clientId === null && clientSecret === null && certificates === undefined) return null;
  return (
    <table className={classes.facts}>
      <tbody>
        {clientId !== null && connection.client_id !== null && (
          <Fact name={clientId.label}>
            <code>{connection.client_id}</code>
          </Fact>
        )}
        {clientSecret !== null && (
          <Fact name={clientSecret.label}>{connection.has_client_secret ? 'kept, sealed' : 'none'}</Fact>
        )}
        {rows.map(([name, value]) => (
          <Fact key={name} name={nameOption(name)}>
            <code>{typeof value === 'string' ? value : JSON.stringify(value)}</code>
          </Fact>
        ))}
        {Array.isArray(certificates) && (
          <Fact name="Its certificates">
            <Certificates texts={certificates.map(String)} />
          </Fact>
        )}
      </tbody>
    </table>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <tr>
      <th scope="row" style={{ width: '12rem' }}>
        <Text span size="sm" c="dimmed">
          {name}
        </Text>
      </th>
      <td>{children}</td>
    </tr>
  );
}
