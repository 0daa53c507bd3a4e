// What the sign-in for applications of WorkOS's SDKs refuses: first what an attacker would try, then what a mistake is told.
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Browser } from '../support/browser.ts';
import { addDemoSignIn, type DemoSignIn } from '../support/demo-sign-in.ts';
import { freePort } from '../support/selfsame.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';
import { callbackUri, createWorkosClient, goodbyeUri, type WorkosClient } from '../support/workos-client.ts';

let ahead = 0;
const minute = 60_000;
let it: TestApp;
let demo: DemoSignIn;
let app: WorkosClient;
beforeAll(async () => {
  it = await startTestApp({ port: await freePort(), now: () => Date.now() + ahead });
  demo = await addDemoSignIn(it);
  app = await createWorkosClient(it);
});
afterAll(async () => {
  await demo?.close();
  await it?.close();
});

const invalidGrant = { status: 400, body: { error: 'invalid_grant', error_description: expect.any(String) } };
const invalidClient = { status: 400, body: { error: 'invalid_client', error_description: expect.any(String) } };
const withCode = (code: string, more = {}) => ({ grant_type: 'authorization_code', code, ...more });
const withToken = (refresh_token: unknown) => ({ grant_type: 'refresh_token', refresh_token });
const ask = async (query: Record<string, string>, browser = new Browser(it.baseUrl)) =>
  browser.get(`/user_management/authorize?${new URLSearchParams(query)}`);
const asked = () => ({
  client_id: app.clientId,
  redirect_uri: callbackUri,
  response_type: 'code',
  provider: 'authkit',
});

describe('authorize', () => {
  test.each([
    'https://evil.example/callback',
    `${callbackUri}/`,
    `${callbackUri}?x=1`,
    'https://APP.example.com/callback',
    '',
  ])('sends nobody to `%s`', async (redirect_uri) => {
    const { status, location, html } = await ask({ ...asked(), redirect_uri, state: 's' });
    expect({ status, location }).toEqual({ status: 400, location: null });
    expect(html).toContain('<h1>');
    expect(html).not.toContain('evil.example');
    // A program is told in its own way.
    const query = new URLSearchParams({ ...asked(), redirect_uri });
    const plain = await fetch(`${it.baseUrl}/user_management/authorize?${query}`, { redirect: 'manual' });
    expect([plain.status, plain.headers.get('location')]).toEqual([422, null]);
    expect(await plain.json()).toMatchObject({ code: 'invalid_request_parameters' });
  });

  test('knows no application of another name', async () => {
    const { status, location } = await ask({ ...asked(), client_id: it.key.publicId });
    expect(status).toBeGreaterThanOrEqual(400);
    expect(location).toBeNull();
  });

  test.each([
    ['no code', { response_type: 'token' }, 'unsupported_response_type'],
    ['no response type', { response_type: '' }, 'unsupported_response_type'],
    ['a plain challenge', { code_challenge: 'x'.repeat(43), code_challenge_method: 'plain' }, 'invalid_request'],
    ['two selectors', { connection_id: 'demo-github' }, 'ambiguous_connection_selector'],
    ['an unknown provider', { provider: 'AppleOAuth' }, 'invalid_connection_selector'],
    ['an organization', { provider: '', organization_id: 'org_1' }, 'organization_invalid'],
    ['an unknown connection', { provider: '', connection_id: 'conn_1' }, 'connection_invalid'],
  ])('tells the application of %s', async (_what, query, error) => {
    const { status, location } = await ask({ ...asked(), state: 'a&b', ...query });
    const told = new URL(location!);
    expect({ status, at: told.origin + told.pathname }).toEqual({ status: 302, at: callbackUri });
    expect(Object.fromEntries(told.searchParams)).toEqual({
      error,
      error_description: expect.stringMatching(/./),
      state: 'a&b',
    });
    expect(told.searchParams.has('code')).toBe(false);
  });

  test('tells it of a parameter that came twice, once', async () => {
    const query = `${new URLSearchParams({ ...asked(), state: 'one' })}&state=two`;
    const { status, location } = await new Browser(it.baseUrl).get(`/user_management/authorize?${query}`);
    const told = new URL(location!).searchParams;
    expect([status, told.get('error'), told.getAll('state')]).toEqual([302, 'invalid_request', ['one']]);
  });

  test('tells it of a text that no database takes', async () => {
    const { status, location } = await ask({ ...asked(), login_hint: 'a\0b' });
    expect([status, new URL(location!).searchParams.get('error')]).toEqual([302, 'invalid_request']);
  });

  describe('for one provider', () => {
    const issuer = async () =>
      String((await it.operations.connections.byIdentifier(it.actor, 'demo-google-oauth2'))!.config.issuer);
    const begin = async (query: Record<string, string>) => {
      const browser = new Browser(it.baseUrl);
      const first = await ask({ ...asked(), state: 's', ...query }, browser);
      const second = await browser.get(first.location!);
      return { browser, handOver: first.location!, provider: (await browser.get(second.location!)).location! };
    };

    test('is passed on whom the application says that it is, and that they are to be asked again', async () => {
      const asked = async (query: Record<string, string>) =>
        new URL((await begin({ provider: '', connection_id: 'demo-oidc', ...query })).provider).searchParams;
      const hinted = await asked({ login_hint: 'dan@corp.example', prompt: 'login' });
      expect([hinted.get('login_hint'), hinted.get('prompt')]).toEqual(['dan@corp.example', 'login']);
      expect((await asked({ max_age: '0' })).get('prompt')).toBe('login');
      const plain = await asked({ login_hint: 'x'.repeat(400) });
      expect([plain.has('login_hint'), plain.has('prompt')]).toEqual([false, false]);
    });

    test('tells it that the person said no there, once', async () => {
      const { browser, handOver, provider } = await begin({ provider: 'GoogleOAuth' });
      const state = new URL(provider).searchParams.get('state')!;
      const callback = `/sign-in/callback?${new URLSearchParams({ state, error: 'access_denied', iss: await issuer() })}`;
      // Another browser learns nothing of it.
      expect((await new Browser(it.baseUrl).get(callback)).location).toBeNull();
      const { status, location } = await browser.get(callback);
      const told = new URL(location!);
      expect([status, told.origin + told.pathname]).toEqual([303, callbackUri]);
      expect(Object.fromEntries(told.searchParams)).toMatchObject({ error: 'access_denied', state: 's' });
      expect((await browser.get(callback)).location).toBeNull();
      expect((await browser.get(handOver)).status).toBe(403);
    });

    test('tells it that the provider’s answer was not to be believed', async () => {
      const { browser, provider } = await begin({ provider: 'GoogleOAuth' });
      const state = new URL(provider).searchParams.get('state')!;
      const { location } = await browser.get(
        `/sign-in/callback?${new URLSearchParams({ state, code: 'made up', iss: await issuer() })}`,
      );
      expect(new URL(location!).searchParams.get('error')).toBe('oauth_failed');
    });

    test('for all of them, the person is told and may choose another', async () => {
      const browser = new Browser(it.baseUrl);
      const { location } = await ask(asked(), browser);
      const begun = await browser.get(`/sign-in/with/demo-google-oauth2?return_to=${encodeURIComponent(location!)}`);
      const state = new URL(begun.location!).searchParams.get('state')!;
      const said = new URLSearchParams({ state, error: 'access_denied', iss: await issuer() });
      const refused = await browser.get(`/sign-in/callback?${said}`);
      expect([refused.status, refused.location]).toEqual([403, null]);
      await browser.signIn('demo-google-oauth2', 'ada');
      expect((await browser.get(location!)).location).toContain(`${callbackUri}?code=`);
    });
  });

  test('holds an application that needs PKCE to it', async () => {
    const strict = await createWorkosClient(it, { pkceRequired: true });
    const { location } = await ask({ ...asked(), client_id: strict.clientId });
    expect(new URL(location!).searchParams.get('error')).toBe('invalid_request');
  });

  test('a request is answered once, and by nobody of another tenant', async () => {
    const { location } = await ask(asked());
    const browser = new Browser(it.baseUrl);
    await browser.signIn('demo-google-oauth2', 'ada');
    expect((await browser.get(location!)).location).toContain(`${callbackUri}?code=`);
    expect((await browser.get(location!)).status).toBe(403);
    expect((await browser.get('/sign-in/hand-over/nothing')).status).toBe(403);
  });
});

describe('a code', () => {
  test('is good once; used twice, what came of it ends', async () => {
    const { code } = await app.authorize();
    const first = await app.authenticate(withCode(code));
    expect(first.status).toBe(200);
    expect(await app.authenticate(withCode(code))).toEqual(invalidGrant);
    expect(await app.authenticate(withToken(first.body.refresh_token))).toEqual(invalidGrant);
  });

  test('of twenty who come with it at once, one gets in', async () => {
    const { code } = await app.authorize();
    const answers = await Promise.all(Array.from({ length: 20 }, () => app.authenticate(withCode(code))));
    expect(answers.filter(({ status }) => status === 200).length).toBeLessThanOrEqual(1);
    for (const answer of answers) if (answer.status !== 200) expect(answer).toEqual(invalidGrant);
  });

  test('is another application’s or tenant’s, and stays good for its own', async () => {
    const other = await createWorkosClient(it);
    const stranger = await createWorkosClient(it, {}, it.other.actor);
    const { code } = await app.authorize();
    expect(await other.authenticate(withCode(code))).toEqual(invalidGrant);
    expect(await stranger.authenticate(withCode(code, { client_secret: it.other.key.rawKey }))).toEqual(invalidGrant);
    expect(await stranger.authenticate(withCode(code))).toEqual(invalidClient);
    expect((await app.authenticate(withCode(code))).status).toBe(200);
  });

  test('is over after ten minutes', async () => {
    const { code } = await app.authorize();
    ahead = 11 * minute;
    expect(await app.authenticate(withCode(code))).toEqual(invalidGrant);
    ahead = 0;
  });

  test('that was asked for with a challenge needs its verifier, and one without takes none', async () => {
    const verifier = 'v'.repeat(43);
    const codeChallenge = createHash('sha256').update(verifier).digest('base64url');
    const { code } = await app.authorize({ codeChallenge, codeChallengeMethod: 'S256' });
    expect(await app.authenticate(withCode(code))).toEqual(invalidGrant);
    expect(await app.authenticate(withCode(code, { code_verifier: 'w'.repeat(43) }))).toEqual(invalidGrant);
    expect((await app.authenticate(withCode(code, { code_verifier: verifier }))).status).toBe(200);
    const { code: plain } = await app.authorize();
    expect(await app.authenticate(withCode(plain, { code_verifier: verifier }))).toEqual(invalidGrant);
  });

  test('is good for nothing once its session is over', async () => {
    const { code, browser } = await app.authorize();
    const { csrfToken } = await browser.readAccount();
    await browser.post('/sign-out', { csrf_token: csrfToken });
    expect(await app.authenticate(withCode(code))).toEqual(invalidGrant);
  });
});

describe('the client', () => {
  test('proves itself by its own secret or by an API key with the right to sessions', async () => {
    const { code } = await app.authorize();
    const weak = await it.createKey(['users:read', 'users:write']);
    const wrong = ['', 'wrong', `${it.key.rawKey}x`, weak.rawKey, it.other.key.rawKey];
    for (const client_secret of wrong)
      expect(await app.authenticate(withCode(code, { client_secret }))).toEqual(invalidClient);
    const { clientSecret } = await it.operations.applications.changeSecret(it.actor, app.application.id);
    expect((await app.authenticate(withCode(code, { client_secret: clientSecret }))).status).toBe(200);
  });
});

describe('a refresh token', () => {
  const signIn = async () => (await app.authenticate(withCode((await app.authorize()).code))).body;

  test('is another application’s', async () => {
    const other = await createWorkosClient(it);
    const { refresh_token } = await signIn();
    expect(await other.authenticate(withToken(refresh_token))).toEqual(invalidGrant);
    expect((await app.authenticate(withToken(refresh_token))).status).toBe(200);
  });

  test('used twice at once leaves nobody with a session', async () => {
    const { refresh_token } = await signIn();
    const answers = await Promise.all([1, 2].map(() => app.authenticate(withToken(refresh_token))));
    const [winner] = answers.filter(({ status }) => status === 200);
    expect(answers.filter(({ status }) => status === 200).length).toBeLessThanOrEqual(1);
    if (winner) expect(await app.authenticate(withToken(winner.body.refresh_token))).toEqual(invalidGrant);
  });

  test('ends with the identity that was signed in with, and with its user', async () => {
    const { refresh_token } = await signIn();
    const ada = await it.operations.users.findOne(it.actor, { by: 'email', email: 'ada@example.com' });
    await it.operations.users.setStatus(it.actor, ada.id, 'suspended');
    expect(await app.authenticate(withToken(refresh_token))).toEqual(invalidGrant);
    await it.operations.users.setStatus(it.actor, ada.id, 'active');
  });
});

describe('the request', () => {
  test.each([
    ['no grant type', { grant_type: undefined }, 'invalid_request'],
    ['an unknown grant type', { grant_type: 'toString' }, 'unsupported_grant_type'],
    ['a password', { grant_type: 'password', email: 'a@example.org', password: 'x' }, 'unsupported_grant_type'],
    ['no code', { grant_type: 'authorization_code' }, 'invalid_request'],
    ['a code that is no text', { grant_type: 'authorization_code', code: { $ne: 1 } }, 'invalid_request'],
  ])('is refused with %s', async (_what, body, error) => {
    expect(await app.authenticate(body)).toEqual({
      status: 400,
      body: { error, error_description: expect.any(String) },
    });
  });

  test('may be a form', async () => {
    const { code } = await app.authorize();
    const form = { client_id: app.clientId, client_secret: it.key.rawKey, ...withCode(code) };
    const answer = await app.authenticate({}, { headers: {}, body: new URLSearchParams(form) });
    expect(answer).toMatchObject({ status: 200, body: { user: { email: 'ada@example.com' } } });
  });
});

describe('signing out', () => {
  test('leads to no other address, and ends nothing then', async () => {
    const { code, browser } = await app.authorize();
    const { body } = await app.authenticate(withCode(code));
    const { sid } = JSON.parse(Buffer.from(String(body.access_token).split('.')[1]!, 'base64url').toString());
    const leave = (query: Record<string, string>) =>
      browser.get(`/user_management/sessions/logout?${new URLSearchParams(query)}`);
    for (const return_to of ['https://evil.example', `${goodbyeUri}?x`, callbackUri])
      expect(await leave({ session_id: sid, return_to })).toMatchObject({ status: 400, location: null });
    expect((await leave({ session_id: 'x' })).status).toBe(400);
    expect((await app.authenticate(withToken(body.refresh_token))).status).toBe(200);
    expect(await leave({ session_id: sid, return_to: goodbyeUri })).toMatchObject({
      status: 302,
      location: goodbyeUri,
    });
    expect(await leave({ session_id: sid })).toMatchObject({ status: 302 });
  });
});
