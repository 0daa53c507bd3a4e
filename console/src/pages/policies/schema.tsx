/** The server's own schema: the actions that are asked, and the facts that a policy may speak of. */
import { Text } from '@mantine/core';
import { Answer } from '../../parts/answer.tsx';
import classes from './policies.module.css';
import { usePolicySchema } from './policy-queries.ts';

export function Schema() {
  const schema = usePolicySchema();
  return (
    <Answer of={schema} what="Loading the schema">
      {({ schema: text }) => (
        <>
          <Text size="sm" mb="xs">
            Facts are in <code>context</code>. One with a question mark may be missing: ask for it with <code>has</code>{' '}
            first.
          </Text>
          <section aria-label="Schema">
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and a keyboard must reach what it hides */}
            <pre className={classes.text} tabIndex={0}>
              {text}
            </pre>
          </section>
        </>
      )}
    </Answer>
  );
}
