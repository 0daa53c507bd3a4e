import { Button, Checkbox, Fieldset, Group, Modal, Select, SimpleGrid, Stack, TextInput } from '@mantine/core';
import type { CreatedApiKey } from '@selfsame/client';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useClient } from '../../api/api.tsx';
import { useOperator } from '../../api/operator.tsx';
import { answered } from '../../api/refusal.ts';
import { useOnce } from '../../api/use-once.ts';
import { Answer } from '../../parts/answer.tsx';
import { Failure } from '../../parts/failure.tsx';
import { SecretOnce } from '../../parts/secret-once.tsx';
import { useWrite } from '../../parts/use-write.ts';

const day = 86_400_000;
const lives = [
  { value: '', label: 'Until it is revoked' },
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: 'A year' },
];

export function CreateKey({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const [made, setMade] = useState<CreatedApiKey | null>(null);
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      onExitTransitionEnd={() => setMade(null)}
      title={made ? 'The key is made' : 'Create API key'}
      size="lg"
      // The secret cannot be shown again: no stray click closes it.
      closeOnClickOutside={!made}
      closeOnEscape={!made}
    >
      {made ? <Made apiKey={made} onClose={onClose} /> : <Form onMade={setMade} onClose={onClose} />}
    </Modal>
  );
}

function Made({ apiKey, onClose }: { apiKey: CreatedApiKey; onClose: () => void }) {
  return (
    <Stack gap="sm">
      <SecretOnce label="Key, for Selfsame’s own API and WorkOS’" value={apiKey.raw_key} />
      <SecretOnce label="Client id or access key id, for Auth0’s and GenAuth’s APIs" value={apiKey.public_id} open />
      <SecretOnce label="Client secret or access key secret" value={apiKey.secret} />
      <Group justify="flex-end">
        <Button onClick={onClose}>I have kept it</Button>
      </Group>
    </Stack>
  );
}

function Form({ onMade, onClose }: { onMade: (made: CreatedApiKey) => void; onClose: () => void }) {
  const client = useClient();
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<string[]>([]);
  const [life, setLife] = useState('');
  const { once } = useOnce();
  // The same key, asked for twice, expires at the same moment.
  const [opened] = useState(() => Date.now());
  const create = useWrite({
    run: () =>
      once([name, scopes, life], (header) => {
        const expires_at = life === '' ? null : new Date(opened + Number(life) * day).toISOString();
        return answered(
          client.POST('/v1/api-keys', { params: { header }, body: { name, scopes: scopes as never, expires_at } }),
        );
      }),
    changes: [['api-keys']],
    after: onMade,
    showsError: true,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <TextInput
          label="Name"
          description="What uses it, so that you know later what stops working when it is revoked."
          required
          maxLength={128}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          data-autofocus
        />
        <ScopeChoice chosen={scopes} onChange={setScopes} />
        <Select
          label="In force"
          data={lives}
          value={life}
          onChange={(value) => setLife(value ?? '')}
          allowDeselect={false}
        />
        {create.error && <Failure error={create.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={create.isPending}>
            Create key
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function ScopeChoice({ chosen, onChange }: { chosen: string[]; onChange: (scopes: string[]) => void }) {
  const client = useClient();
  const own = useOperator().scopes;
  const permissions = useQuery({
    queryKey: ['permissions'],
    queryFn: async () => (await answered(client.GET('/v1/permissions'))).data.flatMap(({ scopes }) => scopes),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <Fieldset legend="What it may do">
      <Answer of={permissions} what="Loading permissions">
        {(scopes) => (
          <Checkbox.Group value={chosen} onChange={onChange}>
            <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="xs" verticalSpacing="xs">
              {scopes.map(({ scope, description }) => (
                <Checkbox
                  key={scope}
                  value={scope}
                  label={scope}
                  description={own.includes(scope) ? description : `${description}; more than you may yourself`}
                  disabled={!own.includes(scope)}
                  size="xs"
                />
              ))}
            </SimpleGrid>
          </Checkbox.Group>
        )}
      </Answer>
      <Group gap="xs" mt="xs">
        <Button size="compact-xs" variant="default" onClick={() => onChange([...own])}>
          All
        </Button>
        <Button
          size="compact-xs"
          variant="default"
          onClick={() => onChange(own.filter((scope) => scope.endsWith(':read')))}
        >
          Only reading
        </Button>
      </Group>
    </Fieldset>
  );
}
