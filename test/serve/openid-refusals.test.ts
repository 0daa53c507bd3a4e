// What the OpenID provider refuses, and what it does when an application asks for more than the plain way in.
import * as client from 'openid-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Browser } from '../support/browser.ts';
import { addDemoSignIn, type DemoSignIn } from '../support/demo-sign-in.ts';
import { createRelyingParty, PageShown, type RelyingParty, redirectUri } from '../support/relying-party.ts';
import { freePort } from '../support/selfsame.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

const ada = { way: 'demo-google-oauth2', id: 'ada' };
const api = 'https://api.example.com';

let it: TestApp;
let demo: DemoSignIn;
let app: RelyingParty;
let minutesLater = 0;

beforeAll(async () => {
  it = await startTestApp({ port: await freePort(), now: () => Date.now() + minutesLater * 60_000 });
  demo = await addDemoSignIn(it);
  app = await createRelyingParty(it, {
    apis: [
      { audience: api, scopes: ['read:orders'] },
      { audience: 'orders', scopes: [] },
    ],
  });
});
afterAll(async () => {
  await demo?.close();
  await it?.close();
});

const pageOf = (work: Promise<unknown>): Promise<PageShown> =>
  work.then(
    () => expect.unreachable('a page should have been shown'),
    (error: unknown) => {
      expect(error).toBeInstanceOf(PageShown);
      return error as PageShown;
    },
  );

const signedIn = async (): Promise<Browser> => {
  const browser = new Browser(it.baseUrl);
  await browser.signIn(ada.way, ada.id);
  return browser;
};

const post = (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
  fetch(`${it.baseUrl}${path}`, { method: 'POST', body: new URLSearchParams(fields), headers, redirect: 'manual' });

const payloadOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString());

describe('a request', () => {
  test.each([
    ['a redirect URI that is not registered', { redirect_uri: 'https://evil.example/callback' }],
    ['one that is longer by a slash', { redirect_uri: `${redirectUri}/` }],
    ['one with a query more', { redirect_uri: `${redirectUri}?a=b` }],
    ['no redirect URI that it knows', { redirect_uri: 'https://APP.example.com/callback' }],
    ['a client that is none', { client_id: 'nobody' }],
  ])('with %s shows a page and sends nobody anywhere', async (_what, parameters) => {
    const { status, html } = await pageOf(app.authorize(await signedIn(), parameters));
    expect(status).toBe(400);
    expect(html).toContain('This sign-in cannot go on');
  });

  test('with the client of another tenant shows a page', async () => {
    const { application } = await it.operations.applications.create(it.other.actor, {
      name: 'Theirs',
      redirectUris: [redirectUri],
    });
    const { status } = await pageOf(app.authorize(await signedIn(), { client_id: application.clientId }));
    expect(status).toBe(400);
  });

  test.each([
    ['without PKCE', { code_challenge: '', code_challenge_method: '' }, 'invalid_request'],
    ['with plain PKCE', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['for a token in the front', { response_type: 'token' }, 'unsupported_response_type'],
    ['for an ID token, when that is not switched on', { response_type: 'id_token' }, 'invalid_request'],
    ['for an API that the application has not', { audience: 'https://other.example' }, 'invalid_target'],
    ['with a made-up prompt', { prompt: 'sudo' }, 'invalid_request'],
  ])('%s goes back with an error', async (_what, parameters, error) => {
    const { callback } = await app.authorize(await signedIn(), parameters);
    const answer = callback.hash === '' ? callback.searchParams : new URLSearchParams(callback.hash.slice(1));
    expect(answer.get('error')).toBe(error);
    expect(answer.get('code')).toBeNull();
  });

  test('with `prompt=none` goes back when nobody is signed in, or by another way', async () => {
    const { callback } = await app.authorize(new Browser(it.baseUrl), { prompt: 'none' });
    expect(callback.searchParams.get('error')).toBe('login_required');
    const other = await app.authorize(await signedIn(), { prompt: 'none', connection: 'demo-github' });
    expect(other.callback.searchParams.get('error')).toBe('login_required');
  });
});

describe('a request that is posted', () => {
  const form = async (more: Record<string, string> = {}) => ({
    client_id: app.created.application.clientId,
    response_type: 'code',
    redirect_uri: redirectUri,
    scope: 'openid',
    state: 'a&b=c',
    code_challenge: await client.calculatePKCECodeChallenge(client.randomPKCECodeVerifier()),
    code_challenge_method: 'S256',
    ...more,
  });
  /** From another site: the browser has its cookies with it only when it follows the answer. */
  const submit = async (fields: Record<string, string> | URLSearchParams, browser: Browser) => {
    const answer = await post('/authorize', fields as Record<string, string>);
    const { status, headers } = answer;
    return status === 303
      ? browser.get(headers.get('location')!)
      : { status, location: null, html: await answer.text() };
  };

  test('is answered as the same by GET, also for whoever is signed in', async () => {
    const { location } = await submit(await form(), await signedIn());
    const callback = new URL(location!);
    expect(`${callback.origin}${callback.pathname}`).toBe(redirectUri);
    expect(callback.searchParams.get('code')).toMatch(/./);
    expect(callback.searchParams.get('state')).toBe('a&b=c');
    const silent = await submit(await form({ prompt: 'none' }), await signedIn());
    expect(new URL(silent.location!).searchParams.get('code')).toMatch(/./);
    const asked = await submit(await form(), new Browser(it.baseUrl));
    expect(asked.location).toMatch(/^\/openid\//);
  });

  test.each([
    ['a redirect URI that is not registered', { redirect_uri: 'https://evil.example/callback' }],
    ['a client that is none', { client_id: 'nobody' }],
  ])('with %s shows a page and sends nobody anywhere', async (_what, more) => {
    const { status, location, html } = await submit(await form(more), await signedIn());
    expect({ status, location }).toEqual({ status: 400, location: null });
    expect(html).toContain('This sign-in cannot go on');
  });

  test.each([
    ['without PKCE', { code_challenge: '', code_challenge_method: '' }, 'invalid_request'],
    ['for a token in the front', { response_type: 'token' }, 'unsupported_response_type'],
    ['with a made-up prompt', { prompt: 'sudo' }, 'invalid_request'],
    ['for an API that the application has not', { audience: 'https://other.example' }, 'invalid_target'],
  ])('%s goes back with an error', async (_what, more, error) => {
    const { location } = await submit(await form(more), await signedIn());
    const { searchParams, hash } = new URL(location!);
    const answer = hash === '' ? searchParams : new URLSearchParams(hash.slice(1));
    expect([answer.get('error'), answer.get('state'), answer.get('code')]).toEqual([error, 'a&b=c', null]);
  });

  test('with a field twice, by another type or at great length is refused', async () => {
    const twice = new URLSearchParams(await form());
    twice.append('redirect_uri', 'https://evil.example/callback');
    const { location } = await submit(twice, await signedIn());
    expect(location).toMatch(/^https:\/\/app\.example\.com\/callback\?error=invalid_request&/);
    const json = await fetch(`${it.baseUrl}/authorize`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(await form()),
      redirect: 'manual',
    });
    expect([json.status, json.headers.get('location')]).toEqual([400, null]);
    expect(await submit(await form({ state: 'x'.repeat(10_000) }), await signedIn())).toMatchObject({ status: 400 });
  });
});

describe('signing in again', () => {
  test('`prompt=login` asks whoever is signed in, and is not content with the session that was there', async () => {
    const browser = await signedIn();
    const before = (await app.signIn(browser)).claims()!;
    await expect(app.signIn(browser, { prompt: 'login' })).rejects.toThrow('somebody must sign in');
    const after = (await app.signIn(browser, { prompt: 'login' }, ada)).claims()!;
    expect(after.sub).toBe(before.sub);
    expect(after.sid).not.toBe(before.sid);
  });

  test('`max_age` does so once the session is old', async () => {
    const browser = await signedIn();
    await it.database.pool.query(
      "update sessions set created_at = created_at - interval '30 minutes' where ended_at is null",
    );
    await expect(app.signIn(browser, { max_age: '600' })).rejects.toThrow('somebody must sign in');
    await expect(app.signIn(browser, { max_age: '3600' })).resolves.toBeDefined();
    await expect(app.signIn(browser, { max_age: '600' }, ada)).resolves.toBeDefined();
  });

  test('`connection` leads straight to the provider, by either name', async () => {
    for (const connection of ['demo-github', 'github']) {
      const url = new URL(client.buildAuthorizationUrl(app.config, await request({ connection })));
      const browser = new Browser(it.baseUrl);
      const first = await browser.get(`${url.pathname}${url.search}`);
      const second = await browser.get(first.location!);
      expect(second.location).toMatch(/^\/sign-in\/with\/demo-github\?return_to=/);
    }
    const { callback } = await app.authorize(new Browser(it.baseUrl), { connection: 'nowhere' });
    expect(callback.searchParams.get('error_description')).toBe('the connection was not found');
  });

  describe('what the application says of the person', () => {
    /** The address of the page, or of the start at the provider, that the request leads to. */
    const led = async (more: Record<string, string>) => {
      const url = client.buildAuthorizationUrl(app.config, await request(more));
      const browser = new Browser(it.baseUrl);
      const { location } = await browser.get((await browser.get(`${url.pathname}${url.search}`)).location!);
      return { browser, path: location! };
    };
    const askedOf = async ({ browser, path }: { browser: Browser; path: string }) =>
      new URL((await browser.get(path)).location!).searchParams;

    test('stands in the page, and goes on to the provider that is chosen there', async () => {
      await it.operations.tenants.update(it.actor, it.tenant.id, {
        settings: { pages: { home_domains: { 'corp.example': 'demo-oidc' } } },
      });
      const { browser, path } = await led({ login_hint: 'dan@corp.example', prompt: 'login', ui_locales: 'fr' });
      const { html } = await browser.get(path);
      expect(html).toContain('<html lang="fr"');
      expect(html).toContain('value="dan@corp.example"');
      const [, href] = /href="(\/sign-in\/with\/demo-oidc[^"]*)"/.exec(html)!;
      const asked = await askedOf({ browser, path: href!.replaceAll('&amp;', '&') });
      expect([asked.get('login_hint'), asked.get('prompt')]).toEqual(['dan@corp.example', 'login']);

      const [, csrf] = /name="csrf_token" value="([^"]+)"/.exec(html)!;
      const [, returnTo] = /name="return_to" value="([^"]+)"/.exec(html)!;
      const [, prompt] = /name="prompt" value="([^"]+)"/.exec(html)!;
      const typed = { email: 'dan@corp.example', csrf_token: csrf!, return_to: returnTo!, prompt: prompt! };
      const onward = await browser.post('/sign-in/email', typed);
      const [, target] = /href="(http[^"]+prompt=login[^"]*)"/.exec(onward.html)!;
      expect(target).toContain('login_hint=dan%40corp.example');
    });

    test.each([
      [{ prompt: 'login' }, 'login'],
      [{ max_age: '0' }, 'login'],
      // Who is remembered there may have signed in longer ago.
      [{ max_age: '600' }, 'login'],
      [{}, null],
    ])('goes to the provider that it chose, with %j', async (more, prompt) => {
      const hinted = { connection: 'demo-oidc', login_hint: 'dan@corp.example' };
      const asked = await askedOf(await led({ ...hinted, ...(more as Record<string, string>) }));
      expect([asked.get('login_hint'), asked.get('prompt')]).toEqual(['dan@corp.example', prompt]);
    });

    test('is left out where it is no name of anybody', async () => {
      const asked = await askedOf(await led({ connection: 'demo-oidc', login_hint: 'x'.repeat(400) }));
      expect(asked.has('login_hint')).toBe(false);
    });
  });

  test('an interaction is of one browser alone', async () => {
    const url = client.buildAuthorizationUrl(app.config, await request({}));
    const { location } = await new Browser(it.baseUrl).get(`${url.pathname}${url.search}`);
    const { status, html } = await (await signedIn()).get(location!);
    expect(status).toBe(403);
    expect(html).toContain('started too long ago');
  });

  const request = async (more: Record<string, string>) => ({
    redirect_uri: redirectUri,
    scope: 'openid',
    code_challenge: await client.calculatePKCECodeChallenge(client.randomPKCECodeVerifier()),
    code_challenge_method: 'S256',
    ...more,
  });
});

describe('a code', () => {
  test('with another verifier, another redirect URI or another client is good for nothing', async () => {
    const browser = await signedIn();
    const other = await createRelyingParty(it);
    const mixedUp = await app.authorize(browser);
    await expect(app.redeem({ ...mixedUp, verifier: client.randomPKCECodeVerifier() })).rejects.toMatchObject({
      error: 'invalid_grant',
    });
    const stolen = await app.authorize(browser);
    await expect(other.redeem(stolen)).rejects.toMatchObject({ error: 'invalid_grant' });
    const { callback, verifier } = await app.authorize(browser);
    const answer = await post('/oauth/token', {
      grant_type: 'authorization_code',
      code: callback.searchParams.get('code')!,
      code_verifier: verifier,
      redirect_uri: 'https://evil.example/',
      client_id: app.created.application.clientId,
      client_secret: app.created.clientSecret!,
    });
    expect([answer.status, (await answer.json()).error]).toEqual([400, 'invalid_grant']);
  });

  test('is over after a minute', async () => {
    const authorized = await app.authorize(await signedIn());
    minutesLater = 2;
    await expect(app.redeem(authorized)).rejects.toMatchObject({ error: 'invalid_grant' });
    minutesLater = 0;
  });

  test('may be redeemed as JSON and with HTTP Basic, as SDKs do; not with a wrong secret', async () => {
    const { clientId } = app.created.application;
    const redeem = async (send: (fields: Record<string, string>) => Promise<Response>) => {
      const { callback, verifier } = await app.authorize(await signedIn());
      return send({
        grant_type: 'authorization_code',
        code: callback.searchParams.get('code')!,
        code_verifier: verifier,
        redirect_uri: redirectUri,
      });
    };
    const json = await redeem((fields) =>
      fetch(`${it.baseUrl}/oauth/token`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ ...fields, client_id: clientId, client_secret: app.created.clientSecret }),
      }),
    );
    expect(json.status).toBe(200);
    expect(json.headers.get('cache-control')).toBe('no-store');
    const basicOf = (secret: string) => `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}`;
    const basic = await redeem((fields) =>
      post('/oauth/token', fields, { authorization: basicOf(app.created.clientSecret!) }),
    );
    expect(basic.status).toBe(200);
    const wrong = await redeem((fields) => post('/oauth/token', fields, { authorization: basicOf('wrong') }));
    expect([wrong.status, (await wrong.json()).error]).toEqual([401, 'invalid_client']);
    const none = await redeem((fields) => post('/oauth/token', { ...fields, client_id: clientId }));
    expect(none.status).toBe(401);
  });
});

describe('tokens', () => {
  test('for an API are JWTs of its audience, and tell the userinfo endpoint who it is', async () => {
    const scope = 'openid profile offline_access read:orders write:orders';
    const tokens = await app.signIn(await signedIn(), { audience: api, scope });
    expect(payloadOf(tokens.access_token)).toMatchObject({
      iss: `${it.baseUrl}/`,
      sub: tokens.claims()!.sub,
      aud: [api, `${it.baseUrl}/userinfo`],
      azp: app.created.application.clientId,
      scope: 'openid profile offline_access read:orders',
    });
    const told = await client.fetchUserInfo(app.config, tokens.access_token, tokens.claims()!.sub);
    expect(told.name).toBeDefined();
    expect(told.email).toBeUndefined();
    const renewed = await client.refreshTokenGrant(app.config, tokens.refresh_token!);
    expect(payloadOf(renewed.access_token).aud).toEqual([api, `${it.baseUrl}/userinfo`]);
  });

  test('for an API whose name is no address', async () => {
    const tokens = await app.signIn(await signedIn(), { audience: 'orders', scope: 'openid' });
    expect(payloadOf(tokens.access_token).aud).toEqual(['orders', `${it.baseUrl}/userinfo`]);
  });

  test('without a signature, of another signature, or for another endpoint are refused', async () => {
    const { access_token: token, ...tokens } = await app.signIn(await signedIn(), { audience: api, scope: 'openid' });
    const [header, payload, signature] = token.split('.') as [string, string, string];
    const none = Buffer.from(
      JSON.stringify({ alg: 'none', kid: JSON.parse(Buffer.from(header, 'base64url').toString()).kid }),
    );
    const status = async (bearer: string) =>
      (await fetch(`${it.baseUrl}/userinfo`, { headers: { authorization: `Bearer ${bearer}` } })).status;
    expect(await status(token)).toBe(200);
    expect(await status(`${none.toString('base64url')}.${payload}.`)).toBe(401);
    expect(await status(`${none.toString('base64url')}.${payload}.${signature}`)).toBe(401);
    const changed = Buffer.from(JSON.stringify({ ...payloadOf(token), sub: 'x' })).toString('base64url');
    expect(await status(`${header}.${changed}.${signature}`)).toBe(401);
    expect(await status(tokens.id_token!)).toBe(401);
    expect(await status('nonsense')).toBe(401);
    minutesLater = 120;
    expect(await status(token)).toBe(401);
    minutesLater = 0;
  });

  test('are not renewed for a suspended user, nor with another application, nor once access was ended', async () => {
    const scope = 'openid offline_access';
    const other = await createRelyingParty(it);
    const person = { way: 'demo-github', id: 'bjorn' };
    const first = await app.signIn(new Browser(it.baseUrl), { scope }, person);
    await expect(client.refreshTokenGrant(other.config, first.refresh_token!)).rejects.toMatchObject({
      error: 'invalid_grant',
    });
    const userId = first.claims()!.sub;
    await it.operations.users.setStatus(it.actor, userId, 'suspended');
    await expect(client.refreshTokenGrant(app.config, first.refresh_token!)).rejects.toMatchObject({
      error: 'invalid_grant',
    });
    await it.operations.users.setStatus(it.actor, userId, 'active');
    await expect(client.refreshTokenGrant(app.config, first.refresh_token!)).rejects.toMatchObject({
      error: 'invalid_grant',
    });
    const second = await app.signIn(new Browser(it.baseUrl), { scope }, person);
    await it.operations.openid.endAccess(it.actor, userId);
    await expect(client.refreshTokenGrant(app.config, second.refresh_token!)).rejects.toMatchObject({
      error: 'invalid_grant',
    });
  });

  test('can be revoked by their application', async () => {
    const tokens = await app.signIn(await signedIn(), { scope: 'openid offline_access' });
    await client.tokenRevocation(app.config, tokens.refresh_token!);
    await expect(client.refreshTokenGrant(app.config, tokens.refresh_token!)).rejects.toMatchObject({
      error: 'invalid_grant',
    });
  });

  test('lie in the database by their hashes alone', async () => {
    const tokens = await app.signIn(await signedIn(), { scope: 'openid offline_access' });
    const { rows } = await it.database.pool.query('select payload::text as payload, key from openid_records');
    const all = rows.map(({ payload, key }) => `${payload} ${Buffer.from(key).toString('latin1')}`).join('\n');
    expect(all).not.toContain(tokens.refresh_token!);
    expect(all).not.toContain(tokens.access_token);
  });
});

describe('kinds of applications', () => {
  test('a page without a secret: PKCE, refresh tokens, calls from its own origin alone', async () => {
    const spa = await createRelyingParty(it, { authMethod: 'none', webOrigins: ['https://spa.example.com'] });
    const tokens = await spa.signIn(await signedIn(), { scope: 'openid offline_access' });
    const renew = (origin: string) =>
      post(
        '/oauth/token',
        {
          grant_type: 'refresh_token',
          refresh_token: tokens.refresh_token!,
          client_id: spa.created.application.clientId,
        },
        { origin },
      );
    const evil = await renew('https://evil.example');
    expect([evil.status, evil.headers.get('access-control-allow-origin')]).toEqual([400, null]);
    const own = await renew('https://spa.example.com');
    expect([own.status, own.headers.get('access-control-allow-origin')]).toEqual([200, 'https://spa.example.com']);
    const preflight = await fetch(`${it.baseUrl}/oauth/token`, {
      method: 'OPTIONS',
      headers: { origin: 'https://spa.example.com', 'access-control-request-method': 'POST' },
    });
    expect(preflight.status).toBe(204);
  });

  test('one that takes an ID token by form post', async () => {
    const web = await createRelyingParty(it, {
      grantTypes: ['implicit'],
      redirectUris: ['http://localhost:3000/callback'],
    });
    const { html, status } = await pageOf(
      web.authorize(await signedIn(), {
        response_type: 'id_token',
        response_mode: 'form_post',
        redirect_uri: 'http://localhost:3000/callback',
        code_challenge: '',
        code_challenge_method: '',
      }),
    );
    expect(status).toBe(200);
    const token = /name="id_token" value="([^"]+)"/.exec(html)![1]!;
    expect(payloadOf(token)).toMatchObject({ aud: web.created.application.clientId, email: 'ada@example.com' });
  });

  test('a page that looks for a session in a hidden frame', async () => {
    const spa = await createRelyingParty(it, { authMethod: 'none' });
    const state = 'ends</script><script>nothing';
    const { html, headers } = await pageOf(
      spa.authorize(new Browser(it.baseUrl), { prompt: 'none', response_mode: 'web_message', state }),
    );
    expect(html).toContain('"error":"login_required"');
    expect(html).not.toContain(state);
    // Posted to the application's page alone, which alone may have it in a frame.
    const { origin } = new URL(redirectUri);
    expect(html).toContain(`}, "${origin}");`);
    expect(headers.get('content-security-policy')).toMatch(
      new RegExp(`^default-src 'none'; script-src 'sha256-[^']+'; base-uri 'none'; frame-ancestors ${origin}$`),
    );
  });

  test('Auth0’s names for people, and a name for one application alone', async () => {
    const browser = await signedIn();
    const { userId } = await browser.readAccount();
    const user = await it.operations.users.read(it.actor, userId);
    const auth0 = await createRelyingParty(it, { subjectFormat: 'auth0' });
    expect((await auth0.signIn(browser)).claims()!.sub).toBe(user.originKey);
    const [one, two] = [
      await createRelyingParty(it, { subjectFormat: 'pairwise' }),
      await createRelyingParty(it, { subjectFormat: 'pairwise' }),
    ];
    const subjects = [(await one.signIn(browser)).claims()!.sub, (await two.signIn(browser)).claims()!.sub];
    expect(new Set([...subjects, userId]).size).toBe(3);
    await it.operations.applications.update(it.actor, one.created.application.id, { subjectFormat: 'native' });
    expect((await one.signIn(browser)).claims()!.sub).toBe(subjects[0]);
  });

  test('one for machines has tokens for its APIs', async () => {
    const machine = await it.operations.applications.create(it.actor, {
      name: 'machine',
      grantTypes: ['client_credentials'],
      apis: [{ audience: api, scopes: ['read:orders'] }],
    });
    const answer = await post('/oauth/token', {
      grant_type: 'client_credentials',
      audience: api,
      scope: 'read:orders',
      client_id: machine.application.clientId,
      client_secret: machine.clientSecret!,
    });
    expect(answer.status).toBe(200);
    expect(payloadOf((await answer.json()).access_token)).toMatchObject({
      aud: api,
      sub: machine.application.clientId,
    });
  });

  test('a removed one, and a secret that was changed', async () => {
    const gone = await createRelyingParty(it);
    const tokens = await gone.signIn(await signedIn(), { scope: 'openid offline_access' });
    await it.operations.applications.changeSecret(it.actor, gone.created.application.id);
    await expect(client.refreshTokenGrant(gone.config, tokens.refresh_token!)).rejects.toMatchObject({
      error: 'invalid_client',
    });
    await it.operations.applications.delete(it.actor, gone.created.application.id);
    expect((await pageOf(gone.authorize(await signedIn()))).status).toBe(400);
  });
});

describe('an application of somebody else', () => {
  test('asks once; without a yes it learns nothing', async () => {
    const theirs = await createRelyingParty(it, { firstParty: false, name: 'Their <App>' });
    const browser = await signedIn();
    const asked = await pageOf(theirs.authorize(browser));
    expect(asked.html).toContain('Their &lt;App');
    expect(asked.html).toContain('read your e-mail address');
    const { callback } = await theirs.authorize(browser, { prompt: 'none' });
    expect(callback.searchParams.get('error')).toBe('consent_required');

    const csrf = (html: string) => /name="csrf_token" value="([^"]+)"/.exec(html)![1]!;
    const forged = await browser.post(asked.url.pathname, { csrf_token: 'x', answer: 'yes' });
    expect(forged.status).toBe(403);
    const again = await pageOf(theirs.authorize(browser));
    const no = await browser.post(again.url.pathname, { csrf_token: csrf(again.html), answer: 'no' });
    const refused = await browser.get(new URL(no.location!).pathname);
    expect(new URL(refused.location!).searchParams.get('error')).toBe('access_denied');

    const third = await pageOf(theirs.authorize(browser));
    const yes = await browser.post(third.url.pathname, { csrf_token: csrf(third.html), answer: 'yes' });
    const agreed = await browser.get(new URL(yes.location!).pathname);
    expect(new URL(agreed.location!).searchParams.get('code')).toMatch(/./);
    expect((await theirs.signIn(browser)).claims()!.email).toBe('ada@example.com');
    // More than was agreed to is asked for again.
    expect((await pageOf(theirs.authorize(browser, { scope: 'openid phone' }))).html).toContain('phone number');
  });
});

describe('signing out', () => {
  test('without a hint that it is this person, they are asked', async () => {
    const browser = await signedIn();
    const path = `/oidc/logout?client_id=${app.created.application.clientId}&post_logout_redirect_uri=https://app.example.com/bye`;
    const { status, html } = await browser.get(path);
    expect(status).toBe(200);
    expect((await browser.get('/account')).status).toBe(200);
    const field = (name: string) => new RegExp(`name="${name}" value="([^"]+)"`).exec(html)![1]!;
    const answer = await browser.post('/oidc/logout', {
      csrf_token: field('csrf_token'),
      client_id: field('client_id'),
      post_logout_redirect_uri: field('post_logout_redirect_uri'),
    });
    expect(answer.location).toBe('https://app.example.com/bye');
    expect((await browser.get('/account')).status).toBe(303);
  });

  test('an address that is not registered is not gone to', async () => {
    const browser = await signedIn();
    const { clientId } = app.created.application;
    for (const path of [
      `/oidc/logout?client_id=${clientId}&post_logout_redirect_uri=https://evil.example/`,
      '/oidc/logout?post_logout_redirect_uri=https://app.example.com/bye',
      `/v2/logout?client_id=${clientId}&returnTo=https://evil.example/`,
      '/v2/logout?returnTo=https://evil.example/',
      '/oidc/logout?id_token_hint=nonsense',
    ]) {
      expect((await browser.get(path)).status, path).toBe(400);
    }
    expect((await browser.get('/account')).status).toBe(200);
  });

  test('Auth0’s way goes back at once', async () => {
    const browser = await signedIn();
    const path = `/v2/logout?client_id=${app.created.application.clientId}&returnTo=https%3A%2F%2Fapp.example.com%2Fbye`;
    expect((await browser.get(path)).location).toBe('https://app.example.com/bye');
    expect((await browser.get('/account')).status).toBe(303);
  });
});

describe('tenants by host name', () => {
  test('each has an issuer, keys and clients of its own', async () => {
    const { tenant, actor } = it.other;
    await it.operations.tenants.update(it.actor, tenant.id, { settings: { hosts: ['id.globex.example'] } });
    const ask = async (path: string, host: string) => {
      const answer = await it.app.server.inject({ url: path, headers: { host } });
      return { status: answer.statusCode, location: answer.headers.location, body: answer.body };
    };
    const theirs = JSON.parse((await ask('/.well-known/openid-configuration', 'id.globex.example')).body);
    expect(theirs).toMatchObject({
      issuer: 'http://id.globex.example/',
      authorization_endpoint: 'http://id.globex.example/authorize',
      token_endpoint: 'http://id.globex.example/oauth/token',
      end_session_endpoint: 'http://id.globex.example/oidc/logout',
    });
    const keys = async (host: string) => JSON.parse((await ask('/.well-known/jwks.json', host)).body).keys;
    const kids = (await keys('id.globex.example')).map(({ kid }: { kid: string }) => kid);
    expect(kids).not.toEqual((await keys('127.0.0.1')).map(({ kid }: { kid: string }) => kid));

    const query = (clientId: string) =>
      `/authorize?client_id=${clientId}&response_type=code&scope=openid&redirect_uri=${encodeURIComponent(redirectUri)}` +
      '&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256';
    const own = await it.operations.applications.create(actor, { name: 'Theirs', redirectUris: [redirectUri] });
    expect((await ask(query(own.application.clientId), 'id.globex.example')).location).toMatch(/^\/openid\//);
    expect((await ask(query(app.created.application.clientId), 'id.globex.example')).status).toBe(400);
    // A host that nobody has is the installation's own place.
    const unknown = JSON.parse((await ask('/.well-known/openid-configuration', 'who.example')).body);
    expect(unknown.issuer).toBe(`${it.baseUrl}/`);
  });

  test('one host name leads to one tenant, and only who runs the installation says which', async () => {
    const settings = { hosts: ['id.acme.example'] };
    await it.operations.tenants.update(it.actor, it.tenant.id, { settings });
    const byKey = await it.operations.authentication.byKey(it.other.key.rawKey);
    await expect(
      it.operations.tenants.update(byKey, it.other.tenant.id, { settings: { hosts: ['x.example'] } }),
    ).rejects.toMatchObject({ code: 'insufficient_scope' });
    await expect(it.operations.tenants.update(it.actor, it.other.tenant.id, { settings })).rejects.toMatchObject({
      code: 'host_taken',
    });
    await expect(
      it.operations.tenants.update(it.actor, it.tenant.id, { settings: { hosts: ['https://x'] } }),
    ).rejects.toMatchObject({ code: 'invalid_input' });
  });
});
