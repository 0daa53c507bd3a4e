/** Users from a file: chosen, read through, and then what `ChosenFile` does with it. */
import { Alert, Anchor, Button, Group, Progress, Stack, Text } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTenant } from '../../api/tenant.tsx';
import { sayBytes } from '../../parts/download-progress.tsx';
import { Section } from '../../parts/section.tsx';
import { Snippet } from '../../parts/snippet.tsx';
import { ChooseFile } from './choose-file.tsx';
import { ChosenFile } from './chosen-file.tsx';
import { readUserFile, type UserFile } from './user-file.ts';

interface Reading {
  file: File;
  bytes: number;
  stop: AbortController;
}

export function ImportUsers() {
  const { tenant } = useTenant();
  const [reading, setReading] = useState<Reading | null>(null);
  const [chosen, setChosen] = useState<UserFile | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const stop = useRef<AbortController | null>(null);
  useEffect(() => () => stop.current?.abort(), []);

  const choose = async (file: File) => {
    setProblem(null);
    if (file.size === 0) return setProblem(`“${file.name}” is empty.`);
    const mine = new AbortController();
    stop.current = mine;
    setReading({ file, bytes: 0, stop: mine });
    try {
      setChosen(await readUserFile(file, (bytes) => setReading({ file, bytes, stop: mine }), mine.signal));
    } catch {
      if (!mine.signal.aborted) setProblem(`“${file.name}” cannot be read: it may have been moved or changed.`);
    }
    setReading(null);
  };

  return (
    <Section title="Import">
      <Stack gap="sm">
        {problem !== null && (
          <Alert color="red" role="alert" p="sm">
            <Text size="sm">{problem}</Text>
          </Alert>
        )}
        {chosen !== null ? (
          <ChosenFile key={chosen.importId} chosen={chosen} onOther={() => setChosen(null)} />
        ) : reading !== null ? (
          <ReadingFile {...reading} />
        ) : (
          <ChooseFile onChoose={(file) => void choose(file)} />
        )}
        {chosen === null && (
          <>
            <Text size="sm" c="dimmed">
              Lines are as an export writes them. Name each provider as it is called here: register those first, on{' '}
              <Anchor href="/console/providers" inherit underline="always">
                the page of providers
              </Anchor>
              . A file of many millions of users goes in faster by the command line, where the server’s database is;
              either goes on with what the other began:
            </Text>
            <Snippet label="Command that imports" code={`selfsame import users.jsonl --tenant ${tenant.slug}`} />
          </>
        )}
      </Stack>
    </Section>
  );
}

function ReadingFile({ file, bytes, stop }: Reading) {
  return (
    <Stack gap="xs">
      <Progress value={(bytes / file.size) * 100} aria-label="How much of the file is read" />
      <Text size="sm" role="status">
        {`Looking through ${file.name}: ${sayBytes(bytes)} of ${sayBytes(file.size)}`}
      </Text>
      <Group>
        <Button variant="default" size="xs" onClick={() => stop.abort()}>
          Cancel
        </Button>
      </Group>
    </Stack>
  );
}
