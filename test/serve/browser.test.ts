// A person with a real browser signs in through the demo provider and reads the account, on a desk and on a phone.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findChromium } from '../support/chromium.ts';
import { keepScreenshot } from '../support/screenshots.ts';
import { type DevelopmentServer, startDevelopment } from '../support/selfsame.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'selfsame-browser-'));
let server: DevelopmentServer;
let browser: Browser;

beforeAll(async () => {
  const { executablePath, args, env } = await findChromium();
  server = await startDevelopment(dataDir);
  browser = await chromium.launch({ executablePath, args, env, headless: true });
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

/** What a page must not have: words or boxes wider than the window, errors, links without a name. */
async function expectSound(page: Page, name: string): Promise<void> {
  await keepScreenshot(page, name);
  const { wide, lang, heading } = await page.evaluate(() => ({
    wide: document.documentElement.scrollWidth > document.documentElement.clientWidth,
    lang: document.documentElement.lang,
    heading: document.querySelectorAll('h1').length,
  }));
  expect({ name, wide, lang, heading }).toEqual({ name, wide: false, lang: 'en', heading: 1 });
}

const countWaysIn = (page: Page): Promise<number> =>
  page.getByRole('region', { name: 'Ways you sign in' }).getByRole('heading', { level: 3 }).count();

describe.each([
  ['desk', 1280, 800, 'Erin Walsh', 'Mallory Quinn'],
  ['phone', 390, 844, 'Björn Ångström', 'Carol Díaz'],
])('on a %s', (shape, width, height, known, unknown) => {
  test('Ada signs in, sees two ways in after a second provider, and signs out', async () => {
    const context = await browser.newContext({ viewport: { width, height }, javaScriptEnabled: true });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(`${page.url()}: ${message.text()}`);
    });

    await page.goto(server.baseUrl);
    expect(new URL(page.url()).pathname).toBe('/sign-in');
    await expectSound(page, `demo-sign-in-${shape}`);

    await page.getByRole('link', { name: /Google/ }).click();
    expect(page.url()).toContain(server.firstRun.demo_provider_url);
    await expectSound(page, `demo-provider-${shape}`);
    await page.getByRole('button', { name: /Ada Park/ }).click();
    await page.waitForURL(`${server.baseUrl}/account`);
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Ada Park');
    expect(await page.getByText('ada@example.com').count()).toBeGreaterThan(0);

    await page.goto(`${server.baseUrl}/sign-in`);
    await page.getByRole('link', { name: /GitHub/ }).click();
    await page.getByRole('button', { name: /Ada Park/ }).click();
    await page.waitForURL(`${server.baseUrl}/account`);
    expect(await countWaysIn(page)).toBe(2);
    await expectSound(page, `account-${shape}`);

    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL(/signed_out/);
    expect(await page.getByText('You are signed out').count()).toBe(1);
    await expectSound(page, `signed-out-${shape}`);
    await page.goto(`${server.baseUrl}/account`);
    expect(new URL(page.url()).pathname).toBe('/sign-in');
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('who is asked whose account it is proves it by a code, by the keyboard alone; or is new', async () => {
    const context = await browser.newContext({ viewport: { width, height }, javaScriptEnabled: false });
    const page = await context.newPage();
    const signIn = async (provider: RegExp, person: string) => {
      await page.goto(`${server.baseUrl}/sign-in`);
      await page.getByRole('link', { name: provider }).click();
      await page.getByRole('button', { name: person }).first().click();
    };
    await signIn(/Google/, known);
    await page.waitForURL(`${server.baseUrl}/account`);
    await signIn(/OpenID/, known);
    await page.waitForURL(`${server.baseUrl}/sign-in/link`);
    await expectSound(page, `asked-${shape}`);
    // The first thing that a keyboard meets is the first thing that is offered.
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForURL(`${server.baseUrl}/sign-in/link/code`);

    await page.getByLabel('The six digits').fill('wrong');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').waitFor();
    expect(await page.getByRole('alert').textContent()).toContain('4 tries are left');
    await expectSound(page, `wrong-code-${shape}`);

    await page.getByRole('link', { name: 'outbox' }).click();
    await expectSound(page, `outbox-${shape}`);
    const letter = (await page.locator('.letter').first().textContent()) ?? '';
    await page.goto(`${server.baseUrl}/sign-in/link`);
    await page.getByRole('link', { name: 'Type the code' }).click();
    await page.getByLabel('The six digits').fill(/\d{3} \d{3}/.exec(letter)![0]);
    await expectSound(page, `code-${shape}`);
    await page.keyboard.press('Enter');
    await page.waitForURL(`${server.baseUrl}/account?linked`);
    expect(await countWaysIn(page)).toBe(2);
    await expectSound(page, `linked-${shape}`);

    await signIn(/OpenID/, unknown);
    await page.getByRole('button', { name: 'Continue with a new account' }).click();
    await page.waitForURL(`${server.baseUrl}/account?new`);
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe(unknown);
    await context.close();
  });

  test('works without JavaScript, and says what went wrong on a page', async () => {
    const context = await browser.newContext({ viewport: { width, height }, javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(`${server.baseUrl}/sign-in`);
    await page.getByRole('link', { name: /OpenID/ }).click();
    await page.getByRole('button', { name: /Dan Okafor/ }).click();
    await page.waitForURL(`${server.baseUrl}/account`);
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Dan Okafor');

    const refused = await page.goto(`${server.baseUrl}/sign-in/callback?code=x&state=y`);
    expect(refused?.status()).toBe(403);
    await keepScreenshot(page, `refused-${shape}`);
    await page.getByRole('link', { name: 'Back to sign-in' }).click();
    expect(new URL(page.url()).pathname).toBe('/sign-in');
    await context.close();
  });
});
