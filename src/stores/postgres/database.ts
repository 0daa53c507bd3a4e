// What an open database looks like to the rest of the store, however it was opened: `openEmbedded` and `openServer`
// return this shape, so that no statement knows which of them it runs on. This file owns the shape and the error for
// a database that cannot be used; it owns no SQL and opens nothing.
import type { Pool } from 'pg';

export interface Database {
  readonly kind: 'embedded' | 'server';

  /**
   * For transactions and single statements.
   *
   * INVARIANT: code that holds a client from `connect()` runs everything on that client. The embedded database has one
   * session, so a `pool.query` inside an open transaction would wait for itself for ever.
   */
  readonly pool: Pool;

  /** For look-ups outside of transactions. The same session as `pool` when embedded, with turns of its own. */
  readonly readers: Pool;

  /**
   * For statements over the values of many callers, which are planned once for whatever values come. The server would plan them
   * anew each time, for a saving that it only believes in: five times what running them takes. The same as
   * `readers` when embedded.
   */
  readonly batches: Pool;

  /** Waits for the statements under way, then closes. Safe to call twice. */
  close(): Promise<void>;
}

export type DatabaseUnavailableCode =
  | 'data_dir_in_use'
  | 'data_dir_unusable'
  | 'url_invalid'
  | 'unreachable'
  | 'refused'
  | 'server_too_old'
  | 'schema_newer'
  | 'schema_changed';

/** The database cannot be used as asked. `message` is one line for the person who started the process. */
export class DatabaseUnavailable extends Error {
  override readonly name = 'DatabaseUnavailable';
  readonly code: DatabaseUnavailableCode;

  constructor(code: DatabaseUnavailableCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}
