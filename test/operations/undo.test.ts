/** Taking events back through the operations: what is given back, what stands in the way, what stays as it is. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Event, EventType } from '../../src/domain/event.ts';
import type { IdentityProvider } from '../../src/domain/identity-provider.ts';
import type { JsonObject } from '../../src/domain/json.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

describe('undo', () => {
  let it: TestApp;
  let google: IdentityProvider;
  let github: IdentityProvider;
  beforeAll(async () => {
    it = await startTestApp();
    google = await it.createProvider('google-oauth2');
    github = await it.createProvider('github');
  });
  afterAll(() => it.close());

  let count = 0;
  const createUser = async (profile: JsonObject = {}) => (await it.operations.users.create(it.actor, { profile })).user;
  const link = async (userId: string, provider = google, subject = `s-${(count += 1)}`) =>
    (await it.operations.identities.link(it.actor, { userId, identityProviderId: provider.id, subject })).identity;
  const unlink = (userId: string, identityId: string, outcome: 'detach' | 'split' | 'delete' = 'detach') =>
    it.operations.identities.unlink(it.actor, { userId, which: { identityId }, outcome, allowLast: true });
  const lastEvent = async (type: EventType): Promise<Event> =>
    (await it.operations.events.list(it.actor, { limit: 1, descending: true }, { types: [type] })).items[0]!;
  const undo = (event: Pick<Event, 'id'>, allowLast = false) => it.operations.undo(it.actor, event.id, { allowLast });
  const listed = async (userId: string) =>
    (await it.operations.identities.ofUser(it.actor, userId)).map(({ id, position }) => `${id}@${position}`);
  const whole = async (userId: string) => {
    const { updatedAt: _, ...user } = await it.operations.users.readOrTombstone(it.actor, userId);
    const identities = await it.app.store.reads.identities.ofUsers(it.tenant.id, [userId]);
    return { user, identities: identities.get(userId)!.map(({ updatedAt: _at, ...identity }) => identity) };
  };
  const refused = async (
    event: Pick<Event, 'id'>,
    allowLast = false,
  ): Promise<{ code: string; blockers: unknown[] }> => {
    try {
      await undo(event, allowLast);
    } catch (error) {
      const { code, details } = error as { code: string; details?: { blocked_by?: JsonObject[] } };
      return { code, blockers: (details?.blocked_by ?? []).map(({ type, said }) => type ?? said) };
    }
    throw new Error('it was not refused');
  };

  test('each outcome of an unlink gives back the same identity, in its place, and can be undone in turn', async () => {
    for (const outcome of ['detach', 'split', 'delete'] as const) {
      const user = await createUser({ email: `${outcome}@example.com` });
      const [, middle] = [await link(user.id), await link(user.id, github), await link(user.id)];
      const before = await whole(user.id);
      const { splitUsers } = await unlink(user.id, middle!.id, outcome);
      const apart = await whole(user.id);
      const event = await lastEvent('identity.unlinked');
      const undone = await undo(event);
      expect(await whole(user.id)).toEqual(before);
      expect(undone).toMatchObject({ type: 'linking.undone', undoes: event.id });
      for (const { id } of splitUsers)
        await expect(it.operations.users.readOrTombstone(it.actor, id)).rejects.toMatchObject({
          code: 'user_not_found',
        });
      // Again: the same answer, and nothing happens.
      expect((await undo(event)).id).toBe(undone.id);
      expect((await lastEvent('linking.undone')).id).toBe(undone.id);

      const redone = await undo(undone);
      expect(await whole(user.id)).toEqual(apart);
      for (const { id } of splitUsers) expect((await whole(id)).identities).toMatchObject([{ id: middle!.id }]);
      expect((await undo(undone)).id).toBe(redone.id);
      const third = await undo(event);
      expect(third.id).not.toBe(undone.id);
      expect(await whole(user.id)).toEqual(before);
    }
  });

  test('a link by hand leaves no trace; a move goes back to its place', async () => {
    const [a, b] = [await createUser(), await createUser()];
    const first = await link(a.id);
    const event = await lastEvent('identity.linked');
    await undo(event);
    expect(await listed(a.id)).toEqual([]);
    await expect(it.operations.identities.read(it.actor, first.id)).rejects.toMatchObject({
      code: 'identity_not_found',
    });
    await undo(await lastEvent('linking.undone'));
    expect(await listed(a.id)).toEqual([`${first.id}@0`]);

    await link(a.id, github);
    const before = [await whole(a.id), await whole(b.id)];
    await it.operations.identities.move(it.actor, first.id, b.id);
    const moved = await lastEvent('identity.moved');
    expect(await refused(event)).toEqual({ code: 'undo_blocked', blockers: ['identity.moved'] });
    await undo(moved);
    expect([await whole(a.id), await whole(b.id)]).toEqual(before);
    await undo(event);
    expect((await whole(a.id)).identities).toHaveLength(1);
  });

  test('a merge gives back ids, names, addresses, both metadata, status and order', async () => {
    const primary = await createUser({ email: 'p@example.com', userMetadata: { a: 1 }, appMetadata: { x: { p: 1 } } });
    const secondary = await createUser({
      email: 'merge-s@example.com',
      emailVerified: true,
      username: 'sue',
      externalId: 'ext-s',
      userMetadata: { a: 2, b: 2 },
      appMetadata: { x: { s: 1 }, roles: ['admin'] },
    });
    for (const id of [primary.id, secondary.id]) for (const provider of [google, github]) await link(id, provider);
    const before = [await whole(primary.id), await whole(secondary.id)];
    await it.operations.merge(it.actor, { primaryId: primary.id, secondaryId: secondary.id, metadata: 'deep_merge' });
    const event = await lastEvent('user.merged');
    const undone = await undo(event);
    expect([await whole(primary.id), await whole(secondary.id)]).toEqual(before);
    expect(await undo(event)).toEqual(undone);
    await undo(undone);
    expect(await whole(secondary.id)).toMatchObject({ user: { mergedInto: primary.id }, identities: [] });
    expect((await whole(primary.id)).identities).toHaveLength(4);
  });

  test('abuse case 36: what the primary got since stays with it', async () => {
    const primary = await createUser({ email: 'p36@example.com' });
    const secondary = await createUser({ email: 's36@example.com', appMetadata: { roles: ['admin'], plan: 'free' } });
    const theirs = await link(secondary.id);
    const own = await link(primary.id);
    await it.operations.merge(it.actor, { primaryId: primary.id, secondaryId: secondary.id, metadata: 'deep_merge' });
    const event = await lastEvent('user.merged');
    const added = await link(primary.id, github);
    await it.operations.users.update(it.actor, primary.id, {
      profile: { email: 'new36@example.com' },
      merge: { appMetadata: { plan: 'paid' } },
    });
    const undone = await undo(event);
    expect(undone.decision?.kept).toEqual([{ id: primary.id, field: 'appMetadata.plan' }]);
    expect(await whole(primary.id)).toMatchObject({
      user: { email: 'new36@example.com', appMetadata: { plan: 'paid' } },
      identities: [{ id: own.id }, { id: added.id }],
    });
    expect((await whole(primary.id)).user.appMetadata).not.toHaveProperty('roles');
    expect(await whole(secondary.id)).toMatchObject({
      user: { mergedInto: null, appMetadata: { roles: ['admin'], plan: 'free' } },
      identities: [{ id: theirs.id }],
    });
  });

  test('what was built on a merge stands in the way, with its event', async () => {
    const merge = async () => {
      const [p, s] = [await createUser(), await createUser({ username: `u${(count += 1)}`, externalId: `e${count}` })];
      const identity = await link(s.id);
      await link(s.id, github);
      await link(p.id);
      await it.operations.merge(it.actor, { primaryId: p.id, secondaryId: s.id });
      return { p, s, identity, event: await lastEvent('user.merged') };
    };
    const unlinked = await merge();
    await unlink(unlinked.p.id, unlinked.identity.id);
    expect(await refused(unlinked.event)).toEqual({ code: 'undo_blocked', blockers: ['identity.unlinked'] });

    const mergedAgain = await merge();
    const further = await createUser();
    await it.operations.merge(it.actor, { primaryId: further.id, secondaryId: mergedAgain.p.id });
    const second = await lastEvent('user.merged');
    expect(await refused(mergedAgain.event)).toEqual({ code: 'undo_blocked', blockers: ['user.merged'] });
    await undo(second);
    await undo(mergedAgain.event);

    const suspended = await merge();
    await it.operations.users.setStatus(it.actor, suspended.p.id, 'suspended');
    expect(await refused(suspended.event)).toEqual({ code: 'undo_blocked', blockers: ['user.suspended'] });

    const taken = await merge();
    await createUser({ username: taken.s.username!.toUpperCase() });
    expect((await refused(taken.event)).code).toBe('undo_blocked');

    const deleted = await merge();
    await it.operations.users.delete(it.actor, deleted.p.id);
    expect(await refused(deleted.event)).toEqual({ code: 'undo_blocked', blockers: ['user.deleted'] });
  });

  test('a user that an unlink made goes only while it has nothing of its own', async () => {
    const split = async () => {
      const user = await createUser();
      await link(user.id);
      const identity = await link(user.id, github);
      const { splitUsers } = await unlink(user.id, identity.id, 'split');
      return { user, made: splitUsers[0]!, event: await lastEvent('identity.unlinked') };
    };
    const changed = await split();
    await it.operations.users.update(it.actor, changed.made.id, { profile: { name: 'Someone' } });
    expect(await refused(changed.event)).toEqual({ code: 'undo_blocked', blockers: ['user.updated'] });

    const grown = await split();
    await link(grown.made.id);
    expect(await refused(grown.event)).toEqual({ code: 'undo_blocked', blockers: ['identity.linked'] });
    await undo(await lastEvent('identity.linked'));
    await undo(grown.event);

    const absorbing = await split();
    const other = await createUser();
    await it.operations.merge(it.actor, { primaryId: absorbing.made.id, secondaryId: other.id });
    expect((await refused(absorbing.event)).blockers).toEqual(['user.merged']);
  });

  test('nobody loses the last way in, unless the caller says so', async () => {
    const user = await createUser();
    const first = await link(user.id);
    await link(user.id, github);
    const event = await lastEvent('identity.linked');
    await unlink(user.id, first.id);
    expect(await refused(event)).toMatchObject({
      code: 'undo_blocked',
      blockers: [expect.stringContaining('allow_last'), 'identity.unlinked'],
    });
    await undo(event, true);
    expect(await listed(user.id)).toEqual([]);
  });

  test('a forgotten subject that is known again is not overwritten, nor is a provider brought back', async () => {
    const user = await createUser();
    await link(user.id);
    const gone = await link(user.id, github, 'reborn');
    await unlink(user.id, gone.id, 'delete');
    const event = await lastEvent('identity.unlinked');
    await link((await createUser()).id, github, 'reborn');
    expect((await refused(event)).blockers).toEqual([expect.stringContaining('the subject is known again')]);

    const temporary = await it.createProvider('oidc', 'temporary');
    const lost = await link(user.id, temporary);
    await it.operations.identityProviders.delete(it.actor, temporary.id, { identities: 'delete' } as never);
    const removed = (
      await it.operations.events.list(it.actor, { limit: 5 }, { identityId: lost.id, types: ['identity.unlinked'] })
    ).items[0]!;
    expect((await refused(removed)).blockers).toEqual(['identity_provider.deleted']);
  });

  test('an identity that comes back makes no other one primary that was chosen since', async () => {
    const user = await createUser();
    const [first, second] = [await link(user.id), await link(user.id, github)];
    await unlink(user.id, first.id);
    const event = await lastEvent('identity.unlinked');
    const third = await link(user.id);
    await it.operations.identities.setPrimary(it.actor, third.id);
    const undone = await undo(event);
    expect(await listed(user.id)).toEqual([`${third.id}@0`, `${first.id}@1`, `${second.id}@2`]);
    expect(undone.decision?.kept).toEqual([{ id: user.id, field: 'primary identity' }]);
    await undo(undone);
    expect(await listed(user.id)).toEqual([`${third.id}@0`, `${second.id}@1`]);
  });

  test('other events cannot be undone', async () => {
    await createUser();
    expect(await refused(await lastEvent('user.created'))).toMatchObject({ code: 'not_undoable' });
  });

  test('two at once undo once', async () => {
    const [a, b] = [await createUser(), await createUser()];
    await link(a.id);
    const identity = await link(a.id, github);
    await it.operations.identities.move(it.actor, identity.id, b.id);
    const event = await lastEvent('identity.moved');
    const answers = await Promise.all(Array.from({ length: 8 }, () => undo(event)));
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
    expect((await it.operations.events.list(it.actor, { limit: 10 }, { undoes: event.id })).items).toHaveLength(1);
  });
});
