/** A tenant that nobody has come to yet: what to do, in order, with what is done already. */
import { Anchor, List, Text, ThemeIcon } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useClient } from '../../api/api.tsx';
import { answered } from '../../api/refusal.ts';
import { useTenant } from '../../api/tenant.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Section } from '../../parts/section.tsx';

export function FirstSteps() {
  const client = useClient();
  const { tenant } = useTenant();
  const providers = useQuery({
    queryKey: ['identity-providers', 'any'],
    queryFn: () => answered(client.GET('/v1/identity-providers', { params: { query: { limit: 1 } } })),
  });
  const applications = useQuery({
    queryKey: ['applications', 'any'],
    queryFn: () => answered(client.GET('/v1/applications', { params: { query: { limit: 1 } } })),
  });
  return (
    <Section title={`${tenant.name} has no users yet: what to do first`}>
      <List spacing="sm" center={false} type="ordered" listStyleType="none">
        <Step isDone={(providers.data?.data.length ?? 0) > 0} title="Register a provider">
          People sign in through <To to="/providers">a provider</To>: Google, GitHub, a company’s own, or a code by
          mail.
        </Step>
        <Step isDone={(applications.data?.data.length ?? 0) > 0} title="Connect an application">
          <To to="/applications">Applications</To> sign their users in through Selfsame; or call an API with{' '}
          <To to="/api-keys">an API key</To>.
        </Step>
        <Step isDone={false} title="Have somebody sign in, or bring your users">
          Each arrival appears below with what was decided. Users that you have already come in by the command{' '}
          <code>selfsame import</code>, or <To to="/users">one by one</To>.
        </Step>
        <Step isDone={tenant.settings.pages !== undefined} title="Make the pages yours">
          Name, logo, colours and language are in <To to="/settings">Settings</To>.
        </Step>
      </List>
    </Section>
  );
}

function Step({ isDone, title, children }: { isDone: boolean; title: string; children: ReactNode }) {
  return (
    <List.Item
      icon={
        <ThemeIcon size={22} radius="xl" variant={isDone ? 'filled' : 'light'} color={isDone ? 'accent' : 'gray'}>
          <Icon name={isDone ? 'check' : 'chevronRight'} size={12} />
        </ThemeIcon>
      }
    >
      <Text size="sm" fw={500}>
        {title}
        {isDone && <span className="visually-hidden"> (done)</span>}
      </Text>
      <Text size="sm" c="dimmed" component="div">
        {children}
      </Text>
    </List.Item>
  );
}

function To({ to, children }: { to: string; children: ReactNode }) {
  return (
    <Anchor component={Link} to={to} inherit underline="always">
      {children}
    </Anchor>
  );
}
