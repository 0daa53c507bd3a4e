// What an operator sees of a running server: logs without secrets, metrics with few labels, readiness.
import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type App, createApp } from '../../src/app.ts';
import { systemActor } from '../../src/domain/actor.ts';
import { allScopes } from '../../src/domain/scopes.ts';
import type { CreatedApiKey } from '../../src/operations/api-keys.ts';
import { createLogger } from '../../src/server/log.ts';
import { migrate } from '../../src/stores/postgres/migrate.ts';
import { openServer } from '../../src/stores/postgres/server.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';

let fresh: FreshDatabase;
let app: App;
let baseUrl: string;
let key: CreatedApiKey;
let tenantId: string;
const lines: string[] = [];

beforeAll(async () => {
  fresh = await freshDatabase();
  const database = await openServer(fresh.url);
  await migrate(database);
  app = await createApp({
    database,
    sealingKeys: [{ id: 'k1', key: randomBytes(32) }],
    baseUrl: 'http://127.0.0.1',
    logger: createLogger({ level: 'trace', destination: { write: (line) => void lines.push(line) } }),
    fetch,
    trustProxy: false,
    insecureDevelopmentEndpoints: true,
  });
  await app.server.listen({ port: 0, host: '127.0.0.1' });
  baseUrl = `http://127.0.0.1:${(app.server.server.address() as AddressInfo).port}`;
  const { tenantId: _none, ...system } = systemActor('', 'test');
  tenantId = (await app.operations.tenants.create(system, { name: 'Acme', slug: 'acme' })).id;
  key = await app.operations.apiKeys.create(systemActor(tenantId, 'test'), { name: 'all', scopes: allScopes });
});

afterAll(async () => {
  await app?.close();
  await fresh?.drop();
});

const json = { 'content-type': 'application/json' };

/** A request with its secrets where each API takes them, at a path that exists and at one that does not. */
function requestsWithSecrets(): [what: string, path: string, init: RequestInit][] {
  const { rawKey, publicId, secret } = key;
  const basic = `Basic ${Buffer.from(`${publicId}:${secret}`).toString('base64')}`;
  const password = `password-${secret}`;
  return [
    ['native: X-API-Key', '/v1/users', { headers: { 'x-api-key': rawKey, 'x-tenant-id': tenantId } }],
    ['native: a wrong one', '/v1/users', { headers: { 'x-api-key': `${rawKey}x`, 'x-tenant-id': tenantId } }],
    ['native: nothing there', '/v1/nothing', { headers: { 'x-api-key': rawKey } }],
    ['WorkOS: Bearer', '/user_management/users', { headers: { authorization: `Bearer ${rawKey}` } }],
    ['Auth0: Basic', '/oauth/token', { method: 'POST', headers: { ...json, authorization: basic }, body: '{}' }],
    [
      'Auth0: a JSON body',
      '/oauth/token',
      {
        method: 'POST',
        headers: json,
        body: JSON.stringify({ grant_type: 'client_credentials', client_id: publicId, client_secret: secret }),
      },
    ],
    [
      'Auth0: a form',
      '/oauth/token',
      {
        method: 'POST',
        body: new URLSearchParams({ grant_type: 'client_credentials', client_id: publicId, client_secret: secret }),
      },
    ],
    ['Auth0: a token', '/api/v2/users', { headers: { authorization: `Bearer eyJhbGciOiJIUzI1NiJ9.${secret}.x` } }],
    [
      'GenAuth: a management token',
      '/api/v3/get-management-token',
      { method: 'POST', headers: json, body: JSON.stringify({ accessKeyId: publicId, accessKeySecret: secret }) },
    ],
    ['GenAuth: a signature', '/api/v3/get-user', { headers: { authorization: `authing ${publicId}:${secret}` } }],
    ['a user with a password', '/api/v2/users', { method: 'POST', headers: json, body: JSON.stringify({ password }) }],
    ['malformed JSON', '/v1/users', { method: 'POST', headers: json, body: `{"client_secret":"${secret}"` }],
    ['a cookie', '/account', { headers: { cookie: `selfsame_session=${publicId}.${secret}` }, redirect: 'manual' }],
    ['a callback', `/sign-in/callback?code=${secret}&state=${publicId}.${secret}`, {}],
    [
      'a form of ours',
      '/sign-out',
      { method: 'POST', redirect: 'manual', body: new URLSearchParams({ csrf_token: secret }) },
    ],
    ['a secret in a path', `/nowhere/${rawKey}`, {}],
  ];
}

describe('the log', () => {
  test('has a line for each request, and of no request its secret', async () => {
    const before = lines.length;
    const requests = requestsWithSecrets();
    for (const [, path, init] of requests) await (await fetch(baseUrl + path, init)).text();
    const logged = lines.slice(before);
    expect(logged.filter((line) => line.includes('"msg":"request"'))).toHaveLength(requests.length);
    expect(logged.filter((line) => line.includes(key.secret))).toEqual([]);
    expect(logged.filter((line) => /code=|state=|password-/.test(line))).toEqual([]);
    for (const line of logged) expect(JSON.parse(line)).toHaveProperty('reqId');
  });

  test('names each request by the id that the caller gave or got', async () => {
    const given = await fetch(`${baseUrl}/healthz`, { headers: { 'x-request-id': 'mine-1' } });
    expect(given.headers.get('x-request-id')).toBe('mine-1');
    expect(lines.at(-1)).toContain('"reqId":"mine-1"');
    const forged = await fetch(`${baseUrl}/healthz`, { headers: { 'x-request-id': 'a b' } });
    expect(forged.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('the metrics', () => {
  test('have as many routes as there are, whatever is asked', async () => {
    const routes = async () => {
      const text = await (await fetch(`${baseUrl}/metrics`)).text();
      return new Set([...text.matchAll(/route="([^"]*)"/g)].map(([, route]) => route));
    };
    await fetch(`${baseUrl}/random/first`);
    const before = await routes();
    for (let i = 0; i < 20; i += 1) {
      await fetch(`${baseUrl}/random/${i}`);
      await fetch(`${baseUrl}/sign-in/with/${i}`, { redirect: 'manual' });
      await fetch(`${baseUrl}/v1/users/${i}`);
    }
    const added = [...(await routes())].filter((route) => !before.has(route));
    expect(added.length).toBeLessThanOrEqual(3);
    expect(added.join()).not.toMatch(/\d\d/);
  });
});

test('a draining server is not ready, and answers everything else', async () => {
  expect((await fetch(`${baseUrl}/readyz`)).status).toBe(200);
  app.beginDraining();
  const ready = await fetch(`${baseUrl}/readyz`);
  expect([ready.status, await ready.json()]).toEqual([
    503,
    { status: 'not ready', problems: ['the server is stopping'] },
  ]);
  expect((await fetch(`${baseUrl}/healthz`)).status).toBe(200);
});
