/** A document as rows of a name, a kind and a value. What is nested is JSON in its row. */
import { ActionIcon, Button, NativeSelect, Text, Textarea, TextInput, Tooltip } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { Icon } from '../../../parts/icon.tsx';
import classes from './document-rows.module.css';
import { type Kind, makeRow, type Row, type RowProblem } from './json-document.ts';

const kinds: { value: Kind; label: string }[] = [
  { value: 'text', label: 'Text' },
  { value: 'number', label: 'Number' },
  { value: 'yes_no', label: 'Yes or no' },
  { value: 'json', label: 'JSON' },
];

export interface DocumentRowsProps {
  label: string;
  rows: Row[];
  problems: Map<number, RowProblem>;
  readOnly: boolean;
  onChange: (rows: Row[]) => void;
}

export function DocumentRows({ label, rows, problems, readOnly, onChange }: DocumentRowsProps) {
  const change = (id: number, changes: Partial<Row>) =>
    onChange(rows.map((row) => (row.id === id ? { ...row, ...changes } : row)));
  const box = useRef<HTMLDivElement>(null);
  const wasAdded = useRef(false);
  // Whoever adds a row goes on to type its name.
  useEffect(() => {
    if (!wasAdded.current) return;
    wasAdded.current = false;
    [...(box.current?.querySelectorAll<HTMLInputElement>('[data-name]') ?? [])].at(-1)?.focus();
  });
  const add = () => {
    wasAdded.current = true;
    onChange([...rows, makeRow()]);
  };
  return (
    <div ref={box} className={classes.rows}>
      {rows.length === 0 && (
        <Text size="sm" c="dimmed">
          Nothing is kept here yet.
        </Text>
      )}
      {rows.map((row) => {
        const called = row.name === '' ? 'a name that is new' : row.name;
        const problem = problems.get(row.id);
        return (
          <fieldset key={row.id} className={classes.row}>
            <legend className="visually-hidden">
              {label}: {called}
            </legend>
            <TextInput
              size="xs"
              aria-label="Name"
              data-name
              placeholder="Name"
              value={row.name}
              readOnly={readOnly}
              error={problem?.name}
              onChange={(event) => change(row.id, { name: event.currentTarget.value })}
            />
            <NativeSelect
              size="xs"
              aria-label={`Kind of ${called}`}
              data={kinds}
              value={row.kind}
              disabled={readOnly}
              onChange={(event) => change(row.id, convert(row, event.currentTarget.value as Kind))}
            />
            <Field
              row={row}
              called={called}
              readOnly={readOnly}
              problem={problem}
              onChange={(text) => change(row.id, { text })}
            />
            {!readOnly && (
              <Tooltip label="Remove">
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  aria-label={`Remove ${called}`}
                  onClick={() => onChange(rows.filter(({ id }) => id !== row.id))}
                >
                  <Icon name="trash" size={14} />
                </ActionIcon>
              </Tooltip>
            )}
          </fieldset>
        );
      })}
      {!readOnly && (
        <Button
          size="compact-xs"
          variant="subtle"
          leftSection={<Icon name="plus" size={12} />}
          aria-label={`Add to ${label.toLowerCase()}`}
          onClick={add}
        >
          Add
        </Button>
      )}
    </div>
  );
}

interface FieldProps {
  row: Row;
  called: string;
  readOnly: boolean;
  problem: RowProblem | undefined;
  onChange: (text: string) => void;
}

function Field({ row, called, readOnly, problem, onChange }: FieldProps) {
  const label = `Value of ${called}`;
  if (row.kind === 'yes_no')
    return (
      <NativeSelect
        size="xs"
        aria-label={label}
        data={[
          { value: 'yes', label: 'Yes' },
          { value: 'no', label: 'No' },
        ]}
        value={row.text}
        disabled={readOnly}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    );
  return (
    <Textarea
      size="xs"
      aria-label={label}
      placeholder="Value"
      autosize
      minRows={1}
      maxRows={8}
      value={row.text}
      readOnly={readOnly}
      error={problem?.text}
      ff={row.kind === 'json' ? 'monospace' : undefined}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

/** What is written stays where the other kind can say it. */
function convert({ kind, text }: Row, to: Kind): Partial<Row> {
  if (to === 'yes_no') return { kind: to, text: ['no', 'false', ''].includes(text) ? 'no' : 'yes' };
  if (to === 'json') {
    if (kind === 'text') return { kind: to, text: JSON.stringify(text) };
    return { kind: to, text: kind === 'yes_no' ? String(text === 'yes') : text };
  }
  return { kind: to, text };
}
