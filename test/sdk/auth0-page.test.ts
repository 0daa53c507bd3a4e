// A page without a server, as Auth0's users write it: `@auth0/auth0-spa-js`, unmodified, in Chromium.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Auth0Client, createAuth0Client } from '@auth0/auth0-spa-js';
import { type Browser, type BrowserContext, chromium, type Page, type Response } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { findChromium } from '../support/chromium.ts';
import { addDemoSignIn, type DemoSignIn } from '../support/demo-sign-in.ts';
import { readPieces } from '../support/document.ts';
import { type LoopbackServer, startLoopbackServer } from '../support/loopback-server.ts';
import { freePort } from '../support/selfsame.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

declare global {
  interface Window {
    auth0: typeof import('@auth0/auth0-spa-js');
    client: Auth0Client;
  }
}

const sdk = readFileSync(
  createRequire(import.meta.url)
    .resolve('@auth0/auth0-spa-js')
    .replace(/dist.*$/, 'dist/auth0-spa-js.production.js'),
);

let it: TestApp;
let demo: DemoSignIn;
let app: LoopbackServer;
let clientId: string;
let browser: Browser;
let context: BrowserContext;
let page: Page;

beforeAll(async () => {
  it = await startTestApp({ port: await freePort() });
  demo = await addDemoSignIn(it);
  app = await startLoopbackServer();
  app.use((request, response) => {
    if (request.url === '/sdk.js') return response.writeHead(200, { 'content-type': 'text/javascript' }).end(sdk);
    response.writeHead(200, { 'content-type': 'text/html' });
    return response.end('<!doctype html><title>Page</title><script src="/sdk.js"></script><h1>Page</h1>');
  });
  const { application } = await it.operations.applications.create(it.actor, {
    name: 'Page',
    authMethod: 'none',
    redirectUris: [app.origin],
    postLogoutRedirectUris: [`${app.origin}/bye`],
    subjectFormat: 'auth0',
    apis: [{ audience: 'https://orders.example', scopes: ['read:orders'] }],
  });
  clientId = application.clientId;
  const { executablePath, args, env } = await findChromium();
  browser = await chromium.launch({ executablePath, args, env, headless: true });
});
afterAll(async () => {
  await browser?.close();
  await app?.close();
  await demo?.close();
  await it?.close();
});
beforeEach(async () => {
  context = await browser.newContext();
  page = await context.newPage();
  page.setDefaultTimeout(10_000);
});
afterEach(() => context.close());

type Options = Partial<Parameters<typeof createAuth0Client>[0]>;
type Tokens = Record<'access_token' | 'id_token' | 'refresh_token' | 'scope', string>;

/** Opens the page, and the SDK in it: told the address, the client id and what the test is about. */
async function open(options: Options = {}, path = '/'): Promise<void> {
  if (path !== '') await page.goto(`${app.origin}${path}`);
  await page.evaluate(
    async ([domain, id, more]) => {
      window.client = await window.auth0.createAuth0Client({
        domain,
        clientId: id,
        ...more,
        authorizationParams: { redirect_uri: location.origin, ...more.authorizationParams },
      });
    },
    [it.publicUrl, clientId, options] as const,
  );
}

/** At the sign-in page, unless the request names a connection; and at the provider. */
async function choose(at: Page, person: RegExp, way: RegExp | null = /google/i): Promise<void> {
  if (way) await at.getByRole('link', { name: way }).first().click();
  await at.getByRole('button', { name: person }).first().click();
}

/** In a window that closes by itself, perhaps before it was told that the click was done. */
async function chooseInWindow(at: Page, person: RegExp, way?: null): Promise<void> {
  const closed = at.waitForEvent('close');
  await choose(at, person, way).catch((error: unknown) => {
    if (!at.isClosed()) throw error;
  });
  await closed;
}

/** By redirects, and back in the page. */
async function signIn(options: Options = {}, person = /Ada Park/): Promise<void> {
  await open(options);
  await page.evaluate(() => void window.client.loginWithRedirect());
  await choose(page, person);
  await page.waitForURL(`${app.origin}/?*`);
  await open(options, '');
  await page.evaluate(async () => {
    await window.client.handleRedirectCallback();
    history.replaceState(null, '', '/');
  });
}

/** Every answer of the token endpoint from now on; to be read before the context is closed. */
function watchTokens(): Response[] {
  const seen: Response[] = [];
  context.on('response', (response) => {
    if (response.url() === `${it.publicUrl}/oauth/token` && response.request().method() === 'POST') seen.push(response);
  });
  return seen;
}

/** What a fresh token is refused with. */
const refusal = (): Promise<string> =>
  page.evaluate(() =>
    window.client.getTokenSilently({ cacheMode: 'off' }).then(
      () => 'nothing',
      (thrown: { error: string }) => thrown.error,
    ),
  );

const subjectNow = () => page.evaluate(async () => (await window.client.getUser())?.sub);

test('a person signs in by redirect, and the page knows who it is', async () => {
  // As docs/migrate-from-auth0.md prints it, at the addresses of this test.
  const piece = readPieces('docs/migrate-from-auth0.md').find(({ code }) => code.includes('createAuth0Client'))!.code;
  const create = piece
    .replace("'id.example.com'", JSON.stringify(it.publicUrl))
    .replace('https://api.example.com', 'https://orders.example');
  const openPrinted = () =>
    page.evaluate(
      async ([code, id]) => {
        const run = (async () => undefined).constructor as typeof Function;
        window.client = await run(
          'createAuth0Client',
          'CLIENT_ID',
          `${code}; return auth0;`,
        )(window.auth0.createAuth0Client, id);
      },
      [create, clientId] as const,
    );
  await page.goto(app.origin);
  await openPrinted();
  await page.evaluate(() => void window.client.loginWithRedirect());
  await choose(page, /Ada Park/);
  await page.waitForURL(`${app.origin}/?*`);
  await openPrinted();
  await page.evaluate(() => window.client.handleRedirectCallback());
  expect(await page.evaluate(() => window.client.getTokenSilently({ cacheMode: 'off' }))).toMatch(/\./);
  const user = await page.evaluate(() => window.client.getUser());
  expect(user).toMatchObject({ email: 'ada@example.com', email_verified: true });
  expect(user?.sub).toMatch(/^google-oauth2\|/);
  const claims = await page.evaluate(() => window.client.getIdTokenClaims());
  expect(claims).toMatchObject({ iss: `${it.publicUrl}/`, aud: clientId, sid: expect.any(String) });
});

test.each(['memory', 'localstorage'] as const)(
  'refresh tokens are new at each use and kept in %s; one that was used before ends them all',
  async (cacheLocation) => {
    const answers = watchTokens();
    const authorizationParams = { audience: 'https://orders.example', scope: 'openid email read:orders' };
    await signIn({ useRefreshTokens: true, cacheLocation, authorizationParams });
    for (let use = 0; use < 2; use += 1)
      await page.evaluate(() => window.client.getTokenSilently({ cacheMode: 'off', detailedResponse: true }));
    // They are told beside the page.
    await vi.waitFor(() => expect(answers).toHaveLength(3));
    const tokens: Tokens[] = await Promise.all(answers.map((answer) => answer.json()));
    expect(new Set(tokens.map(({ refresh_token: token }) => token)).size).toBe(3);
    expect(tokens.at(-1)!.scope.split(' ')).toEqual(expect.arrayContaining(['read:orders', 'offline_access']));
    const payload = JSON.parse(Buffer.from(tokens.at(-1)!.access_token.split('.')[1]!, 'base64url').toString());
    expect(payload).toMatchObject({ aud: expect.arrayContaining(['https://orders.example']), azp: clientId });

    const replayed = await fetch(`${it.publicUrl}/oauth/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'refresh_token',
        client_id: clientId,
        refresh_token: tokens[0]!.refresh_token,
      }),
    });
    expect(replayed.status).toBe(400);
    expect(await refusal()).toBe('invalid_grant');
  },
);

test('the page knows a person again by a hidden frame, and by none after signing out', async () => {
  await signIn();
  const sub = await subjectNow();
  await open({}, '/');
  expect(await subjectNow()).toBe(sub);
  expect(await page.evaluate(() => window.client.getTokenSilently({ cacheMode: 'off' }))).toMatch(/./);

  await page.evaluate((returnTo) => void window.client.logout({ logoutParams: { returnTo } }), `${app.origin}/bye`);
  await page.waitForURL(`${app.origin}/bye`);
  await open({}, '');
  expect(await subjectNow()).toBeUndefined();
  expect(await refusal()).toBe('login_required');
});

test('a refresh token is ended by the page that has it', async () => {
  await signIn({ useRefreshTokens: true, cacheLocation: 'localstorage' });
  await page.evaluate(() => window.client.revokeRefreshToken());
  await expect(page.evaluate(() => window.client.getTokenSilently({ cacheMode: 'off' }))).rejects.toThrow(
    /Missing Refresh Token/,
  );
});

test('a person signs in in a window of its own', async () => {
  await open();
  const opened = page.waitForEvent('popup');
  const signedIn = page.evaluate(() => window.client.loginWithPopup());
  await chooseInWindow(await opened, /Ada Park/);
  await signedIn;
  expect(await subjectNow()).toMatch(/^google-oauth2\|/);
});

test('a person links the account of another window, by `link_with`', async () => {
  const audience = `${it.publicUrl}/api/v2/`;
  const scope = 'openid profile email read:current_user update:current_user_identities';
  await signIn({ useRefreshTokens: true, authorizationParams: { audience, scope } }, /Carol D/);
  const primary = await subjectNow();

  // As Auth0's sample does: a second client, whose window leaves the first one's tokens alone.
  const opened = page.waitForEvent('popup');
  const linked = page.evaluate(
    async ([domain, id]) => {
      const other = new window.auth0.Auth0Client({ domain, clientId: id });
      await other.loginWithPopup({ authorizationParams: { connection: 'demo-github', prompt: 'login' } });
      const secondary = (await other.getIdTokenClaims())!;
      const token = await window.client.getTokenSilently();
      const answer = await fetch(`${domain}/api/v2/users/${(await window.client.getUser())!.sub}/identities`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ link_with: secondary.__raw }),
      });
      return { status: answer.status, identities: await answer.json(), sub: secondary.sub };
    },
    [it.publicUrl, clientId] as const,
  );
  await chooseInWindow(await opened, /Carol D/, null);
  const { status, identities, sub } = await linked;
  expect(status).toBe(201);
  expect(
    identities.map(({ provider, user_id: id }: { provider: string; user_id: string }) => `${provider}|${id}`),
  ).toEqual([primary, sub]);
});
