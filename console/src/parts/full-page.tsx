/** A page without the shell: before anybody is signed in, or when nothing else can be shown. */
import { Paper, Stack, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './full-page.module.css';
import { useTitle } from './use-title.ts';

export function FullPage({ title, children }: { title: string; children: ReactNode }) {
  useTitle(title);
  return (
    <main className={classes.main}>
      <Paper withBorder p="xl" radius="md" className={classes.paper}>
        <Stack align="flex-start" gap="md">
          <img src="/console/mark.svg" alt="" width={36} height={36} />
          <Title order={1} size="h3">
            {title}
          </Title>
          {children}
        </Stack>
      </Paper>
    </main>
  );
}
