/** Over HTTP: undoing an event, explaining one, identities as of a time, and ids that were merged away. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { User } from '../../client/src/index.ts';
import type { EventType } from '../../src/domain/event.ts';
import type { IdentityProvider } from '../../src/domain/identity-provider.ts';
import type { Scope } from '../../src/domain/scopes.ts';
import { type NativeClient, openNative } from '../support/native-client.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

describe('undo, explanation, as-of', () => {
  let it: TestApp;
  let native: NativeClient;
  let google: IdentityProvider;
  let github: IdentityProvider;
  let now = Date.parse('2026-03-01T12:00:00Z');
  beforeAll(async () => {
    it = await startTestApp({ now: () => now });
    native = openNative(it);
    google = await it.createProvider('google-oauth2', 'google');
    github = await it.createProvider('github');
  });
  afterAll(() => it.close());

  let count = 0;
  const link = async (user: User, provider: IdentityProvider) => {
    count += 1;
    const body = { identity_provider_id: provider.id, external_id: `subject-${count}` };
    const { data, error } = await native.client.POST('/v1/users/{id}/identities', {
      params: { path: { id: user.id } },
      body,
    });
    if (!data) throw new Error(JSON.stringify(error));
    return data;
  };
  const lastEvent = async (type: EventType) => {
    const { data } = await native.client.GET('/v1/events', { params: { query: { type: [type], limit: 1 } } });
    return data!.data[0]!;
  };
  const eventCount = async () =>
    (await it.operations.events.pageByOffset(it.actor, { offset: 0, limit: 1, descending: true })).total;
  const undo = (id: string, by = native, query = {}) =>
    by.client.POST('/v1/events/{id}/undo', { params: { path: { id }, query } });
  const explain = (id: string, by = native) =>
    by.client.GET('/v1/events/{id}/explanation', { params: { path: { id } } });
  const merge = (primary: User, secondary: User) =>
    native.client.POST('/v1/users/{id}/merge', {
      params: { path: { id: primary.id } },
      body: { secondary_user_id: secondary.id },
    });
  const listed = async (id: string, as_of?: string, by = native) =>
    by.client.GET('/v1/users/{id}/identities', {
      params: { path: { id }, query: as_of === undefined ? {} : { as_of } },
    });
  const keyWith = async (scopes: Scope[], identityProviderId?: string) => {
    const key = await it.createKey(scopes, identityProviderId === undefined ? {} : { identityProviderId });
    return openNative(it, key.rawKey);
  };

  describe('refuses', () => {
    test('without both scopes, and another tenant', async () => {
      const user = await native.createUser();
      await link(user, google);
      const { id } = await lastEvent('identity.linked');
      const before = await eventCount();
      for (const scopes of [['identities:write'], ['users:write'], ['events:read']] as Scope[][]) {
        const { response, error } = await undo(id, await keyWith(scopes));
        expect([response.status, error?.code]).toEqual([403, 'insufficient_scope']);
      }
      const stranger = openNative(it, it.other.key.rawKey, it.other.tenant.id);
      expect((await undo(id, stranger)).response.status).toBe(404);
      expect((await explain(id, stranger)).response.status).toBe(404);
      expect((await listed(user.id, '2026-03-01T12:00:00Z', stranger)).response.status).toBe(404);
      expect((await explain(id, await keyWith(['identities:read']))).response.status).toBe(403);
      expect((await listed(user.id, '2026-03-01T12:00:00Z', await keyWith(['identities:read']))).error).toMatchObject({
        code: 'insufficient_scope',
        details: { scope: 'events:read' },
      });
      expect(await eventCount()).toBe(before + 5);
      expect((await listed(user.id)).data?.data).toHaveLength(1);
    });

    test('a key of another provider, for which the event is not there, and for a merge, which names none', async () => {
      const [user, other] = [await native.createUser(), await native.createUser()];
      await link(user, google);
      const linked = await lastEvent('identity.linked');
      const bound = await keyWith(['identities:write', 'users:write', 'events:read'], github.id);
      expect((await undo(linked.id, bound)).error).toMatchObject({ code: 'not_found' });
      await link(other, github);
      await merge(user, other);
      expect((await undo((await lastEvent('user.merged')).id, bound)).error).toMatchObject({ code: 'not_found' });
      const own = await keyWith(['identities:write', 'users:write', 'events:read'], google.id);
      expect((await explain(linked.id, own)).data?.said).toContain('was linked');
    });

    test('what is no event, what cannot be undone, and unknown parameters', async () => {
      const user = await native.createUser();
      expect((await undo(user.id)).error).toMatchObject({ code: 'not_found' });
      expect((await native.send('POST', '/v1/events/no-uuid/undo')).status).toBe(400);
      const created = await lastEvent('user.created');
      const { response, error } = await undo(created.id);
      expect([response.status, error]).toMatchObject([
        409,
        { code: 'not_undoable', details: { event_id: created.id, type: 'user.created' } },
      ]);
      expect((await native.send('POST', `/v1/events/${created.id}/undo?force=true`)).status).toBe(400);
    });

    test('with everything that was built on it since, in words', async () => {
      const [user, other] = [await native.createUser(), await native.createUser()];
      await link(user, github);
      const identity = await link(user, google);
      const linked = await lastEvent('identity.linked');
      const path = { id: identity.id };
      await native.client.POST('/v1/identities/{id}/move', { params: { path }, body: { user_id: other.id } });
      const moved = await lastEvent('identity.moved');
      const { response, error } = await undo(linked.id);
      expect(response.status).toBe(409);
      expect(error).toMatchObject({ code: 'undo_blocked', message: expect.stringContaining('was moved') });
      expect(error?.details).toEqual({
        event_id: linked.id,
        blocked_by: [
          {
            event_id: moved.id,
            type: 'identity.moved',
            created_at: moved.created_at,
            said: `the identity \`${identity.id}\` was moved from the user \`${user.id}\` to the user \`${other.id}\``,
          },
        ],
        blocked_by_count: 1,
      });
      expect((await explain(linked.id)).data?.undo).toEqual({
        state: 'blocked',
        undone_by: null,
        blocked_by: error?.details?.blocked_by,
      });
    });

    test('a time that is malformed, in the future, or before the user was there', async () => {
      const user = await native.createUser();
      for (const as_of of ['yesterday', '2026-13-01T00:00:00Z', '2026-03-01', '2026-03-01T12:00:01Z'])
        expect([as_of, (await listed(user.id, as_of)).response.status]).toEqual([as_of, 400]);
      expect((await listed(user.id, '2026-02-28T12:00:00Z')).error).toMatchObject({ code: 'not_found' });
      expect((await listed(user.id, '2026-03-01T13:00:00+01:00')).data).toEqual({ data: [] });
    });
  });

  test('undo, undo again, undo the undo: one event for each change', async () => {
    const user = await native.createUser();
    const [first, second] = [await link(user, google), await link(user, github)];
    await native.client.DELETE('/v1/users/{id}/identities/{identity_id}', {
      params: { path: { id: user.id, identity_id: first.id }, query: { outcome: 'delete' } },
    });
    const unlinked = await lastEvent('identity.unlinked');
    const before = await eventCount();
    const undone = await undo(unlinked.id.toUpperCase());
    expect(undone.response.status).toBe(200);
    expect(undone.data).toMatchObject({
      type: 'linking.undone',
      undoes: unlinked.id,
      user_id: user.id,
      identity_id: first.id,
      actor: { kind: 'api_key', dialect: 'native' },
      before: { users: [], identities: [] },
      after: { identities: [{ id: first.id, subject: first.external_id, position: 0 }] },
    });
    const { updated_at: _, ...kept } = first;
    expect((await listed(user.id)).data?.data).toMatchObject([kept, { id: second.id }]);
    expect((await undo(unlinked.id)).data).toEqual(undone.data);
    expect(await eventCount()).toBe(before + 1);

    const again = await undo(undone.data!.id);
    expect((await listed(user.id)).data?.data.map(({ id }) => id)).toEqual([second.id]);
    expect((await explain(undone.data!.id)).data?.undo).toEqual({
      state: 'undone',
      undone_by: again.data!.id,
      blocked_by: [],
    });
    expect((await undo(unlinked.id)).data?.id).not.toBe(undone.data!.id);
    expect(await eventCount()).toBe(before + 3);
  });

  test('an Idempotency-Key gives the same answer, and only a last way in needs to be said', async () => {
    const user = await native.createUser();
    const first = await link(user, google);
    await link(user, github);
    const linked = await lastEvent('identity.linked');
    await native.client.DELETE('/v1/users/{id}/identities/{identity_id}', {
      params: { path: { id: user.id, identity_id: first.id } },
    });
    expect((await undo(linked.id)).error).toMatchObject({ code: 'undo_blocked' });
    const headers = { ...native.headers, 'idempotency-key': 'undo-once' };
    const answer = await native.send('POST', `/v1/events/${linked.id}/undo?allow_last=true`, { headers });
    expect(answer.status).toBe(200);
    const replayed = await native.send('POST', `/v1/events/${linked.id}/undo?allow_last=true`, { headers });
    expect(replayed.headers.get('idempotency-replayed')).toBe('true');
    expect(replayed.body).toEqual(answer.body);
    expect((await listed(user.id)).data?.data).toEqual([]);
  });

  test('a merged id keeps resolving, over any number of merges, and is its own again after the undo', async () => {
    const [a, b, c] = [await native.createUser(), await native.createUser(), await native.createUser()];
    const identities = [await link(a, google), await link(b, google), await link(c, google)];
    await merge(b, a);
    const first = await lastEvent('user.merged');
    await merge(c, b);
    const second = await lastEvent('user.merged');
    const read = await native.client.GET('/v1/users/{id}', { params: { path: { id: a.id } } });
    expect(read.data).toMatchObject({ id: a.id, status: 'merged', active: false, merged_into: b.id });
    const { data } = await listed(a.id);
    expect(data?.merged_into).toBe(c.id);
    expect(data?.data.map(({ id }) => id).sort()).toEqual(identities.map(({ id }) => id).sort());
    expect((await listed(c.id)).data).not.toHaveProperty('merged_into');

    await undo(second.id);
    await undo(first.id);
    expect((await listed(a.id)).data).toMatchObject({ data: [{ id: identities[0]!.id }] });
    expect((await listed(a.id)).data).not.toHaveProperty('merged_into');
  });

  test('identities as they stood: what was merged, forgotten or undone since', async () => {
    const at = () => new Date(now).toISOString();
    const tick = () => {
      now += 60_000;
    };
    const names = async (id: string, time: string) => {
      const { data } = await listed(id, time);
      return (
        data && [...data.data.map(({ external_id }) => external_id), ...(data.merged_into ? [data.merged_into] : [])]
      );
    };
    const temporary = await it.createProvider('oidc', 'temporary');
    tick();
    const [user, other] = [await native.createUser(), await native.createUser()];
    const [one, two] = [await link(user, google), await link(user, temporary)];
    const three = await link(other, github);
    const started = at();
    tick();
    await native.client.POST('/v1/identities/{id}/primary', { params: { path: { id: two.id } } });
    const reordered = at();
    tick();
    await merge(user, other);
    const merged = at();
    tick();
    await native.client.DELETE('/v1/identity-providers/{id}', {
      params: { path: { id: temporary.id }, query: { identities: 'delete' } },
    });
    const removed = at();
    tick();
    await undo((await lastEvent('user.merged')).id);
    const [s1, s2, s3] = [one.external_id, two.external_id, three.external_id];
    expect(await names(user.id, started)).toEqual([s1, s2]);
    expect(await names(user.id, reordered)).toEqual([s2, s1]);
    expect(await names(user.id, merged)).toEqual([s2, s1, s3]);
    expect(await names(other.id, merged)).toEqual([s2, s1, s3, user.id]);
    expect(await names(user.id, removed)).toEqual([s1, s3]);
    expect(await names(other.id, at())).toEqual([s3]);
    const { data } = await listed(user.id, started);
    expect(data?.data[1]).toMatchObject({ provider_name: 'temporary', provider_type: 'oidc' });
    expect((await listed(user.id, at())).data).toEqual((await listed(user.id)).data);
  });
});
