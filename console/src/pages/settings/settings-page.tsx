/** What is settled for the tenant at hand: the look of its hosted pages, linking, addresses, how long events are kept. */
import { Button, Group, Paper, Tabs, Text } from '@mantine/core';
import type { Tenant } from '@selfsame/client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useClient } from '../../api/api.tsx';
import { useMay } from '../../api/operator.tsx';
import { answered } from '../../api/refusal.ts';
import { useTenant } from '../../api/tenant.tsx';
import { Answer } from '../../parts/answer.tsx';
import { Conflict, isConflict } from '../../parts/conflict.tsx';
import { PageFrame } from '../../parts/page-frame.tsx';
import { SaveButton } from '../../parts/save-button.tsx';
import { usePageSearch } from '../../parts/use-page-search.ts';
import { useWrite } from '../../parts/use-write.ts';
import { AddressSettings } from './address-settings.tsx';
import { toDraft, toSettings } from './draft.ts';
import { EventSettings } from './event-settings.tsx';
import { LinkingSettings } from './linking-settings.tsx';
import { LookSettings } from './look-settings.tsx';
import { Problems } from './problems.tsx';
import { SessionSettings } from './session-settings.tsx';
import classes from './settings-page.module.css';

export default function SettingsPage() {
  const client = useClient();
  const { tenant } = useTenant();
  const query = useQuery({
    queryKey: ['tenant'],
    queryFn: ({ signal }) => answered(client.GET('/v1/tenants/{id}', { params: { path: { id: tenant.id } }, signal })),
    // What is being edited does not change under the hands: saving finds out.
    refetchOnWindowFocus: false,
  });
  return (
    <PageFrame title="Settings" description={`Of ${tenant.name}`}>
      <Answer of={query} what="Loading settings">
        {(there) => <Settings key={there.updated_at} tenant={there} />}
      </Answer>
    </PageFrame>
  );
}

const tabs = [
  { value: 'look', label: 'Hosted pages' },
  { value: 'linking', label: 'Linking' },
  { value: 'addresses', label: 'Addresses' },
  { value: 'events', label: 'Events' },
  { value: 'sessions', label: 'Sessions' },
];

function Settings({ tenant }: { tenant: Tenant }) {
  const client = useClient();
  const queries = useQueryClient();
  const { reload } = useTenant();
  const may = useMay('tenants:write');
  const [search, setSearch] = usePageSearch();
  const [draft, setDraft] = useState(() => toDraft(tenant));
  const change = (changes: Partial<typeof draft>) => setDraft((before) => ({ ...before, ...changes }));
  const save = useWrite({
    run: ({ overwrite }: { overwrite: boolean }) =>
      answered(
        client.PUT('/v1/tenants/{id}', {
          params: { path: { id: tenant.id } },
          body: { settings: toSettings(draft, tenant), ...(!overwrite && { if_updated_at: tenant.updated_at }) },
        }),
      ),
    changes: [['tenant'], ['tenants'], ['addresses']],
    done: 'Saved.',
    after: () => void reload(),
    showsError: true,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate({ overwrite: false });
  };
  const isChanged = JSON.stringify(draft) !== JSON.stringify(toDraft(tenant));
  const parts = { draft, onChange: change, may };
  return (
    <form onSubmit={submit} className={classes.form}>
      <Tabs
        value={tabs.some(({ value }) => value === search.tab) ? search.tab : 'look'}
        onChange={(value) => setSearch({ tab: value === 'look' || value === null ? undefined : value })}
        keepMounted={false}
      >
        <Tabs.List>
          {tabs.map(({ value, label }) => (
            <Tabs.Tab key={value} value={value}>
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="look" pt="md">
          <LookSettings {...parts} tenant={tenant} />
        </Tabs.Panel>
        <Tabs.Panel value="linking" pt="md">
          <LinkingSettings {...parts} />
        </Tabs.Panel>
        <Tabs.Panel value="addresses" pt="md">
          <AddressSettings {...parts} />
        </Tabs.Panel>
        <Tabs.Panel value="events" pt="md">
          <EventSettings {...parts} />
        </Tabs.Panel>
        <Tabs.Panel value="sessions" pt="md">
          <SessionSettings {...parts} />
        </Tabs.Panel>
      </Tabs>
      {isConflict(save.error) ? (
        <Conflict
          what="these settings"
          onReload={() => void queries.invalidateQueries({ queryKey: ['tenant'] })}
          onOverwrite={() => save.mutate({ overwrite: true })}
        />
      ) : (
        save.error && <Problems error={save.error} />
      )}
      <Paper className={classes.bar} withBorder p="xs">
        <Group justify="flex-end" gap="xs">
          {isChanged && (
            <Text size="sm" c="dimmed" role="status">
              Not saved yet
            </Text>
          )}
          <Button variant="default" disabled={!isChanged} onClick={() => setDraft(toDraft(tenant))}>
            Discard
          </Button>
          <SaveButton scope="tenants:write" loading={save.isPending} disabled={!isChanged} />
        </Group>
      </Paper>
    </form>
  );
}
