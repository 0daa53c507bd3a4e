// Signing in from the page to the account, at a development server as a newcomer has it.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Browser } from '../support/browser.ts';
import { type DevelopmentServer, startDevelopment } from '../support/selfsame.ts';

let server: DevelopmentServer;
const dataDir = mkdtempSync(join(tmpdir(), 'selfsame-sign-in-'));

beforeAll(async () => {
  server = await startDevelopment(dataDir);
});

afterAll(async () => {
  await server?.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

const open = () => new Browser(server.baseUrl);

describe('the sign-in page', () => {
  test('lists the ways in, each a link that starts', async () => {
    const { status, html, headers } = await open().get('/sign-in');
    expect(status).toBe(200);
    expect([...html.matchAll(/href="(\/sign-in\/with\/[^"]+)"/g)].map(([, href]) => href)).toEqual([
      '/sign-in/with/google-oauth2',
      '/sign-in/with/github',
      '/sign-in/with/oidc',
    ]);
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('cache-control')).toBe('no-store');
  });

  test('hands the wish where to go on to the links', async () => {
    const { html } = await open().get('/sign-in?return_to=%2Faccount%3Ftab%3D1');
    expect(html).toContain('/sign-in/with/github?return_to=%2Faccount%3Ftab%3D1');
    const { html: foreign } = await open().get('/sign-in?return_to=https%3A%2F%2Fevil.example');
    expect(foreign).not.toContain('evil.example');
  });

  test('sends the start of a sign-in with PKCE, state and nonce, and binds it to the browser', async () => {
    const browser = open();
    const { status, location, headers } = await browser.get('/sign-in/with/google-oauth2');
    expect(status).toBe(303);
    const sent = new URL(location!).searchParams;
    expect(sent.get('code_challenge_method')).toBe('S256');
    expect(sent.get('state')!.length).toBeGreaterThan(40);
    expect(sent.get('nonce')!.length).toBeGreaterThan(40);
    expect(sent.get('redirect_uri')).toBe(`${server.baseUrl}/sign-in/callback`);
    const [cookie] = headers.getSetCookie();
    expect(cookie).toMatch(/; HttpOnly/);
    expect(cookie).toMatch(/; SameSite=Lax/);
    expect(cookie).toMatch(/; Path=\//);
  });

  test('knows no other way in', async () => {
    const { status, html } = await open().get('/sign-in/with/nothing');
    expect(status).toBe(404);
    expect(html).toContain('There is no such way to sign in');
  });
});

describe('a person', () => {
  test.each([
    ['google-oauth2', '/account'],
    ['github', '/account'],
    ['oidc', '/account?new'],
  ])('signs in at %s and sees the account', async (connection, path) => {
    const browser = open();
    const signIn = () =>
      connection === 'oidc' ? browser.signInAsNew(connection, 'bjorn') : browser.signIn(connection, 'bjorn');
    const { status, location, headers } = await signIn();
    expect([status, location]).toEqual([303, path]);
    const session = headers.getSetCookie().find((header) => header.startsWith('selfsame_session='));
    expect(session).toMatch(/; HttpOnly/);
    expect(session).toMatch(/; SameSite=Lax/);
    const { html } = await browser.readAccount();
    expect(html).toContain('Björn Ångström');
    expect(html).toContain(`<code>${connection}</code>`);
  });

  test('is one user at providers that prove the address, and asked where nothing is proved', async () => {
    const userAt = async (connection: string) => {
      const browser = open();
      await (connection === 'oidc' ? browser.signInAsNew(connection, 'ada') : browser.signIn(connection, 'ada'));
      return (await browser.readAccount()).userId;
    };
    const atGoogle = await userAt('google-oauth2');
    expect(await userAt('google-oauth2')).toBe(atGoogle);
    expect(await userAt('github')).toBe(atGoogle);
    expect(await userAt('oidc')).not.toBe(atGoogle);
  });

  test('who claims an address without proof joins nobody', async () => {
    const browser = open();
    await browser.signIn('google-oauth2', 'ada');
    const ada = await browser.readAccount();
    await browser.signIn('google-oauth2', 'mallory');
    expect((await browser.readAccount()).userId).not.toBe(ada.userId);
  });

  test('without a name or an address signs in too', async () => {
    const browser = open();
    await browser.signIn('oidc', 'dan');
    expect((await browser.readAccount()).html).toContain('No e-mail address');
  });

  test('signs in as a second person in the same browser, and the first session is over', async () => {
    const browser = open();
    await browser.signIn('google-oauth2', 'ada');
    const first = browser.cookies.get('selfsame_session')!;
    await browser.signIn('google-oauth2', 'bjorn');
    expect((await browser.readAccount()).html).toContain('Björn');
    const old = open();
    old.cookies.set('selfsame_session', first);
    expect((await old.get('/account')).location).toBe('/sign-in?return_to=%2Faccount');
  });

  test('signs in in two tabs at once', async () => {
    const browser = open();
    const one = await browser.goToProvider('google-oauth2', 'ada');
    const two = await browser.goToProvider('github', 'ada');
    expect((await browser.get(one)).location).toBe('/account');
    expect((await browser.get(two)).location).toBe('/account');
  });

  test('comes back to where the way began, on this origin alone', async () => {
    const to = async (wanted: string) => (await open().signIn('github', 'ada', `?return_to=${wanted}`)).location;
    expect(await to('%2Faccount%3Ffrom%3Dmail')).toBe('/account?from=mail');
    expect(await to('%2F%2Fevil.example%2F')).toBe('/account');
    expect(await to('https%3A%2F%2Fevil.example%2F')).toBe('/account');
  });

  test('who chooses to be nobody is told so, and nothing is signed in', async () => {
    const browser = open();
    const { status, html } = await browser.signIn('google-oauth2', 'nobody');
    expect(status).toBe(403);
    expect(html).toContain('called off at the provider');
    expect((await browser.get('/account')).status).toBe(303);
  });
});

describe('a callback', () => {
  const refused = 'not started in this browser';

  test.each([
    ['without a state', '/sign-in/callback?code=abc'],
    ['with a made-up state', '/sign-in/callback?code=abc&state=made-up'],
    ['with nothing', '/sign-in/callback'],
  ])('%s is refused', async (_what, path) => {
    const { status, html, headers } = await open().get(path);
    expect(status).toBe(403);
    expect(html.toLowerCase()).toContain(refused);
    expect(headers.getSetCookie()).toEqual([]);
  });

  test('in another browser than it was started in is refused', async () => {
    const victim = open();
    const callback = await open().goToProvider('google-oauth2', 'mallory');
    const { status, html } = await victim.get(callback);
    expect(status).toBe(403);
    expect(html.toLowerCase()).toContain(refused);
    expect(victim.cookies.size).toBe(0);
  });

  test('with the cookie of another sign-in of the same browser is refused', async () => {
    const browser = open();
    await browser.get('/sign-in/with/github');
    const [own] = browser.cookies.keys();
    const attacker = open();
    const callback = await attacker.goToProvider('google-oauth2', 'mallory');
    const [name] = attacker.cookies.keys();
    browser.cookies.set(name!, browser.cookies.get(own!)!);
    expect((await browser.get(callback)).status).toBe(403);
  });

  test('works once', async () => {
    const browser = open();
    const callback = await browser.goToProvider('google-oauth2', 'ada');
    const cookies = new Map(browser.cookies);
    expect((await browser.get(callback)).status).toBe(303);
    for (const [name, value] of cookies) browser.cookies.set(name, value);
    expect((await browser.get(callback)).status).toBe(403);
  });

  test('with a code that was not made for it is refused', async () => {
    const browser = open();
    const callback = new URL(await browser.goToProvider('google-oauth2', 'ada'), server.baseUrl);
    callback.searchParams.set('code', 'stolen');
    const { status } = await browser.get(`${callback.pathname}${callback.search}`);
    expect(status).toBe(403);
    expect((await browser.get('/account')).status).toBe(303);
  });

  test('of another issuer is refused', async () => {
    const browser = open();
    const callback = new URL(await browser.goToProvider('google-oauth2', 'ada'), server.baseUrl);
    callback.searchParams.set('iss', 'https://evil.example');
    expect((await browser.get(`${callback.pathname}${callback.search}`)).status).toBe(403);
  });
});

describe('signing out', () => {
  test('ends the session, for this browser and for a copy of its cookie', async () => {
    const browser = open();
    await browser.signIn('github', 'eleni');
    const { csrfToken } = await browser.readAccount();
    const cookie = browser.cookies.get('selfsame_session')!;
    const { status, location } = await browser.post('/sign-out', { csrf_token: csrfToken });
    expect([status, location]).toEqual([303, '/sign-in?signed_out']);
    expect((await browser.get(location!)).html).toContain('You are signed out');
    browser.cookies.set('selfsame_session', cookie);
    expect((await browser.get('/account')).status).toBe(303);
  });

  test('needs the token of the page: another site cannot do it', async () => {
    const browser = open();
    await browser.signIn('github', 'eleni');
    const other = open();
    await other.signIn('github', 'ada');
    const foreign = (await other.readAccount()).csrfToken;
    for (const form of [{}, { csrf_token: '' }, { csrf_token: foreign }]) {
      expect((await browser.post('/sign-out', form as Record<string, string>)).status).toBe(403);
      expect((await browser.get('/account')).status).toBe(200);
    }
  });

  test('twice, or without having signed in, harms nobody', async () => {
    expect((await open().post('/sign-out', {})).location).toBe('/sign-in?signed_out');
  });
});

describe('what is nowhere', () => {
  test('is a page for a browser and JSON for a program', async () => {
    const page = await open().get('/nowhere');
    expect([page.status, page.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8']);
    const json = await fetch(`${server.baseUrl}/nowhere`, { headers: { accept: 'application/json' } });
    expect([json.status, ((await json.json()) as { code: string }).code]).toEqual([404, 'route_not_found']);
  });

  test('the start leads to the account, and that to the sign-in', async () => {
    expect((await open().get('/')).location).toBe('/account');
    expect((await open().get('/account')).location).toBe('/sign-in?return_to=%2Faccount');
  });

  test('the other name of this machine leads to the one that the providers know', async () => {
    const { port } = new URL(server.baseUrl);
    const response = await fetch(`http://127.0.0.1:${port}/sign-in?x=1`, { redirect: 'manual' });
    expect(response.headers.get('location')).toBe(`${server.baseUrl}/sign-in?x=1`);
  });
});
