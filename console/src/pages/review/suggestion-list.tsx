/** The suggestions to go through: one is open beside the list, any may be selected to be decided together. */
import { Button, Center, Checkbox, Text, UnstyledButton } from '@mantine/core';
import type { Suggestion } from '@selfsame/client';
import { useEffect, useRef } from 'react';
import { When } from '../../parts/when.tsx';
import classes from './review.module.css';
import { keyNames } from './review-queries.ts';

export interface SuggestionListProps {
  rows: Suggestion[];
  current: Suggestion | undefined;
  onOpen: (id: string) => void;
  /** Absent where there is nothing to decide. */
  selection?: { chosen: ReadonlySet<string>; onChange: (chosen: ReadonlySet<string>) => void };
  more: { has: boolean; isLoading: boolean; load: () => void };
}

export function SuggestionList({ rows, current, onOpen, selection, more }: SuggestionListProps) {
  const box = useRef<HTMLElement>(null);
  useEffect(() => {
    if (current) box.current?.querySelector('[data-current]')?.scrollIntoView({ block: 'nearest' });
  }, [current]);
  const chosenHere = selection ? rows.filter(({ id }) => selection.chosen.has(id)).length : 0;
  return (
    <section ref={box} className={classes.list} aria-label="Suggestions">
      <div className={classes.head}>
        {selection && (
          <Checkbox
            size="xs"
            aria-label="Select all that are loaded"
            checked={chosenHere > 0 && chosenHere === rows.length}
            indeterminate={chosenHere > 0 && chosenHere < rows.length}
            onChange={(event) =>
              selection.onChange(new Set(event.currentTarget.checked ? rows.map(({ id }) => id) : []))
            }
          />
        )}
        <Text size="xs" c="dimmed">
          {chosenHere > 0 ? `${chosenHere} selected of ` : ''}
          {rows.length}
          {more.has ? ' and more' : ''}, the oldest first
        </Text>
      </div>
      <ul className={classes.rows}>
        {rows.map((suggestion) => (
          <li key={suggestion.id} className={classes.row} data-current={suggestion.id === current?.id || undefined}>
            {selection && (
              <Checkbox
                size="xs"
                aria-label={`Select ${headingOf(suggestion)}`}
                checked={selection.chosen.has(suggestion.id)}
                onChange={() => selection.onChange(toggled(selection.chosen, suggestion.id))}
              />
            )}
            <UnstyledButton
              className={classes.open}
              aria-current={suggestion.id === current?.id || undefined}
              onClick={() => onOpen(suggestion.id)}
            >
              <Text span size="sm" fw={500}>
                {headingOf(suggestion)}
              </Text>
              <span className={classes.lesser}>
                {suggestion.kind === 'users' ? 'Two users' : 'An arrival'} · {keysOf(suggestion)} ·{' '}
                <When at={suggestion.decided_at ?? suggestion.created_at} />
              </span>
            </UnstyledButton>
          </li>
        ))}
      </ul>
      {more.has && (
        <Center p="xs">
          <Button size="xs" variant="subtle" loading={more.isLoading} onClick={more.load}>
            Load more
          </Button>
        </Center>
      )}
    </section>
  );
}

export function toggled(chosen: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(chosen);
  if (!next.delete(id)) next.add(id);
  return next;
}

export function headingOf({ evidence, id }: Suggestion): string {
  return evidence[0]?.value ?? id;
}

function keysOf({ evidence }: Suggestion): string {
  return [...new Set(evidence.map(({ key }) => keyNames[key]))].join(', ');
}
