import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { IdentityProvider } from '../../src/domain/identity-provider.ts';
import { type NativeClient, openNative } from '../support/native-client.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

describe('users', () => {
  let it: TestApp;
  let native: NativeClient;
  let github: IdentityProvider;
  beforeAll(async () => {
    it = await startTestApp();
    native = openNative(it);
    github = await it.createProvider('github');
  });
  afterAll(() => it.close());

  const get = (id: string) => native.client.GET('/v1/users/{id}', { params: { path: { id } } });

  test('a new user has every field that is promised', async () => {
    const { data, response } = await native.client.POST('/v1/users', {
      body: {
        email: 'Ada@Example.com',
        email_verified: true,
        name: 'Ada Lovelace',
        phone: '+44 20 7946 0000',
        username: 'ada',
        external_id: 'customer-1815',
        given_name: 'Ada',
        family_name: 'Lovelace',
        locale: 'en-GB',
        profile: { birthdate: '1815-12-10' },
        user_metadata: { theme: 'dark' },
        app_metadata: { plan: 'gold' },
        roles: ['admin'],
      },
    });
    expect(response.status).toBe(201);
    expect(data).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      email: 'Ada@Example.com',
      email_verified: true,
      name: 'Ada Lovelace',
      roles: ['admin'],
      auth_provider: 'local',
      active: true,
      is_owner: false,
      created_at: expect.stringMatching(/Z$/),
      updated_at: data!.created_at,
      phone: '+44 20 7946 0000',
      phone_verified: false,
      username: 'ada',
      external_id: 'customer-1815',
      given_name: 'Ada',
      family_name: 'Lovelace',
      nickname: null,
      picture: null,
      locale: 'en-GB',
      profile: { birthdate: '1815-12-10' },
      user_metadata: { theme: 'dark' },
      app_metadata: { plan: 'gold', roles: ['admin'] },
      status: 'active',
      merged_into: null,
      last_login_at: null,
      logins_count: 0,
    });
    expect((await get(data!.id)).data).toEqual(data);
  });

  test("JITSudo's own body makes a user; a password is refused and not dropped in silence", async () => {
    const body = { email: 'jit@example.com', name: 'Jit', roles: ['user'], auth_provider: 'oidc' as const };
    const { data } = await native.client.POST('/v1/users', { body });
    expect(data).toMatchObject(body);
    const refused = await native.client.POST('/v1/users', { body: { email: 'p@example.com', password: 'hunter2' } });
    expect(refused.response.status).toBe(501);
    expect(refused.error).toMatchObject({ code: 'not_supported', details: { field: 'password' } });
    const found = await native.client.GET('/v1/users', { params: { query: { email: 'p@example.com' } } });
    expect(found.data?.data).toEqual([]);
  });

  test('a user may start with identities', async () => {
    const identities = [{ identity_provider_id: github.id, external_id: 'born-1', external_username: 'octo' }];
    const { data } = await native.client.POST('/v1/users', { body: { name: 'Born', identities } });
    const path = { id: data!.id };
    const listed = await native.client.GET('/v1/users/{id}/identities', { params: { path } });
    expect(listed.data?.data).toMatchObject([{ external_id: 'born-1', external_username: 'octo', position: 0 }]);
    const again = await native.client.POST('/v1/users', { body: { name: 'Again', identities } });
    expect(again.error).toMatchObject({ code: 'identity_linked_elsewhere' });
  });

  test.each([
    ['email', 'taken@example.com', 'TAKEN@example.com', 'email_taken'],
    ['phone', '+4420794600', '+44 (20) 794-600', 'phone_taken'],
    ['username', 'taken', 'Taken', 'username_taken'],
    ['external_id', 'taken-1', 'taken-1', 'external_id_taken'],
  ])('%s is one user’s', async (field, first, second, code) => {
    await native.client.POST('/v1/users', { body: { [field]: first } });
    const { error, response } = await native.client.POST('/v1/users', { body: { [field]: second } });
    expect(response.status).toBe(409);
    expect(error).toMatchObject({ code });
  });

  test('a user is found by each of its keys', async () => {
    const keys = { email: 'find@example.com', phone: '+15550100', username: 'find-me', external_id: 'crm:42' };
    const { data: user } = await native.client.POST('/v1/users', {
      body: { ...keys, identities: [{ identity_provider_id: github.id, external_id: 'oidc:with:colons' }] },
    });
    const find = async (query: Record<string, string>) => {
      const { data } = await native.client.GET('/v1/users', { params: { query } });
      return data?.data.map(({ id }) => id);
    };
    for (const [name, value] of Object.entries(keys)) expect(await find({ [name]: value })).toEqual([user!.id]);
    expect(await find({ email: 'FIND@example.com' })).toEqual([user!.id]);
    expect(await find({ identity: `${github.id}:oidc:with:colons` })).toEqual([user!.id]);
    expect(await find({ identity: `${github.id}:nobody` })).toEqual([]);
    expect(await find({ email: 'not an address' })).toEqual([]);
    expect(await find({ q: 'ind@exam' })).toEqual([user!.id]);
    expect((await native.send('GET', '/v1/users?identity=github:1')).status).toBe(400);
    expect((await native.send('GET', '/v1/users?email=a@example.com&phone=1234')).body).toMatchObject({
      code: 'invalid_input',
      details: { fields: ['email', 'phone'] },
    });
  });

  test.each([{}, { q: 'page-of-users' }])('pages by %j hold every user once, in order', async (filter) => {
    const made = [];
    for (let n = 0; n < 5; n += 1) made.push((await native.createUser({ name: `page-of-users ${n}` })).id);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const query = { ...filter, limit: 2, ...(cursor && { cursor }) };
      const { data } = await native.client.GET('/v1/users', { params: { query } });
      expect(data!.data.length).toBeLessThanOrEqual(2);
      expect(data!.has_more).toBe(data!.next_cursor !== null);
      seen.push(...data!.data.map(({ id }) => id));
      cursor = data!.next_cursor ?? undefined;
    } while (cursor);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.slice(-5)).toEqual(made);
    for (const id of made.slice(1)) await native.client.DELETE('/v1/users/{id}', { params: { path: { id } } });
    await native.client.DELETE('/v1/users/{id}', { params: { path: { id: made[0]! } } });
  });

  test('a change that says which version it was made on is refused once there is another', async () => {
    const { id, updated_at } = await native.createUser({ name: 'Seen' });
    const path = `/v1/users/${id}`;
    const send = (method: string, read: string, name: string) =>
      native.send(method, path, {
        headers: { ...native.headers, 'content-type': 'application/json' },
        body: JSON.stringify({ name, if_updated_at: read }),
      });
    const first = await send('PATCH', updated_at, 'First');
    expect(first).toMatchObject({ status: 200, body: { name: 'First' } });
    for (const method of ['PATCH', 'PUT'])
      expect(await send(method, updated_at, 'Late')).toMatchObject({
        status: 409,
        body: { code: 'changed_meanwhile', details: { updated_at: first.body.updated_at } },
      });
    expect(await send('PUT', first.body.updated_at, 'Second')).toMatchObject({ status: 200 });
    expect((await get(id)).data).toMatchObject({ name: 'Second' });
  });

  test('PUT replaces metadata, PATCH merges it; what is absent stays and null clears', async () => {
    const { data: user } = await native.client.POST('/v1/users', {
      body: {
        name: 'Up',
        nickname: 'u',
        user_metadata: { a: 1, b: { c: 1 } },
        app_metadata: { x: 1 },
        roles: ['user'],
      },
    });
    const params = { path: { id: user!.id } };
    const patched = await native.client.PATCH('/v1/users/{id}', {
      params,
      body: { nickname: null, user_metadata: { b: null, d: 2 }, roles: ['admin'] },
    });
    expect(patched.data).toMatchObject({
      name: 'Up',
      nickname: null,
      user_metadata: { a: 1, d: 2 },
      app_metadata: { x: 1, roles: ['admin'] },
      roles: ['admin'],
    });
    const put = await native.client.PUT('/v1/users/{id}', {
      params,
      body: { name: 'Put', user_metadata: { only: true }, app_metadata: {} },
    });
    expect(put.data).toMatchObject({ name: 'Put', user_metadata: { only: true }, app_metadata: {}, roles: [] });
  });

  test('a changed address loses its proof', async () => {
    const { data: user } = await native.client.POST('/v1/users', {
      body: { email: 'proved@example.com', email_verified: true },
    });
    const changed = await native.client.PATCH('/v1/users/{id}', {
      params: { path: { id: user!.id } },
      body: { email: 'unproved@example.com' },
    });
    expect(changed.data).toMatchObject({ email: 'unproved@example.com', email_verified: false });
  });

  test('suspend and reactivate', async () => {
    const user = await native.createUser();
    const suspend = (active: boolean) =>
      native.client.POST('/v1/users/{id}/suspend', { params: { path: { id: user.id } }, body: { active } });
    expect((await suspend(false)).data).toMatchObject({ active: false, status: 'suspended' });
    expect((await suspend(true)).data).toMatchObject({ active: true, status: 'active' });
  });

  test('delete answers nothing, and the user is gone with its identities', async () => {
    const user = await native.createUser({ email: 'gone@example.com' });
    const path = { id: user.id };
    await native.client.POST('/v1/users/{id}/identities', {
      params: { path },
      body: { identity_provider_id: github.id, external_id: 'gone' },
    });
    const { response } = await native.client.DELETE('/v1/users/{id}', { params: { path } });
    expect(response.status).toBe(204);
    expect((await get(user.id)).error).toMatchObject({ code: 'not_found' });
    const query = { identity_provider_id: github.id, external_id: 'gone' };
    expect((await native.client.GET('/v1/identities', { params: { query } })).data?.data).toEqual([]);
  });

  test('a merge leaves a tombstone that names who stands in for it', async () => {
    const [primary, secondary] = [await native.createUser({ name: 'One' }), await native.createUser({ name: 'Two' })];
    for (const [user, external_id] of [
      [primary, 'merge-1'],
      [secondary, 'merge-2'],
    ] as const) {
      await native.client.POST('/v1/users/{id}/identities', {
        params: { path: { id: user.id } },
        body: { identity_provider_id: github.id, external_id },
      });
    }
    await native.client.PATCH('/v1/users/{id}', {
      params: { path: { id: secondary.id } },
      body: { user_metadata: { from: 'two' } },
    });
    const merge = (id: string, secondary_user_id: string) =>
      native.client.POST('/v1/users/{id}/merge', {
        params: { path: { id } },
        body: { secondary_user_id, metadata: 'deep_merge' },
      });
    const { data } = await merge(primary.id, secondary.id);
    expect(data).toMatchObject({
      user: { id: primary.id, user_metadata: { from: 'two' } },
      secondary_user: { id: secondary.id, merged_into: primary.id },
    });
    expect(data?.identities.map(({ external_id }) => external_id)).toEqual(['merge-1', 'merge-2']);
    expect((await get(secondary.id)).data).toMatchObject({
      status: 'merged',
      active: false,
      merged_into: primary.id,
    });
    const ofTombstone = await native.client.GET('/v1/users/{id}/identities', {
      params: { path: { id: secondary.id } },
    });
    expect(ofTombstone.data).toMatchObject({ merged_into: primary.id });
    expect(ofTombstone.data?.data.map(({ external_id }) => external_id)).toEqual(['merge-1', 'merge-2']);
    expect((await merge(primary.id, secondary.id)).error).toMatchObject({ code: 'user_merged' });
    expect((await merge(primary.id, primary.id)).error).toMatchObject({ code: 'merge_with_itself' });
    expect((await merge(primary.id, it.tenant.id)).error).toMatchObject({ code: 'not_found' });
  });

  test('ids are read in either case', async () => {
    const user = await native.createUser();
    expect((await get(user.id.toUpperCase())).data?.id).toBe(user.id);
    const link = {
      params: { path: { id: user.id.toUpperCase() } },
      body: { identity_provider_id: github.id.toUpperCase(), external_id: 'UPPER' },
    };
    expect((await native.client.POST('/v1/users/{id}/identities', link)).response.status).toBe(201);
    const again = await native.client.POST('/v1/users/{id}/identities', link);
    expect(again.response.status).toBe(200);
    expect(again.data).toMatchObject({ external_id: 'UPPER', user_id: user.id });
  });
});
