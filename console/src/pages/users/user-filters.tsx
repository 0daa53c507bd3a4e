import { Select, Switch, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useClient } from '../../api/api.tsx';
import { answered } from '../../api/refusal.ts';
import type { PageSearch } from '../../parts/use-page-search.ts';
import classes from './users-page.module.css';

export interface UserFiltersProps {
  search: PageSearch;
  onChange: (changes: PageSearch) => void;
}

export function UserFilters({ search, onChange }: UserFiltersProps) {
  const client = useClient();
  const providers = useQuery({
    queryKey: ['identity-providers', 'choices'],
    queryFn: () => answered(client.GET('/v1/identity-providers', { params: { query: { limit: 250 } } })),
  });
  return (
    <>
      <Select
        aria-label="Provider"
        placeholder="Any provider"
        clearable
        searchable
        w={180}
        data={(providers.data?.data ?? []).map(({ id, display_name, name }) => ({
          value: id,
          label: display_name ?? name,
        }))}
        value={search.identity_provider_id ?? null}
        onChange={(value) => onChange({ identity_provider_id: value ?? undefined })}
      />
      <Select
        aria-label="Status"
        placeholder="Any status"
        clearable
        w={130}
        data={[
          { value: 'active', label: 'Active' },
          { value: 'suspended', label: 'Suspended' },
          { value: 'merged', label: 'Merged away' },
        ]}
        value={search.status ?? null}
        onChange={(value) => onChange({ status: value ?? undefined })}
      />
      <TextInput
        type="date"
        aria-label="Created since"
        leftSection="Created since"
        leftSectionWidth={100}
        leftSectionProps={{ 'aria-hidden': true, className: classes.since }}
        w={235}
        value={search.created_from?.slice(0, 10) ?? ''}
        onChange={(event) => onChange({ created_from: toStart(event.currentTarget.value) })}
      />
      <Switch
        label="Several identities"
        checked={search.several_identities === 'true'}
        onChange={(event) => onChange({ several_identities: event.currentTarget.checked ? 'true' : undefined })}
      />
    </>
  );
}

function toStart(day: string): string | undefined {
  return day === '' ? undefined : `${day}T00:00:00.000Z`;
}
