import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allScopes } from '../../src/domain/scopes.ts';
import { type NativeClient, openNative } from '../support/native-client.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

describe('API keys, tenants, sessions, events', () => {
  let it: TestApp;
  let native: NativeClient;
  beforeAll(async () => {
    it = await startTestApp();
    native = openNative(it);
  });
  afterAll(() => it.close());

  test('a new key is shown once, works, and can be revoked', async () => {
    const { data, response } = await native.client.POST('/v1/api-keys', {
      body: { name: 'reader', scopes: ['users:read', 'api_keys:write'], expires_at: '2099-01-01T00:00:00+01:00' },
    });
    expect(response.status).toBe(201);
    const { raw_key, secret, ...shown } = data!;
    expect(raw_key).toBe(`sk_${shown.public_id}_${secret}`);
    expect(shown).toMatchObject({
      name: 'reader',
      scopes: ['users:read', 'api_keys:write'],
      expires_at: '2098-12-31T23:00:00.000Z',
      revoked_at: null,
      identity_provider_id: null,
      created_by: it.key.apiKey.id,
    });
    const params = { path: { id: shown.id } };
    expect((await native.client.GET('/v1/api-keys/{id}', { params })).data).toEqual(shown);

    const reader = openNative(it, raw_key);
    expect((await reader.client.GET('/v1/users')).response.status).toBe(200);
    const stronger = await reader.client.POST('/v1/api-keys', { body: { name: 'x', scopes: ['users:write'] } });
    expect(stronger.error).toMatchObject({ code: 'insufficient_scope', details: { scope: 'users:write' } });

    const revoked = await native.client.POST('/v1/api-keys/{id}/revoke', { params });
    expect(revoked.data).toMatchObject({ revoked_by: it.key.apiKey.id, revoked_at: expect.any(String) });
    expect((await native.client.DELETE('/v1/api-keys/{id}', { params })).response.status).toBe(204);
    expect((await reader.client.GET('/v1/users')).error).toMatchObject({ code: 'unauthenticated' });
    const list = await native.client.GET('/v1/api-keys', { params: { query: { limit: 250 } } });
    expect(list.data?.data.map(({ id }) => id)).toContain(shown.id);
    expect(JSON.stringify(list.data)).not.toContain(secret);
  });

  test('the key works as a bearer token too', async () => {
    const headers = { authorization: `Bearer ${it.key.rawKey}`, 'x-tenant-id': it.tenant.id };
    expect((await native.send('GET', '/v1/users', { headers })).status).toBe(200);
  });

  test('it is written down when a key was used', async () => {
    const body = { name: 'used', scopes: ['users:read' as const] };
    const { data } = await native.client.POST('/v1/api-keys', { body });
    expect(data!.last_used_at).toBeNull();
    await openNative(it, data!.raw_key).client.GET('/v1/users');
    const params = { path: { id: data!.id } };
    await expect
      .poll(async () => (await native.client.GET('/v1/api-keys/{id}', { params })).data?.last_used_at)
      .toEqual(expect.any(String));
  });

  test('an expired key is no key', async () => {
    const { data } = await native.client.POST('/v1/api-keys', {
      body: { name: 'past', scopes: ['users:read'], expires_at: '2020-01-01T00:00:00Z' },
    });
    const { response } = await openNative(it, data!.raw_key).client.GET('/v1/users');
    expect(response.status).toBe(401);
  });

  test('keys of one provider are listed by it', async () => {
    const provider = await it.createProvider('github', 'keys');
    const { data } = await native.client.POST('/v1/api-keys', {
      body: { name: 'scim', scopes: ['identities:write'], identity_provider_id: provider.id },
    });
    const query = { identity_provider_id: provider.id };
    const list = await native.client.GET('/v1/api-keys', { params: { query } });
    expect(list.data?.data.map(({ id }) => id)).toEqual([data!.id]);
  });

  test('the catalogue of permissions has every scope', async () => {
    const { data } = await native.client.GET('/v1/permissions');
    const listed = data!.data.flatMap(({ scopes }) => scopes.map(({ scope }) => scope));
    expect(listed.sort()).toEqual([...allScopes].sort());
    expect(data!.data[0]).toMatchObject({
      resource: 'users',
      scopes: [{ scope: 'users:read', resource: 'users', action: 'read', name: 'Read users' }, expect.anything()],
    });
  });

  test('a key of the master tenant makes a tenant, and its first key', async () => {
    const { data: tenant, response } = await native.client.POST('/v1/tenants', {
      body: { name: 'Initech', slug: 'initech', settings: { locale: 'de' } },
    });
    expect(response.status).toBe(201);
    expect(tenant).toMatchObject({ name: 'Initech', slug: 'initech', locale: 'de', is_master: false });
    const params = { path: { id: tenant!.id } };
    const { data: key } = await native.client.POST('/v1/tenants/{id}/api-keys', {
      params,
      body: { name: 'first', scopes: ['tenants:read', 'tenants:write', 'api_keys:write'] },
    });
    const theirs = openNative(it, key!.raw_key, tenant!.id);
    expect((await theirs.client.GET('/v1/tenants')).data?.data.map(({ slug }) => slug)).toEqual(['initech']);
    const renamed = await theirs.client.PUT('/v1/tenants/{id}', { params, body: { name: 'Initrode' } });
    expect(renamed.data).toMatchObject({ name: 'Initrode', settings: { locale: 'de' } });
    const misspelt = { linking: { verified_domain: ['initech.example'] } };
    for (const refused of [
      await theirs.client.PUT('/v1/tenants/{id}', { params, body: { settings: misspelt } }),
      await native.client.POST('/v1/tenants', { body: { name: 'x', slug: 'misspelt', settings: misspelt } }),
    ])
      expect(refused.error).toMatchObject({ code: 'invalid_input', details: { field: 'settings.linking' } });
    const settings = { locale: 'de', linking: { verified_domains: ['initech.example'], unproved_side: 'separate' } };
    expect((await theirs.client.PUT('/v1/tenants/{id}', { params, body: { settings } })).data!.settings).toEqual(
      settings,
    );

    const body = { name: 'Other', slug: 'other' };
    expect((await theirs.client.POST('/v1/tenants', { body })).error).toMatchObject({ code: 'insufficient_scope' });
    const foreign = { path: { id: it.tenant.id } };
    expect((await theirs.client.GET('/v1/tenants/{id}', { params: foreign })).response.status).toBe(404);
    const steal = await theirs.client.POST('/v1/tenants/{id}/api-keys', { params: foreign, body: { name: 'x' } });
    expect(steal.response.status).toBe(404);
    const twice = await native.client.POST('/v1/tenants', { body: { name: 'Twice', slug: 'initech' } });
    expect(twice.error).toMatchObject({ code: 'tenant_slug_taken' });
    const all = await native.client.GET('/v1/tenants', { params: { query: { limit: 250 } } });
    expect(all.data?.data.map(({ slug }) => slug)).toEqual(['acme', 'globex', 'initech']);
  });

  test('sessions of a user are listed and ended', async () => {
    const user = await native.createUser();
    const sessions = ['one', 'two', 'three'].map((_, n) => ({
      id: `0199b6a4-0000-7000-8000-00000000000${n}`,
      tenantId: it.tenant.id,
      userId: user.id,
      identityId: null,
      secretHash: new Uint8Array(32),
      ip: '192.0.2.1',
      userAgent: 'a browser',
      createdAt: '2026-01-01T00:00:00.000Z',
      lastSeenAt: '2026-01-01T00:00:00.000Z',
      expiresAt: '2099-01-01T00:00:00.000Z',
      endedAt: null,
      ending: null,
      replacedBy: null,
    }));
    await it.app.store.transaction(async (rows) => {
      for (const session of sessions) await rows.sessions.insert(session);
    });
    const params = { path: { id: user.id } };
    const active = async () => {
      const { data } = await native.client.GET('/v1/users/{id}/sessions', { params });
      return data!.data.map((session) => session.active);
    };
    expect(await active()).toEqual([true, true, true]);
    const end = () => native.client.DELETE('/v1/sessions/{id}', { params: { path: { id: sessions[0]!.id } } });
    expect((await end()).response.status).toBe(204);
    expect((await end()).response.status).toBe(204);
    expect(await active()).toEqual([false, true, true]);
    const all = await native.client.DELETE('/v1/users/{id}/sessions', { params });
    expect(all.data).toEqual({ ended: 2 });
    expect(await active()).toEqual([false, false, false]);
    const list = await native.send('GET', `/v1/users/${user.id}/sessions`);
    expect(JSON.stringify(list.body)).not.toContain('secret');
    const unknown = { path: { id: it.tenant.id } };
    expect((await native.client.GET('/v1/users/{id}/sessions', { params: unknown })).response.status).toBe(404);
    expect((await native.client.DELETE('/v1/users/{id}/sessions', { params: unknown })).response.status).toBe(404);
    expect((await native.client.DELETE('/v1/sessions/{id}', { params: unknown })).response.status).toBe(404);
  });

  test('every change is an event, found by user, identity, type and time', async () => {
    const provider = await it.createProvider('github', 'events');
    const user = await native.createUser({ name: 'Eve' });
    const path = { id: user.id };
    const { data: identity } = await native.client.POST('/v1/users/{id}/identities', {
      params: { path },
      body: { identity_provider_id: provider.id, external_id: 'event-1', claims: { camelCase: 1 } as never },
    });
    await native.client.PATCH('/v1/users/{id}', { params: { path }, body: { given_name: 'Eve' } });
    const list = async (query: object) => (await native.client.GET('/v1/events', { params: { query } })).data!.data;
    const types = async (query: object) => (await list(query)).map(({ type }) => type);
    expect(await types({ user_id: user.id })).toEqual(['user.updated', 'identity.linked', 'user.created']);
    expect(await types({ user_id: user.id, order: 'asc' })).toEqual([
      'user.created',
      'identity.linked',
      'user.updated',
    ]);
    expect(await types({ identity_id: identity!.id })).toEqual(['identity.linked']);
    expect(await types({ user_id: user.id, type: ['user.created', 'user.updated'] })).toEqual([
      'user.updated',
      'user.created',
    ]);
    expect(await types({ user_id: user.id, type: ['user.created'] })).toEqual(['user.created']);
    expect(await types({ user_id: user.id, to: '2020-01-01T00:00:00Z' })).toEqual([]);
    expect(await types({ user_id: user.id, from: '2020-01-01T00:00:00Z' })).toHaveLength(3);
    const first = await native.client.GET('/v1/events', { params: { query: { user_id: user.id, limit: 2 } } });
    expect(await types({ user_id: user.id, limit: 2, cursor: first.data!.next_cursor! })).toEqual(['user.created']);

    const [updated, linked] = await list({ user_id: user.id });
    expect(updated).toMatchObject({
      actor: { kind: 'api_key', id: it.key.apiKey.id, dialect: 'native', ip: '127.0.0.1' },
      before: { given_name: null },
      after: { given_name: 'Eve' },
      request_id: expect.any(String),
    });
    expect(linked).toMatchObject({ after: { linked_by: 'manual', claims: { camelCase: 1 } } });
    const one = await native.client.GET('/v1/events/{id}', { params: { path: { id: linked!.id } } });
    expect(one.data).toEqual(linked);
    for (const bad of ['type=user.exploded', 'from=yesterday', 'from=2016-12-31T23:59:60Z', 'user_id=me'])
      expect((await native.send('GET', `/v1/events?${bad}`)).status).toBe(400);
  });
});
