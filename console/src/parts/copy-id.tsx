/** An id, in letters that can be told apart, with a button that copies all of it. */
import { ActionIcon, CopyButton, Tooltip } from '@mantine/core';
import classes from './copy-id.module.css';
import { Icon } from './icon.tsx';

export interface CopyIdProps {
  id: string;
  /** What it is the id of: `user`. */
  of?: string;
  /** Only its end is shown, as the beginnings of ids that were made about the same time are alike. */
  short?: boolean;
}

export function CopyId({ id, of = 'id', short = false }: CopyIdProps) {
  return (
    <span className={classes.id}>
      <code title={id}>{short ? `…${id.slice(-8)}` : id}</code>
      <CopyButton value={id} timeout={2000}>
        {({ copied, copy }) => (
          <Tooltip label={copied ? 'Copied' : `Copy ${of}`}>
            <ActionIcon size="sm" variant="subtle" color="gray" onClick={copy} aria-label={`Copy ${of} ${id}`}>
              <Icon name={copied ? 'check' : 'copy'} size={13} />
            </ActionIcon>
          </Tooltip>
        )}
      </CopyButton>
    </span>
  );
}
