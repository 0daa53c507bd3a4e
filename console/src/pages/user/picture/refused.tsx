/** That a change would be refused, in the server's words: before it is tried. */
import { Alert, List, Text } from '@mantine/core';
import type { SelfsameError } from '@selfsame/client';
import { asSentence, Said } from '../../../parts/said.tsx';

export function Refused({ refusal }: { refusal: SelfsameError | undefined }) {
  if (refusal === undefined) return null;
  // Where there is one alone, it is in the message.
  const notices = (refusal.notices ?? []).filter((notice) => !refusal.message.includes(notice));
  return (
    <Alert color="orange" title="The server would refuse this" p="sm" role="note">
      <Text size="sm" component="div">
        <Said text={asSentence(refusal.message)} />
      </Text>
      {notices.length > 0 && (
        <List size="sm">
          {notices.map((notice) => (
            <List.Item key={notice}>{notice}</List.Item>
          ))}
        </List>
      )}
    </Alert>
  );
}
