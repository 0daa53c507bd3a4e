/** What a change changes, field by field, one user or identity after the other: of an event, or of a preview. */
import { Code, Table, Text } from '@mantine/core';
import { sayField } from './event-words.ts';
import classes from './field-changes.module.css';
import { UserLink } from './user-link.tsx';

export interface FieldChange {
  kind: 'user' | 'identity';
  id: string;
  field: string | null;
  before?: unknown;
  after?: unknown;
}

export interface FieldChangesProps {
  changes: FieldChange[];
  about?: string;
  /** What stands over the columns: `Before` and `After` unless told. */
  sides?: [string, string];
}

export function FieldChanges({ changes, about, sides = ['Before', 'After'] }: FieldChangesProps) {
  return groupByRow(changes).map(([key, fields]) => (
    <div key={key} className={classes.row}>
      <Text size="xs" fw={600} component="div">
        <RowName change={fields[0]!} about={about} />
      </Text>
      {fields[0]!.field === null ? (
        <Whole change={fields[0]!} />
      ) : (
        <Table className={classes.table} withRowBorders={false} verticalSpacing={2} horizontalSpacing="xs">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Field</Table.Th>
              <Table.Th>{sides[0]}</Table.Th>
              <Table.Th>{sides[1]}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {fields.map(({ field, before, after }) => (
              <Table.Tr key={field}>
                <Table.Th scope="row">{sayField(field ?? '')}</Table.Th>
                <Table.Td>
                  <Value of={before} field={field} about={about} />
                </Table.Td>
                <Table.Td>
                  <Value of={after} field={field} about={about} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </div>
  ));
}

function groupByRow(changes: FieldChange[]): [string, FieldChange[]][] {
  const rows = new Map<string, FieldChange[]>();
  for (const change of changes) {
    const key = `${change.kind}:${change.id}`;
    rows.set(key, [...(rows.get(key) ?? []), change]);
  }
  return [...rows];
}

function RowName({ change: { kind, id, before, after }, about }: { change: FieldChange; about?: string }) {
  if (kind === 'user') return id === about ? 'This user' : <UserLink id={id} />;
  const row = (after ?? before) as Record<string, unknown> | null;
  const name = row?.email ?? row?.username ?? row?.subject;
  return <>Identity {typeof name === 'string' ? name : <Code title={id}>…{id.slice(-8)}</Code>}</>;
}

/** The whole user or identity came or went. */
function Whole({ change: { kind, before, after } }: { change: FieldChange }) {
  if (before === null || before === undefined)
    return (
      <Text size="xs">
        {kind === 'user' ? 'The user came to be' : 'The identity came to be'}
        <Summary of={after} />
      </Text>
    );
  return (
    <Text size="xs">
      {kind === 'user' ? 'The user went' : 'The identity went'}
      <Summary of={before} />
    </Text>
  );
}

const telling = ['name', 'email', 'email_verified', 'phone', 'username', 'subject', 'external_id'];

function Summary({ of: row }: { of: unknown }) {
  if (typeof row !== 'object' || row === null) return '.';
  const known = row as Record<string, unknown>;
  const told = telling.filter((field) => known[field] !== null && known[field] !== undefined && known[field] !== '');
  if (told.length === 0) return '.';
  return `: ${told.map((field) => `${sayField(field).toLowerCase()} ${sayShort(known[field])}`).join(', ')}.`;
}

function sayShort(value: unknown): string {
  if (value === true) return 'yes';
  if (value === false) return 'no';
  return String(value);
}

const time = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

function Value({ of: value, field, about }: { of: unknown; field: string | null; about?: string }) {
  if (value === null || value === undefined) return <span className={classes.none}>none</span>;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if ((field === 'user_id' || field === 'merged_into') && typeof value === 'string')
    return value === about ? 'this user' : <UserLink id={value} />;
  if (typeof value === 'string') return time.test(value) ? sayTime(value) : value;
  if (typeof value === 'number') return String(value);
  return <pre className={classes.json}>{JSON.stringify(value, null, 2)}</pre>;
}

const absolute = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });

function sayTime(text: string): string {
  return absolute.format(new Date(text));
}
