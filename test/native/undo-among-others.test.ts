/** Over HTTP: undo beside policies, beside suggestions, and ids that were merged away. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Suggestion } from '../../client/src/index.ts';
import type { EventType } from '../../src/domain/event.ts';
import type { Connection, IdentityProvider } from '../../src/domain/identity-provider.ts';
import type { UserProfile } from '../../src/domain/user.ts';
import { arriveAt } from '../support/arrivals.ts';
import { type NativeClient, openNative } from '../support/native-client.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

let it: TestApp;
let native: NativeClient;
/** Its word for an e-mail address counts. */
let trusted: IdentityProvider;
let github: IdentityProvider;
beforeAll(async () => {
  it = await startTestApp();
  native = openNative(it);
  trusted = await it.createProvider('oidc', 'trusted', {
    mode: 'verified_match',
    emailProof: 'provider_verified_bit',
    onConflict: 'review',
  });
  github = await it.createProvider('github');
});
afterAll(() => it.close());

let count = 0;
const makeUser = async (profile: UserProfile = {}) =>
  (await it.operations.users.create(it.actor, { profile, unique: [] })).user;
const link = async (userId: string, email?: string, provider = github) => {
  count += 1;
  const said = email === undefined ? {} : { email, emailVerified: true };
  const key = { userId, identityProviderId: provider.id, subject: `s${count}` };
  return (await it.operations.identities.link(it.actor, { ...key, ...said })).identity;
};
const lastEvent = async (type: EventType) =>
  (await it.operations.events.list(it.actor, { limit: 1, descending: true }, { types: [type] })).items[0]!;
const undo = (id: string) => native.client.POST('/v1/events/{id}/undo', { params: { path: { id }, query: {} } });
const read = async (id: string) => (await native.client.GET('/v1/users/{id}', { params: { path: { id } } })).data;
const idsOf = async (id: string) =>
  (await it.operations.identities.ofUser(it.actor, id)).map((identity) => identity.id);
const suggested = async (user_id: string, query: object = {}): Promise<Suggestion[]> =>
  (await native.client.GET('/v1/linking/suggestions', { params: { query: { user_id, ...query } } })).data!.data;
const approve = (id: string) =>
  native.client.POST('/v1/linking/suggestions/{id}/approve', { params: { path: { id } }, body: null });

describe('policies', () => {
  const withPolicy = async (cedar: string, body: () => Promise<void>) => {
    const { policy } = await it.operations.policies.create(it.actor, { name: 'no undo', cedar });
    try {
      await body();
    } finally {
      await it.operations.policies.delete(it.actor, policy.id);
    }
  };

  test('forbid an undo, with their notice, and nothing changes', async () => {
    const user = await makeUser();
    await link(user.id);
    const identity = await link(user.id);
    const { id } = await lastEvent('identity.linked');
    await withPolicy('@notice("Ask Ada.") forbid(principal, action == Action::"linking:undo", resource);', async () => {
      const { response, error } = await undo(id);
      expect([response.status, error]).toMatchObject([403, { code: 'policy_forbids', notices: ['Ask Ada.'] }]);
      expect(await idsOf(user.id)).toContain(identity.id);
      expect((await it.operations.events.list(it.actor, { limit: 1 }, { undoes: id })).items).toEqual([]);
    });
    expect((await undo(id)).response.status).toBe(200);
  });

  test('tell what would be undone, and of whom', async () => {
    const [user, other] = [await makeUser(), await makeUser({ email: 'kept-apart@example.com' })];
    await link(user.id);
    await link(other.id);
    const linked = await lastEvent('identity.linked');
    await it.operations.merge(it.actor, { primaryId: user.id, secondaryId: other.id });
    const merged = await lastEvent('user.merged');
    const cedar = `forbid(principal, action == Action::"linking:undo", resource == User::"${user.id}") when { context.undoes == "user.merged" };`;
    await withPolicy(cedar, async () => {
      expect((await undo(merged.id)).error).toMatchObject({ code: 'policy_forbids' });
      // What is in the way is said before any policy is asked.
      expect((await undo(linked.id)).error).toMatchObject({ code: 'undo_blocked' });
    });
    const undone = await undo(merged.id);
    expect(undone.response.status).toBe(200);
    await withPolicy('forbid(principal, action == Action::"linking:undo", resource);', async () => {
      // Done before: there is nothing left to forbid.
      expect((await undo(merged.id)).data).toEqual(undone.data);
    });
  });
});

describe('suggestions', () => {
  test('one that rests on what was undone cannot be approved, until that is undone too', async () => {
    const email = 'stale@example.com';
    const [one, other] = [await makeUser({ email, emailVerified: true }), await makeUser()];
    await link(other.id);
    await link(other.id, email, trusted);
    const { id } = await lastEvent('identity.linked');
    const [suggestion] = await suggested(one.id);
    const undone = await undo(id);
    expect((await approve(suggestion!.id)).error).toMatchObject({ code: 'suggestion_outdated' });
    expect(await read(other.id)).toMatchObject({ merged_into: null });
    await undo(undone.data!.id);
    expect((await approve(suggestion!.id)).response.status).toBe(200);
    expect(await read(other.id)).toMatchObject({ merged_into: one.id });
  });

  test('one about a user that was merged away is open again when the merge is undone', async () => {
    const email = 'again@example.com';
    const [one, other] = [
      await makeUser({ email, emailVerified: true }),
      await makeUser({ email, emailVerified: true }),
    ];
    const third = await makeUser();
    await it.operations.merge(it.actor, { primaryId: third.id, secondaryId: other.id });
    expect(await suggested(one.id, { status: 'open' })).toEqual([]);
    await undo((await lastEvent('user.merged')).id);
    expect(await suggested(one.id, { status: 'open' })).toMatchObject([{ other_user_id: other.id }]);
  });

  test('a merge that was approved from one is undone, and not approved or suggested again', async () => {
    const email = 'approved@example.com';
    const [one, other] = [
      await makeUser({ email, emailVerified: true }),
      await makeUser({ email, emailVerified: true }),
    ];
    const theirs = [await link(one.id), await link(other.id)];
    const [suggestion] = await suggested(one.id);
    await approve(suggestion!.id);
    expect(await idsOf(one.id)).toEqual(theirs.map(({ id }) => id));
    const merged = await lastEvent('user.merged');
    expect(merged.decision).toMatchObject({ suggestionId: suggestion!.id });
    const undone = await undo(merged.id);
    expect(undone.response.status).toBe(200);
    expect([await idsOf(one.id), await idsOf(other.id)]).toEqual(theirs.map(({ id }) => [id]));
    expect(await read(other.id)).toMatchObject({ email, email_verified: true, merged_into: null });
    expect((await approve(suggestion!.id)).error).toMatchObject({ code: 'suggestion_decided' });
    await native.client.POST('/v1/linking/suggestions/sweep', { body: null });
    expect((await suggested(one.id)).map(({ id, status }) => [id, status])).toEqual([[suggestion!.id, 'approved']]);

    await undo(undone.data!.id);
    expect((await approve(suggestion!.id)).data).toMatchObject({
      user: { id: one.id },
      secondary_user: { id: other.id },
    });
  });

  test('an arrival that was approved and undone since is not said to be its user’s', async () => {
    const email = 'arrived@example.com';
    const users = [await makeUser({ email, emailVerified: true }), await makeUser({ email, emailVerified: true })];
    const connection = { id: trusted.id, enabled: true, loginOnly: false } as Connection;
    const { identity } = await arriveAt(it, trusted, connection, { subject: 'arrived', email, emailVerified: true });
    const [suggestion] = await suggested(users[0]!.id, { kind: 'arrival' });
    await approve(suggestion!.id);
    expect(await idsOf(users[0]!.id)).toEqual([identity!.id]);
    await undo((await lastEvent('identity.linked')).id);
    expect(await idsOf(users[0]!.id)).toEqual([]);
    const { response, error } = await approve(suggestion!.id);
    expect([response.status, error?.code]).toEqual([409, 'suggestion_decided']);
  });
});

describe('an id that was merged away', () => {
  test('reads on, refuses what would change it, and is its own again after the undo', async () => {
    const [user, old] = [await makeUser(), await makeUser({ name: 'Old' })];
    const [first, second] = [await link(user.id), await link(old.id)];
    await it.operations.merge(it.actor, { primaryId: user.id, secondaryId: old.id });
    const merged = await lastEvent('user.merged');
    const path = { id: old.id };
    expect(await read(old.id)).toMatchObject({ id: old.id, name: 'Old', status: 'merged', merged_into: user.id });
    const listed = await native.client.GET('/v1/users/{id}/identities', { params: { path } });
    expect(listed.data).toMatchObject({ merged_into: user.id, data: [{ id: first.id }, { id: second.id }] });
    const changed = await native.client.PATCH('/v1/users/{id}', { params: { path }, body: { name: 'New' } });
    expect([changed.response.status, changed.error]).toMatchObject([404, { details: { merged_into: user.id } }]);
    const body = { identity_provider_id: github.id, external_id: 'for-the-old-one' };
    const linked = await native.client.POST('/v1/users/{id}/identities', { params: { path }, body });
    expect([linked.response.status, linked.error]).toMatchObject([404, { details: { merged_into: user.id } }]);
    await undo(merged.id);
    expect(
      (await native.client.PATCH('/v1/users/{id}', { params: { path }, body: { name: 'New' } })).data,
    ).toMatchObject({
      name: 'New',
      merged_into: null,
    });
  });
});
