/** Mail domains whose people are sent to one connection by the address that they type. */
import { ActionIcon, Button, Fieldset, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useClient } from '../../api/api.tsx';
import { useMay } from '../../api/operator.tsx';
import { answered } from '../../api/refusal.ts';
import { Icon } from '../../parts/icon.tsx';
import type { Draft } from './draft.ts';

type Homes = Draft['homeDomains'];

export function HomeDomains({ homes, onChange }: { homes: Homes; onChange: (homes: Homes) => void }) {
  const client = useClient();
  const connections = useQuery({
    queryKey: ['connections', 'choices'],
    queryFn: () => answered(client.GET('/v1/connections')),
    enabled: useMay('identity_providers:read'),
  });
  const known = (connections.data?.data ?? []).map(({ identifier, display_name }) => ({
    value: identifier,
    label: display_name ?? identifier,
  }));
  const choices = (chosen: string) =>
    chosen === '' || known.some(({ value }) => value === chosen) ? known : [...known, { value: chosen, label: chosen }];
  const replace = (place: number, changes: Partial<Homes[number]>) =>
    onChange(homes.map((home, index) => (index === place ? { ...home, ...changes } : home)));
  return (
    <Fieldset legend="Ways in by mail domain">
      <Stack gap="xs">
        <Text size="xs" c="dimmed">
          Who types an address of the domain goes on at that connection, past the list of providers.
        </Text>
        {homes.map(({ domain, connection }, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the domain is being typed, and rows are not moved
          <Group key={place} gap="xs" wrap="nowrap">
            <TextInput
              aria-label={`Domain ${place + 1}`}
              placeholder="corp.example"
              flex={1}
              value={domain}
              onChange={(event) => replace(place, { domain: event.currentTarget.value.trim() })}
            />
            <Select
              aria-label={`Connection of domain ${place + 1}`}
              placeholder="Connection"
              flex={1}
              searchable
              data={choices(connection)}
              value={connection === '' ? null : connection}
              onChange={(value) => replace(place, { connection: value ?? '' })}
            />
            <ActionIcon
              variant="default"
              size={36}
              aria-label={`Remove domain ${place + 1}`}
              onClick={() => onChange(homes.filter((_, index) => index !== place))}
            >
              <Icon name="close" />
            </ActionIcon>
          </Group>
        ))}
        <Group>
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<Icon name="plus" size={12} />}
            onClick={() => onChange([...homes, { domain: '', connection: '' }])}
          >
            Add a domain
          </Button>
        </Group>
      </Stack>
    </Fieldset>
  );
}
