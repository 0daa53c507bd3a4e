/** A worker's side: what it has in common with the others, asked of the primary. */
import type { Counted, Known, SharedMemory } from '../operations/shared-memory.ts';
import type { Snapshot } from '../server/metrics.ts';
import { openChannel, type Port } from './channel.ts';
import type { FromPrimary, FromWorker } from './words.ts';

export interface Worker {
  /** What `createApp` takes. */
  siblings: {
    shared: SharedMemory;
    gatherMetrics(): Promise<Snapshot[]>;
    problems(): string[];
  };
  /** Settles when the primary says so. */
  stopAsked: Promise<void>;
  /** From now on its own metrics are asked for here. */
  showMetrics(snapshot: () => Promise<Snapshot>): void;
  /** Before it listens: learns whether it takes the place of one that died, and so is not waited for by anybody. */
  greet(): Promise<void>;
  sayListening(): Promise<void>;
  /** Why it cannot start. */
  sayRefused(lines: readonly string[]): Promise<void>;
}

export function joinPrimary(port: Port): Worker {
  const listeners: ((known: Known) => void)[] = [];
  let complete = false;
  let snapshot = async (): Promise<Snapshot> => [];
  let stop: () => void;
  const stopAsked = new Promise<void>((resolve) => {
    stop = resolve;
  });
  const forgetHere = (known: Known) => {
    for (const listener of listeners) listener(known);
  };

  const primary = openChannel<FromPrimary, FromWorker>(port, (said) => {
    switch (said.what) {
      case 'complete':
        complete = true;
        return;
      case 'stop':
        return stop();
      case 'forget':
        return forgetHere(said.known);
      case 'metrics':
        return snapshot();
    }
  });

  return {
    siblings: {
      shared: {
        count: async (limit, name) => (await primary.ask({ what: 'count', limit, name })) as Counted,
        useOnce: async (kind, name, keptMilliseconds) =>
          (await primary.ask({ what: 'use_once', kind, name, keptMilliseconds })) as boolean,
        async forget(known) {
          forgetHere(known);
          await primary.ask({ what: 'forget', known });
        },
        onForget: (listener) => void listeners.push(listener),
      },
      gatherMetrics: async () => (await primary.ask({ what: 'gather_metrics' })) as Snapshot[],
      problems: () => (complete ? [] : ['the other workers are starting']),
    },
    stopAsked,
    showMetrics(show) {
      snapshot = show;
    },
    async greet() {
      complete = (await primary.ask({ what: 'greet' })) as boolean;
    },
    sayListening: () => primary.tell({ what: 'listening' }),
    sayRefused: (lines) => primary.tell({ what: 'refused', lines }),
  };
}
