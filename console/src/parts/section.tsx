/** One thing on a page, under a heading, which names it. */
import { Group, Paper, Title } from '@mantine/core';
import { type ReactNode, useId } from 'react';

export interface SectionProps {
  title: string;
  actions?: ReactNode;
  children: ReactNode;
}

export function Section({ title, actions, children }: SectionProps) {
  const heading = useId();
  return (
    <Paper withBorder p="md" component="section" aria-labelledby={heading}>
      <Group justify="space-between" mb="sm" gap="xs">
        <Title order={2} size="h5" id={heading}>
          {title}
        </Title>
        {actions}
      </Group>
      {children}
    </Paper>
  );
}
