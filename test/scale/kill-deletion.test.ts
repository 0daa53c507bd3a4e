/** kill -9 while a tenant goes: what is left is refused as before, and the next process goes on to the last row. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tablesOfTenant } from '../../src/stores/postgres/tenant-deletion.ts';
import { runCommand } from '../support/command-line.ts';
import { freePort, spawnSelfsame, type TestEnvironment, untilPrinted } from '../support/selfsame.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

let it: TestApp;
let env: TestEnvironment;
beforeAll(async () => {
  const key = Buffer.alloc(32, 7);
  it = await startTestApp({ sealingKeys: [{ id: 'k1', key }] });
  env = {
    DATABASE_URL: it.database.pool.options.connectionString!,
    SELFSAME_KEYS: `k1:${key.toString('base64')}`,
    NODE_ENV: 'production',
    HOST: '127.0.0.1',
    PORT: String(await freePort()),
  };
});
afterAll(() => it.close());

const count = async (table: string, tenantId: string): Promise<number> =>
  (await it.database.pool.query(`select count(*)::integer as n from ${table} where tenant_id = $1`, [tenantId])).rows[0]
    .n;

test('a deletion that is killed in the middle is gone on with by a server', { timeout: 300_000 }, async () => {
  const { id } = it.other.tenant;
  const users = 6000;
  await it.database.pool.query(
    `insert into users (tenant_id, id, email_verified, phone_verified, profile, user_metadata, app_metadata, status, logins_count, created_at, updated_at)
     select $1, gen_random_uuid(), false, false, '{}', '{}', '{}', 'active', 0, now(), now() from generate_series(1, $2::integer)`,
    [id, users],
  );
  const running = spawnSelfsame(['tenant', 'delete', 'globex', '--yes'], env);
  let ended = false;
  void running.ended.then(() => {
    ended = true;
  });
  while (!ended && (await count('users', id)) === users);
  running.child.kill('SIGKILL');
  expect((await running.ended).code).toBeNull();
  const left = await count('users', id);
  expect(left).toBeGreaterThan(0);
  expect(left % 500).toBe(0);

  // In between: gone for everybody, and its name is nobody else's.
  const refused = await fetch(`${it.baseUrl}/v1/identity-providers`, {
    headers: { 'x-api-key': it.other.key.rawKey, 'x-tenant-id': id },
  });
  expect(refused.status).toBe(401);
  const again = await runCommand(['tenant', 'create', 'globex'], env);
  expect(again).toMatchObject({ code: 1 });

  const server = spawnSelfsame(['serve'], env);
  try {
    await untilPrinted(server, 'the last row of a deleted tenant is gone');
  } finally {
    server.child.kill('SIGTERM');
    await server.ended;
  }
  for (const { name } of tablesOfTenant) expect({ [name]: await count(name, id) }).toEqual({ [name]: 0 });
  expect(await runCommand(['tenant', 'create', 'globex'], env)).toMatchObject({ code: 0 });
  expect(await runCommand(['tenant', 'delete', 'nobody', '--yes'], env)).toMatchObject({ code: 1 });
});
