/**
 * The SDKs that fetch a management token, in the shapes in which their HTTP clients send: Python (`Bearer`, `True`, repeated
 * names), Java (the bare token beside signature headers, lists with commas) and Go (empty headers, numbers as floats,
 * slices as `[a b]`, empty objects for what was never set).
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { IdentityProvider } from '../../src/domain/identity-provider.ts';
import { toHex } from '../../src/domain/ids.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

// biome-ignore lint/suspicious/noExplicitAny: whatever came
type Answer = any;

interface Client {
  get(verb: string, query: string): Promise<Answer>;
  post(verb: string, body: unknown): Promise<Answer>;
}

describe('token clients', () => {
  let it: TestApp;
  let google: IdentityProvider;
  beforeAll(async () => {
    it = await startTestApp();
    google = await it.createProvider('google-oauth2', 'google');
  });
  afterAll(() => it.close());

  const exchange = async (url: string, init: RequestInit): Promise<Answer> =>
    (await fetch(`${it.baseUrl}/api/v3/${url}`, init)).json();

  const fetchToken = async (
    headers: Record<string, string>,
  ): Promise<{ token: string; pool: string; expiresIn: number }> => {
    const { data } = await exchange('get-management-token', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ accessKeyId: it.key.publicId, accessKeySecret: it.key.secret }),
    });
    const payload = JSON.parse(Buffer.from(data.access_token.split('.')[1], 'base64').toString('ascii'));
    return { token: data.access_token, pool: payload.scoped_userpool_id, expiresIn: data.expires_in };
  };

  const connect = (headers: Record<string, string>, contentType: string): Client => ({
    get: (verb, query) => exchange(`${verb}?${query}`, { headers }),
    post: (verb, body) =>
      exchange(verb, {
        method: 'POST',
        headers: { ...headers, 'content-type': contentType },
        body: JSON.stringify(body),
      }),
  });

  const python = async (): Promise<Client> => {
    const { token, pool } = await fetchToken({});
    return connect(
      {
        authorization: `Bearer ${token}`,
        'x-authing-userpool-id': pool,
        'x-authing-sdk-version': 'python:5.1.0',
        'x-authing-request-from': 'sdk',
        'x-authing-lang': '',
      },
      'application/json',
    );
  };
  const java = async (): Promise<Client> => {
    const { token, pool } = await fetchToken({});
    return connect(
      {
        authorization: token,
        'x-authing-userpool-id': pool,
        'x-authing-sdk-version': 'authing-java-sdk:3.1.4',
        'x-authing-signature-method': 'HMAC-SHA1',
        'x-authing-signature-nonce': '1',
        'x-authing-signature-version': '1.0',
        'x-authing-lang': 'zh-CN',
        date: String(Date.now()),
      },
      'application/json; charset=UTF-8',
    );
  };
  const go = async (): Promise<Client> => {
    const { token } = await fetchToken({ 'x-authing-app-tenant-id': '', 'x-authing-lang': '' });
    return connect(
      {
        authorization: `Bearer ${token}`,
        'x-authing-userpool-id': '',
        'x-authing-app-tenant-id': '',
        'x-authing-lang': '',
        'x-authing-sdk-version': 'authing-golang-sdk:3.0.15',
      },
      'application/json;charset=UTF-8',
    );
  };

  test.each([
    ['python', python],
    ['java', java],
    ['go', go],
  ])('%s: create, link, list, unlink, delete', async (name, open) => {
    const client = await open();
    const created = await client.post('create-user', { username: name, email: `${name}@example.com` });
    expect(created.statusCode).toBe(200);
    const { userId } = created.data;
    for (const [index, type] of ['openid', 'unionid'].entries()) {
      const linked = await client.post('link-identity', {
        extIdpId: toHex(google.id),
        userIdInIdp: `${name}-${index}`,
        userId,
        type,
      });
      expect(linked).toMatchObject({ statusCode: 200, data: { success: true } });
    }
    const identities = await client.get('get-user-identities', `userId=${userId}&userIdType=user_id`);
    expect(identities.data.map(({ userIdInIdp }: { userIdInIdp: string }) => userIdInIdp)).toEqual([
      `${name}-0`,
      `${name}-1`,
    ]);
    expect((await client.post('unlink-identity', { extIdpId: toHex(google.id), userId, type: 'openid' })).data).toEqual(
      { success: true },
    );
    expect((await client.post('delete-users-batch', { userIds: [userId] })).data).toEqual({ success: true });
    expect(await client.get('get-user', `userId=${userId}`)).toMatchObject({ statusCode: 404, apiCode: 2004 });
  });

  test('python says True, repeats names, and leaves nulls inside', async () => {
    const client = await python();
    const made = await client.post('create-users-batch', {
      list: [
        { username: 'py-1', email: null, customData: { a: 1 } },
        { username: 'py-2', gender: null },
      ],
    });
    const [one, two] = made.data.map(({ userId }: { userId: string }) => userId);
    const batch = await client.get(
      'get-user-batch',
      `userIds=${one}&userIds=${two}&userIdType=user_id&withCustomData=True&withIdentities=False`,
    );
    expect(batch.data).toMatchObject([
      { username: 'py-1', customData: { a: 1 } },
      { username: 'py-2', customData: {} },
    ]);
    expect(batch.data[0]).not.toHaveProperty('identities');
    expect((await client.get('get-user', `userId=${one}&withIdentities=True`)).data.identities).toEqual([]);
  });

  test('java puts commas between ids, and nulls where nothing was set', async () => {
    const client = await java();
    const made = await client.post('create-users-batch', { list: [{ username: 'java-1' }, { username: 'java-2' }] });
    const ids = made.data.map(({ userId }: { userId: string }) => userId).join(',');
    expect((await client.get('get-user-batch', `userIds=${ids}&withCustomData=true`)).data).toHaveLength(2);
    const updated = await client.post('update-user', {
      userId: made.data[0].userId,
      name: 'Java',
      nickname: null,
      email: null,
      options: null,
      status: null,
    });
    expect(updated).toMatchObject({ statusCode: 200, data: { name: 'Java', username: 'java-1' } });
    expect((await client.get('get-user', 'userId=nobody')).message).toBe('用户不存在');
  });

  test('go sends floats, slices and empty objects', async () => {
    const client = await go();
    const made = await client.post('create-user', {
      username: 'go-1',
      otp: { secret: '' },
      options: { sendNotification: {} },
    });
    const { userId } = made.data;
    expect((await client.get('get-user-batch', `userIds=%5B${userId}%20${userId}%5D`)).data).toHaveLength(2);
    expect((await client.post('list-users', { options: { pagination: {} } })).data.list.length).toBeGreaterThan(0);
    const history = await client.get(
      'get-user-login-history',
      `userId=${userId}&start=1.65571476389e+12&end=4e%2B12&page=1&limit=10`,
    );
    expect(history.data).toEqual({ totalCount: 0, list: [] });
    const old = await exchange(`get-user?userId=${userId}`, {
      headers: { authorization: `Bearer ${(await fetchToken({})).token}` },
    });
    expect(old.data.userId).toBe(userId);
    expect((await client.post('update-user', { userId, name: 'Go' })).data).toMatchObject({
      name: 'Go',
      username: 'go-1',
    });
  });

  test('types are exact: integers, arrays, booleans, closed words', async () => {
    const client = await go();
    const made = await client.post('create-user', {
      username: 'typed',
      email: 'typed@example.com',
      phone: '13800138001',
    });
    const user = (
      await client.get(
        'get-user',
        `userId=${made.data.userId}&withIdentities=true&withCustomData=true&withDepartmentIds=true&withPost=true`,
      )
    ).data;
    expect(Number.isInteger(user.loginsCount)).toBe(true);
    expect([user.identities, user.departmentIds, user.postIdList].every(Array.isArray)).toBe(true);
    expect(typeof user.emailVerified).toBe('boolean');
    expect(['M', 'F', 'U']).toContain(user.gender);
    const { data } = await client.get('list-ext-idp', '');
    expect(Number.isInteger(data.totalCount) && Array.isArray(data.list)).toBe(true);
  });

  test('a failed token is a normal refusal, also for a client that goes on without one', async () => {
    const failed = await exchange('get-management-token', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ accessKeyId: it.key.publicId, accessKeySecret: 'wrong' }),
    });
    expect(failed).toMatchObject({ statusCode: 401, message: expect.any(String) });
    expect(await exchange('list-ext-idp', { headers: { authorization: 'Bearer ' } })).toMatchObject({
      statusCode: 401,
      apiCode: 2020,
    });
  });
});
