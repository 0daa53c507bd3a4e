/** `selfsame operators`: from an installation without a console to two owners, with what each step says is still needed. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCommand } from '../support/command-line.ts';
import type { TestEnvironment } from '../support/selfsame.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

let it: TestApp;
let env: TestEnvironment;
let run: (...args: string[]) => ReturnType<typeof runCommand>;
beforeAll(async () => {
  it = await startTestApp();
  env = {
    DATABASE_URL: it.database.pool.options.connectionString!,
    SELFSAME_KEYS: (await runCommand(['keys', 'new'], {})).stdout.trim(),
    NODE_ENV: 'production',
    LOG_LEVEL: 'silent',
  };
  run = (...args) => runCommand(['operators', ...args], env);
});
afterAll(() => it.close());

const listed = async () =>
  (await run('list', '--json')).stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as { email: string; name: string | null; role: string; user_id: string });

test('nobody works in the console at first, and the list says how to change that', async () => {
  const list = await run('list');
  expect([list.code, list.stdout]).toEqual([0, '']);
  expect(list.stderr).toContain('npx selfsame operators add <e-mail> --role owner');
  const remove = await run('remove', 'ada@example.com');
  expect(remove.code).not.toBe(0);
  expect(remove.stderr).toContain('is no operator');
});

test('the first operator is an owner', async () => {
  const added = await run('add', 'ada@example.com', '--role', 'operator');
  expect(added.code).not.toBe(0);
  expect(added.stderr).toContain('say `--role owner`');
  expect(await it.operations.operators.findTenant()).toBeNull();
});

test('what is still missing is said, until it is there', async () => {
  const first = await run('add', 'Ada@Example.com', '--role', 'owner', '--name', 'Ada');
  expect([first.code, first.stderr.match(/still needed: .*/g)]).toEqual([
    0,
    [expect.stringContaining('--host operators.example.com'), expect.stringContaining('SMTP_URL')],
  ]);
  const again = await run('add', 'ada@example.com', '--role', 'owner', '--host', 'operators.example.com');
  expect(again.stderr.match(/still needed: .*/g)).toEqual([expect.stringContaining('SMTP_URL')]);
  const tenant = (await it.operations.operators.findTenant())!;
  expect(tenant.settings).toMatchObject({ hosts: ['operators.example.com'] });
  const actor = { ...it.actor, tenantId: tenant.id };
  const mail = { SMTP_URL: 'smtp://127.0.0.1:2525', MAIL_FROM: 'selfsame@example.com' };
  const last = await runCommand(['operators', 'add', 'ada@example.com', '--role', 'owner'], { ...env, ...mail });
  expect(last).toMatchObject({ code: 0, stderr: '' });
  expect(await listed()).toMatchObject([{ email: 'Ada@Example.com', name: 'Ada', role: 'owner' }]);
  // Its one way in takes people who are known, and nobody else.
  const [email] = (await it.operations.identityProviders.list(actor, { limit: 10 })).items.filter(
    ({ strategy }) => strategy === 'email',
  );
  expect(email).toMatchObject({ linkingRule: { loginOnly: true } });
});

test('a role is changed by giving another one', async () => {
  await run('add', 'bob@example.com', '--role', 'read_only');
  const [bob] = (await listed()).filter(({ email }) => email === 'bob@example.com');
  expect((await run('add', 'bob@example.com', '--role', 'operator')).stdout).toContain(bob!.user_id);
  expect((await run('list')).stdout).toMatch(/bob@example\.com +operator/);
});

test('the last owner stays, and goes once there is another', async () => {
  const refused = await run('remove', 'ada@example.com');
  expect(refused.code).not.toBe(0);
  expect(refused.stderr).toContain('make somebody else an owner first');
  await run('add', 'bob@example.com', '--role', 'owner');
  expect(await run('remove', 'ada@example.com')).toMatchObject({ code: 0, stderr: '' });
  expect(await listed()).toMatchObject([{ email: 'bob@example.com', role: 'owner' }]);
  expect((await run('remove', 'ada@example.com')).stderr).toContain('`ada@example.com` is no operator');
});
