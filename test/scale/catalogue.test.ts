/** What the schema keeps for ever, asked of the catalogue: rows go in batches, and a distributed PostgreSQL could hold them. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../src/stores/postgres/database.ts';
import { migrate } from '../../src/stores/postgres/migrate.ts';
import { openServer } from '../../src/stores/postgres/server.ts';
import { tablesOfTenant } from '../../src/stores/postgres/tenant-deletion.ts';
import { freshDatabase } from '../support/database.ts';

let database: Database;
let drop: () => Promise<void>;

beforeAll(async () => {
  const fresh = await freshDatabase();
  drop = fresh.drop;
  database = await openServer(fresh.url);
  await migrate(database);
});

afterAll(async () => {
  await database.close();
  await drop();
});

const ask = async <Row>(text: string): Promise<Row[]> => (await database.pool.query(text)).rows as Row[];

interface Reference {
  name: string;
  child: string;
  parent: string;
  columns: string[];
}

const references = () =>
  ask<Reference>(`
    select c.conname as name, c.conrelid::regclass::text as child, c.confrelid::regclass::text as parent,
      array(select a.attname::text from unnest(c.conkey) with ordinality k (number, place)
        join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.number order by k.place) as columns
    from pg_constraint c where c.contype = 'f' and c.connamespace = 'public'::regnamespace order by 1`);

describe('a deleted tenant', () => {
  test('has its rows in the tables that are gone through, by their primary keys', async () => {
    const keys = await ask<{ name: string; columns: string[]; types: string[] }>(`
      select i.indrelid::regclass::text as name,
        array(select a.attname::text from unnest(i.indkey) with ordinality k (number, place)
          join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.number order by k.place) as columns,
        array(select a.atttypid::regtype::text from unnest(i.indkey) with ordinality k (number, place)
          join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.number order by k.place) as types
      from pg_index i join pg_class c on c.oid = i.indrelid
      where i.indisprimary and c.relnamespace = 'public'::regnamespace and c.relname not in ('tenants', 'schema_migrations')`);
    const listed = tablesOfTenant.map(({ name, key }) => ({
      name,
      columns: ['tenant_id', ...key.map(([column]) => column)],
      types: ['uuid', ...key.map(([, type]) => type)],
    }));
    const byName = (a: { name: string }, b: { name: string }) => a.name.localeCompare(b.name);
    expect(listed.toSorted(byName)).toEqual(keys.toSorted(byName));
  });

  test('loses whoever points at a row before the row', async () => {
    const place = new Map(tablesOfTenant.map(({ name }, index) => [name, index]));
    const found = (await references()).filter(({ parent, child }) => parent !== 'tenants' && parent !== child);
    expect(found.length).toBeGreaterThan(10);
    expect(found.filter(({ child, parent }) => place.get(child)! > place.get(parent)!)).toEqual([]);
  });
});

test('a row that goes is looked for through an index by every table that points at it', async () => {
  const indexes = await ask<{ name: string; columns: string[]; predicate: string | null }>(`
    select i.indrelid::regclass::text as name, pg_get_expr(i.indpred, i.indrelid) as predicate,
      array(select a.attname::text from unnest(i.indkey) with ordinality k (number, place)
        join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.number order by k.place) as columns
    from pg_index i join pg_class c on c.oid = i.indrelid where c.relnamespace = 'public'::regnamespace`);
  const serves = ({ child, columns }: Reference) =>
    indexes.some(
      (index) =>
        index.name === child &&
        // An id of ours is one tenant's, so an index of it alone does as well.
        (columns.every((column) => index.columns.slice(0, columns.length).includes(column)) ||
          (index.columns[0] !== 'tenant_id' && columns.includes(index.columns[0]!))) &&
        // A condition that an equation implies.
        (index.predicate === null || columns.some((column) => index.predicate === `(${column} IS NOT NULL)`)),
    );
  expect((await references()).filter((reference) => !serves(reference)).map(({ name }) => name)).toEqual([]);
});
