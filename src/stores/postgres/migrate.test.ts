import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { freshDatabase } from '../../../test/support/database.ts';
import { startProgram } from '../../../test/support/program.ts';
import { temporaryDirectory } from '../../../test/support/temporary-directory.ts';
import type { Database } from './database.ts';
import { openEmbedded } from './embedded.ts';
import { migrate, migrationState } from './migrate.ts';
import { openServer } from './server.ts';

const fixtures = fileURLToPath(new URL('../../../test/fixtures/migrations', import.meta.url));
const all = ['0001-table-1', '0002-table-2', '0003-table-3'];

function copyFixtures(): string {
  const folder = temporaryDirectory();
  cpSync(fixtures, folder, { recursive: true });
  return folder;
}

const openers: Record<Database['kind'], () => Promise<Database>> = {
  embedded: async () => {
    const database = await openEmbedded(temporaryDirectory());
    onTestFinished(database.close);
    // It has our own schema from the beginning.
    await database.pool.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
    return database;
  },
  server: async () => {
    const { url, drop } = await freshDatabase();
    const database = await openServer(url);
    onTestFinished(async () => {
      await database.close();
      await drop();
    });
    return database;
  },
};

describe.each(['embedded', 'server'] as const)('on the %s database', (kind) => {
  test('goes forward, once, and tells where it stands', async () => {
    const database = await openers[kind]();
    const folder = copyFixtures();
    rmSync(join(folder, '0003-table-3.sql'));
    expect(await migrationState(database, folder)).toEqual({
      head: '0002-table-2',
      applied: [],
      pending: ['0001-table-1', '0002-table-2'],
    });
    expect(await migrate(database, folder)).toEqual(['0001-table-1', '0002-table-2']);
    expect(await migrate(database, folder)).toEqual([]);
    expect(await migrationState(database, fixtures)).toEqual({
      head: '0003-table-3',
      applied: ['0001-table-1', '0002-table-2'],
      pending: ['0003-table-3'],
    });
    expect(await migrate(database, fixtures)).toEqual(['0003-table-3']);
    expect((await database.pool.query('SELECT id FROM table_3')).rows).toEqual([{ id: 3 }]);
  });

  test('a migration that fails leaves nothing of itself, and keeps those before it', async () => {
    const database = await openers[kind]();
    const folder = copyFixtures();
    writeFileSync(join(folder, '0003-table-3.sql'), 'CREATE TABLE half (id integer); SELECT 1 / 0;');
    await expect(migrate(database, folder)).rejects.toMatchObject({ code: '22012' });
    expect((await migrationState(database, folder)).pending).toEqual(['0003-table-3']);
    expect((await database.pool.query("SELECT to_regclass('half') AS half")).rows).toEqual([{ half: null }]);
    expect(await migrate(database, fixtures)).toEqual(['0003-table-3']);
  });

  test('a database of a newer version, or of another one, is refused and left alone', async () => {
    const database = await openers[kind]();
    await migrate(database, fixtures);

    const older = copyFixtures();
    rmSync(join(older, '0003-table-3.sql'));
    const newer = { code: 'schema_newer', message: expect.stringContaining('`0003-table-3`') };
    await expect(migrate(database, older)).rejects.toMatchObject(newer);
    await expect(migrationState(database, older)).rejects.toMatchObject(newer);

    const changed = copyFixtures();
    writeFileSync(join(changed, '0002-table-2.sql'), 'CREATE TABLE table_2 (id bigint PRIMARY KEY);');
    writeFileSync(join(changed, '0004-table-4.sql'), 'CREATE TABLE table_4 (id integer);');
    const other = { code: 'schema_changed', message: expect.stringContaining('`0002-table-2`') };
    await expect(migrate(database, changed)).rejects.toMatchObject(other);
    await expect(migrationState(database, changed)).rejects.toMatchObject(other);
    expect((await migrationState(database, fixtures)).applied).toEqual(all);
  });
});

test('a checkout with other line ends has the same migrations', async () => {
  const database = await openers.embedded();
  await migrate(database, fixtures);
  const windows = copyFixtures();
  for (const name of all) {
    const path = join(windows, `${name}.sql`);
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll('\n', '\r\n'));
  }
  expect(await migrate(database, windows)).toEqual([]);
});

test('a folder with a gap or a strange name is refused', async () => {
  const database = await openers.embedded();
  for (const name of ['0005-gap.sql', '4-short.sql', '0004-Upper.sql']) {
    const folder = copyFixtures();
    writeFileSync(join(folder, name), 'SELECT 1;');
    await expect(migrate(database, folder)).rejects.toThrow(`migration \`${name}\` should be number`);
  }
});

test('processes that migrate one server at the same instant apply each migration once between them', async () => {
  const { url, drop } = await freshDatabase();
  onTestFinished(drop);
  const programs = Array.from({ length: 3 }, () => startProgram('migrate-server.ts', url, fixtures));
  for (const program of programs) expect(await program.readLine()).toBe('ready');
  for (const program of programs) program.writeLine('go');
  const answers = await Promise.all(programs.map((program) => program.readLine()));
  const endings = await Promise.all(programs.map((program) => program.ended));
  expect(endings.map(({ code, stderr }) => ({ code, stderr }))).toEqual(programs.map(() => ({ code: 0, stderr: '' })));
  expect(answers.flatMap((answer) => JSON.parse(answer!) as string[]).sort()).toEqual(all);
});
