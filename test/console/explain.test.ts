// The page that explains: a supposed arrival, the decision, every rule, whoever came into question; shared by its address.
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { cutOff, type OpenedConsole, openConsole, phone, reconnect } from './harness.ts';

// Each look at a page is four.
vi.setConfig({ testTimeout: 180_000 });

let it: OpenedConsole;
let grace: string;
let identity: string;

beforeAll(async () => {
  it = await openConsole();
  const made = await it.api.POST('/v1/users', {
    body: { name: 'Grace Example', email: 'grace@example.com', email_verified: true },
  });
  grace = made.data!.id;
  const other = await it.api.POST('/v1/users', { body: { name: 'Heidi Other', email: 'heidi@example.com' } });
  const linked = await it.api.POST('/v1/users/{id}/identities', {
    params: { path: { id: other.data!.id } },
    body: {
      identity_provider_id: it.firstRun.identity_providers.github!,
      external_id: 'heidi-1',
      external_email: 'grace@example.com',
      external_email_verified: true,
      claims: { login: 'heidi', plan: 'free' },
    },
  });
  identity = linked.data!.id;
});
afterAll(() => it?.close());

const decision = (page: Page): Locator => page.getByRole('region', { name: 'Decision' });

test('a supposed arrival is explained, and the address asks the same again', async () => {
  const page = await it.signIn('olive', '/explain');
  await page.getByText('Nothing asked yet').waitFor();
  await it.expectSound(page, 'explain');

  await page.getByRole('button', { name: 'Explain' }).click();
  await page.getByText('Choose a provider').first().waitFor();
  await page.getByRole('combobox', { name: 'Provider' }).click();
  await page.getByRole('option', { name: /GitHub/ }).click();
  await page.getByRole('textbox', { name: 'Subject', exact: true }).fill('58399');
  await page.getByRole('textbox', { name: 'E-mail address' }).fill('Grace@Example.com');
  await page.getByRole('checkbox', { name: 'It says that the address is verified' }).check();
  await page.getByRole('button', { name: 'Explain' }).click();
  await decision(page).getByText('Linked', { exact: true }).waitFor();
  await decision(page).getByText('settled it').waitFor();
  expect(await decision(page).getByRole('link', { name: 'Grace Example' }).first().getAttribute('href')).toBe(
    `/console/users/${grace}`,
  );
  expect(await decision(page).getByRole('listitem').count()).toBeGreaterThan(4);
  await it.expectSound(page, 'explain-linked');

  const address = new URL(page.url());
  expect(address.searchParams.get('email')).toBe('Grace@Example.com');
  await page.reload();
  await decision(page).getByText('Linked', { exact: true }).waitFor();
  expect(await page.getByRole('textbox', { name: 'E-mail address' }).inputValue()).toBe('Grace@Example.com');

  await page.getByRole('checkbox', { name: 'It says that the address is verified' }).uncheck();
  await page.getByRole('button', { name: 'Explain' }).click();
  await decision(page).getByText('the arrival does not prove the email').waitFor();
  await it.expectSound(page, 'explain-not-linked');
});

test('an identity that is there fills the form, raw claims and all, and is told as known', async () => {
  const page = await it.signIn('olive', '/users');
  await page.goto(`/console/explain?identity=${identity}`);
  await decision(page).getByText('Signed in', { exact: true }).waitFor();
  expect(await page.getByRole('textbox', { name: 'Subject', exact: true }).inputValue()).toBe('heidi-1');
  expect(await page.getByRole('textbox', { name: 'Raw claims as JSON' }).innerText()).toContain('"plan": "free"');
  expect(new URL(page.url()).searchParams.get('identity')).toBe(null);
  await it.expectSound(page, 'explain-known');
});

test('claims that are no JSON are told before anything is asked', async () => {
  const page = await it.signIn('olive', `/explain?identity_provider_id=${it.firstRun.identity_providers.github}`);
  await page.getByRole('textbox', { name: 'Subject', exact: true }).fill('1');
  await page.getByRole('textbox', { name: 'Raw claims as JSON' }).focus();
  await page.keyboard.insertText('{"a": ');
  await page.getByRole('alert').getByText('This is no JSON').waitFor();
  await page.getByRole('button', { name: 'Explain' }).click();
  expect(new URL(page.url()).searchParams.get('external_id')).toBe(null);
});

test('a policy that refuses is named with what it says', async () => {
  const { data: policy } = await it.api.POST('/v1/policies', {
    body: {
      name: 'nobody named 666',
      cedar_policy_set:
        '@notice("Not this one.")\nforbid(principal, action == Action::"user:signIn", resource)\nwhen { context.identity.subject == "666" };',
    },
  });
  const search = `identity_provider_id=${it.firstRun.identity_providers.github}&external_id=666`;
  const page = await it.signIn('olive', `/explain?${search}`);
  await decision(page).getByText('Refused', { exact: true }).waitFor();
  await decision(page).getByText('Not this one.').first().waitFor();
  const link = decision(page).getByRole('link', { name: 'nobody named 666' });
  expect(await link.getAttribute('href')).toBe(`/console/policies/${policy!.id}`);
  await it.expectSound(page, 'explain-policy');
});

test('with the keyboard alone, by who may only read', async () => {
  const page = await it.signIn('rowan', '/explain');
  await page.getByRole('combobox', { name: 'Provider' }).focus();
  await page.keyboard.type('Git');
  await page.getByRole('option', { name: /GitHub/ }).waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.getByRole('textbox', { name: 'Subject', exact: true }).focus();
  await page.keyboard.type('by keys');
  await page.keyboard.press('Enter');
  await decision(page).getByText('New user', { exact: true }).first().waitFor();
});

test('on a phone, and when the server is gone it says so and asks again', async () => {
  const search = `identity_provider_id=${it.firstRun.identity_providers.github}&external_id=1`;
  const page = await it.signIn('olive', `/explain?${search}`, phone);
  await decision(page).getByText('New user', { exact: true }).first().waitFor();
  await page.getByRole('textbox', { name: 'Subject', exact: true }).fill('2');
  await cutOff(page);
  await page.getByRole('button', { name: 'Explain' }).click();
  await decision(page).getByText('The server is gone').waitFor();
  await it.expectSound(page, 'explain-server-gone');
  await reconnect(page);
  // It may have tried by itself: the browser knows when the network is back.
  const answer = decision(page).getByText('New user', { exact: true });
  await decision(page).getByRole('button', { name: 'Try again' }).or(answer).first().click();
  await answer.first().waitFor();
});
