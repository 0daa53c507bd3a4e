/** The rules of a decision in the order in which they were looked at, what each said, and which one settled it. */
import { Anchor, Badge, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { Icon } from './icon.tsx';
import classes from './reasons.module.css';
import { Said } from './said.tsx';

export interface Reason {
  rule: string;
  settled: boolean;
  said: string;
  about?: Record<string, unknown>;
}

const names: Record<string, string> = {
  provider_enabled: 'Switched on',
  known_identity: 'Known identity',
  mode: 'Whether arrivals join anybody',
  match_on: 'Keys to look for',
  proof: 'Proof',
  email_domains: 'Domain of the address',
  never_link: 'Users that are out',
  match: 'Match',
  on_conflict: 'Conflict',
  unproved_side: 'Unproved side',
  known_people_only: 'Known people only',
  jit: 'Users of their own',
  create_user: 'New user',
  policies: 'Policies',
};

export function Reasons({ of: reasons }: { of: readonly Reason[] }) {
  return (
    <ol className={classes.list}>
      {reasons.map((reason, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: one rule may speak twice, and they never move
        <li key={index} className={classes.reason} data-settled={reason.settled || undefined}>
          <span className={classes.mark}>{reason.settled && <Icon name="check" size={12} />}</span>
          <Text size="sm" fw={600} component="span">
            {names[reason.rule] ?? reason.rule.replaceAll('_', ' ')}
          </Text>{' '}
          {reason.settled && (
            <Badge size="xs" variant="light" tt="none">
              settled it
            </Badge>
          )}
          <Text size="sm" component="div">
            <Said text={reason.said} />
          </Text>
          {reason.about && <About of={reason.about} />}
        </li>
      ))}
    </ol>
  );
}

/** Lists of ids are for programs: whoever shows a decision names what they are of. */
function About({ of: about }: { of: Record<string, unknown> }) {
  const told = Object.entries(about).filter(([, value]) => !Array.isArray(value));
  if (told.length === 0) return null;
  return (
    <dl className={classes.about}>
      {told.map(([name, value]) => (
        <div key={name}>
          <dt>{name.replaceAll('_', ' ')}:</dt> <dd>{tell(name, value)}</dd>
        </div>
      ))}
    </dl>
  );
}

function tell(name: string, value: unknown) {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string' && /^user(_?id)?$/i.test(name)) {
    return (
      <Anchor component={Link} to={`/users/${value}`} inherit ff="monospace" underline="always">
        {value}
      </Anchor>
    );
  }
  return typeof value === 'string' || typeof value === 'number' ? String(value) : JSON.stringify(value);
}
