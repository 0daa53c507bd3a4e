/**
 * The console as an operator has it: a real server in development mode on real PostgreSQL, its demo provider, and Chromium.
 *
 *     const it = await openConsole();
 *     const page = await it.signIn('olive', '/users');
 *     await it.expectSound(page, 'users');
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { expect } from 'vitest';
import { createSelfsameClient, type SelfsameClient } from '../../client/src/index.ts';
import { fingerprint, webConsole } from '../../scripts/preparation.js';
import { findChromium } from '../support/chromium.ts';
import { freshDatabase } from '../support/database.ts';
import { type FirstRunFile, startDevelopment } from '../support/selfsame.ts';
import { expectSoundLooks, isOfTwo } from '../support/sound-page.ts';

/** Of the demo people: Olive is an owner, Rowan may only read. */
export type OperatorName = 'olive' | 'rowan';

export interface OpenedConsole {
  readonly baseUrl: string;
  readonly firstRun: FirstRunFile;
  /** With the API key of the demo tenant, to set the stage. Throws nothing: look at `error`. */
  readonly api: SelfsameClient;
  /** A browser of their own, signed in, at `path` below /console; on a desk unless told. */
  signIn(who: OperatorName, path: string, size?: { width: number; height: number }): Promise<Page>;
  /** A browser of somebody who signs in at the hosted pages, as one of the demo people. */
  openVisitor(): Promise<Page>;
  /** axe, nothing wider than the window, no complaint of the browser; leaves pictures at 1280 and 390 in both schemes. */
  expectSound(page: Page, name: string): Promise<void>;
  close(): Promise<void>;
}

export const desk = { width: 1280, height: 800 };
export const phone = { width: 390, height: 844 };

export interface ConsoleOptions {
  /** Everybody signs in anew each time: for what is about signing in and sessions. */
  afresh?: boolean;
}

/** What a tab keeps of who is signed in. */
interface Kept {
  key: string;
  value: string;
  at: number;
}
/** Well before its access token has to be renewed, which a refresh token does once. */
const keptMs = 5 * 60_000;

export async function openConsole({ afresh = false }: ConsoleOptions = {}): Promise<OpenedConsole> {
  requireBuild();
  const { executablePath, args, env } = await findChromium();
  const database = await freshDatabase();
  const directory = mkdtempSync(join(tmpdir(), 'selfsame-console-'));
  const server = await startDevelopment(directory, { DATABASE_URL: database.url });
  const browser = await chromium.launch({ executablePath, args, env, headless: true });
  const { baseUrl, firstRun } = server;
  const problems = new WeakMap<Page, string[]>();
  /** Who has signed in once goes on in every other tab. */
  const kept = new Map<OperatorName, Kept>();
  return {
    baseUrl,
    firstRun,
    api: createSelfsameClient({ baseUrl, apiKey: firstRun.api_key, tenantId: firstRun.tenant_id }),
    async signIn(who, path, size = desk) {
      const page = await openPage(browser, baseUrl, size);
      problems.set(page, watch(page));
      const session = kept.get(who);
      const goesOn = !afresh && session !== undefined && Date.now() - session.at < keptMs;
      if (goesOn)
        await page.addInitScript(
          `if (self === top) sessionStorage.setItem(...${JSON.stringify([session.key, session.value])})`,
        );
      await page.goto(`/console${path}`);
      if (goesOn) await page.locator('#main').waitFor();
      else {
        await signInAs(page, who);
        kept.set(who, { ...(await readKept(page)), at: Date.now() });
      }
      return page;
    },
    openVisitor: () => openPage(browser, baseUrl, desk),
    async expectSound(page, name) {
      const { width, height } = page.viewportSize()!;
      // A page as it is first seen by axe in every look, its further states in two.
      await expectSoundLooks(page, `console/${name}`, name.includes('-') ? { tested: isOfTwo } : {});
      await page.setViewportSize({ width, height });
      await page.emulateMedia({ colorScheme: null });
      expect({ name, problems: problems.get(page) }).toEqual({ name, problems: [] });
    },
    async close() {
      await browser.close();
      await server.stop();
      await database.drop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function readKept(page: Page): Promise<{ key: string; value: string }> {
  return page.evaluate(`(() => {
    const key = Object.keys(sessionStorage).find((each) => each.startsWith('selfsame.user:'));
    return { key, value: sessionStorage.getItem(key) };
  })()`);
}

/** From the page that offers it, by way of the demo provider, back to where one wanted to go. */
export async function signInAs(page: Page, who: OperatorName): Promise<void> {
  const wanted = new URL(page.url());
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('link', { name: 'Demo people' }).click();
  await page.locator(`button[name=person][value=${who}]`).click();
  await page.waitForURL((url) => url.pathname === wanted.pathname && url.search === wanted.search);
  await page.locator('#main').waitFor();
}

/** Every request fails, as when the server is gone. */
export async function cutOff(page: Page): Promise<void> {
  await page.context().setOffline(true);
}

export async function reconnect(page: Page): Promise<void> {
  await page.context().setOffline(false);
}

async function openPage(browser: Browser, baseURL: string, viewport: { width: number; height: number }): Promise<Page> {
  const context = await browser.newContext({ baseURL, viewport, locale: 'en-GB', reducedMotion: 'reduce' });
  context.setDefaultTimeout(45_000);
  return context.newPage();
}

/** What the browser complains of: broken code, and what the policy of the page forbade. */
function watch(page: Page): string[] {
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    if (/content security policy/i.test(message.text())) problems.push(message.text());
  });
  return problems;
}

function requireBuild(): void {
  const built = readRecord();
  if (built === fingerprint(webConsole)) return;
  throw new Error('the console is not built, or changed since: run `npm run build:console`');
}

function readRecord(): string | null {
  try {
    return readFileSync(webConsole.record, 'utf8');
  } catch {
    return null;
  }
}
