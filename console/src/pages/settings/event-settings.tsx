/** How long events are kept. */
import { Alert, NumberInput, Radio, Stack } from '@mantine/core';
import type { PartProps } from './look-settings.tsx';
import classes from './settings-page.module.css';

const daysMax = 36_500;

export function EventSettings({ draft, onChange, may }: PartProps) {
  const isLimited = draft.keepDays !== '';
  return (
    <fieldset className={classes.fields} disabled={!may}>
      <Stack gap="md" maw="44rem">
        <Radio.Group
          label="Events are kept"
          value={isLimited ? 'days' : 'ever'}
          onChange={(value) => onChange({ keepDays: value === 'days' ? '365' : '' })}
        >
          <Stack gap="xs" mt={6}>
            <Radio value="ever" label="For as long as the tenant is" />
            <Radio value="days" label="For some days" />
          </Stack>
        </Radio.Group>
        {isLimited && (
          <>
            <NumberInput
              label="Days"
              min={1}
              max={daysMax}
              allowDecimal={false}
              required
              maw="10rem"
              value={Number(draft.keepDays)}
              onChange={(days) => onChange({ keepDays: String(days) })}
            />
            <Alert color="orange" title="What goes with them">
              What people did and what was decided then can be told, and taken back, no longer; nor can be shown how
              somebody’s identities were at that time. What was changed of the installation stays.
            </Alert>
          </>
        )}
      </Stack>
    </fieldset>
  );
}
