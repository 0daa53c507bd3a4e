/** Where a file is chosen or dropped. Whom the role does not let is told why, and what they drop is not taken. */
import { FileButton, Stack, Text } from '@mantine/core';
import { type DragEvent, useState } from 'react';
import { useMay } from '../../api/operator.tsx';
import { Icon } from '../../parts/icon.tsx';
import { WriteButton } from '../../parts/write-button.tsx';
import classes from './choose-file.module.css';

export function ChooseFile({ onChoose }: { onChoose: (file: File) => void }) {
  const may = useMay('users:write');
  const [isOver, setOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const file = event.dataTransfer.files[0];
    if (may && file) onChoose(file);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the button in it does the same by keyboard
    <div
      className={classes.zone}
      data-over={isOver || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(may);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <Stack align="center" gap="xs">
        <FileButton onChange={(file) => file && onChoose(file)} accept=".jsonl,.ndjson,.json,application/x-ndjson">
          {({ onClick }) => (
            <WriteButton scope="users:write" leftSection={<Icon name="upload" />} onClick={onClick}>
              Choose a file
            </WriteButton>
          )}
        </FileButton>
        <Text size="sm">or drop it here: JSON Lines, one user a line.</Text>
        <Text size="sm" c="dimmed" ta="center">
          It goes in piece by piece. Pause it, close this page or lose the connection: choose the same file again, and
          it goes on where it was.
        </Text>
      </Stack>
    </div>
  );
}
