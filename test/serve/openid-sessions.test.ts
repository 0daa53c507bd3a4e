// What applications keep of a session that ended: by how it ended.
import * as client from 'openid-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { toUlid } from '../../src/domain/ids.ts';
import { Browser } from '../support/browser.ts';
import { addDemoSignIn, type DemoSignIn } from '../support/demo-sign-in.ts';
import { createRelyingParty, type RelyingParty } from '../support/relying-party.ts';
import { freePort } from '../support/selfsame.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';
import { createWorkosClient, type WorkosClient } from '../support/workos-client.ts';

const ada = { way: 'demo-google-oauth2', id: 'ada' };
const dan = { way: 'demo-oidc', id: 'dan' };
const scope = 'openid offline_access';

let it: TestApp;
let demo: DemoSignIn;
let app: RelyingParty;
let other: RelyingParty;
let workos: WorkosClient;
beforeAll(async () => {
  it = await startTestApp({ port: await freePort() });
  demo = await addDemoSignIn(it);
  app = await createRelyingParty(it);
  other = await createRelyingParty(it);
  workos = await createWorkosClient(it);
});
afterAll(async () => {
  await demo?.close();
  await it?.close();
});

interface Held {
  browser: Browser;
  userId: string;
  /** What the tokens name. */
  sessionId: string;
  /** Whether the application of OpenID still gets tokens. */
  goesOn(): Promise<boolean>;
  /** The same of the application of WorkOS's SDK. */
  workosGoesOn(): Promise<boolean>;
}

/** A person who came in by way of two applications. */
const signIn = async (person = ada, browser = new Browser(it.baseUrl)): Promise<Held> => {
  const tokens = await app.signIn(browser, { scope }, person);
  const { code } = await workos.authorize({}, person, browser);
  const granted = await workos.authenticate({ grant_type: 'authorization_code', code });
  let refreshToken = tokens.refresh_token!;
  let workosToken = granted.body.refresh_token;
  const { userId } = await browser.readAccount();
  return {
    browser,
    userId,
    sessionId: String(tokens.claims()!.sid),
    async goesOn() {
      const renewed = await client.refreshTokenGrant(app.config, refreshToken).catch((error: { error?: string }) => {
        expect(error.error).toBe('invalid_grant');
        return null;
      });
      if (renewed) refreshToken = renewed.refresh_token!;
      return renewed !== null;
    },
    async workosGoesOn() {
      const { status, body } = await workos.authenticate({ grant_type: 'refresh_token', refresh_token: workosToken });
      if (status === 200) workosToken = body.refresh_token;
      else expect(body.error).toBe('invalid_grant');
      return status === 200;
    },
  };
};

const onBoth = async (held: Held) => [await held.goesOn(), await held.workosGoesOn()];

describe('taken away, nothing of it goes on', () => {
  const native = (path: string) =>
    fetch(`${it.baseUrl}${path}`, {
      method: 'DELETE',
      headers: { 'x-api-key': it.key.rawKey, 'x-tenant-id': it.tenant.id },
    });

  test.each<[string, (held: Held) => Promise<unknown>]>([
    ['by an operator', ({ sessionId }) => native(`/v1/sessions/${sessionId}`)],
    ['with all of the user', ({ userId }) => native(`/v1/users/${userId}/sessions`)],
    [
      'through WorkOS’s API',
      async ({ userId }) => {
        const { data } = await workos.workos.userManagement.listSessions(`user_${toUlid(userId)}`);
        for (const { id } of data) await workos.workos.userManagement.revokeSession({ sessionId: id });
      },
    ],
    [
      'by the person, as a device',
      async ({ browser, sessionId }) => {
        const { csrfToken } = await browser.readAccount();
        await browser.post(`/account/sessions/${sessionId}/end`, { csrf_token: csrfToken });
      },
    ],
    [
      'by the person, from another device',
      async () => {
        const elsewhere = new Browser(it.baseUrl);
        await elsewhere.signIn(ada.way, ada.id);
        const { csrfToken } = await elsewhere.readAccount();
        await elsewhere.post('/account/sessions/end-others', { csrf_token: csrfToken });
      },
    ],
    [
      'with its user, who is back later',
      async ({ userId }) => {
        await it.operations.users.setStatus(it.actor, userId, 'suspended');
        await it.operations.users.setStatus(it.actor, userId, 'active');
      },
    ],
  ])('%s', async (_how, takeAway) => {
    const held = await signIn();
    expect(await onBoth(held)).toEqual([true, true]);
    await takeAway(held);
    expect(await onBoth(held)).toEqual([false, false]);
    expect((await held.browser.get('/account')).status).toBe(303);
  });

  test('with the identity that it was signed in with, also when that comes back', async () => {
    const held = await signIn(dan);
    const { userId } = held;
    const corp = await it.createProvider('oidc', 'corp');
    await it.operations.identities.link(it.actor, { userId, identityProviderId: corp.id, subject: 'dan' });
    const [born] = await it.operations.identities.ofUser(it.actor, userId);
    await it.operations.identities.unlink(it.actor, { userId, which: { identityId: born!.id }, outcome: 'detach' });
    await it.operations.identities.link(it.actor, {
      userId,
      identityProviderId: born!.identityProviderId,
      subjectType: born!.subjectType,
      subject: born!.subject,
    });
    expect((await it.operations.identities.ofUser(it.actor, userId)).map(({ id }) => id)).toContain(born!.id);
    expect(await onBoth(held)).toEqual([false, false]);
  });

  test('and neither do access tokens, at the endpoints that are asked about them', async () => {
    const browser = new Browser(it.baseUrl);
    const [opaque, jwt] = [
      await app.signIn(browser, { scope }, ada),
      await app.signIn(browser, { audience: `${it.baseUrl}/api/v2/`, scope: 'openid read:current_user' }),
    ];
    const statuses = async () => [
      (await fetch(`${it.baseUrl}/userinfo`, { headers: { authorization: `Bearer ${opaque.access_token}` } })).status,
      (
        await fetch(`${it.baseUrl}/api/v2/users/${opaque.claims()!.sub}`, {
          headers: { authorization: `Bearer ${jwt.access_token}` },
        })
      ).status,
    ];
    const before = await statuses();
    expect(before[0]).toBe(200);
    expect(before[1]).not.toBe(401);
    await native(`/v1/sessions/${opaque.claims()!.sid}`);
    expect(await statuses()).toEqual([401, 401]);
  });

  test('after it was closed too', async () => {
    const held = await signIn();
    await held.browser.get(`/v2/logout`);
    expect(await held.goesOn()).toBe(true);
    await native(`/v1/sessions/${held.sessionId}`);
    expect(await held.goesOn()).toBe(false);
  });
});

describe('signed in again, the same person', () => {
  test('goes on everywhere, in the new session', async () => {
    const held = await signIn();
    await other.signIn(held.browser, { prompt: 'login' }, ada);
    const { data } = await workos.workos.userManagement.listSessions(`user_${toUlid(held.userId)}`);
    expect(await onBoth(held)).toEqual([true, true]);
    expect(await onBoth(held)).toEqual([true, true]);
    const { items } = await it.operations.events.list(
      it.actor,
      { limit: 1, descending: true },
      {
        types: ['session.replaced'],
      },
    );
    expect(items[0]).toMatchObject({ userId: held.userId, before: { sessionId: held.sessionId } });
    expect(data.map(({ id }) => id)).not.toContain(`session_${toUlid(held.sessionId)}`);
  });

  test('twice, and is then signed out there: what began before ends with it', async () => {
    const held = await signIn();
    await other.signIn(held.browser, { prompt: 'login' }, ada);
    const last = await other.signIn(held.browser, { prompt: 'login' }, ada);
    await it.operations.sessions.end(it.actor, String(last.claims()!.sid), 'revoked');
    expect(await onBoth(held)).toEqual([false, false]);
  });

  test('is signed out by the name of the session that was replaced', async () => {
    const held = await signIn();
    await other.signIn(held.browser, { prompt: 'login' }, ada);
    await it.operations.sessions.end(it.actor, held.sessionId, 'revoked');
    expect((await held.browser.get('/account')).status).toBe(303);
    expect(await onBoth(held)).toEqual([false, false]);
  });
});

describe('signed out', () => {
  test.each<[string, (held: Held) => Promise<unknown>]>([
    [
      'by the person',
      async ({ browser }) => browser.post('/sign-out', { csrf_token: (await browser.readAccount()).csrfToken }),
    ],
    ['by an application', ({ browser }) => browser.get('/v2/logout')],
    ['by somebody else who signs in there', ({ browser }) => browser.signIn('demo-github', 'bjorn')],
  ])('%s: what may go on while they are away does', async (_how, leave) => {
    const held = await signIn();
    await leave(held);
    expect(await onBoth(held)).toEqual([true, false]);
  });
});

test('Auth0’s revoke-access ends the tokens of the session, unless they are to be kept', async () => {
  const revoke = async ({ userId, sessionId }: Held, more: object) => {
    const { originKey } = await it.operations.users.read(it.actor, userId);
    const answer = await fetch(`${it.baseUrl}/api/v2/users/${encodeURIComponent(originKey!)}/revoke-access`, {
      method: 'POST',
      headers: { authorization: `Bearer ${it.key.rawKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ session_id: sessionId, ...more }),
    });
    expect(answer.status).toBe(202);
  };
  const kept = await signIn();
  await revoke(kept, { preserve_refresh_tokens: true });
  expect((await kept.browser.get('/account')).status).toBe(303);
  expect(await kept.goesOn()).toBe(true);
  const ended = await signIn();
  await revoke(ended, {});
  expect(await ended.goesOn()).toBe(false);
});
