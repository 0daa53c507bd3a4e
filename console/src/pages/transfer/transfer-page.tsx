/** Users with their identities, out as a file and in from one. */
import { Stack } from '@mantine/core';
import { PageFrame } from '../../parts/page-frame.tsx';
import { ExportUsers } from './export-users.tsx';
import { ImportUsers } from './import-users.tsx';

export default function TransferPage() {
  return (
    <PageFrame title="Import & export" description="Users with their identities, as JSON Lines: one user a line.">
      <Stack gap="md">
        <ImportUsers />
        <ExportUsers />
      </Stack>
    </PageFrame>
  );
}
