// Every hosted page in a real browser, in every language: see test/support/sound-page.ts.
import { createHash } from 'node:crypto';
import { type Browser, type BrowserContext, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Connection } from '../../src/domain/identity-provider.ts';
import { languages } from '../../src/server/pages/messages/languages.ts';
import { openStage, type SignInPlace, type Stage } from '../abuse/stage.ts';
import { Browser as Visitor } from '../support/browser.ts';
import { findChromium } from '../support/chromium.ts';
import { expectSound } from '../support/sound-page.ts';

const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';

let stage: Stage;
let home: SignInPlace;
let second: SignInPlace;
let asking: SignInPlace;
let directory: Connection;
let browser: Browser;
let ahead = 0;

beforeAll(async () => {
  const { executablePath, args, env } = await findChromium();
  stage = await openStage({ mailer: { send: async () => {}, close: async () => {} }, now: () => Date.now() + ahead });
  home = await stage.addProvider('example', { mode: 'verified_match', emailProof: 'provider_verified_bit' });
  second = await stage.addProvider('second', { mode: 'never' });
  asking = await stage.addProvider('asking', { mode: 'ask', emailProof: 'never' });
  const email = await stage.it.createProvider('email', 'email');
  const { actor, operations } = stage.it;
  await operations.connections.create(actor, { identityProviderId: email.id, identifier: 'email' });
  const ldap = await stage.it.createProvider('ldap', 'directory');
  directory = await operations.connections.create(actor, {
    identityProviderId: ldap.id,
    identifier: 'directory',
    config: { url: 'ldaps://directory.example.com', base_dn: 'dc=example,dc=com' },
  });
  await operations.tenants.update(actor, stage.it.tenant.id, {
    settings: { pages: { home_domains: { 'corp.example': 'example' } } },
  });
  browser = await chromium.launch({ executablePath, args, env, headless: true });
});

afterAll(async () => {
  await browser?.close();
  await stage?.close();
});

/** Somebody with two ways in and two browsers. */
async function createPerson(tag: string): Promise<{ visitor: Visitor; unlinkId: string }> {
  const claims = {
    sub: `person-${tag}`,
    name: 'Björn Ångström',
    email: `bjorn-${tag}@example.com`,
    email_verified: true,
  };
  await home.signIn(claims);
  const visitor = new Visitor(stage.it.baseUrl);
  await visitor.get(await home.approach(claims, visitor), { 'user-agent': firefox });
  const chosen = await visitor.get('/account/link');
  const [, token = ''] = /csrf_token=([\w-]+)/.exec(chosen.html) ?? [];
  const start = await visitor.get(`/account/link/with/second?csrf_token=${token}`);
  const callback = second.scripted.approve(new URL(start.location!), { sub: `there-${tag}` });
  const { location } = await visitor.get(`${callback.pathname}${callback.search}`, { 'user-agent': firefox });
  expect(location).toBe('/account?added');
  const { html } = await visitor.readAccount();
  return { visitor, unlinkId: /\/account\/unlink\/([^"]+)"/.exec(html)![1]! };
}

/** With scripts allowed, for axe-core's sake: the pages bring none. */
const openContext = (locale: string) => browser.newContext({ locale, baseURL: stage.it.baseUrl });

async function lend(context: BrowserContext, { cookies }: Visitor): Promise<void> {
  const url = stage.it.baseUrl;
  await context.addCookies([...cookies].map(([name, value]) => ({ name, value, url })));
}

// Four looks at each of a dozen pages take their time on a machine that does other things too.
const patience = 300_000;

describe.each(languages.map((language) => [language.tag, language] as const))('in %s', (tag, language) => {
  test('the pages of signing in are sound', { timeout: patience }, async () => {
    const context = await openContext(tag);
    // The provider is not there; the page that leads to it stays.
    await context.route(`${home.scripted.url}/**`, (route) => route.fulfill({ status: 204 }));
    const page = await context.newPage();
    await page.goto('/sign-in');
    await expectSound(page, language, 'sign-in');
    await page.fill('#email', 'nonsense');
    await page.press('#email', 'Enter');
    await page.getByRole('alert').waitFor();
    await expectSound(page, language, 'sign-in-no-address');

    await page.fill('#email', 'ada@corp.example');
    await page.press('#email', 'Enter');
    await page.locator('a.button').waitFor();
    await expectSound(page, language, 'onward');

    await page.goto('/sign-in/email');
    await expectSound(page, language, 'email');
    await page.fill('#email', `ada-${tag.toLowerCase()}@example.com`);
    await page.press('#email', 'Enter');
    await page.waitForURL('**/sign-in/email/code');
    await expectSound(page, language, 'code');
    await page.fill('input[name=code]', '000 000');
    await page.press('input[name=code]', 'Enter');
    await page.getByRole('alert').waitFor();
    await expectSound(page, language, 'code-wrong');

    await page.goto('/sign-in/password/directory');
    await expectSound(page, language, 'password');
    await page.goto('/sign-in/callback?code=x&state=y');
    await expectSound(page, language, 'refusal');

    const asked = new Visitor(stage.it.baseUrl);
    const claims = { sub: `asked-${tag}`, email: `bjorn-${tag}@example.com` };
    await asked.get(await asking.approach(claims, asked));
    await lend(context, asked);
    await page.goto('/sign-in/link');
    await expectSound(page, language, 'ask');
    await context.close();
  });

  test('the pages of the account are sound', { timeout: patience }, async () => {
    const { visitor, unlinkId } = await createPerson(tag);
    const context = await openContext(tag);
    await lend(context, visitor);
    const page = await context.newPage();
    await page.goto('/account?added');
    await expectSound(page, language, 'account');
    await page.goto('/account/link');
    await expectSound(page, language, 'link');
    await page.goto(`/account/unlink/${unlinkId}`);
    await expectSound(page, language, 'unlink');
    ahead = 11 * 60_000;
    await page.goto('/account/link');
    ahead = 0;
    expect(new URL(page.url()).pathname).toBe('/account/confirm');
    await expectSound(page, language, 'confirm');
    await context.close();
  });
});

/** An application of somebody else's, that asks for all that there is. */
async function authorizePath(name: string, parameters: Record<string, string> = {}): Promise<string> {
  const redirectUri = 'https://app.example.com/callback';
  const { application } = await stage.it.operations.applications.create(stage.it.actor, {
    name,
    firstParty: false,
    redirectUris: [redirectUri],
    apis: [{ audience: 'https://api.example.com', scopes: ['read:orders'] }],
  });
  return `/authorize?${new URLSearchParams({
    client_id: application.clientId,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: 'openid profile email phone offline_access read:orders',
    audience: 'https://api.example.com',
    code_challenge: createHash('sha256').update('a verifier').digest('base64url'),
    code_challenge_method: 'S256',
    ...parameters,
  })}`;
}

describe.each(languages.map((language) => [language.tag, language] as const))('in %s', (tag, language) => {
  test('the pages for applications are sound', { timeout: patience }, async () => {
    const { visitor } = await createPerson(`app-${tag}`);
    const context = await openContext(tag);
    await lend(context, visitor);
    const page = await context.newPage();
    const path = await authorizePath('Reisekostenabrechnung & Söhne');
    await page.goto(path);
    expect(new URL(page.url()).pathname).toMatch(/^\/openid\//);
    await expectSound(page, language, 'consent');
    const query = new URLSearchParams({ client_id: new URLSearchParams(path.split('?')[1]).get('client_id')! });
    await page.goto(`/oidc/logout?${query}`);
    await expectSound(page, language, 'logout');
    await page.goto('/oidc/logout');
    await expectSound(page, language, 'logout-unknown');
    await page.goto(await authorizePath('Lost', { redirect_uri: 'https://elsewhere.example/callback' }));
    await expectSound(page, language, 'cannot-go-on');
    await page.goto('/no/such/page');
    await expectSound(page, language, 'not-found');
    await context.close();
  });

  test('the pages of a test are sound', { timeout: patience }, async () => {
    const { actor, operations } = stage.it;
    const context = await openContext(tag);
    const page = await context.newPage();
    const begin = async (connectionId: string) => {
      const { token } = await operations.connectionTests.create(actor, connectionId);
      return `/sign-in/test?${new URLSearchParams({ token })}`;
    };
    for (const outcome of ['passed', 'failed'] as const) {
      const path = await begin(home.connection.id);
      if (outcome === 'passed') {
        await page.goto(path);
        await expectSound(page, language, 'test');
      }
      const visitor = new Visitor(stage.it.baseUrl);
      const { location } = await visitor.get(path.replace('/test?', '/test/begin?'));
      const claims = { sub: 'tested', email: 'tested@example.com', email_verified: true };
      const callback = home.scripted.approve(new URL(location!), claims);
      if (outcome === 'failed') callback.searchParams.set('code', 'made-up');
      await lend(context, visitor);
      await page.goto(`${callback.pathname}${callback.search}`);
      await expectSound(page, language, `test-${outcome}`);
    }
    await page.goto(await begin(directory.id));
    await expectSound(page, language, 'test-password');
    await page.goto('/sign-in/test?token=x');
    await expectSound(page, language, 'test-over');
    await context.close();
  });
});

describe('without a mouse and without a script', () => {
  test('the language is switched by the keyboard, and stays', async () => {
    const context = await browser.newContext({ locale: 'en', javaScriptEnabled: false, baseURL: stage.it.baseUrl });
    const page = await context.newPage();
    await page.goto('/sign-in?return_to=%2Faccount');
    // In the order in which they are read: the address, its button, three ways in and the directory, English, Deutsch.
    const reached: string[] = [];
    for (let count = 0; count < 12; count += 1) {
      await page.keyboard.press('Tab');
      const name = await page.evaluate(
        '(document.activeElement.getAttribute("name") || document.activeElement.textContent).trim()',
      );
      reached.push(String(name));
      if (name === 'Deutsch') break;
    }
    expect(reached.slice(0, 2)).toEqual(['email', 'Continue']);
    expect(reached.at(-1)).toBe('Deutsch');
    await page.keyboard.press('Enter');
    await page.waitForURL(/ui_locales=de/);
    expect(await page.getAttribute('html', 'lang')).toBe('de');
    expect(await page.inputValue('input[name=return_to]')).toBe('/account');
    await page.goto('/sign-in');
    expect(await page.getAttribute('html', 'lang')).toBe('de');
    await context.close();
  });

  test('a theme of the worst colour and the longest name is legible', { timeout: patience }, async () => {
    const { actor, operations, tenant } = stage.it;
    const drawing =
      '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 10"><rect width="40" height="10" rx="5"/></svg>';
    await operations.tenants.update(actor, tenant.id, {
      settings: {
        pages: {
          name: 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerk AG',
          logo: `data:image/svg+xml;base64,${Buffer.from(drawing).toString('base64')}`,
          colours: { accent: '#ffee00', accent_dark: '#220022' },
        },
      },
    });
    const context = await openContext('en');
    const complaints: string[] = [];
    const page = await context.newPage();
    page.on('console', (message) => void complaints.push(message.text()));
    await page.goto('/sign-in');
    await expectSound(page, languages[0], 'themed');
    expect(complaints).toEqual([]);
    const { visitor } = await createPerson('themed');
    await lend(context, visitor);
    await page.goto('/account');
    await expectSound(page, languages[0], 'themed-account');
    await context.close();
  });
});
