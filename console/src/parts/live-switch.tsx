/** Whether a list follows what happens: on or paused, and how the connection is. */
import { Badge, Button, Group } from '@mantine/core';
import type { StreamState } from '../api/event-stream.ts';
import { Icon } from './icon.tsx';

export interface LiveSwitchProps {
  state: StreamState;
  isOn: boolean;
  onChange: (isOn: boolean) => void;
}

const words: Record<StreamState, { said: string; color: string }> = {
  off: { said: 'paused', color: 'gray' },
  connecting: { said: 'connecting', color: 'gray' },
  live: { said: 'live', color: 'green' },
  reconnecting: { said: 'reconnecting', color: 'orange' },
  refused: { said: 'not live', color: 'orange' },
};

export function LiveSwitch({ state, isOn, onChange }: LiveSwitchProps) {
  const { said, color } = words[state];
  return (
    <Group gap="xs" wrap="nowrap">
      <Badge variant="light" color={color} role="status">
        {said}
      </Badge>
      <Button
        size="compact-xs"
        variant="default"
        leftSection={<Icon name={isOn ? 'pause' : 'play'} size={12} />}
        onClick={() => onChange(!isOn)}
      >
        {isOn ? 'Pause' : 'Follow'}
      </Button>
    </Group>
  );
}
