/** An address with its name, to be copied into somebody else's form. */
import { ActionIcon, CopyButton, Group, Text, Tooltip } from '@mantine/core';
import type { ReactNode } from 'react';
import { Icon } from '../../parts/icon.tsx';
import classes from './providers.module.css';

export function CopyLine({ label, value, children }: { label: string; value: string; children?: ReactNode }) {
  return (
    <div>
      <Text size="xs" c="dimmed">
        {label}
      </Text>
      <Group gap={6} wrap="nowrap">
        <code className={classes.address}>{value}</code>
        <CopyButton value={value} timeout={2000}>
          {({ copied, copy }) => (
            <Tooltip label={copied ? 'Copied' : 'Copy'}>
              <ActionIcon size="sm" variant="default" onClick={copy} aria-label={`Copy: ${label}`}>
                <Icon name={copied ? 'check' : 'copy'} size={13} />
              </ActionIcon>
            </Tooltip>
          )}
        </CopyButton>
        {children}
      </Group>
    </div>
  );
}
