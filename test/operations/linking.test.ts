import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { IdentityProvider } from '../../src/domain/identity-provider.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

describe('linking by hand, unlinking, merging', () => {
  let it: TestApp;
  let google: IdentityProvider;
  let github: IdentityProvider;
  beforeAll(async () => {
    it = await startTestApp();
    google = await it.createProvider('google-oauth2');
    github = await it.createProvider('github');
  });
  afterAll(() => it.close());

  const createUser = async (email: string) => (await it.operations.users.create(it.actor, { profile: { email } })).user;
  const link = (userId: string, identityProviderId: string, subject: string) =>
    it.operations.identities.link(it.actor, { userId, identityProviderId, subject });

  test('a link is seen at once, and repeating it changes nothing', async () => {
    const user = await createUser('link@example.com');
    const first = await link(user.id, google.id, 'link-1');
    expect(first.outcome).toBe('linked');
    expect(first.identity).toMatchObject({ userId: user.id, linkedBy: 'manual', provider: { name: 'google-oauth2' } });
    expect((await link(user.id, google.id, 'link-1')).outcome).toBe('already_linked');
    const events = await it.operations.events.list(it.actor, { limit: 10 }, { identityId: first.identity.id });
    expect(events.items.map(({ type }) => type)).toEqual(['identity.linked']);
  });

  test('an identity of another user is not taken', async () => {
    const [owner, other] = [await createUser('owner@example.com'), await createUser('other@example.com')];
    await link(owner.id, google.id, 'owned');
    await expect(link(other.id, google.id, 'owned')).rejects.toMatchObject({ code: 'identity_linked_elsewhere' });
  });

  test('the last identity goes only when the caller says so', async () => {
    const user = await createUser('last@example.com');
    const { identity } = await link(user.id, google.id, 'last');
    const input = { userId: user.id, which: { identityId: identity.id } };
    await expect(it.operations.identities.unlink(it.actor, input)).rejects.toMatchObject({ code: 'last_identity' });
    const { remaining } = await it.operations.identities.unlink(it.actor, { ...input, allowLast: true });
    expect(remaining).toEqual([]);
    expect(await it.operations.identities.read(it.actor, identity.id)).toMatchObject({ userId: null });
  });

  test('split gives the identity a user of its own', async () => {
    const user = await createUser('split@example.com');
    await link(user.id, google.id, 'split-1');
    const { identity } = await link(user.id, github.id, 'split-2');
    const { splitUsers } = await it.operations.identities.unlink(it.actor, {
      userId: user.id,
      which: { identityId: identity.id },
      outcome: 'split',
    });
    expect(splitUsers).toHaveLength(1);
    expect(splitUsers[0]).toMatchObject({ originKey: 'github|split-2' });
    expect(await it.operations.identities.ofUser(it.actor, splitUsers[0]!.id)).toMatchObject([{ id: identity.id }]);
  });

  test('a merge moves the identities behind the primary one and leaves a tombstone', async () => {
    const [primary, secondary] = [await createUser('primary@example.com'), await createUser('secondary@example.com')];
    await link(primary.id, google.id, 'merge-1');
    await link(secondary.id, github.id, 'merge-2');
    const merged = await it.operations.merge(it.actor, { primaryId: primary.id, secondaryId: secondary.id });
    expect(merged.identities.map(({ subject }) => subject)).toEqual(['merge-1', 'merge-2']);
    await expect(it.operations.users.read(it.actor, secondary.id)).rejects.toMatchObject({
      code: 'user_not_found',
      details: { merged_into: primary.id },
    });
    await expect(
      it.operations.merge(it.actor, { primaryId: secondary.id, secondaryId: primary.id }),
    ).rejects.toMatchObject({
      code: 'user_merged',
    });
  });

  test('bulk links answer row by row, or not at all', async () => {
    const user = await createUser('bulk@example.com');
    const rows = [
      { userId: user.id, identityProviderId: google.id, subject: 'bulk-1' },
      { userId: user.id, identityProviderId: google.id, subject: 'owned' },
      { userId: user.id, identityProviderId: google.id, subject: '' },
    ];
    await expect(it.operations.identities.bulkLink(it.actor, { rows, allOrNothing: true })).rejects.toMatchObject({
      code: 'bulk_refused',
    });
    expect(await it.operations.identities.ofUser(it.actor, user.id)).toEqual([]);
    const results = await it.operations.identities.bulkLink(it.actor, { rows, allOrNothing: false });
    expect(results.map(({ outcome }) => outcome)).toEqual(['linked', 'refused', 'refused']);
    expect(await it.operations.identities.ofUser(it.actor, user.id)).toHaveLength(1);
  });

  test('a key that is bound to a provider sees and touches nothing of the others', async () => {
    const user = await createUser('bound@example.com');
    const { identity: own } = await link(user.id, google.id, 'bound-1');
    const { identity: foreign } = await link(user.id, github.id, 'bound-2');
    const { publicId, secret } = await it.createKey(['identities:read', 'identities:write', 'events:read'], {
      identityProviderId: google.id,
    });
    const bound = await it.operations.authentication.byIdAndSecret(publicId, secret);
    expect(await it.operations.identities.ofUser(bound, user.id)).toMatchObject([{ id: own.id }]);
    await expect(it.operations.identities.read(bound, foreign.id)).rejects.toMatchObject({
      code: 'identity_not_found',
    });
    await expect(
      it.operations.identities.unlink(bound, { userId: user.id, which: { identityId: foreign.id } }),
    ).rejects.toMatchObject({ code: 'identity_provider_mismatch' });
    await expect(
      it.operations.identities.link(bound, { userId: user.id, identityProviderId: github.id, subject: 'bound-3' }),
    ).rejects.toMatchObject({ code: 'identity_provider_mismatch' });
    const providers = await it.createKey(['identity_providers:read'], { identityProviderId: google.id });
    const seeing = await it.operations.authentication.byIdAndSecret(providers.publicId, providers.secret);
    const seen = await it.operations.identityProviders.list(seeing, { limit: 10 });
    expect(seen.items.map(({ name }) => name)).toEqual(['google-oauth2']);
    const events = await it.operations.events.list(bound, { limit: 10 }, { userId: user.id });
    expect(events.items.map(({ identityId }) => identityId)).toEqual([own.id]);
    const theirs = await it.operations.events.list(it.actor, { limit: 1 }, { identityId: foreign.id });
    await expect(it.operations.events.read(bound, theirs.items[0]!.id)).rejects.toMatchObject({
      code: 'event_not_found',
    });
  });

  test('another tenant sees nothing', async () => {
    const user = await createUser('tenant@example.com');
    const { identity } = await link(user.id, google.id, 'tenant-1');
    const stranger = it.other.actor;
    await expect(it.operations.users.read(stranger, user.id)).rejects.toMatchObject({ code: 'user_not_found' });
    await expect(it.operations.identities.read(stranger, identity.id)).rejects.toMatchObject({
      code: 'identity_not_found',
    });
    await expect(it.operations.identities.ofUser(stranger, user.id)).rejects.toMatchObject({ code: 'user_not_found' });
    await expect(
      it.operations.identities.link(stranger, { userId: user.id, identityProviderId: google.id, subject: 'x' }),
    ).rejects.toMatchObject({ code: 'user_not_found' });
  });
});
