/** JSON to be read and copied: indented, its names set apart. */
import { ActionIcon, CopyButton, Tooltip } from '@mantine/core';
import { Icon } from './icon.tsx';
import classes from './json-view.module.css';

export function JsonView({ value, label }: { value: unknown; label: string }) {
  const text = JSON.stringify(value, null, 2);
  return (
    <div className={classes.frame}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and a keyboard must reach what it hides */}
      <section tabIndex={0} aria-label={label} className={classes.text}>
        <pre>
          {splitNames(text).map(([part, isName], index) =>
            // biome-ignore lint/suspicious/noArrayIndexKey: the parts have no other name and never move
            isName ? <b key={index}>{part}</b> : <span key={index}>{part}</span>,
          )}
        </pre>
      </section>
      <CopyButton value={text} timeout={2000}>
        {({ copied, copy }) => (
          <Tooltip label={copied ? 'Copied' : 'Copy'}>
            <ActionIcon className={classes.copy} variant="default" onClick={copy} aria-label={`Copy ${label}`}>
              <Icon name={copied ? 'check' : 'copy'} />
            </ActionIcon>
          </Tooltip>
        )}
      </CopyButton>
    </div>
  );
}

function splitNames(text: string): [string, boolean][] {
  return text.split(/^(\s*"(?:[^"\\]|\\.)*")(?=: )/m).map((part, index) => [part, index % 2 === 1]);
}
