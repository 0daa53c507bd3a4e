/** How rows are taken, in plain words. */
import { Checkbox, Group, Radio, SimpleGrid } from '@mantine/core';
import type { ImportOptions } from './use-import.ts';

interface Props {
  value: ImportOptions;
  onChange: (value: ImportOptions) => void;
  disabled: boolean;
}

const onExisting: Record<ImportOptions['on_existing'], { label: string; description: string }> = {
  refuse: { label: 'Refuse the row', description: 'It is listed with the refused ones.' },
  skip: { label: 'Pass it over', description: 'The user stays as it is.' },
  update: {
    label: 'Update the user',
    description: 'It gets the fields that the row names and the identities that it lacks, and loses none.',
  },
};

export function ImportOptionFields({ value, onChange, disabled }: Props) {
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
      <Radio.Group
        label="When a row’s user is there already"
        description="The same by id; without one, by external id; else by the first identity."
        value={value.on_existing}
        onChange={(chosen) => onChange({ ...value, on_existing: chosen as ImportOptions['on_existing'] })}
      >
        {Object.entries(onExisting).map(([name, words]) => (
          <Radio key={name} value={name} mt="xs" disabled={disabled} {...words} />
        ))}
      </Radio.Group>
      <Checkbox.Group
        label="Refuse rows that share with another user"
        description="User names, external ids and identities are never shared."
        value={value.unique}
        onChange={(chosen) => onChange({ ...value, unique: chosen as ImportOptions['unique'] })}
      >
        <Group mt="xs">
          <Checkbox value="email" label="their e-mail address" disabled={disabled} />
          <Checkbox value="phone" label="their phone number" disabled={disabled} />
        </Group>
      </Checkbox.Group>
    </SimpleGrid>
  );
}
