/** All users of the tenant as a file. */
import { Button, Group, Progress, Stack, Text } from '@mantine/core';
import { useTenant } from '../../api/tenant.tsx';
import { sayBytes } from '../../parts/download-progress.tsx';
import { Failure } from '../../parts/failure.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Section } from '../../parts/section.tsx';
import { type Download, useDownload } from '../../parts/use-download.ts';
import { WriteButton } from '../../parts/write-button.tsx';

export function ExportUsers() {
  const { tenant } = useTenant();
  const download = useDownload();
  return (
    <Section title="Export">
      <Stack gap="sm">
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
    </Section>
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
