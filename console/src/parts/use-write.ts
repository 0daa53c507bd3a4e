/** A change: does it, says so, and has what it may have changed asked again. Failures are said too, unless shown in place. */
import { type QueryKey, useMutation, useQueryClient } from '@tanstack/react-query';
import { toastDone, toastFailed } from './toast.ts';

export interface Write<Input, Output> {
  run: (input: Input) => Promise<Output>;
  /** The first words of the keys of the queries to ask again: `[['users']]`. */
  changes: QueryKey[];
  /** What to say when it is done. */
  done?: string | ((output: Output, input: Input) => string);
  after?: (output: Output, input: Input) => void;
  /** A form shows `error` beside its fields. */
  showsError?: boolean;
}

export function useWrite<Input, Output>({ run, changes, done, after, showsError = false }: Write<Input, Output>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: run,
    onSuccess: async (output, input) => {
      if (done !== undefined) toastDone(typeof done === 'string' ? done : done(output, input));
      await Promise.all(changes.map((queryKey) => queries.invalidateQueries({ queryKey })));
      after?.(output, input);
    },
    onError: (error) => {
      if (!showsError) toastFailed(error);
    },
  });
}
