/** The schema as the migrations make it, read from the catalogue and kept in the repository, so that a change shows in review. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Database } from '../src/stores/postgres/database.ts';
import { openEmbedded } from '../src/stores/postgres/embedded.ts';
import { migrate } from '../src/stores/postgres/migrate.ts';
import { openServer } from '../src/stores/postgres/server.ts';
import { freshDatabase } from './support/database.ts';

/** Renew it with `npx vitest run test/schema.test.ts --update`. */
const golden = '../src/stores/postgres/schema.sql';

describe('the schema', () => {
  test('on a server is the one in schema.sql', async () => {
    const fresh = await freshDatabase();
    const database = await openServer(fresh.url);
    try {
      await migrate(database);
      await expect(await dumpSchema(database)).toMatchFileSnapshot(golden);
    } finally {
      await database.close();
      await fresh.drop();
    }
  });

  test('is the same on the embedded database', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'selfsame-'));
    const database = await openEmbedded(dataDir);
    try {
      await migrate(database);
      await expect(await dumpSchema(database)).toMatchFileSnapshot(golden);
    } finally {
      await database.close();
      await rm(dataDir, { recursive: true, force: true });
    }
  });

  test('leads every key, unique index and reference with the tenant', async () => {
    const fresh = await freshDatabase();
    const database = await openServer(fresh.url);
    try {
      await migrate(database);
      const { rows } = await database.pool.query(`
        select c.relname as name, a.attname as first
        from pg_index i join pg_class c on c.oid = i.indrelid join pg_namespace n on n.oid = c.relnamespace
        join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
        where n.nspname = 'public' and i.indisunique and c.relname not in ('tenants', 'schema_migrations')`);
      expect(rows.length).toBeGreaterThan(10);
      expect(rows.filter(({ first }) => first !== 'tenant_id')).toEqual([]);
      const references = await database.pool.query(`
        select conname from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
        where c.contype = 'f' and a.attname <> 'tenant_id'`);
      expect(references.rows).toEqual([]);
    } finally {
      await database.close();
      await fresh.drop();
    }
  });
});

async function dumpSchema({ pool }: Database): Promise<string> {
  const columns = await pool.query(`
    select c.relname as relation, a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
      || coalesce(' collate "' || nullif(nullif(l.collname, 'default'), '') || '"', '')
      || case when a.attnotnull then ' not null' else '' end
      || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '') as line
    from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
    left join pg_collation l on l.oid = a.attcollation left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
    where n.nspname = 'public' and c.relkind = 'r' order by c.relname, a.attnum`);
  const constraints = await pool.query(`
    select c.relname as relation, pg_get_constraintdef(o.oid) as line from pg_constraint o join pg_class c on c.oid = o.conrelid
    join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'public' and o.contype <> 'n'
    order by c.relname, o.contype, pg_get_constraintdef(o.oid) collate "C"`);
  const indexes = await pool.query(`
    select indexdef as line from pg_indexes where schemaname = 'public' order by tablename, indexname collate "C"`);
  const tables = new Map<string, string[]>();
  for (const { relation, line } of [...columns.rows, ...constraints.rows])
    tables.set(relation, [...(tables.get(relation) ?? []), line]);
  const body = [...tables].map(([name, lines]) => `create table ${name} (\n  ${lines.join(',\n  ')}\n);`);
  return `${['-- Made by test/schema.test.ts from the migrations. Do not edit.', ...body, indexes.rows.map(({ line }) => `${line};`).join('\n')].join('\n\n')}\n`;
}
