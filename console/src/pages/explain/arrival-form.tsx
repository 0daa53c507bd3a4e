/** The form of a supposed arrival: who says it, of whom, and what. */
import { json } from '@codemirror/lang-json';
import { Button, Checkbox, Fieldset, Group, Select, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useMemo, useState } from 'react';
import { useClient } from '../../api/api.tsx';
import { answered } from '../../api/refusal.ts';
import { CodeEditor } from '../../parts/code-editor.tsx';
import { Failure } from '../../parts/failure.tsx';
import { checkRaw, type Field, isComplete, type SupposedArrival } from './supposed-arrival.ts';

export interface ArrivalFormProps {
  start: SupposedArrival;
  isAsking: boolean;
  onAsk: (arrival: SupposedArrival) => void;
}

export function ArrivalForm({ start, isAsking, onAsk }: ArrivalFormProps) {
  const [arrival, setArrival] = useState(start);
  const [tried, setTried] = useState(false);
  const language = useMemo(() => json(), []);
  const providers = useProviders();
  const connections = useConnections(arrival.identity_provider_id);
  const set = (changes: SupposedArrival) => setArrival((before) => ({ ...before, ...changes }));
  const text = (name: Field) => ({
    value: arrival[name] ?? '',
    onChange: (event: { currentTarget: { value: string } }) => set({ [name]: event.currentTarget.value }),
  });
  const bit = (name: 'email_verified' | 'phone_verified') => ({
    checked: arrival[name] === 'true',
    onChange: (event: { currentTarget: { checked: boolean } }) =>
      set({ [name]: event.currentTarget.checked ? 'true' : '' }),
  });
  const rawProblem = checkRaw(arrival.raw);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (isComplete(arrival) && rawProblem === null) onAsk(arrival);
  };
  return (
    <form onSubmit={submit} aria-label="Supposed arrival" noValidate>
      <Stack gap="sm">
        {providers.error && <Failure error={providers.error} onRetry={() => void providers.refetch()} />}
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
          <Select
            label="Provider"
            required
            searchable
            placeholder={providers.isPending ? 'Loading…' : 'Who says it'}
            data={(providers.data ?? []).map(({ id, display_name, name, enabled }) => ({
              value: id,
              label: `${display_name || name}${enabled ? '' : ' (switched off)'}`,
            }))}
            value={arrival.identity_provider_id ?? null}
            onChange={(value) => set({ identity_provider_id: value ?? '', connection_id: '' })}
            error={tried && !arrival.identity_provider_id ? 'Choose a provider' : null}
            nothingFoundMessage="No such provider"
          />
          <Select
            label="Connection"
            clearable
            placeholder={connections.length > 1 ? 'None: no switches of one count' : 'The only one'}
            data={connections.map(({ id, display_name, identifier }) => ({
              value: id,
              label: display_name || identifier,
            }))}
            value={arrival.connection_id || null}
            onChange={(value) => set({ connection_id: value ?? '' })}
            disabled={connections.length === 0}
          />
          <TextInput
            label="Subject"
            description="The provider’s own name for the person"
            required
            maxLength={255}
            {...text('external_id')}
            error={tried && !arrival.external_id ? 'Give a subject, of somebody known or made up' : null}
          />
          <TextInput
            label="Kind of subject"
            description="Empty unless the provider has several"
            maxLength={64}
            {...text('subject_type')}
          />
        </SimpleGrid>
        <Fieldset legend="What the provider says">
          <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
            <Stack gap={6}>
              <TextInput label="E-mail address" maxLength={320} {...text('email')} />
              <Checkbox size="xs" label="It says that the address is verified" {...bit('email_verified')} />
            </Stack>
            <Stack gap={6}>
              <TextInput label="Phone number" placeholder="+44 20 7946 0018" maxLength={40} {...text('phone')} />
              <Checkbox size="xs" label="It says that the number is verified" {...bit('phone_verified')} />
            </Stack>
            <TextInput label="Username" maxLength={255} {...text('username')} />
            <TextInput
              label="Hosted domain"
              description="Whose account it is: Google’s hd"
              maxLength={253}
              {...text('hosted_domain')}
            />
          </SimpleGrid>
          <Stack gap={4} mt="sm">
            <Text size="sm" fw={500}>
              What else it says, as JSON
            </Text>
            <CodeEditor
              label="Raw claims as JSON"
              language={language}
              rows={4}
              value={arrival.raw ?? ''}
              onChange={(raw) => set({ raw })}
            />
            {rawProblem !== null && (
              <Text size="xs" c="var(--mantine-color-error)" role="alert">
                {rawProblem}
              </Text>
            )}
          </Stack>
        </Fieldset>
        <Group align="flex-end" justify="space-between">
          <TextInput
            label="Network address"
            description="For policies that look at it"
            placeholder="203.0.113.7"
            maxLength={45}
            {...text('ip')}
          />
          <Button type="submit" loading={isAsking}>
            Explain
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

export function useProviders() {
  const client = useClient();
  return useQuery({
    queryKey: ['identity-providers', 'choices', 'all'],
    queryFn: async () =>
      (await answered(client.GET('/v1/identity-providers', { params: { query: { limit: 250 } } }))).data,
  });
}

function useConnections(providerId: string | undefined) {
  const client = useClient();
  const query = useQuery({
    queryKey: ['connections', 'choices'],
    queryFn: async () => (await answered(client.GET('/v1/connections'))).data,
  });
  return (query.data ?? []).filter(({ identity_provider_id }) => identity_provider_id === providerId);
}
