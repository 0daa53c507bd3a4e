/** What holds for linking in the whole tenant, beyond the rules of its providers. */
import { Radio, Stack, TagsInput, Text } from '@mantine/core';
import type { PartProps } from './look-settings.tsx';
import classes from './settings-page.module.css';

export function LinkingSettings({ draft, onChange, may }: PartProps) {
  return (
    <fieldset className={classes.fields} disabled={!may}>
      <Stack gap="lg" maw="44rem">
        <TagsInput
          label="Verified domains"
          description="Mail domains that the tenant has shown to be its own. Providers whose rule believes in them prove every address there. Danger: name one that others hand out addresses of, and whoever gets one there may enter accounts."
          placeholder={draft.verifiedDomains.length === 0 ? 'example.com' : undefined}
          splitChars={[',', ' ']}
          value={draft.verifiedDomains}
          disabled={!may}
          onChange={(verifiedDomains) => onChange({ verifiedDomains })}
        />
        <Radio.Group
          label="When somebody proves an address that a user only claims"
          value={draft.unprovedSide}
          onChange={(value) => onChange({ unprovedSide: value as 'ends' | 'separate' })}
        >
          <Stack gap="xs" mt={6}>
            <Radio
              value="ends"
              label="The user is theirs (safe default)"
              description="Everything else that leads into it ends before anybody gets in: who made the account with an address that is not theirs loses it."
            />
            <Radio
              value="separate"
              label="They get a user of their own"
              description="Danger: two users with one address, and whoever only claims it keeps an account in that name."
            />
          </Stack>
        </Radio.Group>
        <Text size="sm" c="dimmed">
          Who joins whom is said by the linking rule of each provider.
        </Text>
      </Stack>
    </fieldset>
  );
}
