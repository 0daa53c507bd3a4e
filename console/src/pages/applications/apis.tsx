/** The APIs that an application may get access tokens for, each with its scopes. */
import { ActionIcon, Button, Fieldset, Group, Stack, TagsInput, Text, TextInput } from '@mantine/core';
import type { Application } from '@selfsame/client';
import { Icon } from '../../parts/icon.tsx';

type Api = Application['apis'][number];

export function Apis({ apis, onChange }: { apis: Api[]; onChange: (apis: Api[]) => void }) {
  const replace = (place: number, api: Api) => onChange(apis.map((each, index) => (index === place ? api : each)));
  return (
    <Fieldset legend="APIs that it may get access tokens for">
      <Stack gap="sm">
        {apis.length === 0 && (
          <Text size="sm" c="dimmed">
            None: its access tokens are opaque and good for <code>/userinfo</code>.
          </Text>
        )}
        {apis.map((api, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the audience is being typed, and rows are not moved
          <Group key={place} gap="xs" align="flex-start" wrap="nowrap">
            <TextInput
              aria-label={`Audience ${place + 1}`}
              placeholder="https://api.example.com"
              flex="1 1 40%"
              value={api.audience}
              onChange={(event) => replace(place, { ...api, audience: event.currentTarget.value })}
            />
            <TagsInput
              aria-label={`Scopes of audience ${place + 1}`}
              placeholder={api.scopes.length === 0 ? 'read:orders' : undefined}
              flex="1 1 60%"
              splitChars={[' ', ',']}
              value={api.scopes}
              onChange={(scopes) => replace(place, { ...api, scopes })}
            />
            <ActionIcon
              variant="default"
              size={36}
              aria-label={`Remove API ${place + 1}`}
              onClick={() => onChange(apis.filter((_, index) => index !== place))}
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
            onClick={() => onChange([...apis, { audience: '', scopes: [] }])}
          >
            Add an API
          </Button>
        </Group>
      </Stack>
    </Fieldset>
  );
}
