// Brings a database's schema forward. A migration is a file `NNNN-name.sql` in `migrations/`, run once, in number order,
// each in a transaction of its own together with the row that records it. There is no way back: a mistake is mended by
// the next migration. This file owns the table `schema_migrations` and knows nothing of the other tables.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { PoolClient } from 'pg';
import { type Database, DatabaseUnavailable } from './database.ts';

export interface MigrationState {
  /** The newest migration this version of the code knows, or null when it knows none. */
  readonly head: string | null;
  readonly applied: readonly string[];
  readonly pending: readonly string[];
}

interface Migration {
  readonly number: number;
  readonly name: string;
  readonly sql: string;
  readonly checksum: string;
}

interface AppliedMigration {
  readonly number: number;
  readonly name: string;
  readonly checksum: string;
}

const ownMigrations = fileURLToPath(new URL('./migrations/', import.meta.url));

// Any two numbers that no other program on the same database is likely to lock: "self", "same".
const lockKey = [0x73656c66, 0x73616d65];

/**
 * Applies what is pending and returns its names. Several processes may do this at once: each step is taken under an
 * advisory lock that ends with its transaction, so the others wait, and then find the step already taken.
 *
 * Throws `DatabaseUnavailable` when the database has a migration that this version does not know (`schema_newer`) or
 * knows with other contents (`schema_changed`).
 */
export async function migrate(database: Database, folder: string = ownMigrations): Promise<string[]> {
  const known = readMigrations(folder);
  const done: string[] = [];
  const client = await database.pool.connect();
  try {
    for (;;) {
      const name = await applyNext(client, known);
      if (name === null) break;
      done.push(name);
    }
  } catch (error) {
    client.release(true);
    throw error;
  }
  client.release();
  return done;
}

/** What `migrate` would do. Reads only; a database without our tables has everything pending. */
export async function migrationState(database: Database, folder: string = ownMigrations): Promise<MigrationState> {
  const known = readMigrations(folder);
  const exists = await database.pool.query<{ exists: boolean }>(
    "SELECT to_regclass('schema_migrations') IS NOT NULL AS exists",
  );
  const applied = exists.rows[0]?.exists ? (await database.pool.query<AppliedMigration>(selectApplied)).rows : [];
  refuseUnknown(applied, known);
  return {
    head: known.at(-1)?.name ?? null,
    applied: applied.map(({ name }) => name),
    pending: known.slice(applied.length).map(({ name }) => name),
  };
}

const selectApplied = 'SELECT number, name, checksum FROM schema_migrations ORDER BY number';

const createTable = `
  CREATE TABLE IF NOT EXISTS schema_migrations (
    number     integer        PRIMARY KEY,
    name       text           NOT NULL,
    checksum   text           NOT NULL,
    applied_at timestamptz(3) NOT NULL DEFAULT now()
  )`;

async function applyNext(client: PoolClient, known: readonly Migration[]): Promise<string | null> {
  await client.query('BEGIN');
  try {
    await client.query('SELECT pg_advisory_xact_lock($1, $2)', lockKey);
    await client.query(createTable);
    const { rows: applied } = await client.query<AppliedMigration>(selectApplied);
    refuseUnknown(applied, known);
    const next = known[applied.length];
    if (next !== undefined) {
      await client.query(next.sql);
      await client.query('INSERT INTO schema_migrations (number, name, checksum) VALUES ($1, $2, $3)', [
        next.number,
        next.name,
        next.checksum,
      ]);
    }
    await client.query('COMMIT');
    return next?.name ?? null;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {});
    throw error;
  }
}

// INVARIANT: what is applied is a beginning of what is known, file for file.
function refuseUnknown(applied: readonly AppliedMigration[], known: readonly Migration[]): void {
  for (const [index, { name, checksum }] of applied.entries()) {
    const expected = known[index];
    if (expected === undefined) {
      throw new DatabaseUnavailable(
        'schema_newer',
        `database has migration \`${name}\`, which this version does not know: run the newer version that made it`,
      );
    }
    if (expected.name !== name || expected.checksum !== checksum) {
      throw new DatabaseUnavailable(
        'schema_changed',
        `database has migration \`${name}\` where this version has another \`${expected.name}\`: run the version that made it`,
      );
    }
  }
}

function readMigrations(folder: string): Migration[] {
  const migrations: Migration[] = [];
  for (const file of readdirSync(folder).sort()) {
    if (!file.endsWith('.sql')) continue;
    const number = Number(/^(\d{4})-[a-z0-9-]+\.sql$/.exec(file)?.[1]);
    if (number !== migrations.length + 1) {
      throw new Error(`migration \`${file}\` should be number ${migrations.length + 1}, as NNNN-name.sql`);
    }
    const sql = readFileSync(`${folder}/${file}`, 'utf8');
    // A checkout may have changed the line ends; that is not another migration.
    const checksum = createHash('sha256').update(sql.replaceAll('\r\n', '\n')).digest('hex');
    migrations.push({ number, name: file.slice(0, -'.sql'.length), sql, checksum });
  }
  return migrations;
}
