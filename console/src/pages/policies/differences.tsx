/** What a change of policies would have decided otherwise among the newest events. */
import { Alert, Anchor, Badge, List, Stack, Text } from '@mantine/core';
import type { paths } from '@selfsame/client';
import type { UseQueryResult } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { isStatus } from '../../api/refusal.ts';
import { Failure } from '../../parts/failure.tsx';
import { Loading } from '../../parts/loading.tsx';
import { When } from '../../parts/when.tsx';
import classes from './policies.module.css';

export type DryRun = paths['/v1/policies/dry-run']['post']['responses'][200]['content']['application/json'];
type Difference = DryRun['data'][number];

export function Differences({ of: trial }: { of: UseQueryResult<DryRun> }) {
  if (trial.error) {
    if (isStatus(trial.error, 400) && trial.error.code === 'policy_invalid') {
      return <Text size="sm">The text has mistakes: there is nothing to try.</Text>;
    }
    return <Failure error={trial.error} onRetry={() => void trial.refetch()} />;
  }
  if (trial.data === undefined) return <Loading what="Asking the newest events again" />;
  return <Told {...trial.data} />;
}

function Told({ examined, skipped, data }: DryRun) {
  const changed = data.filter(({ under_current, would_be }) => under_current !== would_be);
  const others = data.filter(({ under_current, would_be }) => under_current === would_be);
  const left = skipped > 0 ? ` ${skipped} could not be asked: who they were about is gone.` : '';
  if (examined === 0) {
    return (
      <Text size="sm">
        Nothing has happened yet that policies are asked about, so there is nothing to compare.{left}
      </Text>
    );
  }
  return (
    <Stack gap="sm">
      <Alert color={changed.length === 0 ? 'green' : 'orange'} title={headline(changed.length, examined)} role="status">
        <Text size="sm">
          The newest {examined} of what policies are asked about, asked again. Nothing was changed by asking.{left}
        </Text>
      </Alert>
      {changed.length > 0 && <DifferenceTable rows={changed} label="Decisions that would differ" />}
      {others.length > 0 && (
        <>
          <Text size="sm">
            Decided otherwise at the time, under the policies of then; this change makes no difference to them:
          </Text>
          <DifferenceTable rows={others} label="Decisions that differ already" />
        </>
      )}
    </Stack>
  );
}

function headline(changed: number, examined: number): string {
  if (changed === 0) return 'No decision would differ';
  return changed === 1
    ? `One decision of ${examined} would differ`
    : `${changed} decisions of ${examined} would differ`;
}

function DifferenceTable({ rows, label }: { rows: Difference[]; label: string }) {
  return (
    <table className={classes.table} aria-label={label}>
      <thead>
        <tr>
          <th scope="col">Event</th>
          <th scope="col" className={classes.outcome}>
            Is, would be
          </th>
          <th scope="col" data-wide>
            Because
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.event.id}>
            <td>
              <Anchor component={Link} to="/events" search={{ event: row.event.id } as never} inherit fw={500}>
                {row.event.type}
              </Anchor>
              <div className={classes.lesser}>
                <When at={row.event.created_at} />
                {row.event.user_id !== null && (
                  <>
                    , of{' '}
                    <Anchor component={Link} to={`/users/${row.event.user_id}`} inherit underline="always">
                      …{row.event.user_id.slice(-8)}
                    </Anchor>
                  </>
                )}
                {row.facts === 'reconstructed' && '; facts as they are today'}
              </div>
            </td>
            <td>
              <Outcome of={row.under_current} /> → <Outcome of={row.would_be} />
              {row.was !== row.under_current && <div className={classes.lesser}>it was {row.was}</div>}
            </td>
            <td data-wide>
              <Because of={row} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Because({ of: { policies, notices, errors } }: { of: Difference }) {
  const said = [
    ...policies.map(({ name }) => name),
    ...notices.map((notice) => `“${notice}”`),
    ...errors.map(({ message }) => `could not be evaluated: ${message}`),
  ];
  if (said.length === 0) return <Text size="sm">Nothing forbids it any more.</Text>;
  return (
    <List size="sm" listStyleType="none">
      {said.map((each) => (
        <List.Item key={each}>{each}</List.Item>
      ))}
    </List>
  );
}

function Outcome({ of: outcome }: { of: 'permitted' | 'refused' }) {
  return (
    <Badge size="xs" variant="light" color={outcome === 'permitted' ? 'green' : 'red'} tt="none">
      {outcome}
    </Badge>
  );
}
