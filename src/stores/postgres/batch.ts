/**
 * Look-ups that arrive in the same turn of the event loop become one statement, answered per caller. Nothing waits when
 * the server is idle: a lone look-up leaves at the end of its own turn.
 */

/** Answers many keys at once, in their order. */
export type RunBatch<Key, Value> = (keys: Key[]) => Promise<Value[]>;

export interface BatchLimits {
  /** Keys in one statement, at most. */
  sizeMax: number;
  /** Statements under way at once; further keys gather meanwhile, so that the next statement carries more. */
  flightsMax: number;
  /** Whether a statement failed for what one of its keys is. Then each key is asked alone, and the others are answered. */
  isFaultOfKey(error: unknown): boolean;
}

interface Waiting<Key, Value> {
  key: Key;
  resolve(value: Value): void;
  reject(error: unknown): void;
}

export function createBatch<Key, Value>(
  run: RunBatch<Key, Value>,
  { sizeMax, flightsMax, isFaultOfKey }: BatchLimits,
): (key: Key) => Promise<Value> {
  let waiting: Waiting<Key, Value>[] = [];
  let flights = 0;
  let scheduled = false;

  const askAlone = ({ key, resolve, reject }: Waiting<Key, Value>): Promise<void> =>
    run([key]).then(([value]) => resolve(value!), reject);

  const fly = async (batch: Waiting<Key, Value>[]): Promise<void> => {
    try {
      const values = await run(batch.map(({ key }) => key));
      batch.forEach(({ resolve }, index) => {
        resolve(values[index]!);
      });
    } catch (error) {
      if (batch.length > 1 && isFaultOfKey(error)) await Promise.all(batch.map(askAlone));
      else for (const { reject } of batch) reject(error);
    } finally {
      flights -= 1;
      if (waiting.length > 0) launch();
    }
  };

  const launch = (): void => {
    scheduled = false;
    while (waiting.length > 0 && flights < flightsMax) {
      const batch = waiting.slice(0, sizeMax);
      waiting = waiting.slice(sizeMax);
      flights += 1;
      void fly(batch);
    }
  };

  return (key) =>
    new Promise<Value>((resolve, reject) => {
      waiting.push({ key, resolve, reject });
      if (scheduled || flights >= flightsMax) return;
      scheduled = true;
      setImmediate(launch);
    });
}

/** Callers who ask for the same in one batch share the answer. For what many ask for at once, such as a tenant's settings. */
export function shareEqual<Key, Value>(run: RunBatch<Key, Value>, nameOf: (key: Key) => string): RunBatch<Key, Value> {
  return async (keys) => {
    const places = new Map<string, number>();
    const distinct: Key[] = [];
    const placeOf = keys.map((key) => {
      const name = nameOf(key);
      const place = places.get(name) ?? distinct.push(key) - 1;
      places.set(name, place);
      return place;
    });
    const values = await run(distinct);
    return placeOf.map((place) => values[place]!);
  };
}
