// The pool of the embedded database's one session, made to behave like a pool of connections: a client that is thrown
// away takes its transaction, settings and prepared statements with it. PGlite's adapter alone leaves them in the
// session, and tells the next client that its connection ended.
import type { PGlite } from '@electric-sql/pglite';
import { PglitePgConnection } from '@electric-sql/pglite/node-postgres';
import pg from 'pg';
import { columnParsers } from './column-parsers.ts';

export function createEmbeddedPool(pglite: PGlite): pg.Pool {
  let previousEnded = pglite.waitReady;

  class SessionClient extends pg.Client {
    constructor(config: pg.ClientConfig) {
      const connection = new SessionConnection(pglite, previousEnded);
      previousEnded = connection.ended;
      super({ ...config, connection } as pg.ClientConfig);
    }
  }

  const pool = new pg.Pool({
    Client: SessionClient as unknown as new () => pg.ClientBase,
    max: 1,
    idleTimeoutMillis: 0,
    types: columnParsers,
    onConnect: startSession,
  });
  pool.on('error', () => {});
  return pool;
}

/** INVARIANT: a connection sends nothing before the one before it has sent its last: there is one session under both. */
class SessionConnection extends PglitePgConnection {
  readonly ended: Promise<void>;
  readonly #end: () => void;

  constructor(pglite: PGlite, previousEnded: Promise<void>) {
    const session: Pick<PGlite, 'waitReady' | 'execProtocolStream'> = {
      waitReady: previousEnded,
      execProtocolStream: (message, options) => pglite.execProtocolStream(message, options),
    };
    super({ pglite: session as PGlite });
    const { promise, resolve } = withResolvers();
    this.ended = promise;
    this.#end = resolve;
  }

  override end(): void {
    super.end();
    this.once('end', this.#end);
  }
}

async function startSession(client: pg.ClientBase): Promise<void> {
  await client.query('ROLLBACK');
  await client.query('DISCARD ALL');
}

function withResolvers(): { promise: Promise<void>; resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
