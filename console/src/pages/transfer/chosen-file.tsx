/** A file that was looked through: what became of it before, how it shall go in, and how far it is. */
import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import type { Import } from '@selfsame/client';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useClient } from '../../api/api.tsx';
import { answered } from '../../api/refusal.ts';
import { Answer } from '../../parts/answer.tsx';
import { confirm } from '../../parts/confirm.tsx';
import { sayBytes } from '../../parts/download-progress.tsx';
import { Icon } from '../../parts/icon.tsx';
import { useWrite } from '../../parts/use-write.ts';
import { When } from '../../parts/when.tsx';
import { WriteButton } from '../../parts/write-button.tsx';
import { ImportOptionFields } from './import-options.tsx';
import { ImportProgress } from './import-progress.tsx';
import { Interruption } from './interruption.tsx';
import { RefusedLines } from './refused-lines.tsx';
import { type ImportOptions, useImport } from './use-import.ts';
import type { UserFile } from './user-file.ts';

interface Props {
  chosen: UserFile;
  onOther: () => void;
}

export function ChosenFile({ chosen, onOther }: Props) {
  const client = useClient();
  const { file, lines, importId } = chosen;
  const query = useQuery({
    queryKey: ['imports', importId],
    queryFn: ({ signal }) =>
      answered(client.GET('/v1/imports/{import_id}', { params: { path: { import_id: importId } }, signal })),
  });
  return (
    <Stack gap="sm">
      <Text size="sm">
        <b>{file.name}</b>, {sayBytes(file.size)}, {count(lines, 'line')}
      </Text>
      <Answer of={query}>{(standing) => <Transfer chosen={chosen} standing={standing} onOther={onOther} />}</Answer>
    </Stack>
  );
}

function Transfer({ chosen, standing, onOther }: Props & { standing: Import }) {
  const { lines, importId } = chosen;
  const [options, setOptions] = useState<ImportOptions>({ on_existing: 'refuse', unique: [] });
  const { run, start, check, goOn, pause, reset } = useImport(chosen);
  const forget = useForget(importId, reset);
  const isRunning = run.phase === 'running' || run.phase === 'pausing';
  useWarningBeforeLeaving(isRunning && !run.isCheck);

  const isThrough = standing.lines_done >= lines;
  const isBegun = standing.lines_done > 0;
  const isFresh = run.phase === 'idle';
  const refused = run.isCheck ? run.counts.refused : isFresh ? standing.refused : run.counts.refused;
  return (
    <Stack gap="md">
      {isFresh && isBegun && (
        <Alert color={isThrough ? 'green' : 'accent'} p="sm">
          <Text size="sm" component="div">
            {isThrough
              ? 'This file was taken in to its end, '
              : 'This file was begun before, and was last gone on with '}
            <When at={standing.updated_at} />: {tell(standing)}.{' '}
            {!isThrough &&
              `It goes on behind line ${say(standing.lines_done)} of ${say(lines)}; nothing comes in twice.`}
          </Text>
        </Alert>
      )}
      {!isRunning && !(isThrough && !run.isCheck) && (
        <ImportOptionFields value={options} onChange={setOptions} disabled={false} />
      )}
      {!isFresh && <ImportProgress run={run} chosen={chosen} />}
      {run.error !== null && <Interruption run={run} />}
      <Group gap="xs">
        {isRunning ? (
          <Button
            variant="default"
            leftSection={<Icon name="pause" />}
            loading={run.phase === 'pausing'}
            onClick={pause}
          >
            Pause
          </Button>
        ) : (
          <>
            {run.phase === 'paused' && (
              <WriteButton scope="users:write" leftSection={<Icon name="play" />} onClick={() => goOn(options)}>
                {run.isCheck ? 'Go on checking' : 'Resume'}
              </WriteButton>
            )}
            {!isThrough && (run.phase !== 'paused' || run.isCheck) && (run.phase !== 'done' || run.isCheck) && (
              <>
                <WriteButton
                  scope="users:write"
                  variant={run.phase === 'paused' ? 'default' : 'filled'}
                  leftSection={<Icon name="upload" />}
                  onClick={() => start(options)}
                >
                  {isBegun ? 'Go on importing' : `Import ${count(lines, 'line')}`}
                </WriteButton>
                {isFresh && (
                  <WriteButton scope="users:write" variant="default" onClick={() => check(options)}>
                    Only check
                  </WriteButton>
                )}
              </>
            )}
            {isBegun && (isFresh || (run.phase === 'done' && !run.isCheck)) && (
              <WriteButton scope="users:write" variant="default" onClick={() => void forget()}>
                Begin anew
              </WriteButton>
            )}
            <Button variant="default" onClick={onOther}>
              Another file
            </Button>
          </>
        )}
      </Group>
      {isRunning && !run.isCheck && (
        <Text size="sm" c="dimmed">
          Leaving this page pauses it. Choose the same file again and it goes on.
        </Text>
      )}
      {refused > 0 && <RefusedLines run={run} chosen={chosen} count={refused} />}
    </Stack>
  );
}

function useForget(importId: string, after: () => void) {
  const client = useClient();
  const { mutate } = useWrite({
    run: () => answered(client.DELETE('/v1/imports/{import_id}', { params: { path: { import_id: importId } } })),
    changes: [['imports']],
    after,
  });
  return async () => {
    const yes = await confirm({
      title: 'Begin this file anew?',
      body:
        'How far it came is forgotten, and with it the list of refused rows. Users that came in stay: what becomes of their ' +
        'rows is for you to choose.',
      action: 'Begin anew',
    });
    if (yes) mutate();
  };
}

function useWarningBeforeLeaving(isOn: boolean) {
  useEffect(() => {
    if (!isOn) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [isOn]);
}

function tell({ created, updated, skipped, refused }: Import): string {
  return `${say(created)} created, ${say(updated)} updated, ${say(skipped)} skipped, ${say(refused)} refused`;
}

function say(number: number): string {
  return number.toLocaleString('en');
}

function count(number: number, what: string): string {
  return `${say(number)} ${what}${number === 1 ? '' : 's'}`;
}
