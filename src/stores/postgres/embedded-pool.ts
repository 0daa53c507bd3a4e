// The pools of the embedded database's one session, made to behave like pools of connections: a client that is thrown
// away takes its transaction, settings and prepared statements with it, and whoever wants a client waits for a turn.
import pg from 'pg';
import { columnParsers } from './column-parsers.ts';
import type { Session } from './session.ts';
import { createTurns, type Purpose } from './turns.ts';

/** `readers` is for look-ups outside of transactions: the same pool, with turns of their own. */
export function createEmbeddedPools(session: Session): { pool: pg.Pool; readers: pg.Pool } {
  const turns = createTurns();
  const config: pg.PoolConfig = {
    max: 1,
    idleTimeoutMillis: 0,
    types: columnParsers,
    // The session is what the client before left of it. What that one still had under way is answered before this is.
    onConnect: startAfresh,
    stream: () => session.connect() as unknown as pg.ClientConfig['stream'] as never,
    // Nothing of the environment (`PGHOST`, `PGUSER`, …) is for this database.
    ...{ host: 'embedded', user: 'postgres', database: 'postgres', password: '', ssl: false },
  };
  const pool = new pg.Pool(config);
  pool.on('error', () => {});
  pool.on('connect', (client) => void client.on('error', () => {}));
  const connect = pool.connect.bind(pool) as () => Promise<pg.PoolClient>;

  /** INVARIANT: who has a client has a turn, and gives it back with the client. */
  const connectInTurn = async (purpose: Purpose): Promise<pg.PoolClient> => {
    const giveBack = await turns.take(purpose);
    try {
      const client = await connect();
      const release = client.release;
      client.release = (destroy) => {
        release(destroy);
        giveBack();
      };
      return client;
    } catch (error) {
      giveBack();
      throw error;
    }
  };

  const query = async (purpose: Purpose, statement: unknown, values: unknown): Promise<unknown> => {
    const client = await connectInTurn(purpose);
    try {
      const answer = await client.query(statement as string, values as unknown[]);
      client.release();
      return answer;
    } catch (error) {
      client.release(error instanceof pg.DatabaseError ? undefined : (error as Error));
      throw error;
    }
  };

  const inTurn = (purpose: Purpose) => ({
    connect: () => connectInTurn(purpose),
    query: (statement: unknown, values?: unknown) => query(purpose, statement, values),
  });
  // Only promises are given: nothing here calls back.
  Object.assign(pool, inTurn('write'));
  const readers = Object.assign(Object.create(pool) as pg.Pool, inTurn('read'));
  return { pool, readers };
}

/**
 * How closely `ANALYZE` looks: at 3,000 rows of a table instead of 30,000, each with its documents, in a twentieth of a second
 * instead of half of one, during which nobody else has the session. What requests ask goes by keys all the same.
 */
const statisticsTarget = 10;

async function startAfresh(client: pg.ClientBase): Promise<void> {
  await client.query('ROLLBACK');
  await client.query('DISCARD ALL');
  await client.query(`SET default_statistics_target = ${statisticsTarget}`);
}
