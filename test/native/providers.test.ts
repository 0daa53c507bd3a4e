import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type NativeClient, openNative } from '../support/native-client.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

describe('identity providers and connections', () => {
  let it: TestApp;
  let native: NativeClient;
  beforeAll(async () => {
    it = await startTestApp();
    native = openNative(it);
  });
  afterAll(() => it.close());

  const create = async (name: string, fields = {}) => {
    const body = { name, provider_type: 'google-oauth2', ...fields };
    return native.client.POST('/v1/identity-providers', { body });
  };
  const created = async (name: string) => (await create(name)).data!;

  test('a change of what was read is refused once others have changed it, of providers and of connections', async () => {
    const provider = await created('edited-by-two');
    const params = { path: { id: provider.id } };
    const read = { if_updated_at: provider.updated_at };
    const first = { ...read, display_name: 'Mine', linking_rule: { jit: false } };
    expect((await native.client.PUT('/v1/identity-providers/{id}', { params, body: first })).response.status).toBe(200);
    const second = await native.client.PUT('/v1/identity-providers/{id}', {
      params,
      body: { ...read, display_name: 'Theirs' },
    });
    expect([second.response.status, second.error?.code]).toEqual([409, 'changed_meanwhile']);
    expect((await native.client.GET('/v1/identity-providers/{id}', { params })).data?.display_name).toBe('Mine');

    const made = await native.client.POST('/v1/identity-providers/{id}/connections', {
      params,
      body: { identifier: 'edited-by-two', client_id: 'a' },
    });
    const { id, updated_at } = made.data!;
    const change = (client_id: string) =>
      native.client.PUT('/v1/connections/{id}', {
        params: { path: { id } },
        body: { client_id, if_updated_at: updated_at },
      });
    expect((await change('b')).data?.client_id).toBe('b');
    expect((await change('c')).error?.code).toBe('changed_meanwhile');
  });

  test('tells the addresses that providers are to be told', async () => {
    const { data } = await native.client.GET('/v1/sign-in-addresses');
    expect(data).toMatchObject({ callback: expect.stringMatching(/\/sign-in\/callback$/) });
    expect(data?.saml_metadata).toBe(`${data?.saml_acs}/metadata`);
    expect(data?.saml_acs).toContain('/sign-in/saml/{identifier}');
  });

  test('a provider starts with the safe rule of its strategy', async () => {
    const { data, response } = await create('google', { linking_rule: { authoritative_domains: ['Example.COM'] } });
    expect(response.status).toBe(201);
    expect(data).toEqual({
      id: expect.any(String),
      name: 'google',
      provider_type: 'google-oauth2',
      config: {},
      enabled: true,
      last_synced_at: null,
      sync_status: 'pending',
      sync_error: null,
      created_at: expect.any(String),
      updated_at: expect.any(String),
      display_name: 'google',
      logo: null,
      linking_rule: {
        version: 1,
        mode: 'verified_match',
        ask_unproved: false,
        match_on: ['email'],
        email_proof: 'authoritative_domains',
        verified_forms: [true],
        authoritative_domains: ['example.com'],
        phone_proof: 'never',
        name_proof: 'never',
        external_id_claim: null,
        login_only: false,
        jit: true,
        update_profile: 'first_link',
        email_domains: { allowed: null, denied: [] },
        never_link: { user_ids: [], metadata: {} },
        identities_per_user_max: null,
        on_conflict: 'create_separate',
        relink_after_unlink: false,
        linking_domain: null,
      },
      metadata: {},
    });
    const params = { path: { id: data!.id } };
    expect((await native.client.GET('/v1/identity-providers/{id}', { params })).data).toEqual(data);
  });

  test('what cannot be registered', async () => {
    await created('twice');
    expect((await create('twice')).error).toMatchObject({ code: 'identity_provider_name_taken' });
    expect((await create('strange', { provider_type: 'myspace' })).error).toMatchObject({ code: 'invalid_input' });
    expect((await create('office', { provider_type: 'office365' })).error).toMatchObject({
      code: 'invalid_input',
      message: expect.stringMatching(/^`office365` is not offered: .*; use `waad`$/),
    });
    expect((await create('sécret')).error).toMatchObject({ code: 'invalid_input' });
    const secret = await create('leaky', { config: { client_secret: 'hunter2' } });
    expect(secret.error).toMatchObject({ code: 'invalid_input' });
    expect(JSON.stringify(secret.error)).not.toContain('hunter2');
  });

  test('a linking rule that contradicts itself is not written, and every mistake is told', async () => {
    const wrong = { mode: 'ask', match_on: [], authoritative_domains: ['*.example.com'] } as const;
    const refused = (await create('contradiction', { linking_rule: wrong })).error;
    expect(refused).toMatchObject({
      code: 'invalid_input',
      details: {
        field: 'linking_rule',
        problems: [expect.stringContaining('match_on'), expect.stringContaining('*.')],
      },
    });
    const { id } = await created('sound');
    const params = { path: { id } };
    const write = (linking_rule: object) =>
      native.client.PUT('/v1/identity-providers/{id}', { params, body: { linking_rule } });
    // Each part is right by itself, and wrong beside what is there.
    expect((await write({ match_on: ['username'] })).error).toMatchObject({ code: 'invalid_input' });
    expect((await write({ match_on: ['external_id'], name_proof: 'authoritative' })).error).toMatchObject({
      code: 'invalid_input',
    });
    expect((await native.client.GET('/v1/identity-providers/{id}', { params })).data!.linking_rule.version).toBe(1);
  });

  test('a linking rule has a version, raised by a change and by nothing else', async () => {
    const { id, linking_rule } = await created('versioned');
    const params = { path: { id } };
    const write = async (body: object) =>
      (await native.client.PUT('/v1/identity-providers/{id}', { params, body })).data!.linking_rule;
    const { version: _, ...parts } = linking_rule;
    const never_link = { metadata: { 'app_metadata.roles': 'admin' }, user_ids: [] };
    expect((await write({ linking_rule: { never_link } })).version).toBe(2);
    expect(await write({ linking_rule: { ...parts, never_link } })).toEqual({ ...parts, never_link, version: 2 });
    expect((await write({ display_name: 'Another name' })).version).toBe(2);
    const events = await it.operations.events.list(it.actor, { limit: 100 }, { identityProviderId: id });
    expect(events.items.map(({ after }) => (after?.linkingRule as { version: number } | undefined)?.version)).toEqual([
      1,
      2,
      undefined,
    ]);
  });

  test('update changes what is named, and the switch with it, in one event', async () => {
    const provider = await created('update');
    const params = { path: { id: provider.id } };
    const { data } = await native.client.PUT('/v1/identity-providers/{id}', {
      params,
      body: { name: 'updated', config: { prompt: 'consent' }, enabled: false },
    });
    expect(data).toMatchObject({
      name: 'updated',
      config: { prompt: 'consent' },
      enabled: false,
      display_name: 'update',
    });
    const events = await it.operations.events.list(it.actor, { limit: 100 }, {});
    const own = events.items.filter(({ identityProviderId }) => identityProviderId === provider.id);
    expect(own.map(({ type }) => type)).toEqual(['identity_provider.created', 'identity_provider.disabled']);
    const moved = await native.send('PUT', `/v1/identity-providers/${provider.id}`, {
      headers: { ...native.headers, 'content-type': 'application/json' },
      body: JSON.stringify({ provider_type: 'github' }),
    });
    expect(moved.status).toBe(400);
  });

  test('list, and only those that are enabled or not', async () => {
    const provider = await created('switch');
    const params = { path: { id: provider.id } };
    const names = async (enabled?: boolean) => {
      const query = enabled === undefined ? {} : { enabled };
      const { data } = await native.client.GET('/v1/identity-providers', { params: { query } });
      return data!.data.map(({ name }) => name);
    };
    const off = await native.client.POST('/v1/identity-providers/{id}/disable', { params });
    expect(off.data).toMatchObject({ enabled: false });
    expect(await names(false)).toContain('switch');
    expect(await names(true)).not.toContain('switch');
    expect(await names()).toContain('switch');
    const on = await native.client.POST('/v1/identity-providers/{id}/enable', { params });
    expect(on.data).toMatchObject({ enabled: true });
    const page = await native.client.GET('/v1/identity-providers', { params: { query: { limit: 1 } } });
    expect(page.data).toMatchObject({ has_more: true, next_cursor: expect.any(String) });
  });

  test('a provider with identities goes only when it is said what becomes of them', async () => {
    const provider = await created('remove');
    const user = await native.createUser();
    await native.client.POST('/v1/users/{id}/identities', {
      params: { path: { id: user.id } },
      body: { identity_provider_id: provider.id, external_id: 'removed' },
    });
    const path = { id: provider.id };
    const refused = await native.client.DELETE('/v1/identity-providers/{id}', { params: { path } });
    expect(refused.response.status).toBe(409);
    expect(refused.error).toMatchObject({ code: 'identity_provider_in_use', details: { identities: 1 } });
    const query = { identities: 'delete' as const };
    const removed = await native.client.DELETE('/v1/identity-providers/{id}', { params: { path, query } });
    expect(removed.data).toEqual({ identities_deleted: 1 });
    expect((await native.client.GET('/v1/identity-providers/{id}', { params: { path } })).response.status).toBe(404);
  });

  test('a connection keeps its secret to itself', async () => {
    const provider = await created('connected');
    const { data, response } = await native.client.POST('/v1/identity-providers/{id}/connections', {
      params: { path: { id: provider.id } },
      body: { identifier: 'web', client_id: 'the-client', client_secret: 'the-secret', login_only: true },
    });
    expect(response.status).toBe(201);
    expect(data).toEqual({
      id: expect.any(String),
      identity_provider_id: provider.id,
      identifier: 'web',
      display_name: 'connected',
      type: 'google-oauth2',
      logo: null,
      client_id: 'the-client',
      has_client_secret: true,
      config: {},
      enabled: true,
      login_only: true,
      claim_mapping: null,
      created_at: expect.any(String),
      updated_at: expect.any(String),
    });
    const params = { path: { id: data!.id } };
    expect((await native.client.GET('/v1/connections/{id}', { params })).data).toEqual(data);
    const changed = await native.client.PUT('/v1/connections/{id}', {
      params,
      body: { display_name: 'Web', client_secret: null, enabled: false },
    });
    expect(changed.data).toMatchObject({ display_name: 'Web', has_client_secret: false, enabled: false });
    const on = await native.client.POST('/v1/connections/{id}/enable', { params });
    expect(on.data).toMatchObject({ enabled: true });
    const off = await native.client.POST('/v1/connections/{id}/disable', { params });
    expect(off.data).toMatchObject({ enabled: false });

    const ofProvider = await native.client.GET('/v1/identity-providers/{id}/connections', {
      params: { path: { id: provider.id } },
    });
    expect(ofProvider.data?.data.map(({ id }) => id)).toEqual([data!.id]);
    const all = await native.client.GET('/v1/connections');
    expect(all.data?.data.map(({ id }) => id)).toContain(data!.id);

    const taken = await native.client.POST('/v1/identity-providers/{id}/connections', {
      params: { path: { id: provider.id } },
      body: { identifier: 'web' },
    });
    expect(taken.error).toMatchObject({ code: 'connection_identifier_taken' });
    expect((await native.client.DELETE('/v1/connections/{id}', { params })).response.status).toBe(204);
    expect((await native.client.GET('/v1/connections/{id}', { params })).response.status).toBe(404);

    const events = await native.send('GET', '/v1/events?limit=250');
    expect(events.body.data.map(({ type }: { type: string }) => type)).toContain('connection.disabled');
    expect(JSON.stringify(events.body)).not.toContain('the-secret');
  });
});

describe('the catalogue of strategies', () => {
  let it: TestApp;
  let native: NativeClient;
  beforeAll(async () => {
    it = await startTestApp();
    native = openNative(it);
  });
  afterAll(() => it.close());

  test('lists every kind of provider, with all that is needed to register one', async () => {
    const { data, response } = await native.client.GET('/v1/strategies');
    expect(response.status).toBe(200);
    const ids = data!.data.map(({ id }) => id);
    expect(ids).toEqual([...ids].sort());
    expect(ids.length).toBeGreaterThanOrEqual(40);
    expect(data!.data.find(({ id }) => id === 'wechat')).toMatchObject({
      name: 'WeChat',
      protocol: 'oauth2',
      documentation_url: expect.stringMatching(/^https:/),
      options_schema: { type: 'object', properties: { subject_type: { default: 'unionid' } }, required: [] },
      scopes: ['snsapi_login'],
      subject_types: ['unionid', 'openid'],
      lacks: { email: expect.any(String) },
      default_linking_rule: { version: 1, mode: 'never', email_proof: 'never', match_on: ['email'] },
    });
    for (const id of ['saml', 'samlp', 'adfs', 'ldap', 'ad', 'cas']) {
      const schema = data!.data.find((each) => each.id === id)!.options_schema as { properties: object };
      expect([id, Object.keys(schema.properties).length]).toEqual([id, expect.toSatisfy((count) => count >= 3)]);
    }
    expect(data!.data.find(({ id }) => id === 'ad')!.options_schema).toMatchObject({
      properties: { subject_attribute: { default: 'objectGUID' } },
      required: ['url', 'base_dn'],
    });
    for (const { logo } of data!.data)
      expect(decodeURIComponent(logo)).toMatch(/^data:image\/svg\+xml,<svg [\s\S]*<\/svg>$/);
  });

  test('a provider of every kind can be registered, and starts with the rule that the catalogue shows', async () => {
    const { data } = await native.client.GET('/v1/strategies');
    for (const { id, default_linking_rule } of data!.data) {
      const made = await native.client.POST('/v1/identity-providers', { body: { name: id, provider_type: id } });
      expect([id, made.response.status]).toEqual([id, 201]);
      expect(made.data!.linking_rule).toEqual(default_linking_rule);
    }
  });

  test('needs the scope for it', async () => {
    const key = await it.createKey(['users:read']);
    const response = await fetch(`${it.baseUrl}/v1/strategies`, {
      headers: { 'x-api-key': key.rawKey, 'x-tenant-id': it.tenant.id },
    });
    expect(response.status).toBe(403);
  });
});
