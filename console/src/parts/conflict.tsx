/**
 * What was edited here was changed elsewhere meanwhile. Who and what is not known: see it as it is now and lose what was
 * typed, or write over it.
 */
import { Alert, Button, Group, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { isStatus } from '../api/refusal.ts';

export function isConflict(error: unknown): boolean {
  return isStatus(error, 409, 412);
}

export interface ConflictProps {
  /** What it is about: `this policy`. */
  what: string;
  onReload: () => void;
  onOverwrite?: () => void;
  /** What is known of the difference. */
  children?: ReactNode;
}

export function Conflict({ what, onReload, onOverwrite, children }: ConflictProps) {
  return (
    <Alert color="orange" title="Changed elsewhere meanwhile" role="alert">
      <Text size="sm">
        Somebody else, or an application, has changed {what} since you opened it. The page of events tells who. Nothing
        of yours is saved yet.
      </Text>
      {children}
      <Group mt="sm" gap="xs">
        <Button size="xs" variant="default" onClick={onReload}>
          Show it as it is now
        </Button>
        {onOverwrite && (
          <Button size="xs" color="red.9" onClick={onOverwrite}>
            Write mine over it
          </Button>
        )}
      </Group>
    </Alert>
  );
}
