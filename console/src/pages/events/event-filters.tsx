import { Button, Group, MultiSelect, Popover, Select, Stack, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useClient } from '../../api/api.tsx';
import { useMay } from '../../api/operator.tsx';
import { answered } from '../../api/refusal.ts';
import { eventGroups, eventSorts } from '../../parts/event-words.ts';
import type { PageSearch } from '../../parts/use-page-search.ts';
import { filterNames, typesOf } from './event-search.ts';

export interface EventFiltersProps {
  search: PageSearch;
  onChange: (changes: PageSearch) => void;
}

const typeChoices = eventGroups.map(({ group, types }) => ({
  group,
  items: types.map((type) => ({ value: type as string, label: eventSorts[type].title })),
}));

/** Those behind the button: the others can be seen. */
const further = ['user_id', 'identity_id', 'actor_id', 'from', 'to'];

export function EventFilters({ search, onChange }: EventFiltersProps) {
  const client = useClient();
  const providers = useQuery({
    queryKey: ['identity-providers', 'choices'],
    queryFn: () => answered(client.GET('/v1/identity-providers', { params: { query: { limit: 250 } } })),
    enabled: useMay('identity_providers:read'),
    staleTime: 60_000,
  });
  const chosen = further.filter((name) => search[name]).length;
  return (
    <Group gap="xs" align="flex-start">
      <MultiSelect
        aria-label="What happened"
        placeholder={typesOf(search).length === 0 ? 'Anything' : undefined}
        data={typeChoices}
        value={typesOf(search)}
        onChange={(types) => onChange({ type: types.join(',') || undefined })}
        searchable
        clearable
        clearButtonProps={{ 'aria-label': 'Clear: what happened' }}
        hidePickedOptions
        maxDropdownHeight={360}
        flex="1 1 14rem"
        maw="32rem"
      />
      <Select
        aria-label="Provider"
        placeholder="Any provider"
        clearable
        clearButtonProps={{ 'aria-label': 'Clear: provider' }}
        searchable
        w={180}
        data={(providers.data?.data ?? []).map(({ id, display_name, name }) => ({
          value: id,
          label: display_name ?? name,
        }))}
        value={search.identity_provider_id ?? null}
        onChange={(value) => onChange({ identity_provider_id: value ?? undefined })}
      />
      <Popover position="bottom-end" trapFocus withinPortal={false}>
        <Popover.Target>
          <Button variant="default">{chosen === 0 ? 'Who and when' : `Who and when (${chosen})`}</Button>
        </Popover.Target>
        <Popover.Dropdown w={300}>
          <Further search={search} onChange={onChange} />
        </Popover.Dropdown>
      </Popover>
      {filterNames.some((name) => search[name]) && (
        <Button
          variant="subtle"
          onClick={() => onChange(Object.fromEntries(filterNames.map((name) => [name, undefined])))}
        >
          Clear
        </Button>
      )}
    </Group>
  );
}

function Further({ search, onChange }: EventFiltersProps) {
  const actors = useActors();
  const known = actors.some(({ items }) => items.some(({ value }) => value === search.actor_id));
  const groups =
    search.actor_id && !known
      ? [...actors, { group: 'Another', items: [{ value: search.actor_id, label: `…${search.actor_id.slice(-8)}` }] }]
      : actors;
  return (
    <Stack gap="xs">
      <IdField label="User id" value={search.user_id} onChange={(value) => onChange({ user_id: value })} />
      <IdField label="Identity id" value={search.identity_id} onChange={(value) => onChange({ identity_id: value })} />
      <Select
        label="Done by"
        placeholder="Anybody"
        clearable
        clearButtonProps={{ 'aria-label': 'Clear: done by' }}
        searchable
        data={groups}
        value={search.actor_id ?? null}
        onChange={(value) => onChange({ actor_id: value ?? undefined })}
        comboboxProps={{ withinPortal: false }}
      />
      <TimeField label="From" value={search.from} onChange={(value) => onChange({ from: value })} />
      <TimeField label="Until" value={search.to} onChange={(value) => onChange({ to: value })} />
    </Stack>
  );
}

/** API keys and operators. */
function useActors() {
  const client = useClient();
  const keys = useQuery({
    queryKey: ['api-keys', 'choices'],
    queryFn: () => answered(client.GET('/v1/api-keys', { params: { query: { limit: 250 } } })),
    enabled: useMay('api_keys:read'),
  });
  const operators = useQuery({
    queryKey: ['operators', 'choices'],
    queryFn: () => answered(client.GET('/v1/operators', { params: { query: { limit: 250 } } })),
    enabled: useMay('operators:read'),
  });
  return [
    {
      group: 'Operators',
      items: (operators.data?.data ?? []).map(({ user_id, name, email }) => ({
        value: user_id,
        label: name ?? email ?? user_id,
      })),
    },
    { group: 'API keys', items: (keys.data?.data ?? []).map(({ id, name }) => ({ value: id, label: name })) },
  ].filter(({ items }) => items.length > 0);
}

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

interface FieldProps {
  label: string;
  value: string | undefined;
  onChange: (value: string | undefined) => void;
}

/** Asked for once it is whole. */
function IdField({ label, value = '', onChange }: FieldProps) {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  const change = (next: string) => {
    setText(next);
    const id = next.trim();
    if (id === '' || uuid.test(id)) onChange(id === '' ? undefined : id);
  };
  return (
    <TextInput
      label={label}
      placeholder="0199b6a4-…"
      value={text}
      onChange={(event) => change(event.currentTarget.value)}
      error={text !== '' && !uuid.test(text.trim()) ? 'An id has 36 characters' : undefined}
    />
  );
}

/** In the time of who looks; the address says it in UTC. */
function TimeField({ label, value, onChange }: FieldProps) {
  const date = value === undefined ? null : new Date(value);
  const local = date === null || Number.isNaN(date.getTime()) ? '' : toLocal(date);
  return (
    <TextInput
      label={label}
      type="datetime-local"
      value={local}
      onChange={({ currentTarget }) => {
        const typed = new Date(currentTarget.value);
        onChange(Number.isNaN(typed.getTime()) ? undefined : typed.toISOString());
      }}
    />
  );
}

function toLocal(date: Date): string {
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
