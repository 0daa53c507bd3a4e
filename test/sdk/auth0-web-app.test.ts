// A web application as Auth0's users write it: `express-openid-connect`, unmodified, in Express, with Chromium before it.
import express, { type Express } from 'express';
import { auth, type ConfigParams, requiresAuth } from 'express-openid-connect';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Message } from '../../src/mail/mailer.ts';
import type { CreateApplication } from '../../src/operations/applications.ts';
import { findChromium } from '../support/chromium.ts';
import { addDemoSignIn, type DemoSignIn } from '../support/demo-sign-in.ts';
import { readPieces, toFunction } from '../support/document.ts';
import { type LoopbackServer, startLoopbackServer } from '../support/loopback-server.ts';
import { freePort } from '../support/selfsame.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

const mail: Message[] = [];
let it: TestApp;
let demo: DemoSignIn;
let browser: Browser;
let web: LoopbackServer;
let context: BrowserContext;
let page: Page;

beforeAll(async () => {
  const mailer = { send: async (message: Message) => void mail.push(message), close: async () => undefined };
  it = await startTestApp({ port: await freePort(), mailer });
  demo = await addDemoSignIn(it);
  const { executablePath, args, env } = await findChromium();
  browser = await chromium.launch({ executablePath, args, env, headless: true });
});
afterAll(async () => {
  await browser?.close();
  await demo?.close();
  await it?.close();
});
beforeEach(async () => {
  web = await startLoopbackServer();
  context = await browser.newContext();
  page = await context.newPage();
  page.setDefaultTimeout(10_000);
});
afterEach(async () => {
  await context.close();
  await web.close();
});

/** Registers the application, and starts it as its README says. */
async function startApp(
  registered: Partial<CreateApplication>,
  config: Partial<ConfigParams> | ((app: Express, clientId: string, clientSecret: string) => Promise<unknown>),
): Promise<void> {
  const created = await it.operations.applications.create(it.actor, {
    name: 'Shop',
    redirectUris: [`${web.origin}/callback`],
    postLogoutRedirectUris: [web.origin],
    subjectFormat: 'auth0',
    ...registered,
  });
  const app: Express = express();
  const { clientId } = created.application;
  if (typeof config === 'function') await config(app, clientId, created.clientSecret!);
  else
    app.use(
      auth({
        issuerBaseURL: it.publicUrl,
        baseURL: web.origin,
        clientID: clientId,
        ...(created.clientSecret !== null && { clientSecret: created.clientSecret }),
        secret: 'a secret of the application, for its cookie',
        authRequired: false,
        ...config,
      }),
    );
  app.get('/', (request, response) => void response.json({ signedIn: request.oidc.isAuthenticated() }));
  app.get('/me', requiresAuth(), (request, response) => void response.json(request.oidc.user));
  app.get('/told', requiresAuth(), async (request, response) => response.json(await request.oidc.fetchUserInfo()));
  app.get('/renewed', requiresAuth(), async (request, response) => {
    const before = request.oidc.accessToken!;
    const after = await before.refresh();
    response.json({ before: before.access_token, after: after.access_token, told: await request.oidc.fetchUserInfo() });
  });
  web.use(app);
}

async function choose(person: RegExp, way: RegExp | null = /google/i): Promise<void> {
  if (way) await page.getByRole('link', { name: way }).first().click();
  await page.getByRole('button', { name: person }).first().click();
}

/** What a page of the application answers; the person signs in where it sends them to. */
async function read(path: string): Promise<Record<string, unknown>> {
  await page.waitForURL(`${web.origin}${path}`);
  return JSON.parse((await page.locator('body').textContent()) ?? '');
}

const code = { response_type: 'code', scope: 'openid profile email offline_access' } as const;

test('a code for tokens: signed in, told, renewed and signed out as at Auth0', async () => {
  // As docs/migrate-from-auth0.md prints it, at the addresses of this test.
  const piece = readPieces('docs/migrate-from-auth0.md').find(({ code: text }) => text.startsWith('app.use('))!.code;
  const here = piece.replace('https://id.example.com', it.publicUrl).replace('https://shop.example.com', web.origin);
  await startApp({ pkceRequired: false }, (app, CLIENT_ID, CLIENT_SECRET) => {
    const env = { CLIENT_ID, CLIENT_SECRET, COOKIE_SECRET: 'a secret of the application, for its cookie' };
    return toFunction(here, ['app', 'auth', 'process'])(app, auth, { env });
  });
  await page.goto(`${web.origin}/me`);
  await choose(/Ada Park/);
  const user = await read('/me');
  expect(user).toMatchObject({ email: 'ada@example.com', email_verified: true, name: 'Ada Park' });
  expect(user.sub).toMatch(/^google-oauth2\|/);
  await page.goto(`${web.origin}/told`);
  expect(await read('/told')).toMatchObject({ sub: user.sub, email: 'ada@example.com' });
  await page.goto(`${web.origin}/renewed`);
  const { before, after, told } = await read('/renewed');
  expect(after).not.toBe(before);
  expect(told).toMatchObject({ sub: user.sub });

  await page.goto(`${web.origin}/logout`);
  // Its pages are for people who are signed in: it asks at once, and nobody is.
  expect(new URL(page.url()).pathname).toBe('/sign-in');
});

test('as its defaults are: an ID token by form, without a secret', async () => {
  await startApp({ authMethod: 'none', grantTypes: ['implicit'] }, {});
  await page.goto(`${web.origin}/me`);
  await choose(/Ada Park/);
  expect(await read('/me')).toMatchObject({ email: 'ada@example.com' });
});

test('signed out by the standard’s way, and known again without a question', async () => {
  await startApp({}, { authorizationParams: code, idpLogout: true, attemptSilentLogin: true });
  await page.goto(`${web.origin}/`);
  expect(await read('/')).toEqual({ signedIn: false });
  await page.goto(`${web.origin}/login`);
  await choose(/Erin W/);
  expect(await read('/')).toEqual({ signedIn: true });
  // The application forgets; the session here does not.
  await context.clearCookies({ name: 'appSession' });
  await context.clearCookies({ name: 'skipSilentLogin' });
  await page.goto(`${web.origin}/`);
  expect(await read('/')).toEqual({ signedIn: true });
  await page.goto(`${web.origin}/logout`);
  expect(await read('/')).toEqual({ signedIn: false });
  await page.goto(`${it.publicUrl}/account`);
  expect(new URL(page.url()).pathname).toBe('/sign-in');
});

test('what is asked is pushed, and a connection is gone to at once', async () => {
  await startApp(
    {},
    { authorizationParams: { ...code, connection: 'demo-github' }, pushedAuthorizationRequests: true },
  );
  await page.goto(`${web.origin}/me`);
  await choose(/Ada Park/, null);
  expect((await read('/me')).sub).toMatch(/^github\|/);
});

test('whoever answers by a form on our pages gets back to the application too', async () => {
  await startApp({}, { authorizationParams: code });
  await demo.signIn('google-oauth2', 'bjorn');
  await page.goto(`${web.origin}/me`);
  await choose(/Björn/, /oidc|openid/i);
  await page.waitForURL(`${it.publicUrl}/sign-in/link`);
  await page.getByRole('button', { name: /code/i }).click();
  await page.waitForURL(`${it.publicUrl}/sign-in/link/code`);
  await page.getByLabel('The six digits').fill(/\d{3} \d{3}/.exec(mail.at(-1)!.text)![0]);
  await page.keyboard.press('Enter');
  expect((await read('/me')).sub).toMatch(/^google-oauth2\|/);
});
