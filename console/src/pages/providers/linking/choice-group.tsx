/** One question of a linking rule: its answers from strict to loose, the safe one marked, each looser one with its danger. */
import { Badge, Group, Radio, Stack, Text } from '@mantine/core';
import { Icon } from '../../../parts/icon.tsx';
import classes from '../providers.module.css';
import { type Choice, isLooser } from './rule-choices.ts';

export interface ChoiceGroupProps<T extends string> {
  label: string;
  description?: string;
  choices: Choice<T>[];
  value: T;
  /** What a provider of this kind starts with. */
  usual: T;
  onChange: (value: T) => void;
  error?: string | undefined;
}

export function ChoiceGroup<T extends string>(props: ChoiceGroupProps<T>) {
  const { label, description, choices, value, usual, onChange, error } = props;
  return (
    <Radio.Group
      label={label}
      description={description}
      value={value}
      onChange={(next) => onChange(next as T)}
      error={error}
    >
      <Stack gap="xs" mt="xs">
        {choices.map((choice) => (
          <div key={choice.value} className={classes.choice}>
            <Radio
              value={choice.value}
              label={
                <Group gap="xs" component="span" display="inline-flex">
                  <Text span size="sm" fw={500}>
                    {choice.label}
                  </Text>
                  {choice.value === usual && (
                    <Badge component="span" size="xs" variant="light" color="green">
                      safe default
                    </Badge>
                  )}
                </Group>
              }
              description={choice.does}
            />
            {isLooser(choices, choice.value, usual) && <Danger>{choice.danger!}</Danger>}
          </div>
        ))}
      </Stack>
    </Radio.Group>
  );
}

export function Danger({ children }: { children: string }) {
  return (
    <span className={classes.danger}>
      <Icon name="warning" size={13} />
      <span>
        <b>Danger:</b> {children}
      </span>
    </span>
  );
}
