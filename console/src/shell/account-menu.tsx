import { ActionIcon, Menu, Text, Tooltip, useMantineColorScheme } from '@mantine/core';
import { useState } from 'react';
import { roleNames, useOperator } from '../api/operator.tsx';
import { Icon, type IconName } from '../parts/icon.tsx';
import { useSession } from '../session/session-context.ts';
import { openShortcutsHelp } from './shortcuts-help.tsx';

const schemes = [
  ['auto', 'As the system', 'screen'],
  ['light', 'Light', 'sun'],
  ['dark', 'Dark', 'moon'],
] as const satisfies [string, string, IconName][];

export function AccountMenu() {
  const operator = useOperator();
  const session = useSession();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const [opened, setOpened] = useState(false);
  const name = operator.name ?? operator.email ?? 'Operator';
  return (
    <Menu position="bottom-end" width={240} withinPortal={false} onChange={setOpened}>
      <Menu.Target>
        <Tooltip label={name} disabled={opened}>
          <ActionIcon variant="default" size="lg" radius="xl" aria-label={`Account of ${name}`}>
            <Icon name="operators" />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <Text size="sm" fw={600} c="bright">
            {name}
          </Text>
          <Text size="xs">{operator.email}</Text>
          <Text size="xs">{roleNames[operator.role]}</Text>
        </Menu.Label>
        <Menu.Divider />
        <Menu.Label>Colours</Menu.Label>
        {schemes.map(([scheme, label, icon]) => (
          <Menu.Item
            key={scheme}
            leftSection={<Icon name={icon} />}
            rightSection={scheme === colorScheme ? <Icon name="check" /> : null}
            aria-current={scheme === colorScheme || undefined}
            onClick={() => setColorScheme(scheme)}
          >
            {label}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<Icon name="keyboard" />} onClick={openShortcutsHelp}>
          Keyboard shortcuts
        </Menu.Item>
        <Menu.Item leftSection={<Icon name="out" />} onClick={() => void session.signOut()}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
