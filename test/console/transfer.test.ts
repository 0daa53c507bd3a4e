// The page of import and export: out as a file, in from one, paused and gone on with, and what was refused.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { cutOff, type OpenedConsole, openConsole, phone, reconnect } from './harness.ts';

// Each look at a page is four.
vi.setConfig({ testTimeout: 240_000 });

let it: OpenedConsole;
beforeAll(async () => {
  it = await openConsole();
  for (const name of ['Ada', 'Grace', 'Hedy']) await it.api.POST('/v1/users', { body: { name } });
});
afterAll(() => it?.close());

const write = (name: string, rows: (object | string)[]): string => {
  const file = join(temporaryDirectory(), name);
  writeFileSync(file, rows.map((row) => `${typeof row === 'string' ? row : JSON.stringify(row)}\n`).join(''));
  return file;
};
const choose = (page: Page, file: string) => page.locator('input[type=file]').setInputFiles(file);
const many = (name: string, count: number) =>
  Array.from({ length: count }, (_, index) => ({ username: `${name}-${index}` }));
const saved = async (page: Page, button: string): Promise<{ name: string; text: string }> => {
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: button }).click()]);
  return { name: file.suggestedFilename(), text: readFileSync(await file.path(), 'utf8') };
};
const status = (page: Page) => page.getByRole('region', { name: 'Import' }).getByRole('status');

/** Holds every piece that is sent until it is let go. */
async function holdPieces(page: Page): Promise<{ letGo(): Promise<void>; waiting(): Promise<void> }> {
  const held: (() => Promise<void>)[] = [];
  await page.route('**/v1/imports/*/lines?*', (route) => {
    held.push(() => route.continue());
  });
  const waiting = () => expect.poll(() => held.length, { timeout: 30_000 }).toBeGreaterThan(0);
  return {
    waiting,
    async letGo() {
      await waiting();
      await held.shift()!();
    },
  };
}

test('what was exported goes in again; refused rows are told, and come out as files', async () => {
  const page = await it.signIn('olive', '/transfer');
  await page.getByRole('button', { name: 'Choose a file' }).waitFor();
  await it.expectSound(page, 'transfer');
  const exported = await saved(page, 'Export all users');
  expect(exported.name).toMatch(/-users\.jsonl$/);
  const known = exported.text.trimEnd().split('\n');
  expect(known.length).toBeGreaterThan(2);

  const mendable = '{"id":"nobody","name":"Grace"}';
  const file = write('users.jsonl', [...known, { username: 'fresh' }, mendable, { username: 'Fresh' }]);
  await choose(page, file);
  await page.getByRole('radio', { name: 'Pass it over' }).check();
  await it.expectSound(page, 'transfer-chosen');
  await page.getByRole('button', { name: 'Only check' }).click();
  await status(page).getByText('Checked, nothing was written').waitFor();
  await page.getByText('2 refused rows').waitFor();
  await it.expectSound(page, 'transfer-checked');
  const total = known.length + 3;
  await page.getByRole('button', { name: `Import ${total} lines` }).click();
  await status(page).getByText('All of it went through').waitFor();
  await page.getByRole('cell', { name: /Another user has this username/ }).waitFor();
  await it.expectSound(page, 'transfer-done');

  const why = await saved(page, 'Why each was refused');
  expect(why.name).toBe('users.jsonl.refused.jsonl');
  const refused = why.text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(refused).toMatchObject([
    { line: total - 1, code: 'invalid_input', id: 'nobody' },
    { line: total, code: 'username_taken', id: null },
  ]);
  const mend = await saved(page, 'Their lines, to mend');
  expect(mend).toEqual({ name: 'users.jsonl.to-mend.jsonl', text: `${mendable}\n{"username":"Fresh"}\n` });

  const { data } = await it.api.GET('/v1/users', { params: { query: { username: 'fresh' } } });
  const id = data!.data[0]!.id;
  const events = await it.api.GET('/v1/events', { params: { query: { user_id: id } } });
  expect(events.data!.data).toMatchObject([{ type: 'user.created', actor: { kind: 'operator' } }]);

  // Chosen again it is known, and forgotten when asked.
  await page.reload();
  await choose(page, file);
  await page.getByText('This file was taken in to its end').waitFor();
  await page.getByText('2 refused rows').waitFor();
  await page.getByRole('button', { name: 'Begin anew' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Begin anew' }).click();
  await page.getByRole('button', { name: `Import ${total} lines` }).waitFor();
});

test('paused and resumed; after a reload the same file goes on where it was', async () => {
  const page = await it.signIn('olive', '/transfer');
  const file = write('many.jsonl', many('many', 3500));
  const pieces = await holdPieces(page);
  await choose(page, file);
  await page.getByRole('button', { name: 'Import 3,500 lines' }).click();
  await pieces.waiting();
  await page.getByRole('button', { name: 'Pause' }).click();
  await pieces.letGo();
  await status(page).getByText('Paused').waitFor();
  expect(await status(page).innerText()).toContain('1,000 of 3,500 lines');
  await it.expectSound(page, 'transfer-paused');

  await page.getByRole('button', { name: 'Resume' }).click();
  await pieces.letGo();
  await pieces.waiting();
  await status(page).getByText('2,000 of 3,500 lines').waitFor();
  await it.expectSound(page, 'transfer-running');
  page.once('dialog', (dialog) => void dialog.accept());
  await page.reload();
  await page.unroute('**/v1/imports/*/lines?*');
  await choose(page, file);
  await page.getByText('It goes on behind line 2,000 of 3,500; nothing comes in twice.').waitFor();
  await it.expectSound(page, 'transfer-begun');
  await page.getByRole('button', { name: 'Go on importing' }).click();
  await status(page).getByText('All of it went through').waitFor();
  await page.getByText('3,500', { exact: true }).waitFor();
  expect(await page.getByRole('heading', { name: /refused/ }).count()).toBe(0);
});

test('when the server is gone it pauses by itself, and goes on when it is back', async () => {
  const page = await it.signIn('olive', '/transfer', phone);
  const pieces = await holdPieces(page);
  await choose(page, write('gone.jsonl', many('gone', 1500)));
  await page.getByRole('button', { name: 'Import 1,500 lines' }).click();
  await pieces.letGo();
  await pieces.waiting();
  await cutOff(page);
  await pieces.letGo();
  await page.getByRole('alert').getByText('The server is gone').waitFor();
  await page.getByText('nothing comes in twice: resume it').waitFor();
  await it.expectSound(page, 'transfer-server-gone');
  await reconnect(page);
  await page.unroute('**/v1/imports/*/lines?*');
  await page.getByRole('button', { name: 'Resume' }).click();
  await status(page).getByText('All of it went through').waitFor();
  await page.getByText('1,500', { exact: true }).waitFor();
});

test('when somebody else goes on with the same file it says so, and goes on from where it stands', async () => {
  const [one, other] = [await it.signIn('olive', '/transfer'), await it.signIn('olive', '/transfer')];
  const file = write('both.jsonl', many('both', 2500));
  const pieces = await holdPieces(one);
  await choose(one, file);
  await choose(other, file);
  await one.getByRole('button', { name: 'Import 2,500 lines' }).click();
  await pieces.waiting();
  await other.getByRole('button', { name: 'Import 2,500 lines' }).click();
  await status(other).getByText('All of it went through').waitFor();
  await pieces.letGo();
  await one.getByText('Somebody else goes on with this file').waitFor();
  await one.getByText('It stands behind line 2,500 now.').waitFor();
  await it.expectSound(one, 'transfer-conflict');
  await one.getByRole('button', { name: 'Resume' }).click();
  await status(one).getByText('All of it went through').waitFor();
  await one.getByText('2,500', { exact: true }).waitFor();
});

test('who may only read exports, and is told why nothing can be imported', async () => {
  const page = await it.signIn('rowan', '/transfer');
  const button = page.getByRole('button', { name: /Choose a file/ });
  await button.waitFor();
  expect(await button.getAttribute('aria-disabled')).toBe('true');
  expect(await button.innerText()).toContain('does not allow this: it needs users:write');
  expect((await saved(page, 'Export all users')).text).not.toBe('');
  await it.expectSound(page, 'transfer-read-only');
});

test('with the keyboard alone', async () => {
  const page = await it.signIn('olive', '/transfer');
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.getByRole('button', { name: 'Choose a file' }).press('Enter'),
  ]);
  await chooser.setFiles(write('keys.jsonl', [{ username: 'by-keys' }, '{']));
  await page.getByRole('radio', { name: 'Refuse the row' }).focus();
  await page.keyboard.press('ArrowDown');
  expect(await page.getByRole('radio', { name: 'Pass it over' }).isChecked()).toBe(true);
  await page.getByRole('button', { name: 'Import 2 lines' }).focus();
  await page.keyboard.press('Enter');
  await status(page).getByText('All of it went through').waitFor();
  await page.getByText('1 refused row').waitFor();
  await page.getByRole('cell', { name: 'The line is not JSON.' }).waitFor();
});

test('an empty file, and a line that is far too long', async () => {
  const page = await it.signIn('olive', '/transfer');
  await choose(page, write('empty.jsonl', []));
  await page.getByText('“empty.jsonl” is empty.').waitFor();
  const huge = JSON.stringify({ name: 'x'.repeat(5_000_000) });
  await choose(page, write('huge.jsonl', [{ username: 'before-huge' }, huge, huge, { username: 'after-huge' }]));
  await page.getByRole('button', { name: 'Import 4 lines' }).click();
  await status(page).getByText('All of it went through').waitFor();
  await page.getByText('2 refused rows').waitFor();
  const mend = await saved(page, 'Their lines, to mend');
  expect(mend.text).toBe(`${huge}\n${huge}\n`);
});
