/** The Auth0 dialect on the wire, where an SDK would hide it: tokens, refusals, paging, ids with slashes, limits. */

import { request as httpRequest } from 'node:http';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestApp, type TestApp } from '../../../test/support/test-app.ts';
import { createSharedMemory } from '../../operations/shared-memory.ts';
import { writerFor } from '../../server/letters.ts';
import { createMetrics } from '../../server/metrics.ts';
import { createServer } from '../../server/server.ts';
import { auth0 } from './index.ts';

const database = 'Username-Password-Authentication';

describe('the auth0 dialect on the wire', () => {
  let it: TestApp;
  let token: string;
  let clock = 0;
  beforeAll(async () => {
    it = await startTestApp({ now: () => Date.now() + clock });
    token = (await readToken(await askToken(credentials()))).access_token;
    await it.createProvider('auth0', database);
    await it.createProvider('github');
  });
  afterAll(() => it.close());

  const credentials = () => ({
    grant_type: 'client_credentials',
    client_id: it.key.publicId,
    client_secret: it.key.secret,
    audience: `${it.baseUrl}/api/v2/`,
  });
  const askToken = (fields: Record<string, string>, headers: Record<string, string> = {}) =>
    fetch(`${it.baseUrl}/oauth/token`, { method: 'POST', headers, body: new URLSearchParams(fields) });
  const readToken = async (answer: Response) => {
    expect(answer.status).toBe(200);
    return (await answer.json()) as { access_token: string; scope: string; expires_in: number; token_type: string };
  };

  interface Answer {
    status: number;
    headers: Headers;
    // Read as it comes; the assertions say what it must be.
    body: unknown;
  }
  async function ask(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const answer = await fetch(`${it.baseUrl}/api/v2${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, body: text === '' ? undefined : JSON.parse(text) };
  }
  let made = 0;
  async function createUser(userId = `user-${++made}`): Promise<string> {
    const { status } = await ask('POST', '/users', {
      connection: database,
      email: `${++made}@example.com`,
      user_id: userId,
    });
    expect(status).toBe(201);
    return `auth0|${userId}`;
  }
  const countUsers = async () =>
    ((await ask('GET', '/users?include_totals=true&per_page=1')).body as { total: number }).total;

  describe('a token', () => {
    test('says whose it is, for what and for how long', async () => {
      const answer = await askToken(credentials());
      expect(answer.headers.get('cache-control')).toBe('no-store');
      const { access_token, scope, expires_in, token_type } = await readToken(answer);
      expect({ expires_in, token_type }).toEqual({ expires_in: 86_400, token_type: 'Bearer' });
      expect(decodeProtectedHeader(access_token)).toMatchObject({ alg: 'RS256', kid: expect.any(String) });
      const claims = decodeJwt(access_token);
      expect(claims).toMatchObject({
        iss: 'http://127.0.0.1/',
        sub: `${it.key.publicId}@clients`,
        aud: `${it.baseUrl}/api/v2/`,
        azp: it.key.publicId,
        gty: 'client-credentials',
        key: it.key.publicId,
        scope,
      });
      expect(claims.exp! - claims.iat!).toBe(86_400);
      expect(scope.split(' ')).toEqual(expect.arrayContaining(['read:users', 'update:users', 'delete:connections']));
    });

    test('is given for a form, JSON and HTTP Basic', async () => {
      const { client_id, client_secret, ...rest } = credentials();
      const json = await fetch(`${it.baseUrl}/oauth/token`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(credentials()),
      });
      const basic = { authorization: `Basic ${Buffer.from(`${client_id}:${client_secret}`).toString('base64')}` };
      for (const answer of [await askToken(credentials()), json, await askToken(rest, basic)])
        expect(decodeJwt((await readToken(answer)).access_token).azp).toBe(client_id);
    });

    test('is for this API, however its name is spelled', async () => {
      const { port } = new URL(it.baseUrl);
      for (const audience of [
        `https://127.0.0.1:${port}/api/v2/`,
        `http://127.0.0.1:${port}/api/v2`,
        'https://127.0.0.1/api/v2/',
        'http://127.0.0.1/api/v2',
      ]) {
        const { access_token } = await readToken(await askToken({ ...credentials(), audience }));
        expect(decodeJwt(access_token).aud).toBe(audience);
        const answer = await ask('GET', '/users?per_page=1', undefined, { authorization: `Bearer ${access_token}` });
        expect(answer.status).toBe(200);
      }
      const { audience: _, ...without } = credentials();
      expect(decodeJwt((await readToken(await askToken(without))).access_token).aud).toBe('http://127.0.0.1/api/v2/');
    });

    test('may be for less than all', async () => {
      const { access_token, scope } = await readToken(
        await askToken({ ...credentials(), scope: 'read:users read:everything' }),
      );
      expect(scope).toBe('read:users');
      const narrow = { authorization: `Bearer ${access_token}` };
      expect((await ask('GET', '/users?per_page=1', undefined, narrow)).status).toBe(200);
      expect(await ask('GET', '/connections', undefined, narrow)).toMatchObject({
        status: 403,
        body: { statusCode: 403, error: 'Forbidden', errorCode: 'insufficient_scope' },
      });
    });

    test.each<[string, (all: ReturnType<typeof credentials>) => Record<string, string>, number, string]>([
      ['nothing', () => ({}), 400, 'invalid_request'],
      ['no client', () => ({ grant_type: 'client_credentials' }), 401, 'invalid_client'],
      ['an unknown client', (all) => ({ ...all, client_id: 'nobody' }), 401, 'invalid_client'],
      ['a wrong secret', (all) => ({ ...all, client_secret: 'x'.repeat(43) }), 401, 'invalid_client'],
      ['another grant', (all) => ({ ...all, grant_type: 'password' }), 400, 'unsupported_grant_type'],
      ['another API', (all) => ({ ...all, audience: 'https://api.example.com/' }), 403, 'access_denied'],
      ['another host', (all) => ({ ...all, audience: 'https://evil.example.com/api/v2/' }), 403, 'access_denied'],
      ['an assertion', (all) => ({ ...all, client_assertion: 'a.b.c' }), 400, 'unauthorized_client'],
    ])('is refused for %s', async (_what, change, status, error) => {
      const answer = await askToken(change(credentials()));
      expect(answer.status).toBe(status);
      expect(answer.headers.get('content-type')).toContain('application/json');
      expect(await answer.json()).toEqual({ error, error_description: expect.any(String) });
      expect(answer.headers.has('www-authenticate')).toBe(status === 401);
    });

    test('is refused for a secret or a field that comes twice, a body that is none, and other methods', async () => {
      const { client_id, client_secret } = credentials();
      const basic = { authorization: `Basic ${Buffer.from(`${client_id}:${client_secret}`).toString('base64')}` };
      const both = await askToken(credentials(), basic);
      expect([both.status, await both.json()]).toMatchObject([400, { error: 'invalid_request' }]);
      const twice = await fetch(`${it.baseUrl}/oauth/token`, {
        method: 'POST',
        body: new URLSearchParams([...Object.entries(credentials()), ['client_id', 'other']]),
      });
      expect([twice.status, await twice.json()]).toMatchObject([400, { error: 'invalid_request' }]);
      for (const [type, body, status] of [
        ['application/json', '{"grant_type":', 400],
        ['application/json', '[]', 400],
        ['application/json', '', 400],
        ['text/plain', 'grant_type=client_credentials', 415],
      ] as const) {
        const answer = await fetch(`${it.baseUrl}/oauth/token`, {
          method: 'POST',
          headers: { 'content-type': type },
          body,
        });
        expect([answer.status, await answer.json()]).toMatchObject([status, { error: 'invalid_request' }]);
      }
      expect((await fetch(`${it.baseUrl}/oauth/token`)).status).toBe(405);
    });
  });

  describe('a caller', () => {
    const withHeader = (authorization: string) => ask('GET', '/users', undefined, { authorization });

    test('without a good token is refused', async () => {
      const missing = await fetch(`${it.baseUrl}/api/v2/users`);
      expect([missing.status, await missing.json()]).toEqual([
        401,
        { statusCode: 401, error: 'Unauthorized', message: expect.any(String) },
      ]);
      expect(await withHeader('Bearer nonsense')).toMatchObject({ status: 401, body: { error: 'Unauthorized' } });
      expect(await withHeader(`Bearer ${token.slice(0, -4)}AAAA`)).toMatchObject({ status: 401 });
      expect(await withHeader(`Bearer ${it.key.rawKey.slice(0, -4)}AAAA`)).toMatchObject({ status: 401 });
      expect(await withHeader('Basic Zm9vOmJhcg==')).toMatchObject({ status: 400, body: { errorCode: 'Bearer' } });
    });

    test('with a token for another API, or for several, is refused', async () => {
      const issue = (aud: string | string[]) =>
        it.operations.tokens.issue(it.tenant.id, {
          aud,
          key: it.key.publicId,
          scope: 'read:users',
          exp: Math.floor(Date.now() / 1000) + 60,
        });
      const own = `${it.baseUrl}/api/v2/`;
      expect((await withHeader(`Bearer ${await issue(own)}`)).status).toBe(200);
      expect((await withHeader(`Bearer ${await issue(`${it.baseUrl}/api/v3/`)}`)).status).toBe(401);
      expect((await withHeader(`Bearer ${await issue([own, `${it.baseUrl}/userinfo`])}`)).status).toBe(401);
    });

    test('is refused once the token has expired, or the key is revoked', async () => {
      const key = await it.createKey(['users:read', 'identities:read']);
      const fields = { ...credentials(), client_id: key.publicId, client_secret: key.secret };
      const { access_token } = await readToken(await askToken(fields));
      expect((await withHeader(`Bearer ${access_token}`)).status).toBe(200);
      clock = 86_401_000;
      expect((await withHeader(`Bearer ${access_token}`)).status).toBe(401);
      clock = 0;
      await it.operations.apiKeys.revoke(it.actor, key.apiKey.id);
      expect((await withHeader(`Bearer ${access_token}`)).status).toBe(401);
      expect((await askToken(fields)).status).toBe(401);
    });

    test('bound to one identity provider touches no other’s identities', async () => {
      const [github] = await it.operations.identities.providers(it.actor, { name: 'github' });
      const key = await it.createKey(['users:read', 'users:write', 'identities:read', 'identities:write'], {
        identityProviderId: github!.id,
      });
      const bound = { authorization: `Bearer ${key.rawKey}` };
      const [one, two] = [await createUser(), await createUser()];
      const link = { provider: 'auth0', user_id: two };
      expect((await ask('POST', `/users/${one}/identities`, link, bound)).status).toBeGreaterThanOrEqual(400);
      expect((await ask('DELETE', `/users/${one}`, undefined, bound)).status).toBe(403);
      expect((await ask('GET', `/users/${one}`)).body).toMatchObject({ identities: [{ provider: 'auth0' }] });
      expect((await ask('GET', `/users/${two}`)).body).toMatchObject({ identities: [{ provider: 'auth0' }] });
    });
  });

  describe('bad input is refused in this API’s shape, and changes nothing', () => {
    test.each<[string, string, string, unknown, Record<string, string>, number, string]>([
      ['malformed JSON', 'POST', '/users', '{"connection":', {}, 400, 'invalid_body'],
      ['no body', 'POST', '/users', '', {}, 400, 'invalid_body'],
      ['an array', 'POST', '/users', [], {}, 400, 'invalid_body'],
      [
        'another content type',
        'POST',
        '/users',
        '<user/>',
        { 'content-type': 'text/xml' },
        415,
        'unsupported_media_type',
      ],
      ['plain text', 'POST', '/users', 'text', { 'content-type': 'text/plain' }, 415, 'unsupported_media_type'],
      ['a body over the limit', 'POST', '/users', `"${'x'.repeat(1_100_000)}"`, {}, 413, 'payload_too_large'],
      ['a wrong type', 'POST', '/users', { connection: 7 }, {}, 400, 'invalid_body'],
      ['an unknown property', 'PATCH', '/users/auth0%7Cnobody', { shoe_size: 1 }, {}, 400, 'invalid_body'],
      ['an empty change', 'PATCH', '/users/auth0%7Cnobody', {}, {}, 400, 'invalid_body'],
      ['a text for a page', 'GET', '/users?page=one', undefined, {}, 400, 'invalid_query_string'],
      ['a negative page', 'GET', '/users?page=-1', undefined, {}, 400, 'invalid_query_string'],
      ['too long a page', 'GET', '/users?per_page=101', undefined, {}, 400, 'invalid_query_string'],
      ['an unknown sort', 'GET', '/users?sort=shoe_size:1', undefined, {}, 400, 'invalid_query_string'],
      ['no address', 'GET', '/users-by-email', undefined, {}, 400, 'invalid_query_string'],
      ['a bad cursor', 'GET', '/connections?from=x', undefined, {}, 400, 'invalid_paging'],
      ['a bad log cursor', 'GET', '/logs?from=x', undefined, {}, 400, 'invalid_query_string'],
      ['a bad pattern', 'POST', '/connections', { name: '-', strategy: 'github' }, {}, 400, 'invalid_body'],
      ['an unknown user', 'GET', '/users/auth0%7Cnobody', undefined, {}, 404, 'inexistent_user'],
      ['a very long id', 'GET', `/users/${'x'.repeat(1900)}`, undefined, {}, 404, 'inexistent_user'],
      [
        'an unknown connection',
        'GET',
        '/connections/con_0000000000000000',
        undefined,
        {},
        404,
        'inexistent_connection',
      ],
      ['a bad connection id', 'GET', '/connections/7', undefined, {}, 404, 'inexistent_connection'],
      ['an unknown path', 'GET', '/nothing', undefined, {}, 404, 'not_found'],
      ['an unknown path below users', 'POST', '/users/x/nothing', {}, {}, 404, 'not_found'],
      ['a wrong method', 'PUT', '/users', {}, {}, 405, 'method_not_allowed'],
      ['a wrong method on a user', 'PUT', '/users/x', {}, {}, 405, 'method_not_allowed'],
    ])('%s', async (_what, method, path, body, headers, status, errorCode) => {
      const before = await countUsers();
      const answer = await ask(method, path, body, headers);
      expect(answer).toMatchObject({ status, body: { statusCode: status, error: expect.any(String), errorCode } });
      expect((answer.body as { message: string }).message).toMatch(/^\S.*[^.]$/);
      expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
      expect(await countUsers()).toBe(before);
    });

    test('what nobody is asked for is ignored', async () => {
      const headers = { 'auth0-client': 'eyJ9', 'auth0-custom-domain': 'x.example.com', 'x-correlation-id': 'abc' };
      const answer = await ask('GET', '/users?per_page=1&shoe_size=44', undefined, headers);
      expect(answer.status).toBe(200);
    });

    test('a JSON body on a GET, and none on a DELETE that announces one', async () => {
      const status = await new Promise<number>((resolve, reject) => {
        const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'content-length': 4 };
        httpRequest(`${it.baseUrl}/api/v2/users?per_page=1`, { headers }, (answer) => {
          answer.resume();
          resolve(answer.statusCode!);
        })
          .on('error', reject)
          .end('null');
      });
      expect(status).toBe(200);
      const user = await createUser();
      const deleted = await ask('DELETE', `/users/${user}`, undefined, { 'content-type': 'application/json' });
      expect(deleted).toMatchObject({ status: 204, body: undefined });
    });
  });

  describe('an id with pipes and slashes', () => {
    test.each([
      ['escaped', (id: string) => encodeURIComponent(id)],
      ['as auth0-python escapes it', (id: string) => encodeURIComponent(id).replaceAll('%2F', '/')],
      ['with a raw pipe', (id: string) => encodeURIComponent(id).replaceAll('%7C', '|')],
      ['not escaped at all', (id: string) => id],
    ])('%s', async (_how, spell) => {
      const [primary, secondary] = [await createUser(`a/b|${++made}/c`), await createUser(`d|e/${++made}`)];
      const path = `/users/${spell(primary)}`;
      expect((await ask('GET', path)).body).toMatchObject({ user_id: primary });
      expect((await ask('PATCH', path, { nickname: 'nick' })).body).toMatchObject({ nickname: 'nick' });
      const bare = secondary.slice('auth0|'.length);
      const linked = await ask('POST', `${path}/identities`, { provider: 'auth0', user_id: bare });
      expect(linked).toMatchObject({ status: 201, body: [{ user_id: primary.slice(6) }, { user_id: bare }] });
      expect((await ask('GET', `${path}/logs?per_page=1`)).body).toMatchObject([{ user_id: primary }]);
      const unlinked = await ask('DELETE', `${path}/identities/auth0/${spell(bare)}`);
      expect(unlinked).toMatchObject({ status: 200, body: [{ user_id: primary.slice(6) }] });
      expect((await ask('DELETE', path)).status).toBe(204);
      expect((await ask('GET', path)).status).toBe(404);
    });

    test('is checked like any other', async () => {
      const id = await createUser(`x/y/${++made}`);
      const narrow = await it.createKey(['users:read', 'identities:read']);
      const headers = { authorization: `Bearer ${narrow.rawKey}` };
      expect((await ask('GET', `/users/${id}`, undefined, headers)).status).toBe(200);
      expect((await ask('DELETE', `/users/${id}`, undefined, headers)).status).toBe(403);
      expect((await ask('PATCH', `/users/${id}`, { shoe_size: 1 })).body).toMatchObject({ errorCode: 'invalid_body' });
      expect((await ask('GET', `/users/${id}/logs?page=x`)).body).toMatchObject({ errorCode: 'invalid_query_string' });
      expect((await ask('GET', `/users/${id}?fields=user_id`)).body).toEqual({ user_id: id });
    });
  });

  test('a link comes as a form too', async () => {
    const [primary, secondary] = [await createUser(), await createUser()];
    const form = new URLSearchParams({ provider: 'auth0', user_id: secondary }).toString();
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const answer = await ask('POST', `/users/${primary}/identities`, form, headers);
    expect(answer).toMatchObject({ status: 201, body: [{}, { user_id: secondary.slice(6) }] });
  });

  test('lists come in three forms', async () => {
    await createUser();
    expect((await ask('GET', '/users?per_page=1')).body).toEqual([
      expect.objectContaining({ user_id: expect.any(String) }),
    ]);
    expect((await ask('GET', '/users?per_page=1&page=1000000&include_totals=true')).body).toEqual({
      start: 1_000_000,
      limit: 1,
      length: 0,
      total: expect.any(Number),
      users: [],
    });
    expect((await ask('GET', '/connections')).body).toMatchObject([{ name: database }, { name: 'github' }]);
    expect((await ask('GET', '/connections?include_totals=true&per_page=1&page=1')).body).toMatchObject({
      start: 1,
      limit: 1,
      total: 2,
      connections: [{ name: 'github' }],
    });
    const first = (await ask('GET', '/connections?take=1&include_totals=true')).body as { next: string };
    expect(first).toEqual({ connections: [expect.objectContaining({ name: database })], next: expect.any(String) });
    expect((await ask('GET', `/connections?take=1&from=${first.next}`)).body).toEqual({
      connections: [expect.objectContaining({ name: 'github' })],
    });
    const logs = (await ask('GET', '/logs?take=2')).body as { log_id: string }[];
    expect(logs).toHaveLength(2);
    const next = (await ask('GET', `/logs?take=1&from=${logs[0]!.log_id}`)).body;
    expect(next).toEqual([logs[1]]);
    const newest = (await ask('GET', '/logs?per_page=1')).body as { log_id: string }[];
    expect((await ask('GET', `/logs?from=${newest[0]!.log_id}`)).body).toEqual([]);
  });

  test('an Idempotency-Key gives the same answer again, a refusal too', async () => {
    const body = { connection: database, email: 'once@example.com' };
    const headers = { 'idempotency-key': 'create-1' };
    const first = await ask('POST', '/users', body, headers);
    const again = await ask('POST', '/users', body, headers);
    expect(again).toMatchObject({ status: 201, body: first.body });
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(await ask('POST', '/users', { ...body, name: 'Other' }, headers)).toMatchObject({
      status: 422,
      body: { errorCode: 'idempotency_key_reused' },
    });
    const { user_id: id } = first.body as { user_id: string };
    const refused = { provider: 'auth0', user_id: id };
    for (const _ of [1, 2])
      expect(await ask('POST', `/users/${id}/identities`, refused, { 'idempotency-key': 'link-1' })).toMatchObject({
        status: 400,
        body: { errorCode: 'main_identity' },
      });
  });

  test('every answer says what is left of the limit; past it there is 429', async () => {
    const answer = await ask('GET', '/users?per_page=1');
    expect(Number(answer.headers.get('x-ratelimit-limit'))).toBe(2000);
    expect(Number(answer.headers.get('x-ratelimit-reset'))).toBeGreaterThanOrEqual(Math.floor(Date.now() / 1000));
    const server = await createServer({
      dialects: [auth0],
      context: {
        operations: it.operations,
        baseUrl: it.baseUrl,
        now: Date.now,
        writerFor,
        userSpellings: [],
        shared: createSharedMemory(Date.now),
        rateLimit: { requestsMax: 3, windowSeconds: 3600 },
      },
      readiness: async () => ({ ready: true, problems: [] }),
      logger: pino({ level: 'silent' }),
      metrics: createMetrics(),
      trustProxy: false,
    });
    const get = (rawKey: string, url: string) =>
      server.inject({ url: `/api/v2${url}`, headers: { authorization: `Bearer ${rawKey}`, host: '127.0.0.1' } });
    const left: number[] = [];
    for (const url of ['/users', '/users/none', '/nothing', '/users'])
      left.push(Number((await get(it.key.rawKey, url)).headers['x-ratelimit-remaining']));
    expect(left).toEqual([2, 1, 0, 0]);
    const over = await get(it.key.rawKey, '/users');
    expect(over.json()).toEqual({
      statusCode: 429,
      error: 'Too Many Requests',
      message: expect.any(String),
      errorCode: 'too_many_requests',
    });
    expect(Number(over.headers['retry-after'])).toBeGreaterThan(3000);
    // Another caller has a limit of its own.
    expect((await get(it.other.key.rawKey, '/users')).statusCode).toBe(200);
    await server.close();
  });
});
