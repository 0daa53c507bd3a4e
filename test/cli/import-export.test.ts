import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCommand } from '../support/command-line.ts';
import { spawnSelfsame, type TestEnvironment } from '../support/selfsame.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
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
  for (const { actor } of [it, it.other])
    for (const strategy of ['google-oauth2', 'github', 'auth0'])
      await it.operations.identityProviders.create(actor, { strategy, name: strategy });
});
afterAll(() => it.close());

const createTenant = async (slug: string): Promise<string> => {
  const created = await runCommand(['tenant', 'create', slug, '--json'], env);
  const { id } = JSON.parse(created.stdout) as { id: string };
  const actor = { ...it.actor, tenantId: id };
  for (const strategy of ['google-oauth2', 'github', 'auth0'])
    await it.operations.identityProviders.create(actor, { strategy, name: strategy });
  return id;
};

const write = (lines: (object | string)[]): string => {
  const file = join(temporaryDirectory(), 'users.jsonl');
  writeFileSync(file, lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join(''));
  return file;
};

const readReport = (file: string): { line: number; code: string; reason: string; id: string | null }[] =>
  readFileSync(`${file}.refused.jsonl`, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

const query = async (text: string, values: unknown[]) => (await it.database.pool.query(text, values)).rows;

test('what is exported and imported into an empty tenant is exported the same', async () => {
  const { users, identities, merge, identityProviders } = it.operations;
  const [google, github] = await Promise.all(
    ['google-oauth2', 'github'].map((name) => identityProviders.byName(it.actor, name)),
  );
  const make = async (name: string) => {
    const { user } = await users.create(it.actor, {
      profile: {
        email: `${name}@example.com`,
        emailVerified: name === 'ada',
        username: name,
        externalId: `crm-${name}`,
        name: `${name} "of" ünïcode\n`,
        profile: { birthdate: '1815-12-10' },
        userMetadata: { likes: [1, 'two', null] },
        appMetadata: { plan: { name: 'gold' } },
      },
      originKey: name === 'ada' ? 'auth0|ada' : null,
      identities: [
        { identityProviderId: github!.id, subject: name, email: `${name}@example.com`, emailVerified: true },
        { identityProviderId: google!.id, subject: name, claims: { sub: name, hd: 'example.com' }, linkedBy: 'auto' },
        { identityProviderId: google!.id, subjectType: 'openid', subject: name, linkedBy: 'scim' },
      ],
    });
    return user;
  };
  const [ada, bob, eve, gil] = [await make('ada'), await make('bob'), await make('eve'), await make('gil')];
  await merge(it.actor, { primaryId: bob.id, secondaryId: eve.id });
  await merge(it.actor, { primaryId: gil.id, secondaryId: bob.id });
  await users.setStatus(it.actor, ada.id, 'suspended');
  const [, second] = await identities.ofUser(it.actor, ada.id);
  await identities.setPrimary(it.actor, second!.id);

  const first = join(temporaryDirectory(), 'first.jsonl');
  expect((await runCommand(['export', first, '--tenant', 'acme'], env)).stderr).toBe('exported 4 lines\n');
  expect(statSync(first).mode & 0o077).toBe(0);
  const imported = await runCommand(['import', first, '--tenant', 'globex'], env);
  expect(imported).toMatchObject({ code: 0, stdout: '4 lines: 4 created, 0 updated, 0 skipped, 0 refused\n' });
  const again = await runCommand(['export', '--tenant', 'globex'], env);
  expect(again.stdout.split('\n')).toEqual(readFileSync(first, 'utf8').split('\n'));
  expect(again.stdout).toContain('"linked_by":"scim"');

  const { actor } = it.other;
  expect(await it.operations.users.readOrTombstone(actor, eve.id)).toMatchObject({ mergedInto: bob.id });
  const { items } = await it.operations.events.list(actor, { limit: 10 }, { userId: ada.id });
  expect(items).toMatchObject([{ type: 'user.created', actor: { kind: 'system', label: 'import' } }]);
});

describe('a row that cannot be taken is refused alone', () => {
  const identity = (external_id: string) => ({ identity_provider: 'github', external_id });

  test('with its line, code, reason and id, while the others go in', async () => {
    const tenantId = await createTenant('refusals');
    const before = write([
      { id: '5f8d0d55b54764421b7156c9', username: 'Taken', external_id: 'taken', identities: [identity('taken')] },
    ]);
    expect((await runCommand(['import', before, '--tenant', 'refusals'], env)).code).toBe(0);

    const file = write([
      { username: 'good-1', identities: [identity('good-1')] },
      { id: 'user_01JZZZZZZZZZZZZZZZZZZZZZZZ', username: 'tAKEN' },
      { external_id: 'taken' },
      { identities: [identity('taken')] },
      { id: '5f8d0d55b54764421b7156c9' },
      '',
      { identities: [{ identity_provider: 'nowhere', external_id: '1' }] },
      { email: 'not an address', app_metadata: { secret: 'hunter2' } },
      '{"id": ',
      { username: 'good-2', identities: [identity('good-2'), { ...identity('good-2'), subject_type: 'openid' }] },
      { username: 'GOOD-1' },
      { identities: [identity('good-2')] },
      { name: 'x'.repeat(1024 * 1024) },
      { identities: [{ ...identity('c'), connections: ['nowhere'] }] },
      { merged_into: '019a5d3e-7f00-7abc-8def-0123456789ab' },
      { username: 'good-3' },
    ]);
    const { code, stdout, stderr } = await runCommand(['import', file, '--tenant', 'refusals'], env);
    expect({ code, stdout }).toEqual({
      code: 3,
      stdout: '16 lines: 3 created, 0 updated, 0 skipped, 12 refused\n',
    });
    expect(stderr).toBe(`refused rows, 12 in all, are told in ${file}.refused.jsonl\n`);
    const report = readReport(file);
    expect(report.map(({ line, code: why, id }) => [line, why, id])).toEqual([
      [2, 'username_taken', 'user_01JZZZZZZZZZZZZZZZZZZZZZZZ'],
      [3, 'external_id_taken', null],
      [4, 'identity_linked_elsewhere', null],
      [5, 'user_id_taken', '5f8d0d55b54764421b7156c9'],
      [7, 'identity_provider_not_found', null],
      [8, 'invalid_input', null],
      [9, 'malformed_json', null],
      [11, 'username_taken', null],
      [12, 'identity_linked_elsewhere', null],
      [13, 'body_too_large', null],
      [14, 'connection_not_found', null],
      [15, 'user_not_found', null],
    ]);
    expect(JSON.stringify(report)).not.toContain('hunter2');
    expect(
      await query('select username from users where tenant_id = $1 order by username collate "C"', [tenantId]),
    ).toEqual([{ username: 'Taken' }, { username: 'good-1' }, { username: 'good-2' }, { username: 'good-3' }]);
    expect(
      await query('select origin_key from users where tenant_id = $1 order by username collate "C"', [tenantId]),
    ).toEqual([
      { origin_key: 'github|taken' },
      { origin_key: 'github|good-1' },
      { origin_key: 'github|good-2' },
      { origin_key: null },
    ]);

    const again = await runCommand(['import', file, '--tenant', 'refusals'], env);
    expect(again).toMatchObject({ code: 3, stdout: '16 lines: 0 created, 0 updated, 0 skipped, 0 refused\n' });
    expect(readReport(file)).toEqual(report);
  });

  test('a dry run says the same and writes nothing, also for rows a thousand lines apart', async () => {
    const tenantId = await createTenant('dry');
    const rows = Array.from({ length: 2500 }, (_, index) => ({ username: `dry-${index % 2400}` }));
    const file = write(rows);
    const { code, stdout } = await runCommand(['import', file, '--dry-run', '--tenant', 'dry'], env);
    expect({ code, stdout }).toEqual({
      code: 3,
      stdout: 'checked, nothing written: 2500 lines: 2400 created, 0 updated, 0 skipped, 100 refused\n',
    });
    expect(readReport(file)[0]).toMatchObject({ line: 2401, code: 'username_taken' });
    for (const table of ['users', 'events', 'imports'])
      expect(await query(`select 1 from ${table} where tenant_id = $1 and $2 <> ''`, [tenantId, table])).toHaveLength(
        // The tenant and its providers have events.
        table === 'events' ? 4 : 0,
      );
  });

  test('rows of users that are there are skipped or update them, as asked', async () => {
    const tenantId = await createTenant('existing');
    const first = write([
      { id: '5f8d0d55b54764421b7156c9', username: 'ada', name: 'Ada', identities: [identity('1')] },
    ]);
    await runCommand(['import', first, '--tenant', 'existing'], env);
    const second = write([
      { id: '5f8d0d55b54764421b7156c9', name: 'Ada L.', identities: [identity('1'), identity('2')] },
      { username: 'bob' },
    ]);
    const skipped = await runCommand(
      ['import', second, '--tenant', 'existing', '--on-existing', 'skip', '--id', 'skip'],
      env,
    );
    expect(skipped.stdout).toBe('2 lines: 1 created, 0 updated, 1 skipped, 0 refused\n');
    const third = write([
      { id: '5f8d0d55b54764421b7156c9', name: 'Ada L.', identities: [identity('1'), identity('2')] },
    ]);
    const updating = ['import', third, '--tenant', 'existing', '--on-existing', 'update'];
    expect((await runCommand([...updating, '--id', 'once'], env)).stdout).toBe(
      '1 lines: 0 created, 1 updated, 0 skipped, 0 refused\n',
    );
    expect((await runCommand([...updating, '--id', 'twice'], env)).stdout).toBe(
      '1 lines: 0 created, 0 updated, 1 skipped, 0 refused\n',
    );
    expect(
      await query(
        'select u.username, u.name, i.subject, i.position from users u join identities i ' +
          'on i.tenant_id = u.tenant_id and i.user_id = u.id where u.tenant_id = $1 order by i.position',
        [tenantId],
      ),
    ).toEqual([
      { username: 'ada', name: 'Ada L.', subject: '1', position: 0 },
      { username: 'ada', name: 'Ada L.', subject: '2', position: 1 },
    ]);
  });
});

test('an import that is killed again and again goes on where it was: nothing twice, nothing lost', async () => {
  const tenantId = await createTenant('killed');
  const count = 8000;
  const file = write(
    Array.from({ length: count }, (_, index) =>
      index % 100 === 7
        ? '{'
        : { username: `user-${index}`, identities: [{ identity_provider: 'github', external_id: `${index}` }] },
    ),
  );
  const command = ['import', file, '--tenant', 'killed'];
  const linesDone = async (): Promise<number> =>
    Number((await query('select lines_done from imports where tenant_id = $1', [tenantId]))[0]?.lines_done ?? 0);

  for (const mark of [1, 4000]) {
    const running = spawnSelfsame(command, env);
    let ended = false;
    void running.ended.then(() => {
      ended = true;
    });
    while (!ended && (await linesDone()) < mark);
    running.child.kill('SIGKILL');
    expect((await running.ended).code).toBeNull();
  }
  expect(await linesDone()).toBeLessThan(count);
  const last = await runCommand(command, env);
  expect(last.stderr).toMatch(/^\d+000 lines are done already: going on after them\n/);
  expect(last.code).toBe(3);

  expect(
    await query(
      'select count(*), (select count(*) from identities where tenant_id = $1) as identities, ' +
        "(select count(distinct user_id) from events where tenant_id = $1 and type = 'user.created') as told, " +
        "(select count(*) from events where tenant_id = $1 and type = 'user.created') as events, " +
        '(select refused from imports where tenant_id = $1) as refused from users where tenant_id = $1',
      [tenantId],
    ),
  ).toEqual([{ count: 7920, identities: 7920, told: 7920, events: 7920, refused: 80 }]);
  expect(readReport(file).map(({ line }) => line)).toEqual(Array.from({ length: 80 }, (_, index) => index * 100 + 8));
}, 300_000);

test('batches that meet who is there already are taken row by row, the others whole', async () => {
  const tenantId = await createTenant('meeting');
  const row = (index: number) => ({
    username: `user-${index}`,
    identities: [
      { identity_provider: 'github', external_id: `${index}` },
      { identity_provider: 'google-oauth2', external_id: `${index}` },
    ],
  });
  const known = write([row(1500), { identities: [{ identity_provider: 'github', external_id: '2500' }] }]);
  expect((await runCommand(['import', known, '--tenant', 'meeting'], env)).code).toBe(0);
  const file = write([
    ...Array.from({ length: 3500 }, (_, index) => row(index)),
    { external_id: '' },
    { external_id: '', name: 'another' },
  ]);
  const { code, stdout } = await runCommand(['import', file, '--tenant', 'meeting'], env);
  expect({ code, stdout }).toEqual({
    code: 3,
    stdout: '3502 lines: 3499 created, 0 updated, 0 skipped, 3 refused\n',
  });
  expect(readReport(file).map(({ line, code: why }) => [line, why])).toEqual([
    [1501, 'username_taken'],
    [2501, 'identity_linked_elsewhere'],
    [3502, 'external_id_taken'],
  ]);
  expect(
    await query(
      'select (select count(*) from users where tenant_id = $1) as users, ' +
        '(select count(*) from identities where tenant_id = $1) as identities, ' +
        "(select count(distinct user_id) from events where tenant_id = $1 and type = 'user.created') as told, " +
        "(select count(*) from events where tenant_id = $1 and type = 'user.created') as events, " +
        '(select count(distinct origin_key) from users where tenant_id = $1) as origins',
      [tenantId],
    ),
  ).toEqual([{ users: 3501, identities: 6999, told: 3501, events: 3501, origins: 3500 }]);
  const [exported] = (await runCommand(['export', '--tenant', 'meeting'], env)).stdout.split('\n');
  expect(JSON.parse(exported!)).toMatchObject({ username: 'user-1500', origin_key: 'github|1500' });
}, 60_000);

test('lines come in by a pipe', async () => {
  await createTenant('piped');
  const lines = Array.from({ length: 1500 }, (_, index) => `{"username":"piped-${index}"}\n`);
  const command = ['import', '-', '--id', 'pipe', '--tenant', 'piped'];
  expect(await runCommand(command, env, lines.join(''))).toMatchObject({
    code: 0,
    stdout: '1500 lines: 1500 created, 0 updated, 0 skipped, 0 refused\n',
  });
});

test('what stands in the way is one line', async () => {
  const missing = await runCommand(['import', '/nowhere/users.jsonl'], env);
  expect(missing).toMatchObject({ code: 1, stdout: '', stderr: 'selfsame: there is no file `/nowhere/users.jsonl`\n' });
  const tenant = await runCommand(['export', '--tenant', 'nobody'], env);
  expect(tenant).toMatchObject({ code: 1, stdout: '' });
  expect(tenant.stderr).toMatch(/^selfsame: there is no tenant `nobody`.*\n$/);
});
