/** A test of a connection: a sign-in that goes every step of a real one in a window of its own, and what came of it, as it goes. */
import { Alert, Anchor, Badge, Button, Drawer, Group, List, Stack, Tabs, Text, ThemeIcon, Title } from '@mantine/core';
import type { Connection } from '@selfsame/client';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useClient } from '../../api/api.tsx';
import { answered } from '../../api/refusal.ts';
import { Answer } from '../../parts/answer.tsx';
import { Icon } from '../../parts/icon.tsx';
import { JsonView } from '../../parts/json-view.tsx';
import { useWrite } from '../../parts/use-write.ts';
import { When } from '../../parts/when.tsx';
import { WriteButton } from '../../parts/write-button.tsx';
import { ClaimsTable } from './claims-table.tsx';
import { sayDecision } from './decision-words.ts';
import type { ConnectionTest } from './provider-queries.ts';
import classes from './providers.module.css';

const scope = 'identity_providers:write';

export interface StartedTest {
  id: string;
  connection_id: string;
  url: string;
}

/** Asks for a test and opens its address. The window is opened without a way back to this one. */
export function useStartTest(after: (test: StartedTest) => void) {
  const client = useClient();
  return useWrite({
    run: (connectionId: string) =>
      answered(client.POST('/v1/connections/{id}/tests', { params: { path: { id: connectionId } } })),
    changes: [],
    after: (test) => {
      window.open(test.url, '_blank', 'noopener,width=520,height=760');
      after(test);
    },
  });
}

export function useConnectionTest(connectionId: string, testId: string | undefined) {
  const client = useClient();
  return useQuery({
    queryKey: ['connection-tests', connectionId, testId ?? ''],
    queryFn: ({ signal }) =>
      answered(
        client.GET('/v1/connections/{id}/tests/{testId}', {
          params: { path: { id: connectionId, testId: testId! } },
          signal,
        }),
      ),
    enabled: testId !== undefined,
    refetchInterval: ({ state }) => (state.data === undefined || isOpen(state.data) ? 1500 : false),
  });
}

export function isOpen({ status }: ConnectionTest): boolean {
  return status === 'waiting' || status === 'started';
}

export interface TestDrawerProps {
  connection: Connection;
  testId: string;
  /** Where it is gone through; not known after this page was loaded anew. */
  url: string | null;
  onAgain: () => void;
  onClose: () => void;
  onSwitchOn: () => void;
  /** To the mapping, with these claims. */
  onMap: () => void;
}

export function TestDrawer({ connection, testId, url, onAgain, onClose, onSwitchOn, onMap }: TestDrawerProps) {
  const test = useConnectionTest(connection.id, testId);
  return (
    <Drawer opened onClose={onClose} title={`Test of ${connection.display_name}`} size="lg">
      <Answer of={test} what="Loading the report">
        {(report) => (
          <Stack gap="md">
            <Status report={report} url={url} />
            <Steps report={report} />
            {!isOpen(report) && (
              <Group gap="xs">
                <WriteButton
                  scope={scope}
                  size="xs"
                  variant="default"
                  onClick={onAgain}
                  leftSection={<Icon name="refresh" size={13} />}
                >
                  Test again
                </WriteButton>
                {report.status === 'passed' && !connection.enabled && (
                  <WriteButton scope={scope} size="xs" onClick={onSwitchOn}>
                    Switch the connection on
                  </WriteButton>
                )}
              </Group>
            )}
            <Said report={report} onMap={onMap} />
          </Stack>
        )}
      </Answer>
    </Drawer>
  );
}

function Status({ report, url }: { report: ConnectionTest; url: string | null }) {
  // Somebody whose eyes are on the other window hears it.
  if (report.status === 'waiting')
    return (
      <Alert color="blue" title="Waiting for the sign-in" role="status">
        <Text size="sm">
          A window has opened in which you sign in as somebody the provider knows. Nobody is signed in here by it, and
          nothing is kept but this report.{' '}
          {url !== null && (
            <>
              No window?{' '}
              <Anchor href={url} target="_blank" rel="noopener noreferrer" inherit underline="always">
                Open the sign-in
              </Anchor>
              .
            </>
          )}
        </Text>
      </Alert>
    );
  if (report.status === 'started')
    return (
      <Alert color="blue" title="At the provider" role="status">
        <Text size="sm">The sign-in has begun in the other window: finish it there.</Text>
      </Alert>
    );
  if (report.status === 'expired')
    return (
      <Alert color="orange" title="It took too long" role="status">
        <Text size="sm">A test is good for half an hour. Ask for another.</Text>
      </Alert>
    );
  const passed = report.status === 'passed';
  return (
    <Alert
      color={passed ? 'green' : 'red'}
      title={passed ? 'Every step passed' : 'It did not get through'}
      role="status"
    >
      <Text size="sm">
        {passed
          ? 'People could sign in by this connection.'
          : report.steps.find(({ outcome }) => outcome === 'failed')?.message}{' '}
        Finished <When at={report.finished_at} />.
      </Text>
    </Alert>
  );
}

const stepWords: Record<ConnectionTest['steps'][number]['step'], string> = {
  discovery: 'Find the provider',
  authorization: 'Agree at the provider',
  callback: 'Come back',
  token_exchange: 'Take the provider’s word',
  password: 'Ask the directory',
  claims: 'Read who it is',
  mapping: 'Apply the mapping',
  decision: 'Ask the linking rules',
};

const outcomes = {
  passed: { color: 'green', icon: 'check', word: 'passed' },
  failed: { color: 'red', icon: 'close', word: 'failed' },
  not_reached: { color: 'gray', icon: 'more', word: 'not reached' },
} as const;

function Steps({ report }: { report: ConnectionTest }) {
  return (
    <ol className={classes.steps} aria-label="Steps of the test">
      {report.steps.map(({ step, outcome, message, reason }) => {
        const { color, icon, word } = outcomes[outcome];
        return (
          <li key={step}>
            <ThemeIcon size={20} radius="xl" variant="light" color={color}>
              <Icon name={icon} size={12} />
            </ThemeIcon>
            <div>
              <Text size="sm" fw={500}>
                {stepWords[step]}{' '}
                <Badge size="xs" variant="light" color={color}>
                  {word}
                </Badge>
              </Text>
              <Text size="xs" c="dimmed">
                {message}
                {reason !== undefined && (
                  <>
                    {' '}
                    <code>{reason}</code>
                  </>
                )}
              </Text>
            </div>
          </li>
        );
      })}
    </ol>
  );
}

/** What came of it: the decision, the claims and what the mapping made of them, the provider's own words. */
function Said({ report, onMap }: { report: ConnectionTest; onMap: () => void }) {
  const { linking, claims, mapped, raw } = report;
  if (claims === null && raw === null) return null;
  return (
    <Tabs defaultValue={linking === null ? 'claims' : 'decision'} keepMounted={false}>
      <Tabs.List>
        {linking !== null && <Tabs.Tab value="decision">Decision</Tabs.Tab>}
        {claims !== null && <Tabs.Tab value="claims">Claims</Tabs.Tab>}
        {raw !== null && <Tabs.Tab value="raw">What the provider said</Tabs.Tab>}
      </Tabs.List>
      {linking !== null && (
        <Tabs.Panel value="decision" pt="sm">
          <Decision linking={linking} />
        </Tabs.Panel>
      )}
      {claims !== null && (
        <Tabs.Panel value="claims" pt="sm">
          <ClaimsTable claims={claims} mapped={mapped} changed={report.changed} problems={report.mapping_problems} />
          <Button size="compact-sm" variant="default" mt="sm" onClick={onMap}>
            Try a mapping on these claims
          </Button>
        </Tabs.Panel>
      )}
      {raw !== null && (
        <Tabs.Panel value="raw" pt="sm">
          <JsonView label="What the provider said" value={raw} />
        </Tabs.Panel>
      )}
    </Tabs>
  );
}

function Decision({ linking }: { linking: NonNullable<ConnectionTest['linking']> }) {
  const { decision, reasons, policies, notices, user_id } = linking;
  return (
    <Stack gap="sm">
      <div>
        <Title order={3} size="h6">
          {sayDecision(decision)}
        </Title>
        <Text size="sm" c="dimmed">
          Were the connection switched on, and had this been a real sign-in.{' '}
          {user_id !== null && (
            <Anchor component={Link} to={`/users/${user_id}`} inherit underline="always">
              See the user
            </Anchor>
          )}
        </Text>
      </div>
      <List type="ordered" size="sm" spacing={4}>
        {reasons.map(({ rule, said, settled }) => (
          <List.Item key={rule + said} fw={settled ? 600 : undefined}>
            {said} <code>{rule}</code>
          </List.Item>
        ))}
      </List>
      {policies.length > 0 && (
        <Text size="sm">Policies that decided: {policies.map(({ name }) => name).join(', ')}</Text>
      )}
      {notices.map((notice) => (
        <Alert role="note" key={notice} color="orange">
          {notice}
        </Alert>
      ))}
    </Stack>
  );
}
