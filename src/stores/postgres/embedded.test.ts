import { randomInt } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startProgram } from '../../../test/support/program.ts';
import { temporaryDirectory } from '../../../test/support/temporary-directory.ts';
import { openEmbedded } from './embedded.ts';
import { createHousekeeping } from './housekeeping.ts';
import { migrationState } from './migrate.ts';

test('opens, closes, and keeps what was written', async () => {
  const directory = temporaryDirectory();
  const first = await openEmbedded(directory);
  expect(first.kind).toBe('embedded');
  await first.pool.query(
    "CREATE TABLE kept AS SELECT 1::int8 AS big, '2026-11-21 10:00:00.5+01'::timestamptz(3) AS at",
  );
  await Promise.all([first.close(), first.close()]);
  const second = await openEmbedded(directory);
  const { rows } = await second.readers.query('SELECT big, at, ARRAY[big] AS bigs, ARRAY[at] AS ats FROM kept');
  expect(rows).toEqual([{ big: 1, at: '2026-11-21 09:00:00.5+00', bigs: [1], ats: ['2026-11-21 09:00:00.5+00'] }]);
  await second.close();
});

test('every commit reaches the disk, and none is acknowledged after the disk has failed', async () => {
  const program = startProgram('count-fsyncs.ts', temporaryDirectory(), '50');
  const counted = JSON.parse((await program.readLine()) ?? (await program.ended).stderr);
  expect(counted.duringCommits).toBeGreaterThanOrEqual(50);
  expect(counted.duringCheckpoint).toBeGreaterThan(0);
  const ioError = '58030';
  expect(counted.afterFailure).toEqual([ioError, ioError]);
  await program.ended;
});

test('the second process on a directory gets one clear line, and the first is not disturbed', async () => {
  const directory = temporaryDirectory();
  const first = startProgram('open-embedded.ts', directory);
  expect(await first.readLine()).toBe('open');
  const second = await startProgram('open-embedded.ts', directory).ended;
  expect(second.code).toBe(1);
  expect(second.stderr.trim()).toBe(
    `data directory \`${directory}\` is in use by process ${first.pid}: stop that one first, or choose another directory`,
  );
  first.closeInput();
  expect(await first.ended).toEqual({ code: 0, stderr: '' });
});

test('a process killed in the middle of writes loses nothing it acknowledged, and leaves no half transaction', async () => {
  const directory = temporaryDirectory();
  for (let round = 0; round < 4; round += 1) {
    const writer = startProgram('write-until-killed.ts', directory);
    const linesToRead = randomInt(10, 80);
    let acknowledged = 0;
    for (let line = 0; line < linesToRead; line += 1) acknowledged = Number(await writer.readLine());
    writer.kill('SIGKILL');
    for (let line = await writer.readLine(); line !== null; line = await writer.readLine()) acknowledged = Number(line);
    await writer.ended;

    const database = await openEmbedded(directory);
    const { rows } = await database.pool.query(
      `SELECT count(*) AS halves, count(DISTINCT number) AS numbers, max(number) AS last FROM written`,
    );
    await database.close();
    const { halves, numbers, last } = rows[0];
    expect(acknowledged).toBeGreaterThan(0);
    expect(last).toBeGreaterThanOrEqual(acknowledged);
    expect(last).toBeLessThanOrEqual(acknowledged + 1);
    expect(numbers).toBe(last);
    expect(halves).toBe(last * 2);
  }
});

test('a first start that was killed halfway is begun again', async () => {
  const directory = temporaryDirectory();
  const unfinished = join(directory, 'postgres.unfinished');
  mkdirSync(unfinished);
  writeFileSync(join(unfinished, 'PG_VERSION'), '');
  await (await openEmbedded(directory)).close();
  expect(readdirSync(directory).sort()).toEqual(['lock', 'postgres']);
});

test('a new cluster has the whole schema: `node scripts/make-empty-cluster.js` brings it there', async () => {
  const database = await openEmbedded(temporaryDirectory());
  try {
    expect(await migrationState(database)).toMatchObject({ pending: [] });
  } finally {
    await database.close();
  }
});

test('the cluster is of the PGlite that is installed, and files of another PostgreSQL are refused', async () => {
  const directory = temporaryDirectory();
  await (await openEmbedded(directory)).close();
  const entry = import.meta.resolve('@electric-sql/pglite');
  const { version } = JSON.parse(readFileSync(new URL('../package.json', entry), 'utf8'));
  expect(readFileSync(join(directory, 'postgres', 'pglite-version'), 'utf8')).toBe(version);

  writeFileSync(join(directory, 'postgres', 'PG_VERSION'), '17\n');
  await expect(openEmbedded(directory)).rejects.toMatchObject({ code: 'data_dir_unusable' });
  writeFileSync(join(directory, 'postgres', 'PG_VERSION'), '18\n');
  await (await openEmbedded(directory)).close();
});

test('a client that is thrown away takes its transaction, settings and statements with it', async () => {
  const database = await openEmbedded(temporaryDirectory());
  const client = await database.pool.connect();
  await client.query({ name: 'one', text: 'SELECT 1' });
  await client.query("SET search_path TO 'elsewhere'");
  await client.query('BEGIN');
  await client.query('CREATE TABLE public.unfinished (id integer)');
  const waiting = database.pool.query({ name: 'one', text: "SELECT to_regclass('public.unfinished') AS found" });
  void client.query('SELECT pg_sleep(0.01)').catch(() => {});
  client.release(true);
  expect((await waiting).rows).toEqual([{ found: null }]);
  expect((await database.pool.query('SHOW search_path')).rows).toEqual([{ search_path: 'public' }]);
  await database.close();
});

test('housekeeping keeps the files of a table that is rewritten over and over from growing', async () => {
  const directory = temporaryDirectory();
  const { pool, close } = await openEmbedded(directory);
  const { tidy } = createHousekeeping(pool);
  await pool.query(
    "CREATE TABLE rewritten AS SELECT number, repeat('x', 500) AS text FROM generate_series(1, 20000) number",
  );
  const rewrite = async () => {
    for (let time = 0; time < 4; time += 1) await pool.query('UPDATE rewritten SET text = reverse(text)');
    await tidy();
    const { rows } = await pool.query("SELECT pg_total_relation_size('rewritten')::int AS bytes");
    const walFiles = readdirSync(join(directory, 'postgres', 'pg_wal')).filter((name) => /^[0-9A-F]{24}$/.test(name));
    return { bytes: rows[0].bytes as number, walFiles: walFiles.length };
  };
  const first = await rewrite();
  let last = first;
  for (let time = 0; time < 4; time += 1) last = await rewrite();
  expect(last.bytes).toBeLessThan(first.bytes * 1.3);
  expect(last.walFiles).toBeLessThan(16);
  await close();
});

test('a long statement holds up the event loop of nobody', async () => {
  const database = await openEmbedded(temporaryDirectory());
  let turns = 0;
  let isDone = false;
  const statement = database.pool.query('SELECT pg_sleep(0.5)').finally(() => {
    isDone = true;
  });
  while (!isDone) {
    turns += 1;
    await new Promise((resolve) => setImmediate(resolve));
  }
  await statement;
  // In this thread, the statement would have run within one turn.
  expect(turns).toBeGreaterThan(10);
  await database.close();
});

test('a look-up that comes after the batches of a bulk job is answered before the second of them', async () => {
  const database = await openEmbedded(temporaryDirectory());
  const answered: string[] = [];
  const ask = (pool: typeof database.pool, name: string) => pool.query('SELECT 1').then(() => void answered.push(name));
  await Promise.all([
    ...['batch 1', 'batch 2', 'batch 3'].map((name) => ask(database.pool, name)),
    ask(database.readers, 'look-up'),
  ]);
  expect(answered).toEqual(['batch 1', 'look-up', 'batch 2', 'batch 3']);
  await database.close();
});

test('errors keep what the database said of them, and long answers come whole', async () => {
  const { pool, close } = await openEmbedded(temporaryDirectory());
  await pool.query('CREATE TABLE named (name text PRIMARY KEY)');
  await pool.query("INSERT INTO named VALUES ('one')");
  await expect(pool.query('INSERT INTO named VALUES ($1)', ['one'])).rejects.toMatchObject({
    code: '23505',
    constraint: 'named_pkey',
  });
  for (const length of [65_000, 65_530, 65_536, 1_000_000]) {
    const { rows } = await pool.query('SELECT repeat($1, $2::integer) AS text', ['x', length]);
    expect(rows[0].text).toHaveLength(length);
  }
  const { rows } = await pool.query('SELECT number, md5(number::text) AS text FROM generate_series(1, 5000) number');
  expect(rows).toHaveLength(5000);
  await close();
});
