// The page of API keys: made with what they may do, their secret shown once, revoked.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cutOff, type OpenedConsole, openConsole, phone, reconnect } from './harness.ts';

let it: OpenedConsole;

beforeAll(async () => {
  it = await openConsole();
});
afterAll(() => it?.close());

test('makes a key that works, shows its secret once, and revokes it', async () => {
  const page = await it.signIn('olive', '/api-keys');
  await page.getByText('First run').waitFor();
  await it.expectSound(page, 'api-keys');
  await page.getByRole('button', { name: 'Create key' }).click();
  const dialog = page.getByRole('dialog', { name: 'Create API key' });
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Back office');
  await dialog.getByRole('checkbox', { name: 'users:read' }).check();
  await it.expectSound(page, 'api-keys-create');
  await dialog.getByRole('button', { name: 'Create key' }).click();
  const made = page.getByRole('dialog', { name: 'The key is made' });
  const key = await made.locator('code').first().innerText();
  await it.expectSound(page, 'api-keys-made');

  const ask = () =>
    fetch(`${it.baseUrl}/v1/users`, { headers: { 'X-API-Key': key, 'X-Tenant-ID': it.firstRun.tenant_id } });
  expect((await ask()).status).toBe(200);
  await page.keyboard.press('Escape');
  expect(await made.isVisible()).toBe(true);
  await made.getByRole('button', { name: 'I have kept it' }).click();
  await made.waitFor({ state: 'detached' });
  await page.getByText('Back office').waitFor();
  expect(await page.content()).not.toContain(key);

  await page.getByRole('button', { name: 'Revoke Back office' }).click();
  const question = page.getByRole('dialog', { name: 'Revoke “Back office”?' });
  await it.expectSound(page, 'api-keys-revoke');
  await question.getByRole('button', { name: 'Revoke' }).click();
  await page
    .getByRole('row', { name: /Back office/ })
    .getByText('revoked')
    .waitFor();
  expect((await ask()).status).toBe(401);
  const { data } = await it.api.GET('/v1/events', { params: { query: { limit: 1, type: ['api_key.revoked'] } } });
  expect(data?.data[0]?.actor).toMatchObject({ kind: 'operator' });
});

test('with the keyboard alone', async () => {
  const page = await it.signIn('olive', '/api-keys');
  const create = page.getByRole('button', { name: 'Create key' });
  await create.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').getByRole('textbox', { name: 'Name' }).waitFor();
  await page.keyboard.type('By keys');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'I have kept it' }).focus();
  await page.keyboard.press('Enter');
  await page.getByText('By keys').waitFor();
  await expect.poll(() => create.evaluate((button) => button === button.ownerDocument.activeElement)).toBe(true);
});

test('who may only read sees the keys and is told why none can be made or revoked', async () => {
  const page = await it.signIn('rowan', '/api-keys');
  await page.getByText('First run').waitFor();
  expect(await page.getByRole('button', { name: /Create key/ }).getAttribute('aria-disabled')).toBe('true');
  await page.getByRole('button', { name: /Revoke First run/ }).click({ force: true });
  expect(await page.getByRole('dialog').count()).toBe(0);
  await it.expectSound(page, 'api-keys-read-only');
});

test('when the server is gone while a key is made, the form stays and can be sent again', async () => {
  const page = await it.signIn('olive', '/api-keys', phone);
  await page.getByRole('button', { name: 'Create key' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Sent twice');
  await cutOff(page);
  await dialog.getByRole('button', { name: 'Create key' }).click();
  await dialog.getByRole('alert').getByText('The server is gone').waitFor();
  await it.expectSound(page, 'api-keys-server-gone');
  await reconnect(page);
  await dialog.getByRole('button', { name: 'Create key' }).click();
  await page.getByRole('button', { name: 'I have kept it' }).click();
  await page.getByText('Sent twice').waitFor();
});
