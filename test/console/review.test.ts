// The page of reviews: two users side by side, decided by hand or by key, one or many; what was approved is taken back.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { Browser } from '../support/browser.ts';
import { cutOff, type OpenedConsole, openConsole, phone, reconnect } from './harness.ts';

// Each look at a page is four.
vi.setConfig({ testTimeout: 180_000 });

let it: OpenedConsole;

/** Two users that have both proved an address: the one by itself, the other through an identity. */
async function makePair(name: string): Promise<{ one: string; other: string }> {
  const email = `${name}@example.net`;
  const one = await it.api.POST('/v1/users', {
    body: { name: `${name} One`, email, email_verified: true, user_metadata: { plan: 'gold', theme: 'dark' } },
  });
  const other = await it.api.POST('/v1/users', {
    body: { name: `${name} Two`, email: `${name}.two@example.net`, user_metadata: { plan: 'free' } },
  });
  const linked = await it.api.POST('/v1/users/{id}/identities', {
    params: { path: { id: other.data!.id } },
    body: {
      identity_provider_id: it.firstRun.identity_providers.github!,
      external_id: `at-github-${name}`,
      external_email: email,
      external_email_verified: true,
    },
  });
  if (linked.error) throw new Error(linked.error.message);
  return { one: one.data!.id, other: other.data!.id };
}

beforeAll(async () => {
  it = await openConsole();
});
afterAll(() => it?.close());

const comparison = (page: Page) => page.getByRole('region', { name: 'Comparison' });
const rows = (page: Page) => page.getByRole('region', { name: 'Suggestions', exact: true }).getByRole('listitem');

async function statusOf(userId: string): Promise<string> {
  const { data } = await it.api.GET('/v1/users/{id}', { params: { path: { id: userId } } });
  return data!.status;
}

test('nothing to decide is said, and what looks through all users is offered', async () => {
  const page = await it.signIn('olive', '/review');
  await page.getByText('Nothing to decide').waitFor();
  await it.expectSound(page, 'review-nothing');
  await page.getByRole('button', { name: 'Look through all users' }).click();
  const dialog = page.getByRole('dialog', { name: 'Look through all users' });
  await dialog.getByRole('button', { name: 'Start' }).click();
  await dialog.getByText('All users looked through').waitFor();
  await it.expectSound(page, 'review-sweep');
});

test('two users side by side: merged the chosen way, and taken back', async () => {
  const { one, other } = await makePair('merge');
  const page = await it.signIn('olive', '/review');
  await comparison(page).getByText('The same e-mail address:').waitFor();
  await comparison(page)
    .getByRole('row', { name: /user_metadata\.plan/ })
    .getByText('differs')
    .filter({ visible: true })
    .waitFor();
  await comparison(page).getByText('After merging').waitFor();
  await it.expectSound(page, 'review');

  await comparison(page).getByLabel('Whose metadata').click();
  await page.getByRole('option', { name: 'Both: the one that stays wins where they differ' }).click();
  await comparison(page).getByLabel('Who stays').click();
  await page.getByRole('option', { name: /merge Two/ }).click();
  const plan = comparison(page).getByRole('row', { name: /user_metadata\.plan/ });
  await expect.poll(() => plan.getByRole('cell').last().innerText()).toBe('free');
  await comparison(page).getByRole('button', { name: 'Merge them' }).click();
  await page.getByText('Nothing to decide').waitFor();
  await page.getByText('Merged: they are one user now.').waitFor();
  expect([await statusOf(one), await statusOf(other)]).toEqual(['merged', 'active']);
  await it.expectSound(page, 'review-merged');
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByText('Taken back').waitFor();
  expect([await statusOf(one), await statusOf(other)]).toEqual(['active', 'active']);

  await page.getByText('Approved', { exact: true }).click();
  await comparison(page)
    .getByText(/Approved by/)
    .waitFor();
  expect(await page.getByRole('button', { name: 'Merge them' }).count()).toBe(0);
  await it.expectSound(page, 'review-approved');
});

test('with the keyboard alone: on, back, approve, dismiss, undo', async () => {
  const pairs = [await makePair('keys-a'), await makePair('keys-b'), await makePair('keys-c')];
  const page = await it.signIn('olive', '/review');
  const current = rows(page).locator('[aria-current]');
  await expect.poll(() => current.innerText()).toContain('keys-a@');
  await page.keyboard.press('j');
  await expect.poll(() => current.innerText()).toContain('keys-b@');
  await page.keyboard.press('j');
  await expect.poll(() => current.innerText()).toContain('keys-c@');
  await page.keyboard.press('k');
  await expect.poll(() => current.innerText()).toContain('keys-b@');
  await comparison(page).getByRole('link', { name: 'keys-b One' }).waitFor();
  await page.keyboard.press('d');
  await expect.poll(() => current.innerText()).toContain('keys-c@');
  await page.getByText('Dismissed: they are not suggested again.').waitFor();
  await comparison(page).getByRole('link', { name: 'keys-c One' }).waitFor();
  await page.keyboard.press('a');
  await expect.poll(() => current.innerText()).toContain('keys-a@');
  await page.getByText('Merged: they are one user now.').waitFor();
  expect(await statusOf(pairs[2]!.other)).toBe('merged');
  await page.keyboard.press('u');
  await page.getByText('Taken back').waitFor();
  expect(await statusOf(pairs[2]!.other)).toBe('active');
  expect(await rows(page).count()).toBe(1);
});

test('many at once, and why some were not', async () => {
  await makePair('bulk-a');
  const { other } = await makePair('bulk-b');
  await it.api.POST('/v1/users/{id}/suspend', { params: { path: { id: other } }, body: { active: false } });
  const page = await it.signIn('olive', '/review');
  await expect.poll(() => rows(page).count()).toBe(3);
  await page.getByRole('checkbox', { name: 'Select bulk-a@example.net' }).check();
  await page.getByRole('checkbox', { name: 'Select bulk-b@example.net' }).check();
  await page.getByRole('region', { name: 'Selected suggestions' }).getByText('2 selected').waitFor();
  await it.expectSound(page, 'review-selected');
  await page.getByRole('button', { name: 'Approve all' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Approve' }).click();
  const summary = page.getByRole('dialog', { name: 'Not all were decided' });
  await summary.getByText('1 approved, 0 dismissed, 1 refused').waitFor();
  await it.expectSound(page, 'review-refused');
  await summary.getByRole('button', { name: 'bulk-b@example.net' }).click();
  await comparison(page).getByText('They cannot be merged as they are').waitFor();
  await expect.poll(() => rows(page).count()).toBe(2);
  await it.expectSound(page, 'review-cannot');
});

test('a decision that is refused comes back with its reason', async () => {
  const { one } = await makePair('refused');
  const page = await it.signIn('olive', '/review');
  await page.getByRole('button', { name: /refused@example.net/ }).click();
  await comparison(page).getByRole('link', { name: 'refused One' }).waitFor();
  await comparison(page).getByRole('row', { name: /Name/ }).first().waitFor();
  await cutOff(page);
  await comparison(page).getByRole('button', { name: 'Two people' }).click();
  await page.getByText('Not dismissed').waitFor();
  await page.getByRole('button', { name: /refused@example.net/ }).waitFor();
  await comparison(page).getByRole('link', { name: 'refused One' }).waitFor();
  await it.expectSound(page, 'review-server-gone');
  await reconnect(page);
  await page.getByText('The server does not answer. What you see').waitFor({ state: 'detached' });
  expect(await statusOf(one)).toBe('active');
});

test('who may only read sees both sides and is told why nothing can be decided', async () => {
  const page = await it.signIn('rowan', '/review', phone);
  await comparison(page).getByText('The same e-mail address:').waitFor();
  const button = comparison(page).getByRole('button', { name: /Merge them/ });
  expect(await button.getAttribute('aria-disabled')).toBe('true');
  const before = await rows(page).count();
  await page.keyboard.press('a');
  await page.keyboard.press('d');
  expect(await page.getByRole('checkbox', { name: /Select/ }).count()).toBe(0);
  expect(await rows(page).count()).toBe(before);
  await it.expectSound(page, 'review-read-only');
});

test('an arrival in conflict is linked to whom it may belong to', async () => {
  const google = it.firstRun.identity_providers['google-oauth2']!;
  await it.api.PUT('/v1/identity-providers/{id}', {
    params: { path: { id: google } },
    body: { linking_rule: { on_conflict: 'review' } },
  });
  await new Browser(it.baseUrl).signIn('google-oauth2', 'erin');
  await new Browser(it.baseUrl).signIn('google-oauth2', 'erin-at-home');
  const page = await it.signIn('olive', '/review?kind=arrival');
  await comparison(page).getByRole('heading', { name: 'Is this arrival Erin Walsh?' }).waitFor();
  await it.expectSound(page, 'review-arrival');
  await comparison(page).getByRole('button', { name: 'Link it' }).click();
  await page.getByText('Linked: the identity is theirs now.').waitFor();
  const { data } = await it.api.GET('/v1/users', { params: { query: { email: 'erin@example.com' } } });
  const { data: identities } = await it.api.GET('/v1/users/{id}/identities', {
    params: { path: { id: data!.data[0]!.id } },
  });
  expect(identities!.data.length).toBe(2);
});

test('who is being asked is told with what, and until when', async () => {
  const page = await it.signIn('olive', '/review?show=waiting');
  await page.getByText('Nobody is being asked').waitFor();
  await new Browser(it.baseUrl).signIn('google-oauth2', 'bjorn');
  await new Browser(it.baseUrl).signIn('oidc', 'bjorn');
  await page.reload();
  const asked = page.getByRole('article', { name: 'bjorn@example.com' });
  await asked.getByText('waiting for the person').waitFor();
  await it.expectSound(page, 'review-waiting');
  await asked.getByRole('button', { name: /Link by hand to/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Link' }).click();
  await page.getByText(/Linked to/).waitFor();
});
