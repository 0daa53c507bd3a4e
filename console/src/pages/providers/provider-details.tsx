/** What a provider is called, and what it is on the wire. */
import { Button, Group, Stack, TextInput } from '@mantine/core';
import type { IdentityProvider } from '@selfsame/client';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useClient } from '../../api/api.tsx';
import { useMay } from '../../api/operator.tsx';
import { answered } from '../../api/refusal.ts';
import { Conflict } from '../../parts/conflict.tsx';
import { CopyId } from '../../parts/copy-id.tsx';
import { Failure } from '../../parts/failure.tsx';
import { JsonView } from '../../parts/json-view.tsx';
import { useWrite } from '../../parts/use-write.ts';
import { WriteButton } from '../../parts/write-button.tsx';
import { isChangedMeanwhile } from './changed-meanwhile.ts';
import { placeRefusal } from './refused-fields.ts';

export function ProviderDetails({ provider }: { provider: IdentityProvider }) {
  const client = useClient();
  const queries = useQueryClient();
  const may = useMay('identity_providers:write');
  const [opened, setOpened] = useState(provider);
  const [name, setName] = useState(provider.name);
  const [displayName, setDisplayName] = useState(provider.display_name);
  const isChanged = name !== opened.name || displayName !== opened.display_name;
  const path = { id: provider.id };
  const begin = (from: IdentityProvider) => {
    setOpened(from);
    setName(from.name);
    setDisplayName(from.display_name);
    save.reset();
  };
  const save = useWrite({
    run: (overwrite: boolean) =>
      answered(
        client.PUT('/v1/identity-providers/{id}', {
          params: { path },
          body: { name, display_name: displayName, ...(!overwrite && { if_updated_at: opened.updated_at }) },
        }),
      ),
    changes: [['identity-providers']],
    done: 'Saved.',
    after: (saved) => begin(saved),
    showsError: true,
  });
  const reload = async () => {
    const now = await answered(client.GET('/v1/identity-providers/{id}', { params: { path } })).catch(() => null);
    if (now === null) return;
    queries.setQueryData(['identity-providers', provider.id], now);
    begin(now);
  };
  const refused = placeRefusal(save.error, ['identifier', 'display_name']);
  const send = () => save.mutate(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isChanged && may) send();
  };
  return (
    <Stack gap="md" maw="46rem">
      <CopyId id={provider.id} of="provider id" />
      <form onSubmit={submit}>
        <Stack gap="sm">
          <TextInput
            label="Name for people"
            value={displayName}
            maxLength={300}
            onChange={(event) => setDisplayName(event.currentTarget.value)}
            error={refused.fields.display_name}
          />
          <TextInput
            label="Name for programs"
            description="One of its kind in the tenant. Policies and applications may speak of it."
            value={name}
            maxLength={128}
            onChange={(event) => setName(event.currentTarget.value)}
            error={refused.fields.identifier}
            spellCheck={false}
          />
          {isChangedMeanwhile(save.error) ? (
            <Conflict what="this provider" onReload={() => void reload()} onOverwrite={() => save.mutate(true)} />
          ) : (
            save.error && refused.rest.length > 0 && <Failure error={save.error} />
          )}
          <Group>
            <WriteButton
              scope="identity_providers:write"
              size="xs"
              onClick={send}
              loading={save.isPending}
              blocked={isChanged ? null : 'Nothing is changed.'}
            >
              Save
            </WriteButton>
            {isChanged && (
              <Button size="xs" variant="default" onClick={() => begin(opened)}>
                Take back
              </Button>
            )}
          </Group>
        </Stack>
      </form>
      <JsonView label="The provider as the API tells it" value={provider} />
    </Stack>
  );
}
