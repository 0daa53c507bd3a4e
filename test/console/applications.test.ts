// Applications: registered, connected, changed, given a new secret, removed.
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { cutOff, type OpenedConsole, openConsole, phone, reconnect } from './harness.ts';

// Each look at a page is four.
vi.setConfig({ testTimeout: 240_000 });

let it: OpenedConsole;

beforeAll(async () => {
  it = await openConsole();
});
afterAll(() => it?.close());

async function register(name: string): Promise<string> {
  const { data, error } = await it.api.POST('/v1/applications', {
    body: { name, redirect_uris: ['https://app.example.com/callback'] },
  });
  if (error) throw new Error(error.message);
  return data.id;
}

test('registers one that works, tells how to connect it, changes its secret, removes it', async () => {
  const page = await it.signIn('olive', '/applications');
  await page.getByRole('link', { name: 'Demo application' }).waitFor();
  await it.expectSound(page, 'applications');
  await page.getByRole('button', { name: 'Register application' }).click();
  const dialog = page.getByRole('dialog', { name: 'Register application' });
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Shop');
  await dialog.getByRole('textbox', { name: 'Redirect URIs' }).fill('http://shop.example.com/callback');
  await it.expectSound(page, 'applications-create');
  await dialog.getByRole('button', { name: 'Register' }).click();
  await dialog.getByRole('alert').getByText('use https').waitFor();
  await dialog.getByRole('textbox', { name: 'Redirect URIs' }).fill('https://shop.example.com/callback');
  await dialog.getByRole('button', { name: 'Register' }).click();
  const made = page.getByRole('dialog', { name: 'The application is registered' });
  await made.waitFor();
  const [clientId, secret] = await made.locator('code').allInnerTexts();
  await page.keyboard.press('Escape');
  expect(await made.isVisible()).toBe(true);
  await made.getByRole('button', { name: 'I have kept it' }).click();
  await page.getByRole('heading', { name: 'Shop' }).waitFor();
  await page.getByRole('region', { name: 'Discovery' }).waitFor();
  await it.expectSound(page, 'application');
  expect(await page.content()).not.toContain(secret);

  const ask = (password: string) =>
    fetch(`${it.baseUrl}/oauth/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(`${clientId}:${password}`).toString('base64')}` },
      body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: 'none' }),
    }).then((response) => response.status);
  // Known, with a token that is none.
  expect(await ask(secret!)).toBe(400);
  await page.getByRole('button', { name: 'Change' }).click();
  await page.getByRole('menuitem', { name: 'Give a new secret' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Give a new secret' }).click();
  const renewed = page.getByRole('dialog', { name: 'The application has a new secret' });
  const next = await renewed.locator('code').innerText();
  await renewed.getByRole('button', { name: 'I have kept it' }).click();
  expect([await ask(secret!), await ask(next)]).toEqual([401, 400]);

  await page.getByRole('button', { name: 'Change' }).click();
  await page.getByRole('menuitem', { name: 'Remove' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await page.getByText('“Shop” is removed.').waitFor();
  await page.getByRole('link', { name: 'Demo application' }).waitFor();
  await expect.poll(() => page.getByRole('link', { name: 'Shop' }).count()).toBe(0);
});

test('saves what was changed, and does not write over what somebody else changed', async () => {
  const id = await register('Edited');
  const page = await it.signIn('olive', `/applications/${id}`);
  const redirects = page.getByRole('textbox', { name: 'Redirect URIs' });
  await redirects.fill('https://app.example.com/callback\nhttps://app.example.com/second');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved.').waitFor();
  const { error } = await it.api.PATCH('/v1/applications/{id}', {
    params: { path: { id } },
    body: { name: 'Edited elsewhere' },
  });
  expect(error).toBeUndefined();
  await page.getByRole('textbox', { name: 'Name' }).fill('Edited here');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Changed elsewhere meanwhile').waitFor();
  await it.expectSound(page, 'application-conflict');
  await page.getByRole('button', { name: 'Show it as it is now' }).click();
  await page.getByRole('heading', { name: 'Edited elsewhere' }).waitFor();
  const { data } = await it.api.GET('/v1/applications/{id}', { params: { path: { id } } });
  expect(data).toMatchObject({
    name: 'Edited elsewhere',
    redirect_uris: ['https://app.example.com/callback', 'https://app.example.com/second'],
  });
});

test('with the keyboard alone: signing keys, and a new one', async () => {
  const page = await it.signIn('olive', '/applications');
  await page.getByRole('button', { name: 'Signing keys' }).focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Signing keys' });
  await dialog.getByText('signs', { exact: true }).waitFor();
  const before = await dialog.getByRole('listitem').count();
  await it.expectSound(page, 'applications-signing-keys');
  await dialog.getByRole('button', { name: 'Make a new key' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog', { name: 'Make a new signing key?' }).waitFor();
  await page.keyboard.press('Tab');
  await page
    .getByRole('dialog', { name: 'Make a new signing key?' })
    .getByRole('button', { name: 'Make a new key' })
    .press('Enter');
  await expect.poll(() => dialog.getByRole('listitem').count()).toBe(before + 1);
});

test('who may only read sees how to connect, and is told why nothing can be changed', async () => {
  const id = await register('Looked at');
  const page = await it.signIn('rowan', `/applications/${id}`);
  await page.getByRole('region', { name: 'Discovery' }).waitFor();
  expect(await page.getByRole('button', { name: /^Save/ }).getAttribute('aria-disabled')).toBe('true');
  expect(await page.getByRole('textbox', { name: 'Name' }).isDisabled()).toBe(true);
  await it.expectSound(page, 'application-read-only');
});

test('on a phone: when the server is gone the form stays and can be sent again', async () => {
  const id = await register('Far away');
  const page = await it.signIn('olive', `/applications/${id}`, phone);
  await page.getByRole('textbox', { name: 'Name' }).fill('Far away still');
  await cutOff(page);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('alert').getByText('The server is gone').waitFor();
  await reconnect(page);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('heading', { name: 'Far away still' }).waitFor();
  await page.goto(`/console/applications/${id.replace(/.{4}$/, '0000')}`);
  await page.getByText('There is no such application here').waitFor();
});
