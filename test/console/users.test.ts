// The page of users: found, told apart, made; when it cannot be, it says why.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cutOff, type OpenedConsole, openConsole, phone, reconnect } from './harness.ts';

let it: OpenedConsole;

beforeAll(async () => {
  it = await openConsole();
  for (let n = 1; n <= 130; n++) {
    const name = n === 1 ? 'Zoe Bergström' : `Person Number ${n}`;
    const { error } = await it.api.POST('/v1/users', {
      body: { name, email: `person-${n}@example.com`, email_verified: n % 2 === 0 },
    });
    if (error) throw new Error(error.message);
  }
  const { data } = await it.api.GET('/v1/users', { params: { query: { email: 'person-1@example.com' } } });
  const providers = it.firstRun.identity_providers;
  for (const [strategy, provider] of Object.entries(providers)) {
    const { error } = await it.api.POST('/v1/users/{id}/identities', {
      params: { path: { id: data!.data[0]!.id } },
      body: { identity_provider_id: provider, external_id: `zoe-at-${strategy}` },
    });
    if (error) throw new Error(error.message);
  }
});
afterAll(() => it?.close());

test('lists everybody, newest first, and more as one scrolls', async () => {
  const page = await it.signIn('olive', '/users');
  await page.getByRole('link', { name: 'Person Number 130' }).waitFor();
  expect(await page.getByRole('link', { name: 'Zoe Bergström' }).count()).toBe(0);
  await it.expectSound(page, 'users');
  const list = page.getByRole('region', { name: 'Users' });
  await expect
    .poll(async () => {
      await list.evaluate((box) => box.scrollTo(0, box.scrollHeight));
      return page
        .getByText('130 in all')
        .or(page.getByText(/1[3-9]\d in all/))
        .count();
    })
    .toBe(1);
  expect(await page.locator('tbody tr:not([aria-hidden])').count()).toBeLessThan(80);
});

test('finds one by a part of the name and shows where they come from; the address keeps the search', async () => {
  const page = await it.signIn('olive', '/users');
  await page.getByRole('searchbox', { name: 'Search users' }).fill('zoe');
  await page.getByRole('link', { name: 'Zoe Bergström' }).waitFor();
  await expect.poll(() => new URL(page.url()).search).toBe('?search=zoe');
  const row = page.getByRole('row', { name: /Zoe/ });
  await row.getByRole('img', { name: /github/i }).waitFor();
  await expect.poll(() => page.getByRole('row').count()).toBe(2);
  await it.expectSound(page, 'users-found');

  await page.reload();
  await page.getByRole('link', { name: 'Zoe Bergström' }).waitFor();
  expect(await page.getByRole('searchbox').inputValue()).toBe('zoe');

  await page.getByRole('searchbox').fill('zzz nobody');
  await page.getByText('Nobody matches').waitFor();
  await it.expectSound(page, 'users-none');
  await page.getByRole('button', { name: 'Show everybody' }).click();
  await page.getByRole('link', { name: 'Person Number 130' }).waitFor();
});

test('with the keyboard alone: to the search, to the result, and into a new user', async () => {
  const page = await it.signIn('olive', '/users');
  await page.getByRole('link', { name: 'Person Number 130' }).waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type('zoe');
  await page.getByRole('link', { name: 'Zoe Bergström' }).waitFor();
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Go to' }).waitFor();
  await it.expectSound(page, 'palette');
  await page.keyboard.type('api');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'API keys' }).waitFor();
  await expect.poll(() => page.evaluate('document.activeElement.textContent')).toBe('API keys');
});

test('who may only read sees everybody and is told why nobody can be made', async () => {
  const page = await it.signIn('rowan', '/users');
  await page.getByRole('link', { name: 'Person Number 130' }).waitFor();
  await it.expectSound(page, 'users-read-only');
  const button = page.getByRole('button', { name: /Create user/ });
  expect(await button.getAttribute('aria-disabled')).toBe('true');
  await button.focus();
  await page.getByRole('tooltip').getByText('Your role, read only, does not allow this').waitFor();
  await button.press('Enter');
  expect(await page.getByRole('dialog').count()).toBe(0);
});

test('when the server is gone it says so, keeps what it had, and goes on by itself', async () => {
  const page = await it.signIn('olive', '/users');
  await page.getByRole('link', { name: 'Person Number 130' }).waitFor();
  await cutOff(page);
  await page.getByRole('searchbox').fill('zoe');
  await page.getByText('The server does not answer. What you see is from before').waitFor();
  await it.expectSound(page, 'users-server-gone');
  await reconnect(page);
  await page.getByRole('link', { name: 'Zoe Bergström' }).waitFor();
  await expect.poll(() => page.getByText('The server does not answer').count()).toBe(0);
});

test('on a phone the way elsewhere is behind a button', async () => {
  const page = await it.signIn('olive', '/users', phone);
  await page.getByRole('link', { name: 'Person Number 130' }).waitFor();
  await page.getByRole('button', { name: 'Open the navigation' }).click();
  await page.getByRole('link', { name: 'API keys' }).click();
  await page.getByRole('heading', { name: 'API keys' }).waitFor();
  await expect.poll(() => page.getByRole('link', { name: 'API keys' }).isVisible()).toBe(false);
});
