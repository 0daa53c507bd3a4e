/**
 * Every statement of the product with its plan, on a database of a million identities in one tenant among two thousand others:
 * none reads a table whole, sorts or throws away a large set, unless it stands in `exceptions.ts`. And every index is there
 * for a statement. Renew the listing with `npx vitest run test/plans --update`.
 */
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '../../src/stores/postgres/database.ts';
import { createPostgresStore } from '../../src/stores/postgres/index.ts';
import { migrate } from '../../src/stores/postgres/migrate.ts';
import { countSealedOtherwise, sampleSealed } from '../../src/stores/postgres/sealed-columns.ts';
import { openServer } from '../../src/stores/postgres/server.ts';
import type { Store } from '../../src/stores/store.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { fillManyRows, idOf } from '../support/many-rows.ts';
import { exceptions } from './exceptions.ts';
import { type Explained, explain } from './explain.ts';
import { type Recorded, recordStatements } from './recorded-database.ts';
import { methodsOf, optimisticSteps, steps, walk } from './walk.ts';

const minutes = 60_000;
const limits = { wasted: 1000, sorted: 2000, pages: 1000 };

let fresh: FreshDatabase;
let database: Database;
let store: Store;
let client: pg.Client;
let recorded: Recorded[] = [];
const called = new Set<string>();
/** By step, in the order of the walk; a statement stands at the first step that met it. */
const plans = new Map<string, Explained[]>();

beforeAll(async () => {
  fresh = await freshDatabase();
  database = await openServer(fresh.url);
  await migrate(database);
  await fillManyRows(fresh.url, [
    { tenants: 1, usersEach: 500_000 },
    { tenants: 2000, usersEach: 20 },
  ]);
  const watched = recordStatements(database, (statement) => {
    recorded.push(statement);
    // What optimistic work writes is explained, and not done: it would stay.
    return statement.text.startsWith('with held_users') ? { rows: [{ place: 1 }] } : undefined;
  });
  store = createPostgresStore(watched);
  client = new pg.Client(fresh.url);
  await client.connect();

  for (const [name, step] of Object.entries(steps))
    await meet(name, () => walk(store, step, (method) => called.add(method)));
  for (const [name, run] of Object.entries(optimisticSteps)) await meet(name, () => run(store));
  await meet('sealed', async () => {
    await sampleSealed(watched);
    await countSealedOtherwise(watched, 'v1.k.');
  });
  for (const { name, statement } of await listReferences()) await meet(name, async () => void recorded.push(statement));
}, 15 * minutes);

afterAll(async () => {
  await client?.end();
  await store?.close();
  await fresh?.drop();
});

const known = new Set<string>();

async function meet(name: string, run: () => Promise<unknown>): Promise<void> {
  recorded = [];
  await run();
  const statements = recorded;
  const explained = await explain(client, statements);
  plans.set(
    name,
    explained.filter(({ text }) => !known.has(text)),
  );
  for (const { text } of statements) known.add(text);
}

/** What the database itself asks when a row that others refer to is removed. */
async function listReferences(): Promise<{ name: string; statement: Recorded }[]> {
  const { rows } = await client.query<{
    child: string;
    parent: string;
    columns: string[];
    types: string[];
    kind: string;
  }>(
    `select c.conrelid::regclass::text as child, c.confrelid::regclass::text as parent, c.confdeltype as kind,
       array(select attname::text from unnest(c.conkey) with ordinality as k (num, place)
         join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.num order by place) as columns,
       array(select format_type(a.atttypid, a.atttypmod) from unnest(c.conkey) with ordinality as k (num, place)
         join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.num order by place) as types
     from pg_constraint c where c.contype = 'f' order by 2, 1, 4`,
  );
  return rows.map(({ child, parent, columns, types, kind }) => {
    const where = columns.map((column, index) => `${column} = $${index + 1}::${types[index]}`).join(' and ');
    const nobody = '02000000-0000-7000-8000-00000000ffff';
    const tenant = columns.length === 1 ? nobody : idOf('tenant', 0);
    return {
      name: `removal from ${parent}: ${child}.${columns.at(-1)}`,
      statement: {
        text:
          kind === 'c'
            ? `delete from only ${child} where ${where}`
            : `select 1 from only ${child} x where ${where} for key share of x`,
        values: [tenant, nobody].slice(0, columns.length),
        isKept: true,
      },
    };
  });
}

test('the walk meets every method of the store', async () => {
  const methods = await store.transaction(async (rows) => methodsOf(rows));
  // These have no statement of their own.
  const without = ['savepoint', 'afterCommit'];
  expect(methods.filter((method) => !called.has(method) && !without.includes(method))).toEqual([]);
});

test('no statement reads, sorts or throws away a large set, but for the exceptions', () => {
  const large = [...plans].filter(([, explained]) => explained.some(isLarge)).map(([name]) => name);
  const unexplained = large.filter((name) => !Object.hasOwn(exceptions, name));
  expect(unexplained.map((name) => [name, plans.get(name)!.filter(isLarge)])).toEqual([]);
});

test('every exception is of a statement that there is', () => {
  expect(Object.keys(exceptions).filter((name) => !plans.has(name))).toEqual([]);
});

test('every index is gone by, or keeps something unique', async () => {
  const { rows } = await client.query<{ name: string }>(
    `select i.relname as name from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class c on c.oid = x.indrelid
     where c.relnamespace = 'public'::regnamespace and not x.indisunique order by 1`,
  );
  const used = new Set([...plans.values()].flat().flatMap(({ indexes }) => indexes));
  expect(rows.length).toBeGreaterThan(20);
  expect(rows.map(({ name }) => name).filter((name) => !used.has(name))).toEqual([]);
});

test('the listing is that of the plans', async () => {
  await expect(toListing()).toMatchFileSnapshot('statements.md');
});

function isLarge({ scanned, wasted, sorted, pages }: Explained): boolean {
  return scanned.length > 0 || wasted > limits.wasted || sorted > limits.sorted || pages > limits.pages;
}

function toListing(): string {
  const lines = [...plans].flatMap(([name, explained]) =>
    explained
      .filter(({ path }) => path.length > 0)
      .map(({ path }) => `| ${name} | ${path.join(', ')} | ${exceptions[name] ?? ''} |`),
  );
  return [
    '# Statements',
    '',
    'Made by `plans.test.ts`. Each statement of the store at the first method that runs it, with the indexes that its kept plan',
    'goes by on a million identities, and the reason where it may read much.',
    '',
    '| | goes by | may read much, because |',
    '|---|---|---|',
    ...new Set(lines),
    '',
  ].join('\n');
}
