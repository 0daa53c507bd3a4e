/** What is on the wire, byte for byte where it matters: envelopes, refusals, both ways to prove who is calling. */
import { createHmac } from 'node:crypto';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startTestApp, type TestApp } from '../../../test/support/test-app.ts';
import type { IdentityProvider } from '../../domain/identity-provider.ts';
import { toHex } from '../../domain/ids.ts';

const sdk = createRequire(import.meta.url)('authing-node-sdk/dist/utils/buildSignature.js') as {
  buildStringToSign(method: string, url: string, headers: Record<string, string>, data: object): string;
  buildAuthorization(accessKeyId: string, secret: string, stringToSign: string): string;
};

interface Answer {
  http: number;
  // biome-ignore lint/suspicious/noExplicitAny: whatever came
  [member: string]: any;
}

describe('the wire', () => {
  let it: TestApp;
  let google: IdentityProvider;
  let token: string;
  let userId: string;
  let clock = 0;

  beforeAll(async () => {
    it = await startTestApp({ now: () => Date.now() + clock });
    google = await it.createProvider('google-oauth2', 'google');
    token = (await post('get-management-token', keyOf(it.key))).data.access_token;
    userId = (await post('create-user', { username: 'somebody', email: 'somebody@example.com' }, bearer())).data.userId;
    await post('link-identity', { extIdpId: toHex(google.id), userIdInIdp: 'sub-1', userId }, bearer());
  });
  afterAll(() => it.close());
  beforeEach(() => {
    clock = 0;
  });

  const keyOf = ({ publicId, secret }: { publicId: string; secret: string }) => ({
    accessKeyId: publicId,
    accessKeySecret: secret,
  });
  const bearer = (): Record<string, string> => ({ authorization: `Bearer ${token}` });

  const send = async (
    method: string,
    path: string,
    headers: Record<string, string> = {},
    body?: string,
  ): Promise<Answer> => {
    const response = await fetch(`${it.baseUrl}${path}`, { method, headers, ...(body !== undefined && { body }) });
    expect(response.headers.get('content-type')).toMatch(/^application\/json/);
    return { http: response.status, ...((await response.json()) as object) };
  };
  const get = (verb: string, headers: Record<string, string> = {}) => send('GET', `/api/v3/${verb}`, headers);
  const post = (verb: string, body: unknown, headers: Record<string, string> = {}) =>
    send(
      'POST',
      `/api/v3/${verb}`,
      { 'content-type': 'application/json', ...headers },
      typeof body === 'string' ? body : JSON.stringify(body),
    );

  /** Headers as the Node SDK makes them; `change` comes before signing. */
  const signed = (
    method: string,
    verb: string,
    data: object,
    change: Record<string, string | undefined> = {},
    key = it.key,
  ): Record<string, string> => {
    const headers = Object.fromEntries(
      Object.entries({
        'x-authing-signature-nonce': String(Math.random()),
        'x-authing-signature-method': 'HMAC-SHA1',
        'x-authing-signature-version': '1.0',
        'x-authing-sdk-version': 'authing-node-sdk:4.0.1',
        'x-authing-lang': 'en-US',
        date: new Date().toUTCString(),
        ...change,
      }).filter((entry): entry is [string, string] => entry[1] !== undefined),
    );
    const text = sdk.buildStringToSign(method, `/api/v3/${verb}`, headers, data);
    return { ...headers, authorization: sdk.buildAuthorization(key.publicId, key.secret, text) };
  };

  /** Everything that a refused request must leave as it was. */
  const state = async () => ({
    users: (await it.operations.users.search(it.actor, { filter: null, sort: [], offset: 0, limit: 100 })).items,
    identities: (await it.operations.identities.search(it.actor, { limit: 100 }, {})).items,
    providers: (await it.operations.identityProviders.list(it.actor, { limit: 100 })).items,
    events: (await it.operations.events.list(it.actor, { limit: 1, descending: true })).items,
  });

  const refusedAs = async (status: number, request: Promise<Answer>, apiCode?: number): Promise<Answer> => {
    const answer = await request;
    expect(answer).toEqual({
      http: 200,
      statusCode: status,
      message: expect.stringMatching(/\S/),
      requestId: expect.stringMatching(/\S/),
      ...(apiCode !== undefined && { apiCode }),
    });
    return answer;
  };

  describe('the envelope', () => {
    test('of a success', async () => {
      expect(await get(`get-user-loggedin-apps?userId=${userId}`, bearer())).toEqual({
        http: 200,
        statusCode: 200,
        message: 'success',
        requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        data: [],
      });
    });

    test('carries the caller’s request id and speaks the language asked for', async () => {
      const ask = (lang?: string) =>
        get('get-user?userId=nobody', {
          ...bearer(),
          'x-request-id': 'mine-1',
          ...(lang !== undefined && { 'x-authing-lang': lang }),
        });
      expect(await ask()).toMatchObject({ requestId: 'mine-1', message: 'there is no such user' });
      expect((await ask('en-US')).message).toBe('there is no such user');
      expect((await ask('')).message).toBe('there is no such user');
      for (const lang of ['zh-CN', 'zh-TW']) expect((await ask(lang)).message).toBe('用户不存在');
    });

    test('a bug is told to nobody', async () => {
      const { reads } = it.app.store;
      const { list } = reads.identityProviders;
      reads.identityProviders.list = () => Promise.reject(new Error('select secret from somewhere'));
      const answer = await refusedAs(500, get('list-ext-idp', bearer())).finally(() => {
        reads.identityProviders.list = list;
      });
      expect(answer.message).toBe('internal error');
    });
  });

  describe('management tokens', () => {
    test('are a JWT that names the pool, in an alphabet that Python reads', async () => {
      const { data, statusCode } = await post('get-management-token', keyOf(it.key), {
        authorization: 'Bearer ',
        'x-authing-app-tenant-id': '',
      });
      expect(statusCode).toBe(200);
      expect(data).toEqual({ access_token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/), expires_in: 7200 });
      const payload = data.access_token.split('.')[1];
      expect(payload).toMatch(/^[A-Za-z0-9]+$/);
      const claims = JSON.parse(Buffer.from(payload, 'base64').toString());
      expect(claims).toMatchObject({ scoped_userpool_id: toHex(it.tenant.id), token_type: 'management_token' });
      expect(claims.exp - claims.iat).toBeGreaterThan(7200);
      expect(JSON.stringify(claims)).not.toContain(it.key.secret);
    });

    test('are given for the right secret alone', async () => {
      const { accessKeyId, accessKeySecret } = keyOf(it.key);
      await refusedAs(401, post('get-management-token', { accessKeyId, accessKeySecret: `${accessKeySecret}x` }), 2020);
      await refusedAs(401, post('get-management-token', { accessKeyId, accessKeySecret: it.other.key.secret }), 2020);
      await refusedAs(401, post('get-management-token', { accessKeyId: 'nobody', accessKeySecret }), 2020);
      await refusedAs(400, post('get-management-token', { accessKeyId }));
      await refusedAs(400, post('get-management-token', {}));
      await refusedAs(400, post('get-management-token', ''));
      await refusedAs(400, post('get-management-token', { accessKeyId: 1, accessKeySecret: 2 }));
      await refusedAs(405, get('get-management-token'));
    });

    test('are taken bare and with Bearer in any letter case', async () => {
      for (const authorization of [token, `Bearer ${token}`, `bearer ${token}`, `BEARER  ${token}`])
        expect((await get(`get-user?userId=${userId}`, { authorization })).statusCode).toBe(200);
    });

    test('win over signature headers beside them', async () => {
      const { authorization: _, ...headers } = signed(
        'GET',
        'get-user',
        {},
        { date: '1', 'x-authing-signature-method': 'none' },
      );
      expect((await get(`get-user?userId=${userId}`, { ...headers, authorization: token })).statusCode).toBe(200);
    });

    test('that are missing, foreign, cut, changed, expired or of another API are refused', async () => {
      const [header, payload, signature] = token.split('.') as [string, string, string];
      const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
      const forged = Buffer.from(JSON.stringify({ ...claims, scoped_userpool_id: toHex(it.other.tenant.id) })).toString(
        'base64url',
      );
      const none = Buffer.from('{"alg":"none"}').toString('base64url');
      const seconds = Math.floor(Date.now() / 1000);
      const forAnotherApi = await it.operations.tokens.issue(it.tenant.id, {
        key: it.key.publicId,
        iat: seconds,
        exp: seconds + 60,
      });
      const otherPool = await it.operations.tokens.issue(it.tenant.id, {
        key: it.key.publicId,
        scoped_userpool_id: toHex(it.other.tenant.id),
        iat: seconds,
        exp: seconds + 60,
      });
      const credentials = [
        '',
        'Bearer',
        'Bearer ',
        'Basic YTpi',
        'nonsense',
        `${header}.${payload}`,
        `${header}.${forged}.${signature}`,
        `${none}.${payload}.`,
        forAnotherApi,
        otherPool,
        it.key.rawKey,
      ];
      for (const authorization of credentials)
        await refusedAs(401, get(`get-user?userId=${userId}`, { authorization }), 2020);
      await refusedAs(401, get(`get-user?userId=${userId}`), 2020);
      clock = 3 * 3_600_000;
      await refusedAs(401, get(`get-user?userId=${userId}`, bearer()), 2020);
    });

    test('die with their key', async () => {
      const key = await it.createKey(['users:read']);
      const { access_token } = (await post('get-management-token', keyOf(key))).data;
      expect((await get(`get-user?userId=${userId}`, { authorization: access_token })).statusCode).toBe(200);
      await it.operations.apiKeys.revoke(it.actor, key.apiKey.id);
      await refusedAs(401, get(`get-user?userId=${userId}`, { authorization: access_token }), 2020);
    });

    test('the pool in the header may be empty, and must not be another one', async () => {
      const ask = (pool: string) => get(`get-user?userId=${userId}`, { ...bearer(), 'x-authing-userpool-id': pool });
      for (const pool of ['', toHex(it.tenant.id), it.tenant.id.toUpperCase()])
        expect((await ask(pool)).statusCode).toBe(200);
      await refusedAs(403, ask(toHex(it.other.tenant.id)));
      await refusedAs(403, ask('nonsense'));
      await refusedAs(
        403,
        get(`get-user?userId=${userId}`, signed('GET', 'get-user', { userId }, { 'x-authing-userpool-id': 'other' })),
      );
    });
  });

  describe('signatures', () => {
    const query = () => `get-user?userId=${userId}`;
    const data = () => ({ userId });
    const ask = (change: Record<string, string | undefined>) => get(query(), signed('GET', 'get-user', data(), change));

    test('are taken with a date in text or milliseconds, within ten minutes', async () => {
      const minutes = (count: number) => Date.now() + count * 60_000;
      expect((await ask({})).statusCode).toBe(200);
      expect((await ask({ date: String(Date.now()) })).statusCode).toBe(200);
      expect((await ask({ date: undefined, 'x-authing-date': String(Date.now()) })).statusCode).toBe(200);
      expect((await ask({ date: new Date(minutes(-9)).toUTCString() })).statusCode).toBe(200);
      expect((await ask({ date: new Date(minutes(9)).toUTCString() })).statusCode).toBe(200);
      await refusedAs(401, ask({ date: new Date(minutes(-11)).toUTCString() }), 1305);
      await refusedAs(401, ask({ date: String(minutes(11)) }), 1305);
    });

    test('are refused by what is wrong with them', async () => {
      await refusedAs(400, ask({ date: undefined }), 1304);
      await refusedAs(400, ask({ date: 'yesterday' }), 1303);
      await refusedAs(400, ask({ 'x-authing-signature-method': 'HMAC-MD5' }), 1301);
      await refusedAs(400, ask({ 'x-authing-signature-version': '2.0' }), 1302);
      await refusedAs(
        401,
        get(query(), { ...signed('GET', 'get-user', data()), authorization: `authing ${it.key.publicId}:AAAA` }),
        1300,
      );
      await refusedAs(
        401,
        get(query(), { ...signed('GET', 'get-user', data()), 'x-authing-signature-nonce': 'other' }),
        1300,
      );
      await refusedAs(401, get(query(), signed('GET', 'get-user', { userId: 'other' })), 1300);
      await refusedAs(
        401,
        get(query(), signed('GET', 'get-user', data(), {}, { ...it.key, secret: it.other.key.secret })),
        1300,
      );
      await refusedAs(
        401,
        get(query(), signed('GET', 'get-user', data(), {}, { ...it.key, publicId: 'nobody' })),
        2020,
      );
      const chinese = await refusedAs(401, ask({ date: String(1e12), 'x-authing-lang': 'zh-CN' }), 1305);
      expect(chinese.message).toContain('请求时间');
    });

    test('of the renamed product have its own prefix and word', async () => {
      const renamed = (change: Record<string, string> = {}) => {
        const headers: Record<string, string> = {
          'x-genauth-signature-nonce': '1',
          'x-genauth-signature-method': 'HMAC-SHA1',
          'x-genauth-lang': 'zh-CN',
          date: new Date().toUTCString(),
        };
        const lines = Object.keys(headers)
          .sort()
          .map((name) => `${name}:${headers[name]}\n`);
        const text = `GET\n${lines.join('')}/api/v3/get-user?userId=${userId}`;
        const signature = createHmac('sha1', it.key.secret).update(text).digest('base64');
        return { ...headers, authorization: `GenAuth ${it.key.publicId}:${signature}`, ...change };
      };
      expect(await get(query(), renamed())).toMatchObject({ statusCode: 200, message: '操作成功', data: { userId } });
      await refusedAs(401, get(query(), renamed({ 'x-genauth-signature-nonce': '2' })), 1300);
      await refusedAs(403, get(query(), { ...bearer(), 'x-genauth-userpool-id': 'other' }));
    });

    test('of another tenant’s key see that tenant alone', async () => {
      await refusedAs(404, get(query(), signed('GET', 'get-user', data(), {}, it.other.key)), 2004);
    });

    test('of a POST are good once, however the base64 is spelt', async () => {
      const body = { username: 'once' };
      const headers = signed('POST', 'create-user', body);
      expect((await post('create-user', body, headers)).statusCode).toBe(200);
      const before = await state();
      await refusedAs(401, post('create-user', body, headers), 1306);
      await refusedAs(
        401,
        post('create-user', body, { ...headers, authorization: headers.authorization!.replace('authing', 'AUTHING') }),
        1306,
      );
      await refusedAs(
        401,
        post('create-user', body, { ...headers, authorization: `${headers.authorization}AAAA` }),
        1300,
      );
      clock = 19 * 60_000;
      await refusedAs(401, post('create-user', body, headers), 1305);
      clock = 0;
      expect(await state()).toEqual(before);
    });

    test('of a GET, and of the SDK versions whose nonce stays, may come again', async () => {
      const headers = signed('GET', 'get-user', data());
      for (let time = 0; time < 2; time += 1) expect((await get(query(), headers)).statusCode).toBe(200);
      const old = signed(
        'POST',
        'is-user-exists',
        { username: 'x' },
        { 'x-authing-sdk-version': 'authing-node-sdk:3.0.1' },
      );
      for (let time = 0; time < 2; time += 1)
        expect((await post('is-user-exists', { username: 'x' }, old)).statusCode).toBe(200);
    });

    test('with a body that was changed on the way change nothing', async () => {
      const before = await state();
      const headers = signed('POST', 'update-user', { userId, name: 'Mine' });
      await refusedAs(401, post('update-user', { userId, name: 'Theirs' }, headers), 1300);
      await refusedAs(401, post('update-user', `{"userId":"${userId}","name":"Mine","name":"Theirs"}`, headers), 1300);
      expect(await state()).toEqual(before);
      expect((await post('update-user', `{ "name": "Mine", "userId": "${userId}" }`, headers)).statusCode).toBe(200);
    });

    test('are over the path as it was asked for', async () => {
      expect(
        (await send('GET', `/api/v3/get-user/?userId=${userId}`, signed('GET', 'get-user/', data()))).statusCode,
      ).toBe(200);
    });
  });

  describe('refusals, and nothing is changed', () => {
    let before: Awaited<ReturnType<typeof state>>;
    beforeEach(async () => {
      before = await state();
    });
    const unchanged = async () => expect(await state()).toEqual(before);

    test('without a credential', async () => {
      for (const verb of [
        'create-user',
        'delete-users-batch',
        'link-identity',
        'unlink-identity',
        'create-ext-idp',
        'delete-ext-idp',
        'kick-users',
      ])
        await refusedAs(401, post(verb, { userId, userIds: [userId] }), 2020);
      for (const verb of ['get-user', 'get-user-identities', 'list-ext-idp', 'get-user-login-history'])
        await refusedAs(401, get(`${verb}?userId=${userId}`), 2020);
      await unchanged();
    });

    test('malformed JSON, another content type, another shape', async () => {
      await refusedAs(400, post('create-user', '{"username":', bearer()));
      await refusedAs(400, post('create-user', '{"username":', signed('POST', 'create-user', {})));
      for (const body of ['[]', '"text"', '1', 'null', '[{"username":"x"}]'])
        await refusedAs(400, post('create-user', body, bearer()));
      for (const type of [
        'text/plain',
        'application/x-www-form-urlencoded',
        'application/xml',
        'multipart/form-data; boundary=x',
      ])
        await refusedAs(415, post('create-user', '{"username":"typed"}', { ...bearer(), 'content-type': type }));
      await unchanged();
    });

    test('no body, NUL, lone surrogates, prototypes, depth, length', async () => {
      await refusedAs(400, send('POST', '/api/v3/create-user', { ...bearer(), 'content-type': 'application/json' }));
      await refusedAs(400, send('POST', '/api/v3/create-user', bearer()));
      await refusedAs(400, post('create-user', '', bearer()));
      await refusedAs(400, post('create-user', '{"username":"a\\u0000b"}', bearer()));
      await refusedAs(400, post('create-user', '{"username":"a\\ud800b"}', bearer()));
      await refusedAs(400, post('create-user', '{"username":"a","customData":{"__proto__":{"a":1}}}', bearer()));
      await refusedAs(
        400,
        post('create-user', `{"username":"a","customData":{"a":${'['.repeat(99)}${']'.repeat(99)}}}`, bearer()),
      );
      await refusedAs(400, post('create-user', { username: 'x'.repeat(1001) }, bearer()));
      await refusedAs(400, post('create-user', { username: 'x'.repeat(200) }, bearer()));
      await refusedAs(
        413,
        post('create-user', { username: 'x', customData: { a: Array(1100).fill('y'.repeat(1000)) } }, bearer()),
      );
      await unchanged();
    });

    test('fields of the wrong type', async () => {
      for (const wrong of [
        { username: 1 },
        { username: ['a'] },
        { username: 'a', emailVerified: 'yes' },
        { username: 'a', customData: 'x' },
        { username: 'a', identities: {} },
      ])
        await refusedAs(400, post('create-user', wrong, bearer()));
      await refusedAs(400, post('delete-users-batch', { userIds: userId }, bearer()));
      await refusedAs(400, post('delete-users-batch', { userIds: Array(501).fill(userId) }, bearer()));
      await unchanged();
    });

    test('unknown paths and wrong methods', async () => {
      await refusedAs(404, get('no-such-verb', bearer()));
      await refusedAs(404, post('no-such-verb', {}, bearer()));
      await refusedAs(404, post('no-such-verb', 'not json', { 'content-type': 'text/plain' }));
      await refusedAs(404, get('get-user/extra', bearer()));
      await refusedAs(404, send('GET', '/api/v3', bearer()));
      await refusedAs(404, send('DELETE', '/api/v3/no-such-verb', bearer()));
      await refusedAs(501, post('create-group', {}, bearer()));
      for (const method of ['PUT', 'PATCH', 'DELETE']) await refusedAs(405, send(method, '/api/v3/get-user', bearer()));
      await refusedAs(405, post('get-user', {}, bearer()));
      await refusedAs(405, get('create-user', bearer()));
      await unchanged();
    });

    test('ids of another tenant are unknown', async () => {
      const { access_token } = (await post('get-management-token', keyOf(it.other.key))).data;
      const other = { authorization: access_token };
      const extIdpId = toHex(google.id);
      await refusedAs(404, get(`get-user-identities?userId=${userId}`, other), 2004);
      await refusedAs(404, post('delete-users-batch', { userIds: [userId] }, other), 2004);
      await refusedAs(404, post('update-user', { userId, name: 'x' }, other), 2004);
      await refusedAs(404, post('link-identity', { extIdpId, userIdInIdp: 'x', userId }, other), 2004);
      await refusedAs(404, post('unlink-identity', { extIdpId, userId }, other), 2004);
      await refusedAs(404, post('kick-users', { userId, appIds: [] }, other), 2004);
      await refusedAs(404, post('delete-ext-idp', { id: extIdpId }, other));
      await refusedAs(404, get(`get-ext-idp?id=${extIdpId}`, other));
      expect((await get(`get-user-batch?userIds=${userId}`, other)).data).toEqual([]);
      expect((await post('list-users', {}, other)).data).toEqual({ totalCount: 0, list: [] });
      await unchanged();
    });

    test('a key that is bound to another source links nothing elsewhere', async () => {
      const github = await it.createProvider('github', 'bound');
      const bound = await it.createKey(['users:read', 'identities:read', 'identities:write'], {
        identityProviderId: github.id,
      });
      const { access_token } = (await post('get-management-token', keyOf(bound))).data;
      await refusedAs(
        403,
        post(
          'link-identity',
          { extIdpId: toHex(google.id), userIdInIdp: 'x', userId },
          { authorization: access_token },
        ),
      );
      expect((await get(`get-user-identities?userId=${userId}`, { authorization: access_token })).data).toEqual([]);
    });
  });

  test('the same POST under one Idempotency-Key is done once', async () => {
    const headers = { ...bearer(), 'idempotency-key': 'create-once' };
    const first = await post('create-user', { username: 'idempotent' }, headers);
    const again = await post('create-user', { username: 'idempotent' }, headers);
    expect(again.data).toEqual(first.data);
    await refusedAs(422, post('create-user', { username: 'other' }, headers));
    await refusedAs(409, post('create-user', { username: 'idempotent' }, bearer()));
  });
});
