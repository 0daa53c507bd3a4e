/** What is done with a provider as a whole: switched on and off, and deleted, told first what that does. */
import { Alert, Anchor, Button, Group, List, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { Connection, IdentityProvider } from '@selfsame/client';
import { Link, useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useClient } from '../../api/api.tsx';
import { answered } from '../../api/refusal.ts';
import { confirm } from '../../parts/confirm.tsx';
import { Failure } from '../../parts/failure.tsx';
import { Loading } from '../../parts/loading.tsx';
import { useWrite } from '../../parts/use-write.ts';
import { WriteButton, type WriteButtonProps } from '../../parts/write-button.tsx';
import { useIdentityCount } from './provider-queries.ts';

const scope = 'identity_providers:write';

export function ProviderActions({ provider, connections }: { provider: IdentityProvider; connections: Connection[] }) {
  const [opened, dialog] = useDisclosure(false);
  return (
    <>
      <SwitchProvider provider={provider} variant="default" />
      <WriteButton scope={scope} variant="default" onClick={dialog.open}>
        Delete
      </WriteButton>
      <Modal opened={opened} onClose={dialog.close} title={`Delete ${provider.display_name}?`}>
        {opened && <DeleteForm provider={provider} connections={connections} onClose={dialog.close} />}
      </Modal>
    </>
  );
}

type SwitchProviderProps = { provider: IdentityProvider } & Pick<WriteButtonProps, 'size' | 'variant'>;

export function SwitchProvider({ provider, ...others }: SwitchProviderProps) {
  const client = useClient();
  const path = { id: provider.id };
  const name = provider.display_name;
  const run = useWrite({
    run: () =>
      answered(
        provider.enabled
          ? client.POST('/v1/identity-providers/{id}/disable', { params: { path } })
          : client.POST('/v1/identity-providers/{id}/enable', { params: { path } }),
      ),
    changes: [['identity-providers']],
    done: ({ enabled }) => (enabled ? `${name} is switched on.` : `${name} is switched off.`),
  });
  const ask = async () => {
    const yes =
      !provider.enabled ||
      (await confirm({
        title: `Switch off ${name}?`,
        body: 'Nobody can come in through it until it is switched on again: who has no other identity is locked out. Its identities stay, and whoever is signed in stays so.',
        action: 'Switch off',
        dangerous: true,
      }));
    if (yes) run.mutate(undefined);
  };
  return (
    <WriteButton
      scope={scope}
      {...others}
      onClick={() => void ask()}
      loading={run.isPending}
      aria-label={`${provider.enabled ? 'Switch off' : 'Switch on'} ${name}`}
    >
      {provider.enabled ? 'Switch off' : 'Switch on'}
    </WriteButton>
  );
}

interface DeleteFormProps {
  provider: IdentityProvider;
  connections: Connection[];
  onClose: () => void;
}

function DeleteForm({ provider, connections, onClose }: DeleteFormProps) {
  const client = useClient();
  const navigate = useNavigate();
  const identities = useIdentityCount(provider.id, true);
  const [typed, setTyped] = useState('');
  const remove = useWrite({
    run: (withIdentities: boolean) =>
      answered(
        client.DELETE('/v1/identity-providers/{id}', {
          params: { path: { id: provider.id }, query: withIdentities ? { identities: 'delete' } : {} },
        }),
      ),
    changes: [['connections'], ['users'], ['identities']],
    done: ({ identities_deleted }) =>
      identities_deleted === 0
        ? `${provider.display_name} is deleted.`
        : `${provider.display_name} is deleted, and ${identities_deleted} identities with it.`,
    after: () => void navigate({ to: '/providers' }),
    showsError: true,
  });
  if (identities.isPending) return <Loading what="Counting its identities" />;
  if (identities.error) return <Failure error={identities.error} onRetry={() => void identities.refetch()} />;
  const { count, more } = identities.data;
  const number = more ? `more than ${count}` : String(count);
  const ready = count === 0 || typed.trim() === provider.name;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready) remove.mutate(count > 0);
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <Text size="sm" component="div">
          This happens, and cannot be undone:
          <List size="sm">
            <List.Item>The provider and its linking rule are gone.</List.Item>
            {connections.length > 0 && (
              <List.Item>
                {connections.length === 1 ? 'Its connection goes' : `Its ${connections.length} connections go`} with it,
                secrets included: {connections.map(({ display_name }) => display_name).join(', ')}.
              </List.Item>
            )}
            <List.Item>
              {count === 0
                ? 'It has no identities: nobody loses a way in.'
                : `${number} ${count === 1 ? 'identity is' : 'identities are'} deleted, and what they are signed in by ends.`}
            </List.Item>
          </List>
        </Text>
        {count > 0 && (
          <Alert role="note" color="red" title="Somebody may be left without a way in">
            <Text size="sm">
              Whoever has no identity at another provider cannot sign in any more.{' '}
              <Anchor
                component={Link}
                to="/users"
                search={{ identity_provider_id: provider.id } as never}
                inherit
                underline="always"
              >
                Look at its users
              </Anchor>
              . Switched off, the provider lets nobody in either, and can be switched on again.
            </Text>
          </Alert>
        )}
        {count > 0 && (
          <TextInput
            label={`Type its name, ${provider.name}, to delete it`}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            autoComplete="off"
          />
        )}
        {remove.error && <Failure error={remove.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            Cancel
          </Button>
          <Button type="submit" color="red.9" disabled={!ready} loading={remove.isPending}>
            Delete
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
