/** Who is signed in, and what their role lets them do. The server decides; this keeps the pages from offering the rest. */
import { createContext, useContext } from 'react';

export interface Operator {
  user_id: string;
  name: string | null;
  email: string | null;
  role: 'owner' | 'operator' | 'read_only';
  scopes: string[];
}

export const roleNames: Record<Operator['role'], string> = {
  owner: 'Owner',
  operator: 'Operator',
  read_only: 'Read only',
};

export const OperatorContext = createContext<Operator | null>(null);

export function useOperator(): Operator {
  const operator = useContext(OperatorContext);
  if (operator === null) throw new Error('nobody is signed in around this component');
  return operator;
}

/** `const mayWrite = useMay('users:write')` */
export function useMay(scope: string): boolean {
  return useOperator().scopes.includes(scope);
}

/** What to say where somebody may not. */
export function useWhyNot(scope: string): string {
  const { role } = useOperator();
  return `Your role, ${roleNames[role].toLowerCase()}, does not allow this: it needs ${scope}.`;
}
