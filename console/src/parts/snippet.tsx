/** A few lines to be copied: a setting, a command, code. */
import { ActionIcon, CopyButton, Tooltip } from '@mantine/core';
import { Icon } from './icon.tsx';
import classes from './snippet.module.css';

export function Snippet({ label, code }: { label: string; code: string }) {
  return (
    <div className={classes.frame}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and a keyboard must reach what it hides */}
      <section tabIndex={0} aria-label={label} className={classes.code}>
        <pre>{code}</pre>
      </section>
      <CopyButton value={code} timeout={2000}>
        {({ copied, copy }) => (
          <Tooltip label={copied ? 'Copied' : 'Copy'}>
            <ActionIcon className={classes.copy} variant="default" onClick={copy} aria-label={`Copy: ${label}`}>
              <Icon name={copied ? 'check' : 'copy'} />
            </ActionIcon>
          </Tooltip>
        )}
      </CopyButton>
    </div>
  );
}
