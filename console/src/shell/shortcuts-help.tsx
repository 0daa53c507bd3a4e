import { Group, Kbd, Modal, Stack, Switch, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useShortcut, useShortcuts, useShortcutsSwitch } from './shortcuts.ts';

const openEvent = 'selfsame:shortcuts';

export function openShortcutsHelp(): void {
  window.dispatchEvent(new Event(openEvent));
}

export function ShortcutsHelp() {
  const [opened, setOpened] = useState(false);
  const [on, setOn] = useShortcutsSwitch();
  const shortcuts = useShortcuts();
  useEffect(() => {
    const open = () => setOpened(true);
    window.addEventListener(openEvent, open);
    return () => window.removeEventListener(openEvent, open);
  }, []);
  useShortcut('?', 'Show this help', () => setOpened(true));
  return (
    <Modal opened={opened} onClose={() => setOpened(false)} title="Keyboard shortcuts">
      <Stack gap="xs">
        <Line keys="Ctrl K" label="Go to a page or look for a user" />
        {shortcuts.map(({ key, label }) => (
          <Line key={`${key} ${label}`} keys={key} label={label} />
        ))}
        <Switch
          mt="sm"
          checked={on}
          onChange={(event) => setOn(event.currentTarget.checked)}
          label="Single keys do something"
          description="Ctrl K always does."
        />
      </Stack>
    </Modal>
  );
}

function Line({ keys, label }: { keys: string; label: string }) {
  return (
    <Group justify="space-between" wrap="nowrap">
      <Text size="sm">{label}</Text>
      <Kbd>{keys}</Kbd>
    </Group>
  );
}
