/** What else there is to see of a user. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { User } from '../../src/domain/user.ts';
import { credentialsFor } from '../support/credentials.ts';
import { type NativeClient, openNative } from '../support/native-client.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

let it: TestApp;
let native: NativeClient;
let ada: User;
let identity: string;
beforeAll(async () => {
  it = await startTestApp();
  native = openNative(it);
  const github = await it.createProvider('github');
  const made = await it.operations.users.create(it.actor, {
    profile: { email: 'ada@example.com', emailVerified: true, name: 'Ada Lovelace', userMetadata: { theme: 'dark' } },
    identities: [{ identityProviderId: github.id, subject: 'octo', email: 'ada@example.com' }],
  });
  ada = made.user;
  identity = made.identities[0]!.id;
});
afterAll(() => it.close());

test.each(['representations', 'merged-users', 'tokens'])(
  '%s: not of nobody, of another tenant, or without a right',
  async (what) => {
    const others = openNative(it, it.other.key.rawKey, it.other.tenant.id);
    expect((await others.send('GET', `/v1/users/${ada.id}/${what}`)).status).toBe(404);
    const { rawKey } = await it.createKey(['events:read']);
    expect((await openNative(it, rawKey).send('GET', `/v1/users/${ada.id}/${what}`)).status).toBe(403);
  },
);

test('the user as each API answers for it', async () => {
  const { body } = await native.send('GET', `/v1/users/${ada.id}/representations`);
  expect(body.data.map(({ api }: { api: string }) => api)).toEqual(['native', 'workos', 'auth0', 'genauth']);
  for (const { api, path, body: shown } of body.data) {
    const answer = await fetch(it.baseUrl + path, { headers: await credentialsFor(api, it, it) });
    const told = (await answer.json()) as { data?: unknown };
    expect(shown, api).toEqual(api === 'genauth' ? told.data : told);
  }
});

describe('who was merged into it', () => {
  test('the nearest first, also by way of others', async () => {
    const [one, two] = [await native.createUser({ name: 'One' }), await native.createUser({ name: 'Two' })];
    await it.operations.merge(it.actor, { primaryId: one.id, secondaryId: two.id });
    await it.operations.merge(it.actor, { primaryId: ada.id, secondaryId: one.id });
    const { body } = await native.send('GET', `/v1/users/${ada.id}/merged-users`);
    expect(body.data).toMatchObject([
      { id: one.id, merged_into: ada.id },
      { id: two.id, merged_into: one.id },
    ]);
  });
});

test('how tokens stand, and never what they are', async () => {
  const { id: connection } = await it.operations.connections.create(it.actor, {
    identityProviderId: (await it.operations.identities.read(it.actor, identity)).identityProviderId,
    identifier: 'github',
    clientId: 'client',
    clientSecret: 'secret',
  });
  const now = new Date().toISOString();
  await it.app.store.transaction((rows) =>
    rows.identityTokens.insert({
      tenantId: it.tenant.id,
      identityId: identity,
      connectionId: connection,
      tokenType: 'bearer',
      sealedAccessToken: 'v1.k.SEALED-ACCESS',
      sealedRefreshToken: 'v1.k.SEALED-REFRESH',
      sealedIdToken: null,
      sealedTokenSecret: null,
      scopes: ['user:email'],
      status: 'needs_reauthorization',
      version: 1,
      expiresAt: null,
      obtainedAt: now,
      idTokenAt: null,
      renewalId: null,
      renewalUntil: null,
      takeableUntil: null,
      waitsUntil: null,
      createdAt: now,
      updatedAt: now,
    }),
  );
  const { body } = await native.send('GET', `/v1/users/${ada.id}/tokens`);
  expect(body.data).toEqual([
    {
      identity_id: identity,
      connection_id: connection,
      token_type: 'bearer',
      status: 'needs_reauthorization',
      scopes: ['user:email'],
      has_refresh_token: true,
      has_id_token: false,
      expires_at: null,
      obtained_at: now,
      updated_at: now,
    },
  ]);
  expect(JSON.stringify(body)).not.toContain('SEALED');
});
