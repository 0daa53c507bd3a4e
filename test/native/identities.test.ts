import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { UserIdentity } from '../../client/src/index.ts';
import type { IdentityProvider } from '../../src/domain/identity-provider.ts';
import { type NativeClient, openNative } from '../support/native-client.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

describe('identities', () => {
  let it: TestApp;
  let native: NativeClient;
  let google: IdentityProvider;
  let github: IdentityProvider;
  beforeAll(async () => {
    it = await startTestApp();
    native = openNative(it);
    google = await it.createProvider('google-oauth2', 'google');
    github = await it.createProvider('github');
  });
  afterAll(() => it.close());

  const link = (id: string, provider: IdentityProvider, external_id: string, details = {}) =>
    native.client.POST('/v1/users/{id}/identities', {
      params: { path: { id } },
      body: { identity_provider_id: provider.id, external_id, ...details },
    });
  const linked = async (id: string, provider: IdentityProvider, externalId: string): Promise<UserIdentity> =>
    (await link(id, provider, externalId)).data!;
  const listed = async (id: string): Promise<string[]> => {
    const { data } = await native.client.GET('/v1/users/{id}/identities', { params: { path: { id } } });
    return data!.data.map(({ external_id }) => external_id);
  };
  const unlink = (id: string, identity_id: string, query = {}) =>
    native.client.DELETE('/v1/users/{id}/identities/{identity_id}', {
      params: { path: { id, identity_id }, query },
    });
  const search = async (query: object) => {
    const { data } = await native.client.GET('/v1/identities', { params: { query } });
    return data!.data.map(({ external_id }) => external_id);
  };

  test('a linked identity has every field of a UserIdentity, and nothing else', async () => {
    const user = await native.createUser();
    const { data, response } = await link(user.id, google, 'fields', {
      external_username: 'ada',
      external_email: 'ada@example.com',
      external_email_verified: true,
      external_display_name: 'Ada Lovelace',
      claims: { hd: 'example.com' },
    });
    expect(response.status).toBe(201);
    expect(data).toEqual({
      id: expect.any(String),
      user_id: user.id,
      identity_provider_id: google.id,
      provider_name: 'google',
      provider_type: 'google-oauth2',
      external_id: 'fields',
      external_username: 'ada',
      external_email: 'ada@example.com',
      external_display_name: 'Ada Lovelace',
      linked_by: 'manual',
      last_synced_at: null,
      created_at: expect.stringMatching(/Z$/),
      updated_at: expect.stringMatching(/Z$/),
      subject_type: '',
      external_email_verified: true,
      external_phone: null,
      external_phone_verified: false,
      position: 0,
      linked_at: expect.stringMatching(/Z$/),
      first_login_at: null,
      last_login_at: null,
      logins_count: 0,
      connection_ids: [],
    });
    const params = { path: { id: user.id } };
    const list = await native.send('GET', `/v1/users/${user.id}/identities`);
    expect(list.body).toEqual({ data: [data] });
    const one = await native.client.GET('/v1/identities/{id}', { params: { path: { id: data!.id } } });
    expect(one.data).toEqual({ ...data, claims: { hd: 'example.com' } });
    expect(
      (await native.client.GET('/v1/users/{id}/identities', { params })).response.headers.get('content-type'),
    ).toBe('application/json; charset=utf-8');
  });

  test('linking again is safe; an identity of another user is not taken', async () => {
    const [owner, other] = [await native.createUser(), await native.createUser()];
    const first = await linked(owner.id, google, 'owned');
    const again = await link(owner.id, google, 'owned');
    expect(again.response.status).toBe(200);
    expect(again.data).toEqual(first);
    const taken = await link(other.id, google, 'owned');
    expect(taken.response.status).toBe(409);
    expect(taken.error).toMatchObject({
      code: 'identity_linked_elsewhere',
      details: { identity_id: first.id, user_id: owner.id },
    });
    expect(await listed(other.id)).toEqual([]);
  });

  test('an unknown provider, an unknown user', async () => {
    const user = await native.createUser();
    const nowhere = { ...google, id: it.tenant.id };
    expect((await link(user.id, nowhere, 'x')).error).toMatchObject({ code: 'not_found' });
    expect((await link(it.tenant.id, google, 'x')).error).toMatchObject({ code: 'not_found' });
    expect(await search({ identity_provider_id: google.id, external_id: 'x' })).toEqual([]);
  });

  test('each outcome of unlinking', async () => {
    const user = await native.createUser();
    const [a, b, c, d] = [
      await linked(user.id, google, 'detach'),
      await linked(user.id, github, 'split'),
      await linked(user.id, github, 'delete'),
      await linked(user.id, github, 'stays'),
    ];
    expect((await unlink(user.id, a.id)).data).toEqual({ identity_id: a.id, outcome: 'detach', user_id: null });
    const nobodys = await native.client.GET('/v1/identities/{id}', { params: { path: { id: a.id } } });
    expect(nobodys.data).toMatchObject({ user_id: null, linked_at: null });

    const split = await unlink(user.id, b.id, { outcome: 'split' });
    expect(split.data).toMatchObject({ outcome: 'split' });
    expect(await listed(split.data!.user_id!)).toEqual(['split']);

    expect((await unlink(user.id, c.id, { outcome: 'delete' })).data).toMatchObject({ user_id: null });
    expect((await native.client.GET('/v1/identities/{id}', { params: { path: { id: c.id } } })).response.status).toBe(
      404,
    );

    const last = await unlink(user.id, d.id);
    expect(last.response.status).toBe(409);
    expect(last.error).toMatchObject({ code: 'last_identity' });
    expect(await listed(user.id)).toEqual(['stays']);
    expect((await unlink(user.id, d.id, { allow_last: true })).response.status).toBe(200);
    expect(await listed(user.id)).toEqual([]);
    expect((await unlink(user.id, d.id)).error).toMatchObject({ code: 'not_found' });
    expect((await native.send('DELETE', `/v1/users/${user.id}/identities/${d.id}?outcome=burn`)).status).toBe(400);
  });

  test('move, also when it was of nobody, but not the last one', async () => {
    const [from, to] = [await native.createUser(), await native.createUser()];
    const only = await linked(from.id, google, 'move-1');
    const move = (id: string, user_id: string, options = {}) =>
      native.client.POST('/v1/identities/{id}/move', { params: { path: { id } }, body: { user_id, ...options } });
    expect((await move(only.id, to.id)).error).toMatchObject({ code: 'last_identity' });
    const second = await linked(from.id, github, 'move-2');
    expect((await move(second.id, to.id)).data).toMatchObject({ user_id: to.id, linked_by: 'manual' });
    expect((await move(only.id, to.id, { allow_last: true })).data).toMatchObject({ user_id: to.id });
    expect(await listed(to.id)).toEqual(['move-2', 'move-1']);
    await unlink(to.id, only.id);
    expect((await move(only.id, from.id)).data).toMatchObject({ user_id: from.id });
    expect((await move(only.id, it.tenant.id)).error).toMatchObject({ code: 'not_found' });
    expect(await listed(from.id)).toEqual(['move-1']);
  });

  test('the primary identity comes first', async () => {
    const user = await native.createUser();
    await linked(user.id, google, 'primary-1');
    const second = await linked(user.id, github, 'primary-2');
    const makePrimary = (id: string) => native.client.POST('/v1/identities/{id}/primary', { params: { path: { id } } });
    expect((await makePrimary(second.id)).data).toMatchObject({ id: second.id, position: 0 });
    expect(await listed(user.id)).toEqual(['primary-2', 'primary-1']);
    await unlink(user.id, second.id);
    expect((await makePrimary(second.id)).error).toMatchObject({ code: 'identity_not_linked' });
  });

  test('search by every filter, in pages', async () => {
    const user = await native.createUser();
    const provider = await it.createProvider('oidc', 'search');
    await link(user.id, provider, 's1', { external_email: 'Search@Example.com' });
    await link(user.id, provider, 's2');
    const third = await link(user.id, provider, 's3');
    await unlink(user.id, third.data!.id);
    const at = { identity_provider_id: provider.id };
    expect(await search(at)).toEqual(['s1', 's2', 's3']);
    expect(await search({ ...at, external_id: 's2' })).toEqual(['s2']);
    expect(await search({ email: 'search@example.com' })).toEqual(['s1']);
    expect(await search({ ...at, linked_by: 'manual' })).toEqual(['s1', 's2', 's3']);
    expect(await search({ ...at, linked_by: 'auto' })).toEqual([]);
    expect(await search({ ...at, unlinked: true })).toEqual(['s3']);
    expect(await search({ ...at, unlinked: false })).toEqual(['s1', 's2']);
    const page = await native.client.GET('/v1/identities', { params: { query: { ...at, limit: 2 } } });
    expect(page.data).toMatchObject({ has_more: true });
    expect(await search({ ...at, limit: 2, cursor: page.data!.next_cursor! })).toEqual(['s3']);
  });

  test('a key of one provider sees and touches its identities only', async () => {
    const user = await native.createUser();
    await linked(user.id, google, 'bound-google');
    const other = await linked(user.id, github, 'bound-github');
    const key = await it.createKey(['identities:read', 'identities:write'], { identityProviderId: google.id });
    const bound = openNative(it, key.rawKey);
    const path = { id: user.id };
    const list = await bound.client.GET('/v1/users/{id}/identities', { params: { path } });
    expect(list.data?.data.map(({ external_id }) => external_id)).toEqual(['bound-google']);
    const hidden = await bound.client.GET('/v1/identities/{id}', { params: { path: { id: other.id } } });
    expect(hidden.response.status).toBe(404);
    const refused = await bound.client.POST('/v1/users/{id}/identities', {
      params: { path },
      body: { identity_provider_id: github.id, external_id: 'bound-2' },
    });
    expect(refused.response.status).toBe(403);
    expect(refused.error).toMatchObject({ code: 'identity_provider_mismatch' });
  });

  describe('bulk links', () => {
    const bulk = (links: object[], mode?: 'all_or_nothing' | 'row_by_row') =>
      native.client.POST('/v1/identities/bulk-link', { body: { links: links as never, ...(mode && { mode }) } });

    test('row by row, every row has its own result', async () => {
      const [user, other] = [await native.createUser(), await native.createUser()];
      await linked(other.id, google, 'bulk-owned');
      const row = { user_id: user.id, identity_provider_id: google.id };
      const { data } = await bulk(
        [
          { ...row, external_id: 'bulk-1', external_email: 'bulk@example.com' },
          { ...row, external_id: 'bulk-1' },
          { ...row, external_id: 'bulk-owned' },
          { ...row, external_id: '' },
          { ...row, user_id: 'no-uuid', external_id: 'bulk-2' },
          { ...row, identity_provider_id: it.tenant.id, external_id: 'bulk-3' },
          { ...row, external_id: 'x'.repeat(256) },
          { ...row, user_id: user.id.toUpperCase(), external_id: 'bulk-4' },
        ],
        'row_by_row',
      );
      expect(data).toMatchObject({ linked: 2, already_linked: 1, refused: 5 });
      expect(data?.data.map(({ row: place, outcome, code }) => [place, outcome, code])).toEqual([
        [0, 'linked', undefined],
        [1, 'already_linked', undefined],
        [2, 'refused', 'identity_linked_elsewhere'],
        [3, 'refused', 'invalid_input'],
        [4, 'refused', 'not_found'],
        [5, 'refused', 'not_found'],
        [6, 'refused', 'invalid_input'],
        [7, 'linked', undefined],
      ]);
      expect(data?.data[0]?.identity_id).toBe(data?.data[1]?.identity_id);
      expect(await listed(user.id)).toEqual(['bulk-1', 'bulk-4']);
    });

    test('all or nothing is the default, and says which rows stood in the way', async () => {
      const user = await native.createUser();
      const row = { user_id: user.id, identity_provider_id: google.id };
      const refused = await bulk([
        { ...row, external_id: 'all-1' },
        { ...row, user_id: it.tenant.id, external_id: 'all-2' },
      ]);
      expect(refused.response.status).toBe(409);
      expect(refused.error).toMatchObject({
        code: 'bulk_refused',
        details: { refused: [{ row: 1, outcome: 'refused', code: 'not_found' }] },
      });
      expect(await listed(user.id)).toEqual([]);
      expect((await bulk([{ ...row, external_id: 'all-1' }])).data).toMatchObject({ linked: 1 });
    });

    test('ten thousand rows in one call, and no more', async () => {
      const users = await Promise.all(Array.from({ length: 10 }, () => native.createUser()));
      const links = Array.from({ length: 10_000 }, (_, n) => ({
        user_id: users[n % 10]!.id,
        identity_provider_id: github.id,
        external_id: `many-${n}`,
        external_email: `many-${n}@example.com`,
      }));
      const { data } = await bulk(links);
      expect(data).toMatchObject({ linked: 10_000, refused: 0 });
      expect(data?.data).toHaveLength(10_000);
      expect((await bulk([...links, links[0]!])).response.status).toBe(400);
      expect((await bulk([])).response.status).toBe(400);
    });
  });
});
