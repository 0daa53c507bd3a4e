/** What the server says of the text, each with a way to its place. */
import { List, Text, UnstyledButton } from '@mantine/core';
import type { MarkedMistake } from '../../parts/code-editor.tsx';
import { explain } from '../../parts/failure.tsx';
import classes from './policies.module.css';

export interface MistakesProps {
  isChecking: boolean;
  /** That it could not be checked. */
  error: unknown;
  mistakes: readonly MarkedMistake[];
  warnings: readonly MarkedMistake[];
  onGo: (place: MarkedMistake) => void;
}

export function Mistakes({ isChecking, error, mistakes, warnings, onGo }: MistakesProps) {
  return (
    <div>
      <Text size="xs" c={mistakes.length > 0 ? 'var(--mantine-color-error)' : 'dimmed'} role="status">
        {stateOf(isChecking, error, mistakes.length)}
      </Text>
      {mistakes.length > 0 && <Places label="Mistakes" of={mistakes} onGo={onGo} />}
      {warnings.length > 0 && (
        <>
          <Text size="xs" c="dimmed" mt={4}>
            Allowed, and most likely not meant:
          </Text>
          <Places label="Warnings" of={warnings} onGo={onGo} />
        </>
      )}
    </div>
  );
}

function stateOf(isChecking: boolean, error: unknown, count: number): string {
  if (isChecking && count === 0) return 'Checking…';
  if (count > 0) return count === 1 ? 'One mistake' : `${count} mistakes`;
  if (error !== null && error !== undefined) return `Not checked. ${explain(error)}`;
  return 'It fits the schema.';
}

function Places({
  label,
  of: places,
  onGo,
}: {
  label: string;
  of: readonly MarkedMistake[];
  onGo: MistakesProps['onGo'];
}) {
  return (
    <List size="sm" listStyleType="none" aria-label={label}>
      {places.map((place) => (
        <List.Item key={`${place.line} ${place.column} ${place.message}`}>
          <UnstyledButton className={classes.mistake} onClick={() => onGo(place)}>
            <Text span inherit fw={500} td="underline">
              line {place.line}, column {place.column}
            </Text>
            : {place.message}
            {place.help && (
              <Text span inherit c="dimmed">
                {' '}
                – {place.help}
              </Text>
            )}
          </UnstyledButton>
        </List.Item>
      ))}
    </List>
  );
}
