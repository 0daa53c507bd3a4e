/** A database that writes down what is asked of it, on its way there. */
import type { Pool, PoolClient } from 'pg';
import type { Database } from '../../src/stores/postgres/database.ts';

export interface Recorded {
  /** Whether the server keeps its plan. */
  isKept: boolean;
  text: string;
  values: unknown[];
}

/** What `record` returns, unless it is nothing, is given as the answer, and the statement goes no further. */
export function recordStatements(database: Database, record: (statement: Recorded) => object | undefined): Database {
  const noting =
    (query: (...args: unknown[]) => unknown, isForced: boolean) =>
    (...args: unknown[]): unknown => {
      const [first, values] = args as [string | { name?: string; text: string; values?: unknown[] }, unknown[]?];
      const {
        name,
        text,
        values: own = [],
      } = typeof first === 'string' ? { name: undefined, text: first, values } : first;
      const answer = isPlanned(text)
        ? record({ text, values: own, isKept: isForced || name !== undefined })
        : undefined;
      return answer ? Promise.resolve(answer) : query(...args);
    };
  const watchClient = (client: PoolClient, isForced: boolean): PoolClient =>
    new Proxy(client, {
      get: (of, name) => {
        const value = Reflect.get(of, name);
        if (typeof value !== 'function') return value;
        return name === 'query' ? noting(value.bind(of), isForced) : value.bind(of);
      },
    });
  const watchPool = (pool: Pool, isForced = false): Pool =>
    new Proxy(pool, {
      get: (of, name) => {
        if (name === 'connect') return async () => watchClient(await of.connect(), isForced);
        const value = Reflect.get(of, name);
        if (typeof value !== 'function') return value;
        return name === 'query' ? noting(value.bind(of), isForced) : value.bind(of);
      },
    });
  return {
    ...database,
    pool: watchPool(database.pool),
    readers: watchPool(database.readers),
    batches: watchPool(database.batches, true),
  };
}

/** What is left out has no plan: `begin`, `savepoint`, `analyze`. */
function isPlanned(text: string): boolean {
  return /^\s*(select|insert|update|delete|with)\b/i.test(text);
}
