import { existsSync } from 'node:fs';
import pg from 'pg';
import { expect, test } from 'vitest';
import { startPostgresServer } from './postgres-server.ts';
import { startProgram } from './program.ts';

async function readSettings(url: string) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const names = ['fsync', 'max_connections', 'unix_socket_directories', 'listen_addresses'];
  const { rows } = await client.query('SELECT name, setting FROM pg_settings WHERE name = ANY($1)', [names]);
  await client.end();
  return Object.fromEntries(rows.map(({ name, setting }) => [name, setting]));
}

const kinds = existsSync('/usr/lib/postgresql') ? (['system', 'npm'] as const) : (['npm'] as const);

test.each(kinds)('the %s binaries make a server that is gone after its stop', async (binaries) => {
  for (const fsync of [false, true]) {
    const server = await startPostgresServer({ binaries, fsync });
    expect(await readSettings(server.url)).toEqual({
      fsync: fsync ? 'on' : 'off',
      max_connections: '100',
      unix_socket_directories: '',
      listen_addresses: '127.0.0.1',
    });
    await server.stop();
    await expect(readSettings(server.url)).rejects.toThrow('ECONNREFUSED');
    expect(existsSync(server.home)).toBe(false);
  }
});

test('the server and its files go when the process that started it is killed', async () => {
  const program = startProgram('start-postgres.ts');
  const { url, home } = JSON.parse((await program.readLine())!);
  program.kill('SIGKILL');
  await program.ended;
  await expect.poll(() => existsSync(home), { timeout: 20_000 }).toBe(false);
  await expect(readSettings(url)).rejects.toThrow('ECONNREFUSED');
});
