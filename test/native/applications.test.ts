/** Applications and signing keys over the native API. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type NativeClient, openNative } from '../support/native-client.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

describe('applications', () => {
  let it: TestApp;
  let native: NativeClient;
  beforeAll(async () => {
    it = await startTestApp();
    native = openNative(it);
  });
  afterAll(() => it.close());

  const redirect_uris = ['https://shop.example.com/callback'];
  const create = (body: object) =>
    native.send('POST', '/v1/applications', {
      headers: { ...native.headers, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const newestEvent = async (type: string) =>
    (await it.operations.events.list(it.actor, { limit: 1, descending: true }, { types: [type as never] })).items[0]!;

  test('one is registered, its secret shown once, read, changed and removed; each with an event', async () => {
    const { data, response } = await native.client.POST('/v1/applications', { body: { name: 'Shop', redirect_uris } });
    expect(response.status).toBe(201);
    const { client_secret: secret, ...shown } = data!;
    expect(secret).toMatch(/^[0-9A-Za-z]{43}$/);
    expect(shown).toMatchObject({
      name: 'Shop',
      client_id: expect.stringMatching(/^[0-9A-Za-z]{43}$/),
      token_endpoint_auth_method: 'client_secret_basic',
      grant_types: ['authorization_code', 'refresh_token'],
      first_party: true,
      pkce_required: true,
      subject_format: 'native',
      merged_subject: 'keep',
    });
    const params = { path: { id: shown.id } };
    expect((await native.client.GET('/v1/applications/{id}', { params })).data).toEqual(shown);
    const changed = await native.client.PATCH('/v1/applications/{id}', { params, body: { first_party: false } });
    expect(changed.data).toMatchObject({ first_party: false, client_secret: null });
    expect(await newestEvent('application.updated')).toMatchObject({
      before: { id: shown.id, firstParty: true },
      after: { id: shown.id, firstParty: false },
    });
    const renewed = await native.client.POST('/v1/applications/{id}/secret', { params });
    expect(renewed.data!.client_secret).not.toBe(secret);
    const list = await native.client.GET('/v1/applications', { params: { query: { limit: 250 } } });
    expect(list.data!.data.map(({ id }) => id)).toContain(shown.id);
    expect((await native.client.DELETE('/v1/applications/{id}', { params })).response.status).toBe(204);
    expect((await native.client.GET('/v1/applications/{id}', { params })).response.status).toBe(404);

    const events = await it.operations.events.list(it.actor, { limit: 100 }, {});
    const written = JSON.stringify([list.data, events.items]);
    for (const hidden of [secret!, renewed.data!.client_secret!]) expect(written).not.toContain(hidden);
  });

  test('the names that an application has elsewhere may be kept, once', async () => {
    const body = { name: 'Old', redirect_uris, client_id: 'aBcD1234', client_secret: 'kept-from-elsewhere-1' };
    expect((await create(body)).status).toBe(201);
    const again = await create(body);
    expect([again.status, again.body.code]).toEqual([409, 'client_id_taken']);
    const other = openNative(it, it.other.key.rawKey, it.other.tenant.id);
    expect((await other.client.POST('/v1/applications', { body })).response.status).toBe(201);
  });

  test.each<[object, string]>([
    [{ name: 'x' }, 'no redirect URI'],
    [{ name: 'x', redirect_uris: ['http://shop.example.com/'] }, 'http that is not loopback'],
    [{ name: 'x', redirect_uris: ['https://shop.example.com/#a'] }, 'a fragment'],
    [{ name: 'x', redirect_uris, post_logout_redirect_uris: ['javascript:alert(1)'] }, 'a script'],
    [{ name: 'x', redirect_uris, web_origins: ['https://shop.example.com/'] }, 'an origin with a path'],
    [{ name: 'x', redirect_uris, token_endpoint_auth_method: 'none', pkce_required: false }, 'neither secret nor PKCE'],
    [
      { name: 'x', token_endpoint_auth_method: 'none', grant_types: ['client_credentials'] },
      'a machine without a secret',
    ],
    [
      { name: 'x', redirect_uris, token_endpoint_auth_method: 'none', client_secret: 'a-secret-of-its-own' },
      'a secret too many',
    ],
    [{ name: 'x', redirect_uris, client_id: 'a b' }, 'a space in the client id'],
    [{ name: 'x', redirect_uris, grant_types: ['password'] }, 'a grant that is none'],
    [{ name: 'x', redirect_uris, apis: [{ audience: 'a', scopes: ['a b'] }] }, 'two scopes in one'],
    [{ name: 'x', redirect_uris, access_token_seconds: 1 }, 'too short a life'],
    [{ name: '', redirect_uris }, 'no name'],
  ])('%j is refused: %s', async (body, _what) => {
    const answer = await create(body);
    expect([answer.status, answer.body.code]).toEqual([400, 'invalid_input']);
  });

  test('without its secret, one that is to have one gets it in the answer', async () => {
    const { data } = await native.client.POST('/v1/applications', {
      body: { name: 'SPA', redirect_uris, token_endpoint_auth_method: 'none' },
    });
    expect(data!.client_secret).toBeNull();
    const params = { path: { id: data!.id } };
    const none = await native.client.POST('/v1/applications/{id}/secret', { params });
    expect(none.response.status).toBe(400);
    const body = { token_endpoint_auth_method: 'client_secret_post' as const };
    const changed = await native.client.PATCH('/v1/applications/{id}', { params, body });
    expect(changed.data!.client_secret).toMatch(/./);
  });

  test('signing keys: a new one signs, the old one stays', async () => {
    const before = (await native.client.GET('/v1/signing-keys')).data!.data;
    const made = await native.client.POST('/v1/signing-keys');
    expect(made.response.status).toBe(201);
    const after = (await native.client.GET('/v1/signing-keys')).data!.data;
    expect(after).toEqual([made.data, ...before]);
  });
});
