// Home: how the tenant stands, what waits, and events as they happen; a tenant that is empty is told what to do.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { cutOff, type OpenedConsole, openConsole, phone, reconnect } from './harness.ts';

// Each look at a page is four.
vi.setConfig({ testTimeout: 240_000 });

let it: OpenedConsole;

beforeAll(async () => {
  it = await openConsole();
  // Two that have proved one address, the one by itself, the other through an identity: a suggestion.
  await makeUser('Vera North', 'vera@example.com');
  const { error } = await it.api.POST('/v1/users/{id}/identities', {
    params: { path: { id: await makeUser('Vera Noth', 'noth@example.com') } },
    body: {
      identity_provider_id: it.firstRun.identity_providers.github!,
      external_id: 'vera-at-github',
      external_email: 'vera@example.com',
      external_email_verified: true,
    },
  });
  if (error) throw new Error(error.message);
});
afterAll(() => it?.close());

async function makeUser(name: string, email: string): Promise<string> {
  const { data, error } = await it.api.POST('/v1/users', { body: { name, email, email_verified: true } });
  if (error) throw new Error(error.message);
  return data.id;
}

/** Somebody signs in to the demo tenant: what Home counts. */
async function arriveAsAda(page: Page): Promise<void> {
  await page.goto('/sign-in');
  await page.getByRole('link', { name: /Google/ }).click();
  await page.locator('button[name=person][value=ada]').click();
  await page.waitForURL((url) => url.origin === it.baseUrl);
}

test('tells how the tenant stands, and shows each event as it happens until it is paused', async () => {
  const page = await it.signIn('olive', '/');
  await arriveAsAda(page);
  await page.goto('/console/');
  await page.getByRole('heading', { name: 'Home' }).waitFor();
  await page.getByText('live', { exact: true }).waitFor();
  await page.getByRole('link', { name: 'Vera North' }).first().waitFor();
  await page.locator('.recharts-surface').first().waitFor({ state: 'attached' });
  await it.expectSound(page, 'home');

  await makeUser('Nina Fresh', 'nina@example.com');
  await page.getByRole('link', { name: 'Nina Fresh' }).waitFor();
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.getByText('paused', { exact: true }).waitFor();
  await makeUser('Paul Paused', 'paul@example.com');
  await page.getByRole('button', { name: 'Follow' }).click();
  await page.getByRole('link', { name: 'Paul Paused' }).waitFor();

  await page.getByRole('button', { name: 'As a table' }).click();
  await page.getByRole('columnheader', { name: 'Refused' }).waitFor();
  await it.expectSound(page, 'home-table');
  await page.getByRole('link', { name: 'Why: open this event' }).first().click();
  await page.getByRole('dialog').waitFor();
  expect(new URL(page.url()).pathname).toBe('/console/events');
});

test('when the connection breaks it says so, connects again, and has missed nothing', async () => {
  const page = await it.signIn('olive', '/', phone);
  await page.getByText('live', { exact: true }).waitFor();
  await cutOff(page);
  await page.getByText('reconnecting', { exact: true }).waitFor();
  await it.expectSound(page, 'home-server-gone');
  await makeUser('Mia Missed', 'mia@example.com');
  await reconnect(page);
  await page.getByRole('link', { name: 'Mia Missed' }).waitFor();
  await page.getByText('live', { exact: true }).waitFor();
});

test('an empty tenant is told what to do first; who may only read sees all of Home', async () => {
  const owner = await it.signIn('olive', '/tenants');
  await owner.getByRole('button', { name: 'Create tenant' }).click();
  const dialog = owner.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Quite Empty');
  await dialog.getByRole('button', { name: 'Create tenant' }).click();
  await owner.getByText('Quite Empty has no users yet: what to do first').waitFor();
  await owner.getByText('No suggestions are open').waitFor();
  await owner.getByText('Nobody arrived in these 30 days').waitFor();
  await it.expectSound(owner, 'home-empty');

  const reader = await it.signIn('rowan', '/');
  await reader.getByText('live', { exact: true }).waitFor();
  await reader.getByRole('link', { name: 'Vera North' }).first().waitFor();
});
