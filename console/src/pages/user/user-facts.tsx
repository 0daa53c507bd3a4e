import { Text } from '@mantine/core';
import type { User } from '@selfsame/client';
import type { ReactNode } from 'react';
import { CopyId } from '../../parts/copy-id.tsx';
import { When } from '../../parts/when.tsx';
import classes from './user-facts.module.css';

/** What tells this user from others, and no more than that: the tabs have the rest. */
export function UserFacts({ user }: { user: User }) {
  return (
    <dl className={classes.facts}>
      <Fact name="E-mail">
        {user.email === null ? 'none' : <Proved said={user.email} by={user.email_verified} of="e-mail address" />}
      </Fact>
      {user.phone !== null && (
        <Fact name="Phone">
          <Proved said={user.phone} by={user.phone_verified} of="phone number" />
        </Fact>
      )}
      {user.username !== null && <Fact name="Username">{user.username}</Fact>}
      {user.external_id !== null && (
        <Fact name="External id">
          <CopyId id={user.external_id} of="external id" />
        </Fact>
      )}
      <Fact name="Id">
        <CopyId id={user.id} of="user id" />
      </Fact>
      <Fact name="Created">
        <When at={user.created_at} />
      </Fact>
      <Fact name="Last sign-in">
        <When at={user.last_login_at} />
        {user.logins_count > 1 && `, ${user.logins_count.toLocaleString('en')} in all`}
      </Fact>
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Proved({ said, by, of }: { said: string; by: boolean; of: string }) {
  return (
    <>
      {said}{' '}
      <Text
        span
        inherit
        c={by ? 'var(--mantine-color-green-light-color)' : 'dimmed'}
        title={`The ${of} is ${by ? '' : 'not '}verified`}
      >
        {by ? '✓ verified' : 'not verified'}
      </Text>
    </>
  );
}
