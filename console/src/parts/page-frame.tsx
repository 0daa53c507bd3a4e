/** What every page is inside of: its heading, which takes the focus when the page was navigated to, and its actions. */
import { Group, Text, Title } from '@mantine/core';
import { type ReactNode, useEffect, useRef } from 'react';
import classes from './page-frame.module.css';
import { useTitle } from './use-title.ts';

let isFirstPage = true;

export interface PageFrameProps {
  title: string;
  /** What stands beside the title, such as a badge. */
  beside?: ReactNode;
  /** One sentence on what the page is for. */
  description?: ReactNode;
  actions?: ReactNode;
  /** The page fills the window and its content scrolls: for tables and pictures. */
  fills?: boolean;
  children: ReactNode;
}

export function PageFrame({ title, beside, description, actions, fills = false, children }: PageFrameProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useTitle(title);
  useEffect(() => {
    // Whoever opens the console begins at its top; a dialog that just opened keeps the focus.
    if (!isFirstPage && document.querySelector('[role="dialog"]') === null) heading.current?.focus();
    isFirstPage = false;
  }, []);
  return (
    <div className={classes.frame} data-fills={fills || undefined}>
      <Group justify="space-between" align="flex-start" gap="sm">
        <div className={classes.words}>
          <Group gap="xs">
            <Title order={1} size="h3" ref={heading} tabIndex={-1}>
              {title}
            </Title>
            {beside}
          </Group>
          {description !== undefined && (
            <Text size="sm" c="dimmed" component="div">
              {description}
            </Text>
          )}
        </div>
        {actions !== undefined && <Group gap="xs">{actions}</Group>}
      </Group>
      {children}
    </div>
  );
}
