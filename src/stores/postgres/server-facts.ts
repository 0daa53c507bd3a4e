// For checking a setup: what the database server says about itself.
import type { Database } from './database.ts';

/** The server's name for its version, and its clock in milliseconds since the epoch. */
export async function readServerFacts(database: Database): Promise<{ version: string; clock: number }> {
  const { rows } = await database.pool.query<{ version: string; clock: string }>(
    "SELECT current_setting('server_version') AS version, floor(extract(epoch FROM clock_timestamp()) * 1000)::text AS clock",
  );
  return { version: rows[0]!.version, clock: Number(rows[0]!.clock) };
}
