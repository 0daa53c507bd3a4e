/** How far it is, and what has become of the rows so far. */
import { Group, Progress, Stack, Text } from '@mantine/core';
import { sayBytes } from '../../parts/download-progress.tsx';
import type { ImportRun } from './use-import.ts';
import type { UserFile } from './user-file.ts';

const phases: Record<ImportRun['phase'], [ofImport: string, ofCheck: string]> = {
  idle: ['', ''],
  running: ['Importing', 'Checking'],
  pausing: ['Pausing', 'Pausing'],
  paused: ['Paused', 'Paused'],
  done: ['All of it went through', 'Checked, nothing was written'],
};

export function ImportProgress({ run, chosen: { file, lines } }: { run: ImportRun; chosen: UserFile }) {
  const { phase, isCheck, counts, bytes, linesPerSecond } = run;
  return (
    <Stack gap="xs">
      <Progress value={(bytes / file.size) * 100} aria-label="How much of the file went through" />
      <Text size="sm" role="status">
        {phases[phase][isCheck ? 1 : 0]}: {sayBytes(bytes)} of {sayBytes(file.size)}, {run.lines.toLocaleString('en')}{' '}
        of {lines.toLocaleString('en')} lines
        {linesPerSecond !== null && phase !== 'paused' && `, ${linesPerSecond.toLocaleString('en')} rows a second`}
      </Text>
      <Group gap="lg" component="dl" my={0}>
        <Count of={counts.created} name={isCheck ? 'would be created' : 'created'} />
        <Count of={counts.updated} name={isCheck ? 'would be updated' : 'updated'} />
        <Count of={counts.skipped} name={isCheck ? 'would be skipped' : 'skipped'} />
        <Count of={counts.refused} name={isCheck ? 'would be refused' : 'refused'} />
      </Group>
      {isCheck && (
        <Text size="sm" c="dimmed">
          Rows a thousand lines and more apart are not compared with each other.
        </Text>
      )}
    </Stack>
  );
}

function Count({ of, name }: { of: number; name: string }) {
  return (
    <div>
      <Text component="dt" size="sm" c="dimmed">
        {name}
      </Text>
      <Text component="dd" m={0} fw={600}>
        {of.toLocaleString('en')}
      </Text>
    </div>
  );
}
