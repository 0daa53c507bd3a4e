/** The part of the address behind `?`, as texts: filters and what is open live there, so that a link leads to it. */
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback } from 'react';

export type PageSearch = Record<string, string | undefined>;

/** Changes only what is named; undefined or '' removes. */
export function usePageSearch(): [PageSearch, (changes: PageSearch) => void] {
  const search = useSearch({ strict: false }) as PageSearch;
  const navigate = useNavigate();
  const change = useCallback(
    (changes: PageSearch) =>
      void navigate({ to: '.', search: (before: PageSearch) => ({ ...before, ...changes }), replace: true }),
    [navigate],
  );
  return [search, change];
}
