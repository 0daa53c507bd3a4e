/** What two sides say, field by field: what agrees, what is proved, and with a merge what would stay. */
import { Anchor, Badge, Group, Switch, Text } from '@mantine/core';
import type { UserIdentity } from '@selfsame/client';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { Proved } from '../../parts/proved.tsx';
import { ProviderMark } from '../../parts/provider-mark.tsx';
import { When } from '../../parts/when.tsx';
import type { Agreement, ComparedField, Told } from './compare-fields.ts';
import classes from './review.module.css';

export interface Side {
  title: ReactNode;
  /** Of what a provider says: `said to be verified`. */
  provedWord?: string;
}

export interface ComparisonProps {
  fields: ComparedField[];
  left: Side;
  right: Side;
  /** By the name of the field; null while it is not known. */
  result?: Map<string, Told> | null;
}

export function Comparison({ fields, left, right, result }: ComparisonProps) {
  const [onlyDifferences, setOnlyDifferences] = useState(false);
  const shown = onlyDifferences ? fields.filter(({ agreement }) => agreement !== 'same') : fields;
  return (
    <div>
      <Group justify="flex-end" mb={4}>
        <Switch
          size="xs"
          label="Only what differs"
          checked={onlyDifferences}
          onChange={(event) => setOnlyDifferences(event.currentTarget.checked)}
        />
      </Group>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col" className={classes.field}>
              <span className="visually-hidden">Field</span>
            </th>
            <th scope="col">{left.title}</th>
            <th scope="col">{right.title}</th>
            <th scope="col" className={classes.sign}>
              <span className="visually-hidden">Agreement</span>
            </th>
            {result !== undefined && (
              <th scope="col" className={classes.result}>
                After merging
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {shown.map((field) => (
            <tr key={field.name} data-differs={field.agreement === 'differs' || undefined}>
              <th scope="row">
                {field.name}
                <div className={classes.narrow}>
                  <Sign of={field.agreement} />
                </div>
              </th>
              <td>
                <Value of={field.left} word={left.provedWord} />
              </td>
              <td>
                <Value of={field.right} word={right.provedWord} />
              </td>
              <td className={classes.sign}>
                <Sign of={field.agreement} />
              </td>
              {result !== undefined && (
                <td className={classes.result}>
                  {result === null ? '…' : <Value of={result.get(field.name) ?? null} />}
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Value({ of: told, word }: { of: Told | null; word?: string }) {
  if (told === null)
    return (
      <Text span inherit c="dimmed">
        –
      </Text>
    );
  if (told.at !== undefined) return <When at={told.at} />;
  return (
    <>
      {told.text}
      {told.proved !== undefined && (
        <>
          {' '}
          <Proved is={told.proved} word={word} />
        </>
      )}
    </>
  );
}

function Sign({ of: agreement }: { of: Agreement | null }) {
  if (agreement === null) return null;
  const colour = { same: 'green', differs: 'yellow', 'one side': 'gray' }[agreement];
  return (
    <Badge size="xs" variant="light" color={colour} tt="none">
      {agreement}
    </Badge>
  );
}

export function Identities({ of: identities, whose }: { of: UserIdentity[]; whose: string }) {
  return (
    <section aria-label={`Identities of ${whose}`}>
      <Text size="xs" fw={600} c="dimmed">
        Identities of {whose}
      </Text>
      {identities.length === 0 && <Text size="sm">None: nobody signs in as this user.</Text>}
      {identities.map((identity) => (
        <IdentityLine key={identity.id} identity={identity} />
      ))}
    </section>
  );
}

export function IdentityLine({ identity }: { identity: UserIdentity }) {
  return (
    <Group gap="xs" wrap="nowrap" align="flex-start" className={classes.identity}>
      <ProviderMark strategy={identity.provider_type} />
      <div>
        <Text size="sm">
          <Anchor component={Link} to={`/providers/${identity.identity_provider_id}`} inherit>
            {identity.provider_name}
          </Anchor>{' '}
          <code>{identity.external_id}</code>
        </Text>
        <Text size="xs" c="dimmed" component="div">
          {identity.external_email !== null && (
            <>
              {identity.external_email} <Proved is={identity.external_email_verified} word="said to be verified" />{' '}
            </>
          )}
          last used <When at={identity.last_login_at} />
        </Text>
      </div>
    </Group>
  );
}
