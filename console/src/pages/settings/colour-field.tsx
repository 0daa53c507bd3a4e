/** A colour, by its digits or by the system's own choice, and whether it can be read. */
import { CloseButton, Group, Text, TextInput } from '@mantine/core';
import { backgrounds, contrast, isColour, ratioLeast } from './contrast.ts';
import classes from './settings-page.module.css';

export interface ColourFieldProps {
  label: string;
  description: string;
  scheme: 'light' | 'dark';
  value: string;
  onChange: (value: string) => void;
}

export function ColourField({ label, description, scheme, value, onChange }: ColourFieldProps) {
  return (
    <div>
      <Group gap="xs" align="flex-end" wrap="nowrap">
        <TextInput
          label={label}
          description={description}
          placeholder="#0f6b5c"
          flex={1}
          maxLength={7}
          value={value}
          onChange={(event) => onChange(event.currentTarget.value.trim().toLowerCase())}
          error={value !== '' && !isColour(value) ? 'Six digits, such as #0f6b5c' : undefined}
          rightSection={
            value === '' ? null : <CloseButton size="sm" aria-label={`Clear: ${label}`} onClick={() => onChange('')} />
          }
        />
        <input
          type="color"
          className={classes.swatch}
          aria-label={`Choose: ${label}`}
          value={isColour(value) ? value : '#0f6b5c'}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      </Group>
      {isColour(value) && <Readable colour={value} scheme={scheme} />}
    </div>
  );
}

function Readable({ colour, scheme }: { colour: string; scheme: 'light' | 'dark' }) {
  const ratio = contrast(colour, backgrounds[scheme]);
  const said = `${ratio.toFixed(1)} to 1 on the ${scheme} background`;
  return (
    <Text size="xs" c="dimmed" mt={4} role="status">
      {ratio >= ratioLeast
        ? `It can be read: ${said}.`
        : `It can hardly be read: ${said}, of 4.5 at least. The pages make it ${scheme === 'light' ? 'darker' : 'lighter'} just so far that it can: see the preview.`}
    </Text>
  );
}
