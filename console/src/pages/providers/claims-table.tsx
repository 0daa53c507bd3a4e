/** Claims as the connector reads them, beside what the mapping makes of them. */
import { Badge, Text } from '@mantine/core';
import type { ConnectionTest } from './provider-queries.ts';
import classes from './providers.module.css';

type Claims = NonNullable<ConnectionTest['claims']>;

export const claimNames = [
  'external_id',
  'email',
  'email_verified',
  'phone',
  'phone_verified',
  'username',
  'display_name',
  'given_name',
  'family_name',
  'picture',
  'locale',
  'hosted_domain',
] as const;

export interface ClaimsTableProps {
  claims: Partial<Claims>;
  mapped: Claims | null;
  changed: readonly string[];
  problems: readonly { claim: string; message: string }[];
}

export function ClaimsTable({ claims, mapped, changed, problems }: ClaimsTableProps) {
  // What is not said to be verified is not: that is no change.
  const isSaid = (value: string | boolean | undefined) => value !== undefined && value !== false;
  const shown = claimNames.filter((name) => isSaid(claims[name]) || isSaid(mapped?.[name]));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and a keyboard must reach what it hides
    <section className={classes.scroll} tabIndex={0} aria-label="Claims">
      <table className={classes.facts}>
        <thead>
          <tr>
            <th scope="col">Claim</th>
            <th scope="col">As it is read</th>
            <th scope="col">After the mapping</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((name) => {
            const problem = problems.find(({ claim }) => claim === name);
            return (
              <tr key={name}>
                <th scope="row">
                  <code className={classes.claim}>{name}</code>
                </th>
                <td>{show(claims[name])}</td>
                <td>
                  {problem !== undefined ? (
                    <Text span size="sm" c="red">
                      {problem.message}
                    </Text>
                  ) : (
                    <>
                      {mapped === null ? '–' : show(mapped[name])}{' '}
                      {(changed.includes(name) ||
                        (mapped !== null && (mapped[name] ?? false) !== (claims[name] ?? false))) && (
                        <Badge size="xs" variant="light" color="orange">
                          changed
                        </Badge>
                      )}
                    </>
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}

function show(value: string | boolean | undefined) {
  if (value === undefined) return '–';
  return typeof value === 'boolean' ? (value ? 'yes' : 'no') : value;
}
