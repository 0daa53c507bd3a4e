/** Two users and what they would become, field by field. Fields that neither has are left out. */
import { Code, Table, Text } from '@mantine/core';
import type { User } from '@selfsame/client';
import { nameOfUser } from '../../../parts/user-link.tsx';
import classes from './dialogs.module.css';

const fields = [
  ['name', 'Name'],
  ['email', 'E-mail'],
  ['email_verified', 'E-mail verified'],
  ['phone', 'Phone'],
  ['phone_verified', 'Phone verified'],
  ['username', 'Username'],
  ['external_id', 'External id'],
  ['given_name', 'Given name'],
  ['family_name', 'Family name'],
  ['nickname', 'Nickname'],
  ['locale', 'Locale'],
  ['picture', 'Profile picture'],
] as const satisfies [keyof User, string][];

const bags = [
  ['user_metadata', 'User metadata'],
  ['app_metadata', 'App metadata'],
] as const satisfies [keyof User, string][];

type Json = Record<string, unknown>;

interface Row {
  key: string;
  name: string;
  values: [goes: unknown, stays: unknown, becomes: unknown];
}

/** Whether it matters whose metadata is taken. */
export function hasConflict(one: User, other: User): boolean {
  return bags.some(([bag]) => text(one[bag]) !== text(other[bag]));
}

export function MergedFields({ goes, stays, becomes }: { goes: User; stays: User; becomes: User }) {
  const rows = compare(goes, stays, becomes);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and a keyboard must reach what it hides
    <section className={classes.fields} tabIndex={0} aria-label="Field by field">
      <Table verticalSpacing={4} horizontalSpacing="xs">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Field</Table.Th>
            <Table.Th>{nameOfUser(goes)} goes</Table.Th>
            <Table.Th>{nameOfUser(stays)} stays</Table.Th>
            <Table.Th>Afterwards</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map(({ key, name, values: [left, right, result] }) => (
            <Table.Tr key={key}>
              <Table.Th scope="row">{name}</Table.Th>
              <Table.Td>
                <Value of={left} lost={isSomething(left) && text(left) !== text(result)} />
              </Table.Td>
              <Table.Td>
                <Value of={right} lost={isSomething(right) && text(right) !== text(result)} />
              </Table.Td>
              <Table.Td>
                <b>
                  <Value of={result} />
                </b>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}

function compare(goes: User, stays: User, becomes: User): Row[] {
  const plain = fields
    .map(([field, name]): Row => ({ key: field, name, values: [goes[field], stays[field], becomes[field]] }))
    .filter(({ values: [left, right] }) => isSomething(left) || isSomething(right));
  const bagged = bags.flatMap(([bag, name]) => {
    const [left, right, result] = [goes[bag], stays[bag], becomes[bag]] as [Json, Json, Json];
    const keys = [...new Set([...Object.keys(right), ...Object.keys(left)])];
    return keys.map(
      (key): Row => ({ key: `${bag}.${key}`, name: `${name}: ${key}`, values: [left[key], right[key], result[key]] }),
    );
  });
  return [...plain, ...bagged];
}

function isSomething(value: unknown): boolean {
  return value !== null && value !== undefined && value !== false && value !== '';
}

/** The same for the same value, in whatever order its keys come. */
function text(value: unknown): string {
  return JSON.stringify(value, (_, part) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  ) as string;
}

function Value({ of: value, lost = false }: { of: unknown; lost?: boolean }) {
  if (value === null || value === undefined || value === '')
    return (
      <Text span inherit c="dimmed" fw={400}>
        none
      </Text>
    );
  const said = typeof value === 'boolean' ? (value ? 'yes' : 'no') : value;
  return (
    <span className={lost ? classes.lost : undefined}>
      {typeof said === 'object' ? <Code>{JSON.stringify(said)}</Code> : String(said)}
      {lost && <span className="visually-hidden"> (not kept)</span>}
    </span>
  );
}
