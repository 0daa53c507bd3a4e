// Several processes behind one port: what holds for one of them holds for all. Each connection stays with one worker, and
// the log tells with which.
import { createHmac, randomBytes } from 'node:crypto';
import { createServer } from 'node:net';
import * as client from 'openid-client';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { isSignedWith, stringsToSign } from '../../src/dialects/genauth/signature.ts';
import { Browser } from '../support/browser.ts';
import { runCommand } from '../support/command-line.ts';
import { type MailServer, startMailServer } from '../support/mail-server.ts';
import { createRelyingParty, redirectUri } from '../support/relying-party.ts';
import { freePort, runSelfsame } from '../support/selfsame.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';
import { type Connection, startWorkers, type WorkerServer } from '../support/worker-server.ts';

const sealingKey = { id: 'k1', key: randomBytes(32) };
const minutes = 60_000;

let it: TestApp;
let mail: MailServer;
let env: Record<string, string>;
let server: WorkerServer;
let both: [Connection, Connection];

beforeAll(async () => {
  [it, mail] = await Promise.all([startTestApp({ sealingKeys: [sealingKey] }), startMailServer()]);
  const provider = await it.createProvider('email', 'email');
  await it.operations.connections.create(it.actor, { identityProviderId: provider.id, identifier: 'email' });
  env = {
    DATABASE_URL: it.database.pool.options.connectionString!,
    SELFSAME_KEYS: `k1:${sealingKey.key.toString('base64')}`,
    SMTP_URL: mail.url,
    MAIL_FROM: 'Selfsame <no-reply@selfsame.example>',
  };
  server = await startWorkers(2, env);
  both = (await server.connect(2)) as [Connection, Connection];
}, 10 * minutes);
afterAll(async () => {
  server?.child.kill('SIGKILL');
  await server?.ended;
  await mail?.close();
  await it?.close();
});

const keyed = (rawKey = it.key.rawKey) => ({ 'x-api-key': rawKey, 'x-tenant-id': it.tenant.id });

test('requests are answered by both, with lines that tell which', { timeout: 5 * minutes }, async () => {
  expect(both[0].pid).not.toBe(both[1].pid);
  for (const one of both) {
    const { requestId, status } = await one.send('GET', '/v1/users', { headers: keyed() });
    expect([status, await server.whoAnswered(requestId)]).toEqual([200, one.pid]);
  }
  expect(server.log().filter(({ msg }) => msg === 'listening')).toMatchObject([{ workers: 2, pid: server.child.pid }]);
  expect((await both[0].send('GET', '/readyz')).text).toBe('{"status":"ready"}');
});

test('lines of any length are whole, whoever writes at the same time', { timeout: 5 * minutes }, async () => {
  const long = `/v1/${'x'.repeat(9000)}`;
  const sent = await Promise.all(
    both.flatMap((one) => Array.from({ length: 50 }, () => one.send('GET', long, { headers: keyed() }))),
  );
  for (const { requestId } of sent) await server.whoAnswered(requestId);
  const lines = new Map(server.log().map((line) => [line.reqId, line]));
  for (const { requestId } of sent) expect(lines.get(requestId)?.path).toBe(long);
});

test('once a key is revoked through one, no request that begins later is let in by any', {
  timeout: 5 * minutes,
}, async () => {
  // A crowd that never stops: some request with the key is under way all the time.
  const crowd = await server.connect(2);
  for (let round = 0; round < 10; round += 1) {
    const { rawKey, apiKey } = await it.createKey(['users:read']);
    const [revoker, other] = round % 2 === 0 ? both : both.toReversed();
    const use = (one: Connection) => one.send('GET', '/v1/users', { headers: keyed(rawKey) });
    expect((await Promise.all(both.map(use))).map(({ status }) => status)).toEqual([200, 200]);
    let done = false;
    const busy = crowd.map(async (one) => {
      while (!done) await use(one);
    });
    const revoked = await revoker!.send('POST', `/v1/api-keys/${apiKey.id}/revoke`, { headers: keyed() });
    const after = await Promise.all([use(other!), use(revoker!)]);
    done = true;
    await Promise.all(busy);
    expect([revoked.status, ...after.map(({ status }) => status)]).toEqual([200, 401, 401]);
  }
  for (const one of crowd) one.close();
});

test('what was written through one is read through the other', { timeout: 5 * minutes }, async () => {
  const { user } = await it.operations.users.create(it.actor, { profile: { email: 'reader@example.com' } });
  const provider = await it.createProvider('github');
  for (let round = 0; round < 50; round += 1) {
    const [writer, reader] = round % 2 === 0 ? both : both.toReversed();
    const path = `/v1/users/${user.id}/identities`;
    const body = { identity_provider_id: provider.id, external_id: `subject-${round}` };
    expect((await writer!.send('POST', path, { headers: keyed(), body })).status).toBe(201);
    const { text } = await reader!.send('GET', path, { headers: keyed() });
    expect(text).toContain(`"subject-${round}"`);
  }
});

test('a signing key that was made through one signs and is published through the other', {
  timeout: 5 * minutes,
}, async () => {
  const published = async (one: Connection) =>
    (JSON.parse((await one.send('GET', '/.well-known/jwks.json')).text) as { keys: { kid: string }[] }).keys.map(
      ({ kid }) => kid,
    );
  const before = await Promise.all(both.map(published));
  const made = await both[0].send('POST', '/v1/signing-keys', { headers: keyed() });
  expect(made.status).toBe(201);
  const [here, there] = await Promise.all(both.map(published));
  expect(here).toEqual(there);
  expect(here).toHaveLength(before[0]!.length + 1);
});

test('metrics are of all of them, whichever is asked', { timeout: 5 * minutes }, async () => {
  const read = async (one: Connection) => {
    const { text } = await one.send('GET', '/metrics');
    const count = (line: RegExp) => Number(line.exec(text)?.[1] ?? 0);
    return {
      processes: count(/^selfsame_processes (\d+)$/m),
      asked: count(
        /^selfsame_http_request_duration_seconds_count\{method="GET",route="\/healthz",status="200"\} (\d+)$/m,
      ),
    };
  };
  const before = await read(both[0]);
  expect(before.processes).toBe(2);
  for (let nth = 0; nth < 7; nth += 1) await both[nth % 2]!.send('GET', '/healthz');
  // A request is counted when its answer has left.
  for (const one of both) await expect.poll(async () => (await read(one)).asked).toBe(before.asked + 7);
});

test('a name is tried as often as by one process, and no more', { timeout: 5 * minutes }, async () => {
  const browser = new Browser(server.baseUrl, { connection: 'close' });
  const { html } = await browser.get('/sign-in');
  const [, csrfToken = ''] = /name="csrf_token" value="([^"]+)"/.exec(html) ?? [];
  const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const form = new URLSearchParams({ csrf_token: csrfToken, email: 'guessed@example.com' }).toString();
  const headers = { cookie, 'content-type': 'application/x-www-form-urlencoded', connection: 'close' };
  // Each on a connection of its own, which goes to the next worker.
  const tries = await Promise.all(
    Array.from({ length: 20 }, (_, nth) =>
      fetch(`${server.baseUrl}/sign-in/email`, {
        method: 'POST',
        redirect: 'manual',
        headers: { ...headers, 'x-request-id': `try-${nth}` },
        body: form,
      }),
    ),
  );
  const statuses = tries.map(({ status }) => status).sort();
  expect(statuses).toEqual([...Array(10).fill(303), ...Array(10).fill(429)]);
  const pids = await Promise.all(tries.map((_, nth) => server.whoAnswered(`try-${nth}`)));
  expect(new Set(pids).size).toBe(2);
});

test('a signature that was used with one is good with none', { timeout: 5 * minutes }, async () => {
  const path = '/api/v3/delete-users-batch';
  const body = { userIds: ['nobody'] };
  const headers = {
    'x-authing-signature-method': 'HMAC-SHA1',
    'x-authing-signature-nonce': randomBytes(8).toString('hex'),
    date: new Date().toUTCString(),
  };
  const request = { method: 'POST', path, query: '', headers, body: JSON.stringify(body) };
  const [text = ''] = stringsToSign(request, 'authing');
  const signature = createHmac('sha1', it.key.secret).update(text).digest('base64');
  const credential = { scheme: 'authing', accessKeyId: it.key.publicId, signature } as const;
  expect(isSignedWith(it.key.secret, credential, request)).toBe(true);
  const authorization = `authing ${it.key.publicId}:${signature}`;
  const send = async (one: Connection) =>
    (
      JSON.parse((await one.send('POST', path, { headers: { ...headers, authorization }, body })).text) as {
        statusCode: number;
      }
    ).statusCode;
  const [first, ...again] = [await send(both[0]), await send(both[1]), await send(both[0])];
  expect(first).not.toBe(401);
  expect(again).toEqual([401, 401]);
});

test('an application signs somebody in by steps that land on different workers', {
  timeout: 10 * minutes,
}, async () => {
  let steps = 0;
  const asked: string[] = [];
  // Each step on a connection of its own, which goes to the next worker.
  const named = {
    connection: 'close',
    get 'x-request-id'() {
      steps += 1;
      asked.push(`step-${steps}`);
      return `step-${steps}`;
    },
  };
  const browser = new Browser(server.baseUrl, named);
  const app = await createRelyingParty({ ...it, baseUrl: server.baseUrl, publicUrl: server.baseUrl });
  const verifier = client.randomPKCECodeVerifier();
  const [nonce, state] = [client.randomNonce(), client.randomState()];
  const start = client.buildAuthorizationUrl(app.config, {
    redirect_uri: redirectUri,
    scope: 'openid email offline_access',
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    nonce,
    state,
  });
  const goOn = async (from: string): Promise<{ url: URL; html: string }> => {
    for (let url = new URL(from, server.baseUrl); ; ) {
      if (url.origin !== server.baseUrl) return { url, html: '' };
      const { location, html } = await browser.get(url.pathname + url.search);
      if (location === null) return { url, html };
      url = new URL(location, url);
    }
  };
  const fieldOf = (html: string, name: string) =>
    new RegExp(`name="${name}" value="([^"]+)"`).exec(html)?.[1]?.replaceAll('&amp;', '&') ?? '';
  const page = await goOn(start.href);
  expect(page.url.pathname).toBe('/sign-in');
  const typed = await browser.post('/sign-in/email', {
    csrf_token: fieldOf(page.html, 'csrf_token'),
    email: 'stepper@example.com',
    return_to: fieldOf(page.html, 'return_to'),
  });
  expect([typed.status, typed.location]).toEqual([303, '/sign-in/email/code']);
  const { raw } = await mail.mailTo('stepper@example.com');
  const code = /^ +(\d{3} \d{3})\r?$/m.exec(raw)?.[1] ?? 'no code';
  const asks = await goOn(typed.location!);
  const answer = { csrf_token: fieldOf(asks.html, 'csrf_token'), code };
  const done = await browser.post('/sign-in/email/code', answer);
  // A form may not lead to the application (its `form-action`): the page goes there by itself.
  const [, onward = ''] = /http-equiv="refresh" content="0;url=([^"]+)"/.exec(done.html) ?? [];
  const { url: callback } = await goOn(onward);
  expect(callback.href).toMatch(/^https:\/\/app\.example\.com\/callback\?/);

  const tokens = await client.authorizationCodeGrant(app.config, callback, {
    pkceCodeVerifier: verifier,
    expectedNonce: nonce,
    expectedState: state,
    idTokenExpected: true,
  });
  expect(tokens.claims()).toMatchObject({ email: 'stepper@example.com', email_verified: true });
  const renewed = await client.refreshTokenGrant(app.config, tokens.refresh_token!);
  expect(renewed.claims()?.sub).toBe(tokens.claims()?.sub);
  await expect(client.refreshTokenGrant(app.config, tokens.refresh_token!)).rejects.toMatchObject({
    error: 'invalid_grant',
  });
  const pids = await Promise.all(asked.map((id) => server.whoAnswered(id)));
  expect(new Set(pids).size).toBe(2);
});

describe('one that is killed', () => {
  test('is replaced, and requests go on', { timeout: 10 * minutes }, async () => {
    const [victim, survivor] = both;
    const asked = async (one: Connection) =>
      Number(
        /_count\{method="GET",route="\/healthz",status="200"\} (\d+)$/m.exec(
          (await one.send('GET', '/metrics')).text,
        )?.[1],
      );
    const counted = await asked(survivor);
    process.kill(victim.pid, 'SIGKILL');
    for (let nth = 0; nth < 20; nth += 1)
      expect((await survivor.send('GET', '/v1/users', { headers: keyed() })).status).toBe(200);
    const died = () => server.log().find(({ workerPid }) => workerPid === victim.pid);
    await expect.poll(died, { timeout: 60_000 }).toMatchObject({ pid: server.child.pid });
    // The new one is there as soon as a connection lands on it.
    const next = await server.connect(2);
    expect(next.map(({ pid }) => pid)).not.toContain(victim.pid);
    expect(await asked(survivor)).toBeGreaterThanOrEqual(counted);
    both = [survivor, next.find(({ pid }) => pid !== survivor.pid)!];
    expect((await both[1].send('GET', '/readyz')).text).toBe('{"status":"ready"}');
  });
});

test('at SIGTERM each finishes what it has begun, and then all are gone', { timeout: 10 * minutes }, async () => {
  // Both wait for a lock while the signal comes.
  const { user } = await it.operations.users.create(it.actor, { profile: { email: 'locked@example.com' } });
  const locker = await it.database.pool.connect();
  onTestFinished(() => locker.release(true));
  await locker.query('begin');
  await locker.query('select 1 from users where id = $1 for update', [user.id]);
  const path = `/v1/users/${user.id}`;
  const changes = both.map((one, nth) =>
    one.send('PATCH', path, { headers: keyed(), body: { user_metadata: { [`nth_${nth}`]: true } } }),
  );
  const waiting = async () =>
    (
      await it.database.pool.query(
        "select count(distinct pid)::integer as count from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
      )
    ).rows[0].count as number;
  await expect.poll(waiting, { timeout: 60_000 }).toBe(2);
  server.child.kill('SIGTERM');
  // A worker that was told so takes nothing new. A connection that reached the primary as the last of them closed its port is held
  // by nobody until the primary ends, so nobody waits for its answer.
  const ask = () =>
    fetch(`${server.baseUrl}/healthz`, { signal: AbortSignal.timeout(5_000) }).then(
      () => 'answers',
      () => 'refuses',
    );
  await expect.poll(ask, { timeout: 60_000 }).toBe('refuses');
  await locker.query('commit');
  expect((await Promise.all(changes)).map(({ status }) => status)).toEqual([200, 200]);
  const { code, stderr } = await server.ended;
  expect([code, stderr]).toEqual([0, '']);
  for (const { pid } of both) expect(() => process.kill(pid, 0)).toThrow();
});

describe('a server whose workers cannot start', () => {
  test('says why, once, and ends', { timeout: 10 * minutes }, async () => {
    const taken = createServer();
    const port = await freePort();
    await new Promise<void>((done) => taken.listen(port, '127.0.0.1', done));
    onTestFinished(() => void taken.close());
    const ended = await runSelfsame(['serve', '--workers', '2'], { ...env, HOST: '127.0.0.1', PORT: String(port) });
    expect(ended.code).toBe(1);
    expect(ended.stderr).toBe(
      `selfsame: port ${port} on 127.0.0.1 is taken: stop what listens there, or set PORT to another port\n`,
    );
  });

  test.each([
    [
      'the embedded database',
      'serve --workers 2',
      { DATABASE_URL: '' },
      /^selfsame: SELFSAME_WORKERS needs a PostgreSQL server/,
    ],
    ['development', 'start', { SELFSAME_WORKERS: '2' }, /^selfsame: SELFSAME_WORKERS is for production/],
    ['no number', 'serve --workers many', {}, /^selfsame: SELFSAME_WORKERS is `many`: use 1 to 64, or `auto`\n$/],
  ])('with %s refuses before anything is opened', async (_what, line, change, message) => {
    const { code, stderr } = await runCommand(line.split(' '), { ...env, ...change });
    expect(code).toBe(1);
    expect(stderr).toMatch(message);
  });
});
