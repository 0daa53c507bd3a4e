/** Why an import paused by itself, and that nothing is lost by it. */
import { Alert, Stack, Text } from '@mantine/core';
import { isStatus } from '../../api/refusal.ts';
import { Failure } from '../../parts/failure.tsx';
import type { ImportRun } from './use-import.ts';

export function Interruption({ run: { error, isCheck } }: { run: ImportRun }) {
  if (isStatus(error, 409) && error.code === 'changed_meanwhile') {
    const stands = error.details.lines_done;
    return (
      <Alert color="orange" title="Somebody else goes on with this file" role="alert">
        <Text size="sm">
          {typeof stands === 'number' && `It stands behind line ${stands.toLocaleString('en')} now. `}
          Leave it to them, or resume: it goes on from where it stands then, and no line comes in twice.
        </Text>
      </Alert>
    );
  }
  return (
    <Stack gap="xs">
      {error instanceof DOMException ? (
        <Alert color="red" title="The file cannot be read any more" role="alert">
          <Text size="sm">It may have been changed or moved since: choose it again.</Text>
        </Alert>
      ) : (
        <Failure error={error} />
      )}
      <Text size="sm">
        {isCheck
          ? 'The check is paused: resume it when that is mended.'
          : 'The import is paused. What came in stays, and nothing comes in twice: resume it when that is mended.'}
      </Text>
    </Stack>
  );
}
