// The page of events: found, followed, explained and taken back, exported.
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { cutOff, type OpenedConsole, openConsole, phone, reconnect } from './harness.ts';

// Each look at a page is four.
vi.setConfig({ testTimeout: 240_000 });

let it: OpenedConsole;
let merged: { survivor: string; other: string };

beforeAll(async () => {
  it = await openConsole();
  const ids: string[] = [];
  for (const name of ['Una One', 'Tom Two']) ids.push(await makeUser(name));
  merged = { survivor: ids[0]!, other: ids[1]! };
  const { error } = await it.api.POST('/v1/users/{id}/merge', {
    params: { path: { id: merged.survivor } },
    body: { secondary_user_id: merged.other },
  });
  if (error) throw new Error(error.message);
  for (let n = 0; n < 130; n++) await makeUser(`Number ${n}`);
});
afterAll(() => it?.close());

async function makeUser(name: string): Promise<string> {
  const { data, error } = await it.api.POST('/v1/users', { body: { name } });
  if (error) throw new Error(error.message);
  return data.id;
}

test('finds by type and by user, in the address; tells one, and takes it back', async () => {
  const page = await it.signIn('olive', '/events');
  await page.getByRole('link', { name: 'User created' }).first().waitFor();
  await it.expectSound(page, 'events');
  await page.getByRole('combobox', { name: 'What happened' }).fill('merged');
  await page.getByRole('option', { name: 'Users merged' }).click();
  await expect.poll(() => new URL(page.url()).search).toBe('?type=user.merged');
  await page.keyboard.press('Escape');
  await expect.poll(() => page.getByRole('row').count()).toBe(2);
  await page.getByRole('link', { name: 'Users merged' }).click();
  const drawer = page.getByRole('dialog', { name: 'An event, and why' });
  await drawer.getByText('It can be taken back').waitFor();
  await it.expectSound(page, 'events-opened');
  await page.keyboard.press('Escape');
  await drawer.waitFor({ state: 'hidden' });
  await page.goto(`/console/events?user_id=${merged.other}`);
  await expect.poll(() => page.getByRole('row').count()).toBe(3);
  await page.getByRole('button', { name: 'Who and when (1)' }).click();
  await page.getByRole('textbox', { name: 'User id' }).waitFor();
  await it.expectSound(page, 'events-filters');
});

test('what does not fit is said; who and what it was done by narrows it', async () => {
  const page = await it.signIn('olive', '/events?type=tenant.deleted');
  await page.getByText('No event fits').waitFor();
  await it.expectSound(page, 'events-none');
  await page.getByRole('button', { name: 'Show all events' }).click();
  await page.getByRole('link', { name: 'User created' }).first().waitFor();
});

test('follows what happens, and with the keyboard alone opens and closes one', async () => {
  const page = await it.signIn('olive', '/events');
  await page.getByRole('link', { name: 'User created' }).first().waitFor();
  await page.getByRole('button', { name: 'Follow' }).focus();
  await page.keyboard.press('Enter');
  await page.getByText('live', { exact: true }).waitFor();
  const id = await makeUser('Just Now');
  const { error } = await it.api.POST('/v1/users/{id}/suspend', {
    params: { path: { id } },
    body: { active: false },
  });
  expect(error).toBeUndefined();
  const link = page.getByRole('link', { name: 'User suspended' });
  await link.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').getByText('What happened').first().waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
});

test('exports what was chosen, as a file', async () => {
  const page = await it.signIn('rowan', '/events?type=user.merged');
  await page.getByRole('link', { name: 'Users merged' }).waitFor();
  await page.getByRole('button', { name: 'Export' }).click();
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: /As JSON Lines/ }).click(),
  ]);
  expect(file.suggestedFilename()).toBe('events.jsonl');
  const lines = readFileSync(await file.path(), 'utf8')
    .trimEnd()
    .split('\n');
  expect(lines.map((line) => JSON.parse(line).type)).toEqual(['user.merged']);
});

test('on a phone, and when the server is gone', async () => {
  const page = await it.signIn('olive', '/events', phone);
  await page.getByRole('link', { name: 'User created' }).first().waitFor();
  await cutOff(page);
  await page.getByRole('button', { name: 'Export' }).click();
  await page.getByRole('menuitem', { name: /As CSV/ }).click();
  await page.getByRole('alert').getByText('The server is gone').waitFor();
  await it.expectSound(page, 'events-server-gone');
  await reconnect(page);
  await expect.poll(() => page.getByText('The server does not answer. What').count()).toBe(0);
});
