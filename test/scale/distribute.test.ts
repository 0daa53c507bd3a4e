/**
 * `migrate --distributed` against a stand-in for Citus: an extension of the same name with the functions and the view that
 * are used of it, which writes down what it is asked and refuses what Citus' documentation says that it refuses. It moves no
 * row. Not run on Citus itself.
 */
import { beforeEach, expect, test } from 'vitest';
import type { Database } from '../../src/stores/postgres/database.ts';
import { distribute, findProblems, placements } from '../../src/stores/postgres/distribute.ts';
import { openEmbedded } from '../../src/stores/postgres/embedded.ts';
import { migrate } from '../../src/stores/postgres/migrate.ts';
import { openServer } from '../../src/stores/postgres/server.ts';
import { runCommand } from '../support/command-line.ts';
import { freshDatabase } from '../support/database.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

let database: Database;
let url: string;
let drop: () => Promise<void>;

beforeEach(async () => {
  const fresh = await freshDatabase();
  ({ drop, url } = fresh);
  database = await openServer(url);
  await migrate(database);
  return async () => {
    await database.close();
    await drop();
  };
});

const query = async (text: string, values: unknown[] = []) => (await database.pool.query(text, values)).rows;

/** In a schema of its own; `pg_extension` gets a row, as a superuser may write it, so that it counts as installed. */
async function installStandIn(): Promise<void> {
  await query(`
    create schema stand_in;
    create table stand_in.calls (place bigserial, call text);
    create table stand_in.tables (name regclass primary key, kind text not null, by text, co_group text);
    create view public.citus_tables as
      select name as table_name, kind as citus_table_type, by as distribution_column from stand_in.tables;

    create function stand_in.check_table(t regclass, by text) returns void language plpgsql as $$
    declare found record;
    begin
      if exists (select from stand_in.tables where name = t) then raise 'table "%" is already distributed', t; end if;
      for found in select i.indexrelid::regclass as name from pg_index i where i.indrelid = t and i.indisunique and by is not null
        and not exists (select from pg_attribute a where a.attrelid = t and a.attname = by and a.attnum = any (i.indkey))
      loop raise 'cannot create constraint on "%": % does not include the partition column', t, found.name; end loop;
      for found in select c.*, p.kind, p.co_group from pg_constraint c left join stand_in.tables p on p.name = c.confrelid
        where c.contype = 'f' and c.conrelid = t and c.confrelid <> t
      loop
        if found.kind is null then raise 'cannot create foreign key %: "%" is a local table', found.conname, found.confrelid::regclass; end if;
        if by is null and found.kind = 'distributed' then raise 'a reference table cannot point at a distributed one'; end if;
        if found.kind = 'distributed' and not exists (
          select from unnest(found.conkey, found.confkey) as pair (own, other)
          join pg_attribute a on a.attrelid = t and a.attnum = pair.own and a.attname = by
          join pg_attribute b on b.attrelid = found.confrelid and b.attnum = pair.other and b.attname = (select q.by from stand_in.tables q where q.name = found.confrelid))
        then raise 'cannot create foreign key %: it does not hold the distribution column', found.conname; end if;
      end loop;
    end $$;

    create function public.create_reference_table(table_name regclass) returns void language plpgsql as $$
    begin
      perform stand_in.check_table(table_name, null);
      insert into stand_in.tables values (table_name, 'reference', null, null);
      insert into stand_in.calls (call) values (format('create_reference_table(%s)', table_name));
    end $$;

    create function public.create_distributed_table(table_name regclass, distribution_column text, colocate_with text default 'default')
    returns void language plpgsql as $$
    declare own oid; other oid;
    begin
      perform stand_in.check_table(table_name, distribution_column);
      select atttypid into own from pg_attribute where attrelid = table_name and attname = distribution_column;
      if own is null then raise 'column % does not exist', distribution_column; end if;
      if colocate_with not in ('default', 'none') then
        select a.atttypid into other from stand_in.tables t join pg_attribute a on a.attrelid = t.name and a.attname = t.by
          where t.name = colocate_with::regclass;
        if other is distinct from own then raise 'cannot colocate tables % and %', colocate_with, table_name; end if;
      end if;
      insert into stand_in.tables values (table_name, 'distributed', distribution_column, colocate_with);
      insert into stand_in.calls (call) values (format('create_distributed_table(%s, %s, %s)', table_name, distribution_column, colocate_with));
    end $$;

    insert into pg_extension (oid, extname, extowner, extnamespace, extrelocatable, extversion)
      values (999999, 'citus', 10, 'public'::regnamespace, false, 'stand-in');`);
}

const calls = async () =>
  (await query('select call from stand_in.calls order by place')).map(({ call }) => call as string);

test('without the extension it refuses, says what is missing, and changes nothing', async () => {
  await expect(distribute(database)).rejects.toThrow(/the server has no extension `citus`/);
  const env = { DATABASE_URL: url, NODE_ENV: 'development' };
  const ran = await runCommand(['migrate', '--distributed'], env);
  expect(ran).toMatchObject({ code: 1 });
  expect(ran.stderr).toContain('the server has no extension `citus`');
  const embedded = await openEmbedded(temporaryDirectory());
  await expect(distribute(embedded)).rejects.toThrow('the embedded database cannot be distributed');
  await embedded.close();
});

test('every table is placed once, whoever is pointed at first, all in one group; and again does nothing', async () => {
  await installStandIn();
  const ran = await runCommand(['migrate', '--distributed'], { DATABASE_URL: url, NODE_ENV: 'development' });
  expect(ran).toMatchObject({ code: 0 });
  expect(ran.stdout).toMatch(/tenants +reference +made +its slug is unique/);
  const made = await calls();
  const distributed = placements.filter(({ kind }) => kind === 'distributed').map(({ table }) => table);
  const [first, ...others] = distributed;
  expect(made).toEqual([
    'create_reference_table(tenants)',
    `create_distributed_table(${first}, tenant_id, default)`,
    ...others.map((name) => `create_distributed_table(${name}, tenant_id, ${first})`),
  ]);
  expect(made.length).toBeGreaterThan(20);
  expect((await distribute(database)).filter((table) => table.made)).toEqual([]);
  expect(await calls()).toEqual(made);
});

test('a run that was cut short goes on where it was', async () => {
  await installStandIn();
  let left = 7;
  const cut = distribute(database, () => {
    left -= 1;
    if (left === 0) throw new Error('cut');
  });
  await expect(cut).rejects.toThrow('cut');
  expect(await calls()).toHaveLength(7);
  const rest = await distribute(database);
  expect(rest.filter(({ made }) => made)).toHaveLength(placements.length - 1 - 7);
  expect(new Set(await calls()).size).toBe(placements.length - 1);
});

test('a table that stands otherwise is not touched', async () => {
  await installStandIn();
  await query("insert into stand_in.tables values ('users', 'distributed', 'id', 'default')");
  await expect(distribute(database)).rejects.toThrow('`users` is distributed by `id` already');
});

test('the schema breaks no rule; and what would is found', async () => {
  const client = await database.pool.connect();
  try {
    expect(await findProblems(client)).toEqual([]);
    await client.query('create table strays (id uuid primary key)');
    await client.query('create unique index users_by_nickname on users (nickname)');
    await client.query('alter table policies add column author uuid');
    await client.query('alter table users add constraint one_id unique (tenant_id, id, status)');
    await client.query('create unique index users_alone on users (id)');
    await client.query(
      'alter table policies add constraint policies_author foreign key (author) references users (id)',
    );
    expect(await findProblems(client)).toEqual([
      '`strays`: nothing says where it belongs',
      '`users_alone`: a unique key without `tenant_id`',
      '`users_by_nickname`: a unique key without `tenant_id`',
      '`policies_author`: a reference between distributed tables without `tenant_id` on both sides',
    ]);
  } finally {
    client.release();
  }
  await installStandIn();
  await expect(distribute(database)).rejects.toThrow('the schema cannot be distributed');
  expect(await calls()).toEqual([]);
});
