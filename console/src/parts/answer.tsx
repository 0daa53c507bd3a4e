/** The four states of a query, so that no page forgets one: loading, failed, not there, there. */
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Failure } from './failure.tsx';
import { Loading } from './loading.tsx';

export interface AnswerProps<T> {
  of: UseQueryResult<T>;
  /** What is loading, for who cannot see the dots. */
  what?: string;
  children: (data: T) => ReactNode;
}

/** What was there before stays while it is asked again, also when the server is gone. */
export function Answer<T>({ of: query, what, children }: AnswerProps<T>) {
  if (query.data !== undefined) return children(query.data);
  if (query.error) return <Failure error={query.error} onRetry={() => void query.refetch()} />;
  return <Loading what={what} />;
}
