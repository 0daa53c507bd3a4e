/** The button that sends a form; whom the role does not let is told why, as by any `WriteButton`. */
import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useMay } from '../api/operator.tsx';
import { WriteButton } from './write-button.tsx';

export interface SaveButtonProps {
  scope: string;
  loading: boolean;
  disabled?: boolean;
  children?: ReactNode;
}

export function SaveButton({ scope, loading, disabled = false, children = 'Save' }: SaveButtonProps) {
  const may = useMay(scope);
  if (!may) {
    return (
      <WriteButton scope={scope} onClick={() => undefined}>
        {children}
      </WriteButton>
    );
  }
  return (
    <Button type="submit" loading={loading} disabled={disabled}>
      {children}
    </Button>
  );
}
