/** A secret that the server shows once: to be copied now, as it is known nowhere afterwards. */
import { ActionIcon, Alert, CopyButton, Group, Text, Tooltip } from '@mantine/core';
import { Icon } from './icon.tsx';
import classes from './secret-once.module.css';

export interface SecretOnceProps {
  label: string;
  value: string;
  /** No secret, but needed beside one. */
  open?: boolean;
}

export function SecretOnce({ label, value, open = false }: SecretOnceProps) {
  return (
    <Alert color={open ? 'gray' : 'orange'} p="sm">
      <Text size="sm" fw={600}>
        {label}
      </Text>
      {!open && <Text size="xs">Copy it now: it is not shown again.</Text>}
      <Group gap="xs" wrap="nowrap" mt={4}>
        <code className={classes.value}>{value}</code>
        <CopyButton value={value} timeout={2000}>
          {({ copied, copy }) => (
            <Tooltip label={copied ? 'Copied' : 'Copy'}>
              <ActionIcon variant="default" onClick={copy} aria-label={`Copy: ${label}`}>
                <Icon name={copied ? 'check' : 'copy'} />
              </ActionIcon>
            </Tooltip>
          )}
        </CopyButton>
      </Group>
    </Alert>
  );
}
