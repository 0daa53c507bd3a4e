// A real browser at a SAML provider on another site: forms that are posted across, cookies, and the policy of our pages.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { languages } from '../../src/server/pages/messages/languages.ts';
import { findChromium } from '../support/chromium.ts';
import { type SamlifyIdp, startSamlifyIdp } from '../support/samlify-idp.ts';
import { type DevelopmentServer, startDevelopment } from '../support/selfsame.ts';
import { expectSound } from '../support/sound-page.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'selfsame-saml-browser-'));
let server: DevelopmentServer;
let idp: SamlifyIdp;
let browser: Browser;

beforeAll(async () => {
  const { executablePath, args, env } = await findChromium();
  [server, idp] = await Promise.all([startDevelopment(dataDir), startSamlifyIdp({})]);
  // `localhost` and `127.0.0.1` are two sites to a browser.
  expect([new URL(server.baseUrl).hostname, new URL(idp.url).hostname]).toEqual(['localhost', '127.0.0.1']);
  const headers = {
    'x-api-key': server.firstRun.api_key,
    'x-tenant-id': server.firstRun.tenant_id,
    'content-type': 'application/json',
  };
  const create = async (path: string, body: unknown) => {
    const answer = await fetch(`${server.baseUrl}/v1${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    expect(answer.status).toBe(201);
    return (await answer.json()) as { id: string };
  };
  const { id } = await create('/identity-providers', { name: 'staff', provider_type: 'saml', display_name: 'Staff' });
  const config = { metadata_url: idp.metadataUrl, allow_idp_initiated: true };
  await create(`/identity-providers/${id}/connections`, { identifier: 'staff', config });
  idp.trust(await (await fetch(`${server.baseUrl}/sign-in/saml/staff/metadata`)).text());
  browser = await chromium.launch({ executablePath, args, env, headless: true });
});

afterAll(async () => {
  await browser?.close();
  await Promise.all([server?.stop(), idp?.close()]);
  rmSync(dataDir, { recursive: true, force: true });
});

/** A page of a browser of its own, with everything that it complains about on our side. */
async function open(): Promise<{ page: Page; complaints: string[] }> {
  const page = await (await browser.newContext()).newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error' && page.url().startsWith(server.baseUrl))
      complaints.push(`${page.url()}: ${message.text()}`);
  });
  return { page, complaints };
}

const goOn = (page: Page) => page.getByRole('button', { name: /^Go on/ }).click();

test('a person signs in from our button', async () => {
  const { page, complaints } = await open();
  await page.goto(`${server.baseUrl}/sign-in`);
  await page.getByRole('link', { name: /Staff/ }).click();
  expect(page.url()).toContain(idp.url);
  await goOn(page);
  await page.waitForURL(`${server.baseUrl}/sign-in/link`);
  await page.getByRole('button', { name: /new account/ }).click();
  await page.waitForURL(`${server.baseUrl}/account?new`);
  expect(await page.textContent('main')).toContain('Ada Lovelace');
  expect(complaints).toEqual([]);
});

test('a person signs in from the provider’s side, after a yes', async () => {
  const { page, complaints } = await open();
  await page.goto(`${idp.url}/begin?RelayState=%2Faccount`);
  await goOn(page);
  await page.waitForURL(`${server.baseUrl}/sign-in/received?**`);
  expect(await page.textContent('main')).toContain('ada@staff.example');
  await goOn(page);
  // In, or asked whose account it is, when it is the first time.
  await page.waitForURL(/\/(?:account|sign-in\/link)$/);
  expect(complaints).toEqual([]);
});

test('the question before it is asked in every language, which its own links switch', {
  timeout: 300_000,
}, async () => {
  const { page, complaints } = await open();
  await page.goto(`${idp.url}/begin?RelayState=%2Faccount`);
  await goOn(page);
  await page.waitForURL(`${server.baseUrl}/sign-in/received?**`);
  for (const language of languages) {
    await page.getByRole('link', { name: language.name, exact: true }).click();
    await page.waitForURL(`**ui_locales=${language.tag}`);
    await expectSound(page, language, 'received');
  }
  expect(complaints).toEqual([]);
});
