/** The rows that were not taken: the first ones with why, all of them as a file, and their lines to mend. */
import { Button, Code, Group, Stack, Table, Text, Title } from '@mantine/core';
import type { RefusedLine } from '@selfsame/client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useClient } from '../../api/api.tsx';
import { answered } from '../../api/refusal.ts';
import { Answer } from '../../parts/answer.tsx';
import { Icon } from '../../parts/icon.tsx';
import { asSentence } from '../../parts/said.tsx';
import { toastFailed } from '../../parts/toast.ts';
import { save } from '../../parts/use-download.ts';
import type { ImportRun } from './use-import.ts';
import { pickLines, type UserFile } from './user-file.ts';

const shownMax = 50;

interface Props {
  run: ImportRun;
  chosen: UserFile;
  count: number;
}

export function RefusedLines({ run, chosen: { file, importId }, count }: Props) {
  const client = useClient();
  const { isCheck } = run;
  const params = { path: { import_id: importId } };
  const query = useQuery({
    queryKey: ['imports', importId, 'refused'],
    queryFn: ({ signal }) =>
      answered(
        client.GET('/v1/imports/{import_id}/refused', {
          params: { ...params, query: { limit: shownMax } },
          signal,
        }),
      ),
    enabled: !isCheck,
    refetchInterval: ({ state }) => ((state.data?.data.length ?? 0) < Math.min(shownMax, count) ? 2000 : false),
  });
  const readAll = async (): Promise<string> =>
    isCheck
      ? run.refused.map((line) => `${JSON.stringify(line)}\n`).join('')
      : answered(client.GET('/v1/imports/{import_id}/refused/export', { params, parseAs: 'text' }));
  const report = useMutation({
    mutationFn: async () =>
      save(new Blob([await readAll()], { type: 'application/x-ndjson' }), `${file.name}.refused.jsonl`),
    onError: toastFailed,
  });
  const mend = useMutation({
    mutationFn: async () => {
      const refused = (await readAll()).split('\n').filter((line) => line !== '');
      const numbers = refused.map((line) => (JSON.parse(line) as RefusedLine).line);
      save(await pickLines(file, numbers), `${file.name}.to-mend.jsonl`);
    },
    onError: toastFailed,
  });
  return (
    <Stack gap="xs">
      <Title order={3} size="h6">
        {count.toLocaleString('en')} refused {count === 1 ? 'row' : 'rows'}
      </Title>
      <Group gap="xs">
        <Button
          size="xs"
          variant="default"
          leftSection={<Icon name="download" />}
          loading={report.isPending}
          onClick={() => report.mutate()}
        >
          Why each was refused
        </Button>
        <Button
          size="xs"
          variant="default"
          leftSection={<Icon name="download" />}
          loading={mend.isPending}
          onClick={() => mend.mutate()}
        >
          Their lines, to mend
        </Button>
      </Group>
      {isCheck ? (
        <Lines lines={run.refused.slice(0, shownMax)} count={count} />
      ) : (
        <Answer of={query}>
          {({ data }) => (
            <>
              <Lines lines={data} count={count} />
              {data.length === 0 && (
                <Text size="sm" c="dimmed">
                  They were met by the command line: its own report tells of them.
                </Text>
              )}
            </>
          )}
        </Answer>
      )}
    </Stack>
  );
}

function Lines({ lines, count }: { lines: RefusedLine[]; count: number }) {
  if (lines.length === 0) return null;
  return (
    <>
      <Table verticalSpacing={4} aria-label="Refused rows">
        <Table.Thead>
          <Table.Tr>
            <Table.Th w="5rem">Line</Table.Th>
            <Table.Th>Why</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {lines.map(({ line, message, id }) => (
            <Table.Tr key={line}>
              <Table.Td>{line.toLocaleString('en')}</Table.Td>
              <Table.Td style={{ overflowWrap: 'anywhere' }}>
                {asSentence(message)} {id !== null && <Code>{id}</Code>}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {count > lines.length && (
        <Text size="sm" c="dimmed">
          The first {lines.length}; the file has all.
        </Text>
      )}
    </>
  );
}
