/** A button for a change. Whom the role does not let do it can reach it and learns why, and it does nothing. */
import { Button, type ButtonProps, Tooltip } from '@mantine/core';
import type { ReactNode } from 'react';
import { useMay, useWhyNot } from '../api/operator.tsx';

export interface WriteButtonProps extends ButtonProps {
  scope: string;
  onClick: () => void;
  /** Another reason for which it cannot be done now. */
  blocked?: string | null;
  children: ReactNode;
  'aria-label'?: string;
}

export function WriteButton({ scope, onClick, blocked = null, children, ...others }: WriteButtonProps) {
  const may = useMay(scope);
  const whyNot = useWhyNot(scope);
  const reason = may ? blocked : whyNot;
  if (reason === null) {
    return (
      <Button {...others} onClick={onClick}>
        {children}
      </Button>
    );
  }
  return (
    <Tooltip label={reason} multiline maw={280}>
      <Button {...others} data-disabled aria-disabled onClick={(event) => event.preventDefault()}>
        {children}
        <span className="visually-hidden"> ({reason})</span>
      </Button>
    </Tooltip>
  );
}
