// What a PostgreSQL server's background processes do and PGlite, which has none, does not: without this the
// write-ahead log grows until the process ends, and dead rows for ever.
import type { Pool } from 'pg';

export interface Housekeeping {
  /** One round: what is due is done, one table at a time so that requests get in between. */
  tidy(): Promise<void>;
}

const writtenBytesMax = 32 * 1024 * 1024;

/** The first round vacuums whatever earlier, shorter runs left; later ones as soon as enough was written. */
export function createHousekeeping(pool: Pool): Housekeeping {
  let tidiedAt: string | null = null;

  async function tidy(): Promise<void> {
    const { rows } = await pool.query<{ position: string; written: number }>(
      `SELECT position::text, pg_wal_lsn_diff(position, $1::pg_lsn)::float8 AS written
         FROM pg_current_wal_insert_lsn() AS position`,
      [tidiedAt],
    );
    const now = rows[0];
    if (now === undefined || (tidiedAt !== null && now.written < writtenBytesMax)) return;
    tidiedAt = now.position;
    for (const table of await listTables(pool)) {
      // ANALYZE as well: nobody else tells the planner how large the tables have become.
      await pool.query(`VACUUM (ANALYZE) ${table}`);
    }
    await pool.query('CHECKPOINT');
  }

  return { tidy };
}

async function listTables(pool: Pool): Promise<string[]> {
  // Views, foreign tables and the parents of partitions have no rows of their own.
  const { rows } = await pool.query<{ name: string }>(
    `SELECT format('%I.%I', nspname, relname) AS name
       FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
      WHERE relkind IN ('r', 'm') AND nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
      ORDER BY name`,
  );
  return rows.map(({ name }) => name);
}
