// Starting and stopping as a user does, with everything that can stand in the way.
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Browser } from '../support/browser.ts';
import { freshDatabase } from '../support/database.ts';
import { freePort, runSelfsame, spawnSelfsame, startDevelopment, untilPrinted } from '../support/selfsame.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const sealingKey = `k1:${Buffer.alloc(32, 7).toString('base64')}`;

/** For what does not depend on the database: the server of the run starts sooner than an embedded one. */
async function onServer(): Promise<{ DATABASE_URL: string }> {
  const database = await freshDatabase();
  onTestFinished(() => database.drop());
  return { DATABASE_URL: database.url };
}

async function takePort(): Promise<{ port: string; server: Server }> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return { port: String((server.address() as AddressInfo).port), server };
}

describe('the first start', () => {
  test('says where it is and what to do, and writes first-run.json for its owner alone', async () => {
    const dataDir = temporaryDirectory();
    const server = await startDevelopment(dataDir);
    const { firstRun } = server;
    expect(Object.keys(firstRun)).toEqual([
      'base_url',
      'tenant_id',
      'api_key_id',
      'api_key_secret',
      'api_key',
      'identity_providers',
      'application',
      'demo_provider_url',
    ]);
    expect(Object.keys(firstRun.identity_providers)).toEqual(['google-oauth2', 'github', 'oidc']);
    expect(firstRun.api_key).toBe(`sk_${firstRun.api_key_id}_${firstRun.api_key_secret}`);
    expect((await fetch(`${firstRun.demo_provider_url}/.well-known/openid-configuration`)).status).toBe(200);
    for (const name of ['first-run.json', 'demo-provider.json', 'development-sealing-key.json'])
      expect(statSync(join(dataDir, name)).mode & 0o777).toBe(0o600);

    expect(await (await fetch(`${server.baseUrl}/healthz`)).json()).toEqual({ status: 'ok' });
    expect(await (await fetch(`${server.baseUrl}/readyz`)).json()).toEqual({ status: 'ready' });
    expect(await (await fetch(`${server.baseUrl}/metrics`)).text()).toContain('selfsame_http_request_duration_seconds');

    const { code, stdout, stderr } = await server.stop();
    expect(code).toBe(0);
    expect(stderr).toBe('');
    expect(stdout).toContain(`${server.baseUrl}/sign-in`);
    expect(stdout).toContain(join(dataDir, 'first-run.json'));
    expect(stdout).toContain('curl ');
    expect(stdout.trim().split('\n').length).toBeLessThan(12);
  });
});

describe('a later start', () => {
  test('keeps the people, the key and the demo; what moved is written down anew', async () => {
    const dataDir = temporaryDirectory();
    const first = await startDevelopment(dataDir);
    const browser = new Browser(first.baseUrl);
    await browser.signIn('google-oauth2', 'ada');
    const { userId } = await browser.readAccount();
    await first.stop();

    const second = await startDevelopment(dataDir, { SELFSAME_DEMO_PORT: '' });
    expect(second.baseUrl).not.toBe(first.baseUrl);
    expect(second.firstRun).toEqual({ ...first.firstRun, base_url: second.baseUrl });
    const later = new Browser(second.baseUrl);
    await later.signIn('google-oauth2', 'ada');
    expect((await later.readAccount()).userId).toBe(userId);
    const metrics = await (await fetch(`${second.baseUrl}/metrics`)).text();
    expect(metrics).toContain('route="/sign-in/callback"');
    expect(metrics).not.toContain('state=');
    expect((await second.stop()).code).toBe(0);
  });

  test('mends lost files: the tenant and the people stay', async () => {
    const [dataDir, env] = [temporaryDirectory(), await onServer()];
    const first = await startDevelopment(dataDir, env);
    const browser = new Browser(first.baseUrl);
    await browser.signInAsNew('oidc', 'erin');
    const { userId } = await browser.readAccount();
    await first.stop();
    rmSync(join(dataDir, 'first-run.json'));
    writeFileSync(join(dataDir, 'demo-provider.json'), '{"half": ');

    const second = await startDevelopment(dataDir, env);
    expect(second.firstRun.tenant_id).toBe(first.firstRun.tenant_id);
    expect(second.firstRun.api_key).not.toBe(first.firstRun.api_key);
    const later = new Browser(second.baseUrl);
    await later.signIn('oidc', 'erin');
    expect((await later.readAccount()).userId).toBe(userId);
    await second.stop();
  });

  test('finds another port for the demo when its own is taken, and signs people in there', async () => {
    const [dataDir, env] = [temporaryDirectory(), await onServer()];
    const first = await startDevelopment(dataDir, env);
    await first.stop();
    const taken = createServer().listen(Number(new URL(first.firstRun.demo_provider_url).port), '127.0.0.1');
    await once(taken, 'listening');
    onTestFinished(() => void taken.close());

    const second = await startDevelopment(dataDir, { ...env, SELFSAME_DEMO_PORT: '' });
    expect(second.firstRun.demo_provider_url).not.toBe(first.firstRun.demo_provider_url);
    expect((await new Browser(second.baseUrl).signIn('github', 'ada')).location).toBe('/account');
    await second.stop();
  });
});

test('with DATABASE_URL the same happens on a PostgreSQL server', async () => {
  const dataDir = temporaryDirectory();
  const server = await startDevelopment(dataDir, await onServer());
  expect(server.stdout()).toContain('PostgreSQL');
  const browser = new Browser(server.baseUrl);
  await browser.signIn('google-oauth2', 'bjorn');
  expect((await browser.readAccount()).html).toContain('Björn');
  expect((await server.stop()).code).toBe(0);
  expect(readdirSync(dataDir)).not.toContain('postgres');
});

describe('stopping', () => {
  test('the same Ctrl-C twice, as under npm, is one', async () => {
    const server = await startDevelopment(temporaryDirectory(), await onServer());
    server.child.kill('SIGINT');
    server.child.kill('SIGINT');
    expect((await server.ended).code).toBe(0);
  });

  test('a load balancer is told first', async () => {
    const dataDir = temporaryDirectory();
    const server = await startDevelopment(dataDir, { ...(await onServer()), SELFSAME_DRAIN_SECONDS: '1' });
    server.child.kill('SIGTERM');
    const statuses = new Set<number>();
    // Asked until it no longer listens: ready at first, perhaps, and then stopping.
    for (;;) {
      const answer = await fetch(`${server.baseUrl}/readyz`, { headers: { connection: 'close' } }).catch(() => null);
      if (answer === null) break;
      statuses.add(answer.status);
      await answer.text();
    }
    expect(statuses).toContain(503);
    expect((await server.ended).code).toBe(0);
  });
});

describe('what stands in the way is said in one line', () => {
  test('a taken port', async () => {
    const { port } = await takePort();
    const demo = String(await freePort());
    const env = {
      ...(await onServer()),
      SELFSAME_DATA_DIR: temporaryDirectory(),
      PORT: port,
      SELFSAME_DEMO_PORT: demo,
    };
    const { code, stdout, stderr } = await runSelfsame(['start'], env);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toBe(
      `selfsame: port ${port} on 127.0.0.1 is taken: stop what listens there, or set PORT to another port\n`,
    );
  });

  test('a taken port for the demo', async () => {
    const { port } = await takePort();
    const own = { SELFSAME_DATA_DIR: temporaryDirectory(), PORT: String(await freePort()), SELFSAME_DEMO_PORT: port };
    const env = { ...(await onServer()), ...own };
    const { code, stderr } = await runSelfsame(['start'], env);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^selfsame: port \d+ for the demo OpenID provider is taken: .* SELFSAME_DEMO_PORT .*\n$/);
  });

  test('a data directory in use', async () => {
    const dataDir = temporaryDirectory();
    const server = await startDevelopment(dataDir);
    const { code, stderr } = await runSelfsame(['start'], {
      SELFSAME_DATA_DIR: dataDir,
      PORT: String(await freePort()),
    });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^selfsame: data directory `.*` is in use by process \d+: .*\n$/);
    await server.stop();
  });

  test('an unreachable database', async () => {
    const port = await freePort();
    const { code, stderr } = await runSelfsame(['start'], {
      DATABASE_URL: `postgres://selfsame:hunter2@127.0.0.1:${port}/selfsame`,
      SELFSAME_DATA_DIR: temporaryDirectory(),
    });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^selfsame: database at `127\.0\.0\.1:\d+\/selfsame` cannot be reached .*\n$/);
    expect(stderr).not.toContain('hunter2');
  });

  test('settings that are wrong, all at once', async () => {
    const dataDir = temporaryDirectory();
    const { code, stderr } = await runSelfsame(['start'], {
      PORT: 'eighty',
      LOG_LEVEL: 'loud',
      SELFSAME_BASE_URL: 'id.example.com',
      SELFSAME_DATA_DIR: dataDir,
    });
    expect(code).toBe(1);
    expect(stderr.trim().split('\n')).toEqual([
      'selfsame: PORT is `eighty`: use 1 to 65535',
      'selfsame: SELFSAME_BASE_URL is `id.example.com`: write it as `https://id.example.com`',
      expect.stringMatching(/^selfsame: LOG_LEVEL is `loud`: use one of /),
    ]);
    expect(readdirSync(dataDir)).toEqual([]);
  });
});

describe('in production', () => {
  test.each([
    ['serve', {}],
    ['start', { NODE_ENV: 'production' }],
  ])('`selfsame %s` refuses to start without a sealing key, and says how to make one', async (command, env) => {
    const dataDir = temporaryDirectory();
    const { code, stderr } = await runSelfsame([command], { SELFSAME_DATA_DIR: dataDir, ...env });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^selfsame: SELFSAME_KEYS is missing: .*`npx selfsame keys new`.*\n$/);
    expect(readdirSync(dataDir)).toEqual([]);
  });

  test('it starts with the key that `selfsame keys new` prints, makes no demo, and logs JSON', async () => {
    const dataDir = temporaryDirectory();
    const keys = await runSelfsame(['keys', 'new'], {});
    expect(keys.stdout).toMatch(/^[A-Za-z0-9-]+:[A-Za-z0-9+/]{43}=\n$/);
    const port = String(await freePort());
    const server = spawnSelfsame(['serve'], {
      SELFSAME_DATA_DIR: dataDir,
      SELFSAME_KEYS: keys.stdout.trim(),
      PORT: port,
      HOST: '127.0.0.1',
    });
    await untilPrinted(server, '"listening"');
    const page = await fetch(`http://127.0.0.1:${port}/sign-in`, { redirect: 'manual' });
    expect(page.headers.get('location')).toBe(`http://localhost:${port}/sign-in`);
    const answer = await fetch(`http://localhost:${port}/sign-in`);
    expect(answer.status).toBe(503);
    expect(await answer.text()).toContain('selfsame tenant create');
    server.child.kill('SIGTERM');
    const { code, stdout, stderr } = await server.ended;
    expect([code, stderr]).toEqual([0, '']);
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { msg: string });
    expect(lines.map(({ msg }) => msg)).toContain('request');
    expect(readdirSync(dataDir).sort()).toEqual(['lock', 'postgres']);
  });

  test('with https, cookies are secure and of this host alone', async () => {
    const dataDir = temporaryDirectory();
    const port = String(await freePort());
    const env = { SELFSAME_DATA_DIR: dataDir, PORT: port, SELFSAME_BASE_URL: 'https://id.example.com' };
    const demo = { ...(await onServer()), SELFSAME_DEMO_PORT: String(await freePort()) };
    const server = spawnSelfsame(['start'], { ...env, ...demo, SELFSAME_KEYS: sealingKey });
    await untilPrinted(server, 'Ctrl-C stops it');
    const answer = await fetch(`http://127.0.0.1:${port}/sign-in/with/github`, { redirect: 'manual' });
    expect(answer.headers.getSetCookie()[0]).toMatch(/^__Host-selfsame_sign_in_[^;]+; .*Path=\/; .*HttpOnly; Secure/);
    expect(new URL(answer.headers.get('location')!).searchParams.get('redirect_uri')).toBe(
      'https://id.example.com/sign-in/callback',
    );
    expect(existsSync(join(dataDir, 'development-sealing-key.json'))).toBe(false);
    expect(JSON.parse(readFileSync(join(dataDir, 'first-run.json'), 'utf8')).base_url).toBe('https://id.example.com');
    server.child.kill('SIGTERM');
    await server.ended;
  });
});
