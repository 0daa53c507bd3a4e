/** For what no code foresaw: the rest of the console stays, and the page can be begun again. */
import { Button, Code, Stack, Text, Title } from '@mantine/core';
import { Component, type ReactNode } from 'react';

interface State {
  error: Error | null;
}

export class ErrorBoundary extends Component<{ children: ReactNode }, State> {
  override state: State = { error: null };

  static getDerivedStateFromError(error: Error): State {
    return { error };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === null) return this.props.children;
    // A release of the server removes the pages of the one before.
    const isOutdated = /dynamically imported module|module script/i.test(error.message);
    return (
      <Stack p="lg" align="flex-start" role="alert">
        <Title order={1} size="h3">
          {isOutdated ? 'This page could not be loaded' : 'This page broke'}
        </Title>
        <Text>
          {isOutdated
            ? 'The server may be gone, or it has a newer console. Loading the page again gets it.'
            : 'That is a mistake in the console. What you did before is saved; what you were typing may not be.'}
        </Text>
        {!isOutdated && <Code block>{error.message}</Code>}
        <Button onClick={() => window.location.reload()}>Load again</Button>
      </Stack>
    );
  }
}
