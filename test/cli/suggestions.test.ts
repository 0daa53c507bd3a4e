import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCommand } from '../support/command-line.ts';
import { spawnSelfsame, type TestEnvironment } from '../support/selfsame.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

let it: TestApp;
let env: TestEnvironment;
beforeAll(async () => {
  it = await startTestApp();
  const keys = await runCommand(['keys', 'new'], {});
  env = {
    DATABASE_URL: it.database.pool.options.connectionString!,
    SELFSAME_KEYS: keys.stdout.trim(),
    NODE_ENV: 'production',
  };
});
afterAll(() => it.close());

const query = async (text: string, values: unknown[]) => (await it.database.pool.query(text, values)).rows;
const sweep = ['suggestions', 'sweep'];

/** Users as an earlier version left them: every two with the same number have the same verified address. */
async function addTwins(tenantId: string, users: number, twins: number): Promise<void> {
  await query(
    `insert into users (tenant_id, id, email, email_key, email_verified, phone_verified, profile, user_metadata,
       app_metadata, status, logins_count, created_at, updated_at)
     select $1, gen_random_uuid(), address, address, true, false, '{}', '{}', '{}', 'active', 0, now(), now()
     from generate_series(1, $2::integer) as n,
       lateral (select 'user-' || (n % ($2 - $3::integer)) || '@example.com' as address) as a`,
    [tenantId, users, twins],
  );
}

test('a sweep that is killed again and again goes on where it was: nothing twice, nothing lost', async () => {
  const { tenant } = it;
  const [users, twins] = [12_000, 3000];
  await addTwins(tenant.id, users, twins);
  const seen = async (): Promise<number> =>
    Number((await query('select users_seen from sweeps where tenant_id = $1', [tenant.id]))[0]?.users_seen ?? 0);

  for (const mark of [1, 4000]) {
    const running = spawnSelfsame([...sweep, '--tenant', 'acme'], env);
    let ended = false;
    void running.ended.then(() => {
      ended = true;
    });
    while (!ended && (await seen()) < mark);
    running.child.kill('SIGKILL');
    expect((await running.ended).code).toBeNull();
  }
  expect(await seen()).toBeLessThan(users);
  const last = await runCommand([...sweep, '--tenant', 'acme'], env);
  expect(last).toMatchObject({ code: 0, stdout: `${users} users: ${twins} new suggestions\n` });
  expect(last.stderr).toMatch(/^\d+ users are looked at already: going on after them\n/);

  expect(
    await query(
      `select count(*) as suggestions, count(distinct (user_id, other_user_id)) as pairs,
         (select count(*) from events where tenant_id = $1 and type = 'suggestion.made') as events,
         (select count(distinct after #>> '{suggestion,id}') from events where tenant_id = $1 and type = 'suggestion.made')
           as told,
         (select count(*) from sweeps where tenant_id = $1) as sweeps,
         (select suggestions_made from sweeps where tenant_id = $1) as counted
       from suggestions where tenant_id = $1`,
      [tenant.id],
    ),
  ).toEqual([{ suggestions: twins, pairs: twins, events: twins, told: twins, sweeps: 1, counted: twins }]);

  const again = await runCommand([...sweep, '--tenant', 'acme'], env);
  expect(again).toMatchObject({ code: 0, stdout: `${users} users: 0 new suggestions\n` });
}, 300_000);

test('a tenant without users, and one that is not there', async () => {
  expect(await runCommand([...sweep, '--tenant', 'globex'], env)).toMatchObject({
    code: 0,
    stdout: '0 users: 0 new suggestions\n',
  });
  const missing = await runCommand([...sweep, '--tenant', 'nobody'], env);
  expect(missing).toMatchObject({ code: 1, stdout: '' });
  expect(missing.stderr).toMatch(/^selfsame: there is no tenant `nobody`.*\n$/);
});
