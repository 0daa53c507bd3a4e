/** Every error says what happened and what to do about it. */
import { Alert, Button, Group, List, Text } from '@mantine/core';
import { roleNames, useOperator } from '../api/operator.tsx';
import { isStatus, Refusal, ServerGone } from '../api/refusal.ts';
import { EmptyState } from './empty-state.tsx';
import { PageFrame } from './page-frame.tsx';

/** In a sentence for people, which the API's own words nearly are. */
export function explain(error: unknown): string {
  if (error instanceof ServerGone) return 'The server does not answer. It may be restarting, or the network is down.';
  if (error instanceof TypeError) return 'The server could not be reached.';
  const message = error instanceof Error ? error.message : String(error);
  return `${message.charAt(0).toUpperCase()}${message.slice(1)}.`.replace(/[.!?]\.$/, '.');
}

export function Failure({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const notices = error instanceof Refusal ? error.notices : [];
  return (
    <Alert color="red" title={titleOf(error)} role="alert">
      <Text size="sm">{explain(error)}</Text>
      {notices.length > 0 && (
        <List size="sm">
          {notices.map((notice) => (
            <List.Item key={notice}>{notice}</List.Item>
          ))}
        </List>
      )}
      {onRetry && !isStatus(error, 403, 404) && (
        <Group mt="sm">
          <Button size="xs" variant="default" onClick={onRetry}>
            Try again
          </Button>
        </Group>
      )}
    </Alert>
  );
}

function titleOf(error: unknown): string {
  if (error instanceof ServerGone) return 'The server is gone';
  if (isStatus(error, 403)) return 'Not allowed';
  if (isStatus(error, 404)) return 'Not found';
  if (isStatus(error, 409, 412)) return 'Something else changed meanwhile';
  if (isStatus(error, 400, 422)) return 'Not accepted';
  return 'That did not work';
}

/** In place of a page that the role does not open. */
export function Forbidden({ title, scope }: { title: string; scope: string }) {
  const { role } = useOperator();
  return (
    <PageFrame title={title}>
      <EmptyState icon="providers" title="Your role does not open this page">
        It needs the permission <code>{scope}</code>, which the role <b>{roleNames[role]}</b> does not have. An owner
        can give you another role.
      </EmptyState>
    </PageFrame>
  );
}
