/** A download under way, or why it failed. */
import { Alert, Button, Group, Loader, Text } from '@mantine/core';
import { Failure } from './failure.tsx';
import type { Download } from './use-download.ts';

const units = ['bytes', 'KB', 'MB', 'GB'];

export function sayBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`;
}

/** `what` its lines are: `events`. */
export function DownloadProgress({ of: { progress, error, cancel }, what }: { of: Download; what: string }) {
  if (error) return <Failure error={error} />;
  if (progress === null) return null;
  return (
    <Alert color="gray" p="xs">
      <Group gap="sm">
        <Loader size="xs" aria-hidden />
        <Text size="sm" role="status">
          {`Fetching: ${progress.lines.toLocaleString('en')} ${what}, ${sayBytes(progress.bytes)}`}
        </Text>
        <Button size="compact-xs" variant="default" onClick={cancel}>
          Stop
        </Button>
      </Group>
    </Alert>
  );
}
