/**
 * Who has the one session next. Look-ups and transactions wait apart, and take turns where both wait: a look-up waits for one
 * transaction at most, however many are queued, and a transaction for one look-up.
 */

export type Purpose = 'read' | 'write';

export interface Turns {
  /** Resolves with how to give the turn back, which is called once. */
  take(purpose: Purpose): Promise<() => void>;
}

export function createTurns(): Turns {
  const waiting: Record<Purpose, ((giveBack: () => void) => void)[]> = { read: [], write: [] };
  let taken = false;
  let last: Purpose = 'write';

  const next = (): void => {
    const other: Purpose = last === 'read' ? 'write' : 'read';
    const purpose = waiting[other].length > 0 ? other : last;
    const first = waiting[purpose].shift();
    taken = first !== undefined;
    last = purpose;
    first?.(next);
  };

  return {
    take: (purpose) =>
      new Promise((resolve) => {
        waiting[purpose].push(resolve);
        if (!taken) next();
      }),
  };
}
