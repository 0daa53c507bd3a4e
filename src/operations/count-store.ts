/** The shared memory's counts in the shape in which `@fastify/rate-limit` wants a store. */
import type { Counted, SharedMemory } from './shared-memory.ts';

/** What a limit is made with, beside what the plugin itself asks for. */
export interface CountedAs {
  /** Two limits of one name share their counts, in whatever process they are. */
  countedAs: string;
  timeWindow: number;
  namesMax: number;
}

type Callback = (error: Error | null, counted?: Counted) => void;

/** INVARIANT: several processes allow no more than one would. */
export function createCountStore(shared: SharedMemory) {
  return class CountStore {
    readonly #of: CountedAs;

    constructor(options: object) {
      this.#of = options as CountedAs;
    }

    incr(name: string, callback: Callback): void {
      const { countedAs, timeWindow, namesMax } = this.#of;
      shared.count({ name: countedAs, windowMilliseconds: timeWindow, namesMax }, name).then(
        (counted) => callback(null, counted),
        (error: Error) => callback(error),
      );
    }

    child(options: object): CountStore {
      return new CountStore(options);
    }
  };
}
