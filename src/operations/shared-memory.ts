/**
 * What the processes of one server hold in common without asking the database: counts, names that were used, and word that
 * something changed. One process has it to itself; of several, one keeps it for all (`src/workers/`). Nothing here survives
 * the server, and several servers on one database do not share it: what must hold there is a row.
 */
import { createReplayMemory, type ReplayMemory } from './replay-memory.ts';

export interface SharedMemory {
  /** Counts one more for `name` and tells how many it has in the window under way, and when that ends. */
  count(limit: CountedLimit, name: string): Promise<Counted>;
  /** Takes a name as used; false when it was within the last `keptMilliseconds`. */
  useOnce(kind: string, name: string, keptMilliseconds: number): Promise<boolean>;
  /** Settles once no process goes on with what it knew of this: a request that begins afterwards is answered anew. */
  forget(known: Known): Promise<void>;
  /** Told of each thing to forget, whichever process said so. */
  onForget(listener: (known: Known) => void): void;
}

export interface CountedLimit {
  /** Limits of one name share their counts. */
  name: string;
  windowMilliseconds: number;
  /** How many names are remembered; past it the ones longest unseen are forgotten. */
  namesMax: number;
}

export interface Counted {
  current: number;
  /** Milliseconds until the window ends. */
  ttl: number;
}

/** What a process remembers of the database for a while. */
export type Known =
  | { what: 'api_key'; tenantId: string; id: string }
  | { what: 'signing_keys'; tenantId: string }
  /** All keys of a tenant that is no more. */
  | { what: 'tenant'; tenantId: string };

export function createSharedMemory(now: () => number): SharedMemory {
  const counts = new Map<string, Map<string, { since: number; current: number }>>();
  const used = new Map<string, ReplayMemory>();
  const listeners: ((known: Known) => void)[] = [];
  return {
    async count({ name: limit, windowMilliseconds, namesMax }, name) {
      const names = counts.get(limit) ?? new Map<string, { since: number; current: number }>();
      counts.set(limit, names);
      const known = names.get(name);
      const window = known && known.since + windowMilliseconds > now() ? known : { since: now(), current: 0 };
      window.current += 1;
      // The order of a Map is that of insertion: who was seen last is last.
      names.delete(name);
      names.set(name, window);
      if (names.size > namesMax) names.delete(names.keys().next().value!);
      return { current: window.current, ttl: window.since + windowMilliseconds - now() };
    },

    async useOnce(kind, name, keptMilliseconds) {
      const memory = used.get(kind) ?? createReplayMemory(keptMilliseconds);
      used.set(kind, memory);
      return memory.use(name, now());
    },

    async forget(known) {
      for (const listener of listeners) listener(known);
    },

    onForget: (listener) => void listeners.push(listener),
  };
}
