import { Button, Group, Paper, SimpleGrid, Text } from '@mantine/core';
import { type Example, examples } from './examples.ts';
import classes from './policies.module.css';

/** Without `onTake` they are there to be read. */
export function Examples({ onTake }: { onTake?: (example: Example) => void }) {
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="sm">
      {examples.map((example) => (
        <Paper key={example.title} withBorder p="sm" component="article" aria-label={example.title}>
          <Group justify="space-between" wrap="nowrap" align="flex-start" mb="xs">
            <div>
              <Text size="sm" fw={600}>
                {example.title}
              </Text>
              <Text size="xs" c="dimmed">
                {example.about}
              </Text>
            </div>
            {onTake && (
              <Button
                size="compact-xs"
                variant="default"
                flex="none"
                aria-label={`Use “${example.title}”`}
                onClick={() => onTake(example)}
              >
                Use
              </Button>
            )}
          </Group>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and a keyboard must reach what it hides */}
          <pre className={classes.text} tabIndex={0}>
            {example.cedar}
          </pre>
        </Paper>
      ))}
    </SimpleGrid>
  );
}
