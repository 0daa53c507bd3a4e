// A person with a real browser signs in through the demo provider and reads the account, on a desk and on a phone.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findChromium } from '../support/chromium.ts';
import { type DevelopmentServer, startDevelopment } from '../support/selfsame.ts';

const screenshots = resolve(import.meta.dirname, '../../test-output');
const dataDir = mkdtempSync(join(tmpdir(), 'selfsame-browser-'));
let server: DevelopmentServer;
let browser: Browser;

beforeAll(async () => {
  mkdirSync(screenshots, { recursive: true });
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
  await page.screenshot({ path: join(screenshots, `${name}.png`), fullPage: true });
  const { wide, lang, heading } = await page.evaluate(() => ({
    wide: document.documentElement.scrollWidth > document.documentElement.clientWidth,
    lang: document.documentElement.lang,
    heading: document.querySelectorAll('h1').length,
  }));
  expect({ name, wide, lang, heading }).toEqual({ name, wide: false, lang: 'en', heading: 1 });
}

describe.each([
  ['desk', 1280, 800],
  ['phone', 390, 844],
])('on a %s', (shape, width, height) => {
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
    await expectSound(page, `sign-in-${shape}`);

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
    expect(await page.getByRole('heading', { level: 3 }).count()).toBe(2);
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

  test('works without JavaScript, and says what went wrong on a page', async () => {
    const context = await browser.newContext({ viewport: { width, height }, javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(`${server.baseUrl}/sign-in`);
    await page.getByRole('link', { name: /OpenID/ }).click();
    await page.getByRole('button', { name: /Ελένη/ }).click();
    await page.waitForURL(`${server.baseUrl}/account`);
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Ελένη Παπαδάκη');

    const refused = await page.goto(`${server.baseUrl}/sign-in/callback?code=x&state=y`);
    expect(refused?.status()).toBe(403);
    await page.screenshot({ path: join(screenshots, `refused-${shape}.png`), fullPage: true });
    await page.getByRole('link', { name: 'Back to sign-in' }).click();
    expect(new URL(page.url()).pathname).toBe('/sign-in');
    await context.close();
  });
});
