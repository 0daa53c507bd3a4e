// Opens a PostgreSQL server by its URL. Owns the pools and what a connection must be like; the statements are elsewhere.
import pg from 'pg';
import { columnParsers } from './column-parsers.ts';
import { type Database, DatabaseUnavailable } from './database.ts';

export interface ServerOptions {
  /** Connections for transactions. More than about four times the server's cores only cost. */
  readonly poolMax?: number;
  /** Connections for batched reads. */
  readonly readers?: number;
  /** Connections for what optimistic work reads and commits. */
  readonly batches?: number;
  /** Told when the server drops a connection that nobody is using, such as at its restart. */
  readonly onConnectionLost?: (error: Error) => void;
}

/** Two statements that read and two that write. */
const batchConnections = 4;
const serverVersionMin = 150_000;
const connectTimeoutMs = 10_000;

/**
 * Opens pools to a PostgreSQL 15+ server and checks that it answers.
 *
 * Throws `DatabaseUnavailable`: `url_invalid`, `unreachable` (no answer), `refused` (it answered no: wrong password,
 * unknown database, too many connections), `server_too_old`. No message holds the URL's password.
 */
export async function openServer(databaseUrl: string, options: ServerOptions = {}): Promise<Database> {
  const where = describeTarget(databaseUrl);
  const openPool = (max: number, settings = '') =>
    createPool(databaseUrl, max, settings, options.onConnectionLost ?? (() => {}));
  const pool = openPool(options.poolMax ?? 8);
  try {
    await checkVersion(pool, where);
  } catch (error) {
    await pool.end();
    throw error instanceof DatabaseUnavailable ? error : describeFailure(error, where);
  }
  const readers = openPool(options.readers ?? 2);
  const batches = openPool(options.batches ?? batchConnections, '; SET plan_cache_mode TO force_generic_plan');
  let closing: Promise<void> | undefined;
  const close = () => {
    closing ??= Promise.all([pool, readers, batches].map((each) => each.end())).then(() => {});
    return closing;
  };
  return { kind: 'server', pool, readers, batches, close };
}

function createPool(
  databaseUrl: string,
  max: number,
  settings: string,
  onConnectionLost: (error: Error) => void,
): pg.Pool {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    application_name: 'selfsame',
    max,
    connectionTimeoutMillis: connectTimeoutMs,
    keepAlive: true,
    types: columnParsers,
    // Sent as a statement and not as a startup option, which the URL may carry itself and some poolers refuse.
    // The pool waits for what this returns before it lends the connection.
    onConnect: (client) => client.query(`SET TimeZone TO 'UTC'${settings}`) as unknown as undefined,
  });
  // Without a listener a connection that dies while idle would end the process. The pool replaces it by itself.
  pool.on('error', onConnectionLost);
  // Nor while it is lent, within a transaction: whoever has it is told by the statement that fails.
  pool.on('connect', (client) => void client.on('error', () => {}));
  return pool;
}

async function checkVersion(pool: pg.Pool, where: string): Promise<void> {
  const { rows } = await pool.query<{ number: number; version: string }>(
    "SELECT current_setting('server_version_num')::int AS number, current_setting('server_version') AS version",
  );
  refuseOldServer(rows[0]?.number ?? 0, rows[0]?.version ?? 'of unknown version', where);
}

/** Apart from the asking, so that it is tested without a server of that age. */
export function refuseOldServer(versionNumber: number, version: string, where: string): void {
  if (versionNumber >= serverVersionMin) return;
  throw new DatabaseUnavailable(
    'server_too_old',
    `database at ${where} is PostgreSQL ${version}: version 15 or newer is needed`,
  );
}

/** Host, port and database for messages: never user or password. */
function describeTarget(databaseUrl: string): string {
  const url = URL.canParse(databaseUrl) ? new URL(databaseUrl) : null;
  if (url === null || !['postgres:', 'postgresql:'].includes(url.protocol)) {
    throw new DatabaseUnavailable(
      'url_invalid',
      'database url cannot be understood: write it as `postgres://user:password@host:5432/database`',
    );
  }
  const host = url.searchParams.get('host') ?? url.hostname;
  return `\`${host || 'localhost'}:${url.port || 5432}${url.pathname}\``;
}

function describeFailure(error: unknown, where: string): DatabaseUnavailable {
  // A host name with two addresses fails with one error for each; the first says enough.
  const first = error instanceof AggregateError ? (error.errors[0] as unknown) : error;
  const reason = first instanceof Error ? first.message : String(first);
  if (first instanceof pg.DatabaseError) {
    return new DatabaseUnavailable('refused', `database at ${where} refused us: ${reason}`, { cause: error });
  }
  return new DatabaseUnavailable(
    'unreachable',
    `database at ${where} cannot be reached (${reason}): is it running, and is the address right?`,
    { cause: error },
  );
}
