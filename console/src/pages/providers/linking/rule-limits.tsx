/** Whom a rule leaves out: domains, users, numbers, and what must not mix. */
import { ActionIcon, Button, Checkbox, Group, NumberInput, Stack, TagsInput, Text, TextInput } from '@mantine/core';
import { Icon } from '../../../parts/icon.tsx';
import type { RuleFieldsProps } from './linking-rule-editor.tsx';

export function RuleLimits({ rule, set, problems }: RuleFieldsProps) {
  const { allowed, denied } = rule.email_domains;
  const domains = (change: Partial<typeof rule.email_domains>) =>
    set({ email_domains: { ...rule.email_domains, ...change } });
  return (
    <Stack gap="sm">
      <Checkbox
        label="Only addresses of some domains may join somebody"
        description="The others come in all the same, and get users of their own; arrivals without an address pass it."
        checked={allowed !== null}
        onChange={(event) => domains({ allowed: event.currentTarget.checked ? [] : null })}
      />
      {allowed !== null && (
        <TagsInput
          label="Domains that may join"
          splitChars={[' ', ',']}
          acceptValueOnBlur
          value={allowed}
          onChange={(next) => domains({ allowed: next })}
          error={problems.email_domains}
        />
      )}
      <TagsInput
        label="Domains that join nobody"
        splitChars={[' ', ',']}
        acceptValueOnBlur
        value={denied}
        onChange={(next) => domains({ denied: next })}
        error={allowed === null ? problems.email_domains : undefined}
      />
      <TagsInput
        label="Users whom no arrival joins, by id"
        description="List them before the arrival. For “never, by nobody” write a policy."
        splitChars={[' ', ',']}
        acceptValueOnBlur
        value={rule.never_link.user_ids}
        onChange={(user_ids) => set({ never_link: { ...rule.never_link, user_ids } })}
        error={problems.never_link}
      />
      <SparedByMetadata rule={rule} set={set} />
      <NumberInput
        label="Identities of this provider that one user may have"
        description="Empty: as many as any user may have. Links by hand and merges are bound to it as well."
        min={1}
        max={1000}
        allowDecimal={false}
        hideControls
        value={rule.identities_per_user_max ?? ''}
        onChange={(next) => set({ identities_per_user_max: typeof next === 'number' ? next : null })}
        error={problems.identities_per_user_max}
      />
      <TextInput
        label="Linking domain"
        description="Identities of providers with different ones are never of one user: staff and customers, two brands. Empty is one like any other."
        maxLength={64}
        value={rule.linking_domain ?? ''}
        onChange={(event) => set({ linking_domain: event.currentTarget.value || null })}
        error={problems.linking_domain}
      />
    </Stack>
  );
}

/** Rows of a path and a value, such as `app_metadata.roles` and `admin`. */
function SparedByMetadata({ rule, set }: Pick<RuleFieldsProps, 'rule' | 'set'>) {
  const rows = Object.entries(rule.never_link.metadata);
  const change = (next: [string, unknown][]) =>
    set({ never_link: { ...rule.never_link, metadata: Object.fromEntries(next) as never } });
  const replace = (at: number, row: [string, unknown]) =>
    change(rows.map((each, index) => (index === at ? row : each)));
  return (
    <div>
      <Text size="sm" fw={500}>
        Users whom no arrival joins, by their metadata
      </Text>
      <Stack gap={6} mt={4}>
        {rows.map(([path, value], index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the path is what is typed
          <Group key={index} gap={6} wrap="nowrap">
            <TextInput
              aria-label="Path of the metadata"
              placeholder="app_metadata.roles"
              value={path}
              onChange={(event) => replace(index, [event.currentTarget.value, value])}
              flex={1}
              spellCheck={false}
            />
            <TextInput
              aria-label={`Value of ${path || 'the metadata'}`}
              placeholder="admin"
              value={String(value)}
              onChange={(event) => replace(index, [path, event.currentTarget.value])}
              flex={1}
              spellCheck={false}
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={`Remove ${path || 'this row'}`}
              onClick={() => change(rows.filter((_, at) => at !== index))}
            >
              <Icon name="trash" size={14} />
            </ActionIcon>
          </Group>
        ))}
        <Group>
          <Button size="compact-xs" variant="default" onClick={() => change([...rows, ['app_metadata.', '']])}>
            Add metadata
          </Button>
        </Group>
      </Stack>
    </div>
  );
}
