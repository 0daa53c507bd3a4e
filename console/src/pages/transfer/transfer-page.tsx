/** Users with their identities, out as a file and in from one. */
import { Alert, Anchor, Button, Group, List, Paper, Progress, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { useTenant } from '../../api/tenant.tsx';
import { sayBytes } from '../../parts/download-progress.tsx';
import { Failure } from '../../parts/failure.tsx';
import { Icon } from '../../parts/icon.tsx';
import { PageFrame } from '../../parts/page-frame.tsx';
import { Snippet } from '../../parts/snippet.tsx';
import { type Download, useDownload } from '../../parts/use-download.ts';
import { WriteButton } from '../../parts/write-button.tsx';

export default function TransferPage() {
  return (
    <PageFrame title="Import & export" description="Users with their identities, as JSON Lines: one user a line.">
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
        <Export />
        <Import />
      </SimpleGrid>
    </PageFrame>
  );
}

function Export() {
  const { tenant } = useTenant();
  const download = useDownload();
  return (
    <Paper withBorder p="md" component="section">
      <Stack gap="sm">
        <Title order={2} size="h5">
          Export
        </Title>
        <Text size="sm">
          All users of {tenant.name} as they stand at one moment, with identities and metadata, and the tombstones of
          those that were merged. Secrets and providers’ tokens are not in it.
        </Text>
        {download.error !== null && <Failure error={download.error} />}
        {download.progress === null ? (
          <Group>
            <WriteButton
              scope="identities:read"
              leftSection={<Icon name="download" />}
              onClick={() => void download.start('/v1/exports/users', `${tenant.slug}-users.jsonl`)}
            >
              Export all users
            </WriteButton>
          </Group>
        ) : (
          <Running progress={download.progress} onStop={download.cancel} />
        )}
      </Stack>
    </Paper>
  );
}

interface RunningProps {
  progress: NonNullable<Download['progress']>;
  onStop: () => void;
}

function Running({ progress: { lines, bytes, expected }, onStop }: RunningProps) {
  const share = expected === null || expected === 0 ? null : Math.min(99, Math.floor((lines / expected) * 100));
  return (
    <Stack gap="xs">
      <Progress value={share ?? 100} animated={share === null} aria-label="How much is exported" />
      <Text size="sm" role="status">
        {`${lines.toLocaleString('en')} users`}
        {expected !== null && ` of about ${expected.toLocaleString('en')}`}, {sayBytes(bytes)}
      </Text>
      <Group>
        <Button variant="default" size="xs" onClick={onStop}>
          Stop
        </Button>
      </Group>
    </Stack>
  );
}

function Import() {
  const { tenant } = useTenant();
  return (
    <Paper withBorder p="md" component="section">
      <Stack gap="sm">
        <Title order={2} size="h5">
          Import
        </Title>
        <Text size="sm">Files are taken in by the command line, where the server or its database is:</Text>
        <Snippet label="Command that imports" code={`selfsame import users.jsonl --tenant ${tenant.slug}`} />
        <List size="sm" spacing={4}>
          <List.Item>
            It says how far it is. Ctrl-C pauses it; the same command goes on where it was, and nothing comes in twice.
          </List.Item>
          <List.Item>
            What is refused is written to <code>users.jsonl.refused.jsonl</code>, with the line and why; the others go
            in.
          </List.Item>
          <List.Item>
            <code>--dry-run</code> checks every line and writes nothing.
          </List.Item>
        </List>
        <Alert color="gray" p="sm">
          <Text size="sm">
            Lines are as an export writes them. Name each provider as it is called here: register those first, on{' '}
            <Anchor href="/console/providers" inherit underline="always">
              the page of providers
            </Anchor>
            .
          </Text>
        </Alert>
      </Stack>
    </Paper>
  );
}
