import { createServer } from 'node:net';
import pg from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { freshDatabase } from '../../../test/support/database.ts';
import { DatabaseUnavailable, type DatabaseUnavailableCode } from './database.ts';
import { openServer, refuseOldServer, type ServerOptions } from './server.ts';

async function openFresh(options?: ServerOptions) {
  const { url, drop } = await freshDatabase();
  const database = await openServer(url, options);
  onTestFinished(async () => {
    await database.close();
    await drop();
  });
  return { url, ...database };
}

async function refusalOf(url: string): Promise<DatabaseUnavailable> {
  const outcome = await openServer(url).catch((error: unknown) => error);
  expect(outcome).toBeInstanceOf(DatabaseUnavailable);
  return outcome as DatabaseUnavailable;
}

test('values come as the embedded database gives them, whatever time zone the database has', async () => {
  const { url, drop } = await freshDatabase();
  const name = new URL(url).pathname.slice(1);
  const first = await openServer(url);
  await first.pool.query(`ALTER DATABASE ${name} SET TimeZone TO 'Asia/Tokyo'`);
  await first.close();
  const { pool, readers, kind, close } = await openServer(url);
  expect(kind).toBe('server');
  for (const connections of [pool, readers]) {
    const { rows } = await connections.query(
      `SELECT 1::int8 AS big, '2026-11-21 10:00:00.5+01'::timestamptz(3) AS at, current_setting('application_name') AS name`,
    );
    expect(rows).toEqual([{ big: 1, at: '2026-11-21 09:00:00.5+00', name: 'selfsame' }]);
  }
  expect(pg.types.getTypeParser(pg.types.builtins.INT8)('1')).toBe('1');
  await close();
  await drop();
});

test('a connection that the server ends while idle is reported and replaced', async () => {
  const lost: Error[] = [];
  const { pool, readers } = await openFresh({ onConnectionLost: (error) => lost.push(error) });
  const { rows } = await pool.query('SELECT pg_backend_pid() AS pid');
  const ended = new Promise((done) => pool.once('remove', done));
  await readers.query('SELECT pg_terminate_backend($1)', [rows[0].pid]);
  await ended;
  expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  expect(lost).toHaveLength(1);
});

test('a connection that the server ends within a transaction fails its statement, and not the process', async () => {
  const { pool, readers } = await openFresh();
  const client = await pool.connect();
  const { rows } = await client.query('SELECT pg_backend_pid() AS pid');
  const failing = expect(client.query('SELECT pg_sleep(60)')).rejects.toThrow();
  await readers.query('SELECT pg_terminate_backend($1)', [rows[0].pid]);
  await failing;
  client.release(true);
  expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
});

test('the pools are as large as asked', async () => {
  const { pool, readers } = await openFresh({ poolMax: 3, readers: 1 });
  expect([pool.options.max, readers.options.max]).toEqual([3, 1]);
});

test('what cannot be opened is refused in one line without the password', async () => {
  const { url, drop } = await freshDatabase();
  onTestFinished(drop);
  const changed = (change: (url: URL) => void) => {
    const other = new URL(url);
    other.password = other.password || 'hunter2';
    change(other);
    return other.href;
  };
  const silent = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
  onTestFinished(() => void silent.close());
  await new Promise((done) => silent.once('listening', done));
  const { port } = silent.address() as { port: number };
  const cases: [string, DatabaseUnavailableCode][] = [
    ['selfsame.db', 'url_invalid'],
    ['mysql://user:hunter2@127.0.0.1/x', 'url_invalid'],
    [changed((other) => (other.port = '1')), 'unreachable'],
    [changed((other) => (other.port = String(port))), 'unreachable'],
    [changed((other) => (other.password = 'hunter2')), 'refused'],
    [changed((other) => (other.pathname = '/absent')), 'refused'],
  ];
  for (const [target, code] of cases) {
    const refusal = await refusalOf(target);
    expect([refusal.code, target]).toEqual([code, target]);
    expect(refusal.message).not.toMatch(/\n|hunter2/);
    expect(refusal.message).not.toContain(new URL(url).password);
  }
});

test('PostgreSQL older than 15 is refused', () => {
  expect(() => refuseOldServer(140_011, '14.11', '`db:5432/x`')).toThrow(
    'database at `db:5432/x` is PostgreSQL 14.11: version 15 or newer is needed',
  );
  refuseOldServer(150_000, '15.0', '`db:5432/x`');
});
