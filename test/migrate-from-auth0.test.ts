// docs/migrate-from-auth0.md, done as it says: its commands and pieces, as printed, from an Auth0 made of recorded shapes.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ManagementClient } from 'auth0';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCommand } from './support/command-line.ts';
import { readPieces, toFunction } from './support/document.ts';
import { type LoopbackServer, startLoopbackServer } from './support/loopback-server.ts';
import { freePort, type TestEnvironment } from './support/selfsame.ts';
import { startTestApp, type TestApp } from './support/test-app.ts';

const pieces = readPieces('docs/migrate-from-auth0.md');
const [makeTenant = '', copyConnections = '', application = '', convert = '', importUsers = ''] = pieces.map(
  ({ code }) => code,
);

/** As the vendor's export writes them, with the fields that the page asks for. */
const exported = [
  {
    user_id: 'google-oauth2|113274839201928374650',
    email: 'ada@example.com',
    email_verified: true,
    name: 'Ada Park',
    given_name: 'Ada',
    family_name: 'Park',
    nickname: 'ada',
    picture: 'https://pictures.example/ada.png',
    user_metadata: { plan: 'team' },
    identities: [
      { connection: 'google-oauth2', provider: 'google-oauth2', user_id: '113274839201928374650', isSocial: true },
      {
        connection: 'github',
        provider: 'github',
        user_id: 58301,
        isSocial: true,
        profileData: { email: 'ada@example.com', email_verified: true, name: 'Ada' },
      },
    ],
    created_at: '2023-01-25T19:00:58.788Z',
    last_login: '2026-11-01T09:00:00.000Z',
    logins_count: 12,
  },
  {
    user_id: 'auth0|63d17c6a9d503d76c056c177',
    email: 'chuck@example.com',
    email_verified: true,
    identities: [
      {
        connection: 'Username-Password-Authentication',
        provider: 'auth0',
        user_id: '63d17c6a9d503d76c056c177',
        isSocial: false,
      },
    ],
    blocked: true,
    created_at: '2024-01-25T19:00:58.788Z',
  },
  {
    user_id: 'email|63d17c6a9d503d76c056c178',
    email: 'erin@example.com',
    email_verified: true,
    identities: [{ connection: 'email', provider: 'email', user_id: '63d17c6a9d503d76c056c178', isSocial: false }],
    created_at: '2024-02-25T19:00:58.788Z',
  },
  {
    user_id: 'oidc|staff|00u1a2b3',
    email: 'dan@staff.example',
    email_verified: false,
    identities: [{ connection: 'staff', provider: 'oidc', user_id: 'staff|00u1a2b3', isSocial: false }],
    created_at: '2024-02-26T19:00:58.788Z',
  },
];

const connections = [
  ['Username-Password-Authentication', 'auth0', { password_policy: 'good', brute_force_protection: true }],
  ['google-oauth2', 'google-oauth2', { client_id: 'g', client_secret: 's', scope: ['email', 'profile'], email: true }],
  ['github', 'github', { client_id: 'h', client_secret: 's', scope: ['read:user', 'user:email'], email: true }],
  ['email', 'email', { name: 'email' }],
  ['staff', 'oidc', { client_id: 'o', client_secret: 's', issuer: 'https://staff.example', type: 'back_channel' }],
  ['old', 'oauth1', { client_id: 'x', client_secret: 's' }],
] as const;

let it: TestApp;
let auth0: LoopbackServer;
let env: TestEnvironment;
let place: string;

beforeAll(async () => {
  it = await startTestApp({ port: await freePort() });
  const keys = await runCommand(['keys', 'new'], {});
  env = {
    DATABASE_URL: it.database.pool.options.connectionString!,
    SELFSAME_KEYS: keys.stdout.trim(),
    NODE_ENV: 'production',
  };
  auth0 = await startLoopbackServer();
  auth0.use((request, response) => {
    response.setHeader('content-type', 'application/json; charset=utf-8');
    const isToken = request.url === '/oauth/token';
    const list = connections.map(([name, strategy, options]) => ({ id: `con_${name}`, name, strategy, options }));
    response.end(JSON.stringify(isToken ? { access_token: 't', expires_in: 86400 } : { connections: list }));
  });
  mkdirSync(resolve('test-output'), { recursive: true });
  place = mkdtempSync(resolve('test-output', 'from-auth0-'));
});
afterAll(async () => {
  await auth0?.close();
  await it?.close();
  rmSync(place, { recursive: true, force: true });
});

/** The page's commands, in a tenant of the test's own. */
async function run(commands: string): Promise<string> {
  let printed = '';
  for (const command of commands.trim().split('\n')) {
    const [program, ...words] = command
      .replaceAll('acme', 'moved')
      .replace('users.jsonl', join(place, 'users.jsonl'))
      .split(' ');
    expect(program).toBe('selfsame');
    const { code, stdout, stderr } = await runCommand(words, env);
    expect({ code, stderr }, command).toMatchObject({ code: 0 });
    printed += stdout;
  }
  return printed;
}

/** The SDK, whose domains are at other addresses here. */
const sdkOf = (places: Record<string, string>) =>
  class extends ManagementClient {
    constructor(options: ManagementClient.ManagementClientOptionsWithClientCredentials) {
      const base = places[options.domain];
      super({
        ...options,
        fetch: (url: string | URL | Request, init?: RequestInit) =>
          fetch(String(url).replace(/^https:\/\/[^/]+/, base!), init),
      } as never);
    }
  };

test('has no piece that is not run, here or with the SDK that it is about', () => {
  expect(pieces.map(({ language }) => language)).toEqual(['sh', 'js', 'json', 'js', 'sh', 'js', 'js']);
});

test('connections, an application and users move, and go by the names that they had', async () => {
  const printed = await run(makeTenant);
  const rawKey = /sk_\w+/.exec(printed)![0];
  const [, id = '', secret = ''] = rawKey.split('_');
  const said: string[] = [];
  // A token is for the API at the address that the server is reached by: that is put in place of the page's.
  const { host: domain } = new URL(it.baseUrl);
  const Sdk = sdkOf({ 'acme.eu.auth0.com': auth0.origin, [domain]: it.baseUrl });
  await toFunction(copyConnections.replace('id.example.com', domain), ['ManagementClient', 'process', 'console'])(
    Sdk,
    { env: { AUTH0_ID: 'a', AUTH0_SECRET: 'b', KEY_ID: id, KEY_SECRET: secret } },
    { log: (...words: unknown[]) => said.push(words.join(' ')) },
  );
  expect(said).toEqual([
    ...['Username-Password-Authentication', 'google-oauth2', 'github', 'staff'].map((name) => `made ${name}`),
    expect.stringMatching(/^by hand: old .+/),
  ]);

  const { items } = await it.operations.tenants.list(it.actor, { limit: 9 });
  const tenantId = items.find(({ slug }) => slug === 'moved')!.id;
  const registered = await fetch(`${it.baseUrl}/v1/applications`, {
    method: 'POST',
    headers: { 'x-api-key': rawKey, 'x-tenant-id': tenantId, 'content-type': 'application/json' },
    body: application,
  });
  expect(registered.status).toBe(201);
  expect(await registered.json()).toMatchObject(JSON.parse(application));

  writeFileSync(join(place, 'convert.mjs'), convert);
  const child = spawn(process.execPath, [join(place, 'convert.mjs')], { stdio: ['pipe', 'pipe', 'inherit'] });
  let lines = '';
  child.stdout.on('data', (chunk: Buffer) => {
    lines += chunk;
  });
  child.stdin.end(exported.map((user) => `${JSON.stringify(user)}\n`).join(''));
  expect(await once(child, 'close')).toEqual([0, null]);
  writeFileSync(join(place, 'users.jsonl'), lines);
  await run(importUsers);

  const moved = new Sdk({ domain, clientId: id, clientSecret: secret });
  for (const user of exported) {
    const { identities, ...known } = user;
    const found = await moved.users.get(user.user_id);
    expect(found).toMatchObject(known);
    const names = (from: { provider?: string | undefined; user_id?: unknown }[]) =>
      from.map(({ provider, user_id: name }) => [provider, String(name)]);
    expect(names(found.identities!)).toEqual(names(identities.filter(({ provider }) => provider !== 'email')));
  }
});
