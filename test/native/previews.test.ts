/** What a change would come to: said as the change itself would, and nothing written. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { IdentityProvider } from '../../src/domain/identity-provider.ts';
import { type NativeClient, openNative } from '../support/native-client.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

let it: TestApp;
let native: NativeClient;
let github: IdentityProvider;
let google: IdentityProvider;
beforeAll(async () => {
  it = await startTestApp();
  native = openNative(it);
  github = await it.createProvider('github');
  google = await it.createProvider('google-oauth2');
});
afterAll(() => it.close());

let nth = 0;
let user: string;
let other: string;
let identities: string[];
beforeEach(async () => {
  nth += 1;
  const make = async (name: string, providers: IdentityProvider[]) =>
    it.operations.users.create(it.actor, {
      profile: { name, userMetadata: { of: name } },
      identities: providers.map(({ id }) => ({ identityProviderId: id, subject: `${name}-${nth}` })),
    });
  const made = await make('Ada', [github, google]);
  user = made.user.id;
  identities = made.identities.map(({ id }) => id);
  other = (await make('Twin', [github])).user.id;
});

const post = (path: string, body: object, as = native) =>
  as.send('POST', path, {
    headers: { ...as.headers, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

/** Every row of the tenant, but for when its keys were last used. */
async function everything(): Promise<string> {
  const texts: string[] = [];
  for (const table of ['users', 'identities', 'events', 'sessions', 'separations', 'suggestions', 'identity_tokens']) {
    const { rows } = await it.database.pool.query(`select to_jsonb(t)::text as text from ${table} t order by 1`);
    texts.push(...rows.map(({ text }) => `${table} ${text}`));
  }
  return texts.join('\n');
}

const unlinkPath = (of = user, identity = identities[0]!) => `/v1/users/${of}/identities/${identity}/unlink-preview`;

describe('what is refused', () => {
  test('whoever may not see it is told nothing of it', async () => {
    const poor = openNative(it, (await it.createKey(['users:read', 'events:read'])).rawKey);
    for (const [path, body] of [
      [unlinkPath(), {}],
      [`/v1/users/${user}/merge-preview`, { secondary_user_id: other }],
      [`/v1/events/${(await lastEvent()).id}/undo-preview`, {}],
    ] as const)
      expect((await post(path, body, poor)).body, path).toMatchObject({ code: 'insufficient_scope' });
  });

  test('what there is not, and what is another tenant’s, is not found', async () => {
    const others = openNative(it, it.other.key.rawKey, it.other.tenant.id);
    for (const [path, body] of [
      [unlinkPath(), {}],
      [`/v1/users/${user}/merge-preview`, { secondary_user_id: other }],
      [`/v1/events/${(await lastEvent()).id}/undo-preview`, {}],
    ] as const)
      expect((await post(path, body, others)).status, path).toBe(404);
    expect((await post(unlinkPath(other), {})).status).toBe(404);
    expect((await post(unlinkPath(), { outcome: 'burn' })).status).toBe(400);
  });
});

async function lastEvent() {
  const { items } = await it.operations.events.list(it.actor, { limit: 1, descending: true }, { userId: user });
  return items[0]!;
}

describe('an unlink', () => {
  test.each(['detach', 'split', 'delete'])('%s: what is left, and nothing is written', async (outcome) => {
    const readOnly = openNative(it, (await it.createKey(['users:read', 'identities:read'])).rawKey);
    const before = await everything();
    const { body } = await post(unlinkPath(), { outcome }, readOnly);
    expect(body).toMatchObject({ possible: true, tokens_destroyed: 0, sessions_ended: 0 });
    expect(body.remaining.map(({ id }: { id: string }) => id)).toEqual([identities[1]]);
    expect(body.new_user?.status).toBe(outcome === 'split' ? 'active' : undefined);
    expect(await everything()).toBe(before);
  });

  test('of the last identity is told to be refused, as the unlink is', async () => {
    await it.operations.identities.unlink(it.actor, { userId: user, which: { identityId: identities[1]! } });
    const { body } = await post(unlinkPath(), {});
    const { body: done } = await native.send('DELETE', `/v1/users/${user}/identities/${identities[0]}`);
    expect(body).toEqual({ possible: false, refusal: done });
    expect((await post(unlinkPath(), { allow_last: true })).body).toMatchObject({ possible: true, remaining: [] });
  });

  test('a policy that would forbid it says so beforehand', async () => {
    const { policy } = await it.operations.policies.create(it.actor, {
      name: `no-unlink-${nth}`,
      cedar: '@notice("ask the desk") forbid(principal, action == Action::"identity:unlink", resource);',
      enabled: true,
    });
    const { body } = await post(unlinkPath(), {});
    await it.operations.policies.delete(it.actor, policy.id);
    expect(body).toMatchObject({ possible: false, refusal: { code: 'policy_forbids' } });
  });

  test('ends the session that was opened with it: so many are told, and it stays open', async () => {
    const now = new Date().toISOString();
    const session = {
      id: user,
      tenantId: it.tenant.id,
      userId: user,
      identityId: identities[0]!,
      secretHash: new Uint8Array(32),
      ip: null,
      userAgent: null,
      createdAt: now,
      lastSeenAt: now,
      expiresAt: new Date(Date.now() + 60_000).toISOString(),
      endedAt: null,
      ending: null,
      replacedBy: null,
    };
    await it.app.store.transaction((rows) => rows.sessions.insert(session));
    expect((await post(unlinkPath(), {})).body).toMatchObject({ possible: true, sessions_ended: 1 });
    expect((await it.operations.sessions.ofUser(it.actor, user))[0]).toMatchObject({ endedAt: null });
  });
});

describe('a merge', () => {
  test('the one that would be left, with all identities in order, and nothing is written', async () => {
    const before = await everything();
    const { body } = await post(`/v1/users/${user}/merge-preview`, {
      secondary_user_id: other,
      metadata: 'keep_secondary',
    });
    expect(body).toMatchObject({
      possible: true,
      user: { id: user, user_metadata: { of: 'Twin' } },
      secondary_user: { id: other, status: 'merged', merged_into: user },
    });
    expect(body.identities.map(({ position }: { position: number }) => position)).toEqual([0, 1, 2]);
    expect(await everything()).toBe(before);
  });

  test('that would be refused is told so', async () => {
    const merge = async (secondary: string) =>
      (await post(`/v1/users/${user}/merge-preview`, { secondary_user_id: secondary })).body;
    await it.operations.users.setStatus(it.actor, other, 'suspended');
    expect(await merge(other)).toMatchObject({ possible: false, refusal: { code: 'user_suspended' } });
    expect(await merge(user)).toMatchObject({ code: 'merge_with_itself' });
  });
});

describe('an undo', () => {
  test('what would come back, in words and field by field, and nothing is written', async () => {
    await it.operations.merge(it.actor, { primaryId: user, secondaryId: other });
    const before = await everything();
    const { body } = await post(`/v1/events/${(await lastEvent()).id}/undo-preview`, {});
    expect(body).toMatchObject({ possible: true, undone_by: null, said: expect.any(String) });
    expect(body.changes).toContainEqual(
      expect.objectContaining({ kind: 'user', id: other, field: 'merged_into', after: null }),
    );
    expect(await everything()).toBe(before);
  });

  test('what was undone before names what took it back; what cannot be undone says why', async () => {
    await it.operations.merge(it.actor, { primaryId: user, secondaryId: other });
    const merged = await lastEvent();
    const undone = await it.operations.undo(it.actor, merged.id);
    expect((await post(`/v1/events/${merged.id}/undo-preview`, {})).body).toEqual({
      possible: false,
      undone_by: undone.id,
    });
    const created = (await it.operations.events.list(it.actor, { limit: 1 }, { userId: user, types: ['user.created'] }))
      .items[0]!;
    expect((await post(`/v1/events/${created.id}/undo-preview`, {})).body).toMatchObject({
      possible: false,
      refusal: { code: expect.stringMatching(/not_undoable|undo_blocked/) },
    });
  });
});
