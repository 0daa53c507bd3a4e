/** How the vendor's words for joining known accounts, `associationMode` and what goes with it, say our linking rule. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestApp, type TestApp } from '../../../test/support/test-app.ts';
import type { IdentityProvider } from '../../domain/identity-provider.ts';
import { toHex } from '../../domain/ids.ts';

describe('association of a connection', () => {
  let it: TestApp;
  let token: string;
  let google: IdentityProvider;
  let id: string;
  beforeAll(async () => {
    it = await startTestApp();
    const credentials = { accessKeyId: it.key.publicId, accessKeySecret: it.key.secret };
    token = (await send('POST', 'get-management-token', credentials)).data.access_token;
    google = await it.createProvider('google-oauth2', 'google', { onConflict: 'review' });
    const input = { identityProviderId: google.id, identifier: 'google', clientId: 'client' };
    id = toHex((await it.operations.connections.create(it.actor, input)).id);
  });
  afterAll(() => it.close());

  const send = async (method: string, path: string, body?: object) => {
    const answer = await fetch(`${it.baseUrl}/api/v3/${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    // biome-ignore lint/suspicious/noExplicitAny: whatever came back, for the test to look at
    return (await answer.json()) as any;
  };
  const update = (more: object) =>
    send('POST', 'update-ext-idp-conn', { id, displayName: 'Google', fields: {}, ...more });
  const shown = async () => (await send('GET', `get-ext-idp?id=${toHex(google.id)}`)).data.connections[0];
  const rule = async () => (await it.operations.identityProviders.read(it.actor, google.id)).linkingRule;

  test.each([
    ['none', 'never', []],
    ['challenge', 'ask', ['email-code']],
    ['field', 'verified_match', []],
  ])(
    '`%s` is the mode `%s`, both ways, and changes nothing else of the rule',
    async (associationMode, mode, methods) => {
      const { version, ...before } = await rule();
      const { statusCode, data } = await update({ associationMode });
      expect(statusCode).toBe(200);
      expect(data).toMatchObject({ associationMode, challengeBindingMethods: methods });
      expect(await shown()).toMatchObject({ associationMode, challengeBindingMethods: methods });
      expect(await rule()).toEqual({ ...before, mode, version: version + 1 });
      await it.operations.identityProviders.update(it.actor, google.id, { linkingRule: { mode: 'never' } });
      expect((await shown()).associationMode).toBe('none');
    },
  );

  test('an update that does not name it leaves it', async () => {
    await update({ associationMode: 'challenge' });
    await update({ displayName: 'Renamed' });
    await update({ associationMode: null });
    expect(await shown()).toMatchObject({ displayName: 'Google', associationMode: 'challenge' });
  });

  test('the switch has two positions, and on stays what it is', async () => {
    const flip = (association: boolean) => send('POST', 'change-ext-idp-conn-association-state', { id, association });
    await update({ associationMode: 'challenge' });
    await flip(true);
    expect((await shown()).associationMode).toBe('challenge');
    await flip(false);
    expect((await shown()).associationMode).toBe('none');
    await flip(false);
    expect((await shown()).associationMode).toBe('none');
    await flip(true);
    expect((await shown()).associationMode).toBe('field');
  });

  test('what cannot be is refused, and changes nothing', async () => {
    await update({ associationMode: 'none' });
    const before = await rule();
    for (const [more, status] of [
      [{ associationMode: 'everybody' }, 400],
      [{ associationMode: 'challenge', challengeBindingMethods: ['magic'] }, 400],
      [{ associationMode: 'challenge', challengeBindingMethods: ['phone-code', 'email-password'] }, 501],
    ] as const)
      expect([more, (await update({ ...more, displayName: 'Changed' })).statusCode]).toEqual([more, status]);
    expect(await rule()).toEqual(before);
    expect((await shown()).displayName).not.toBe('Changed');
    const taken = await update({
      associationMode: 'challenge',
      challengeBindingMethods: ['email-password', 'email-code'],
    });
    expect(taken.data).toMatchObject({ associationMode: 'challenge', challengeBindingMethods: ['email-code'] });
  });

  test('`loginOnly` is the connection’s own', async () => {
    expect((await update({ loginOnly: true })).data.loginOnly).toBe(true);
    expect((await rule()).loginOnly).toBe(false);
  });
});
