// The pages of policies: written with mistakes shown at their places, tried on what has happened, put in force after that.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { Browser } from '../support/browser.ts';
import { cutOff, type OpenedConsole, openConsole, phone, reconnect } from './harness.ts';

// Each look at a page is four.
vi.setConfig({ testTimeout: 180_000 });

let it: OpenedConsole;

beforeAll(async () => {
  it = await openConsole();
  await new Browser(it.baseUrl).signIn('google-oauth2', 'ada');
  await new Browser(it.baseUrl).signIn('google-oauth2', 'ada');
});
afterAll(() => it?.close());

const editor = (page: Page) => page.getByRole('textbox', { name: 'Text of the policy, in Cedar' });
const noSignIn = '@notice("Nobody today.")\nforbid(principal, action == Action::"user:signIn", resource);';

async function write(page: Page, text: string): Promise<void> {
  await editor(page).focus();
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Delete');
  await page.keyboard.insertText(text);
}

async function make(name: string, text = noSignIn, more: { enabled?: boolean } = { enabled: false }): Promise<string> {
  const { data, error } = await it.api.POST('/v1/policies', { body: { name, cedar_policy_set: text, ...more } });
  if (error) throw new Error(error.message);
  return data.id;
}

async function stored(id: string) {
  const { data } = await it.api.GET('/v1/policies/{id}', { params: { path: { id } } });
  return data!;
}

test('from nothing: an example, a mistake at its place, and saved, which puts nothing in force', async () => {
  const page = await it.signIn('olive', '/policies');
  await page.getByText(/has no policies/).waitFor();
  await it.expectSound(page, 'policies-none');
  await page.getByRole('button', { name: 'Write a policy' }).click();
  await page.getByRole('button', { name: 'Use “No unlinking at night”' }).click();
  await expect.poll(() => editor(page).innerText()).toContain('identity:unlink');
  await page.getByText('It fits the schema.').waitFor();
  await it.expectSound(page, 'policy-new');

  await write(
    page,
    'forbid(principal, action == Action::"identity:unlink", resource)\nwhen { context.request.huor >= 22 };',
  );
  const mistakes = page.getByRole('list', { name: 'Mistakes' });
  await mistakes.getByText('line 2, column 8').waitFor();
  await mistakes.getByText(/did you mean `hour`/).waitFor();
  await expect.poll(() => page.locator('.cm-lintRange-error').innerText()).toContain('context');
  expect(await page.getByRole('button', { name: /^Save/ }).getAttribute('aria-disabled')).toBe('true');
  await it.expectSound(page, 'policy-mistake');
  await mistakes.getByRole('button').first().click();
  await expect.poll(() => editor(page).evaluate((field) => field === field.ownerDocument.activeElement)).toBe(true);

  await write(page, noSignIn);
  await page.getByText('It fits the schema.').waitFor();
  await page.getByRole('textbox', { name: 'Name' }).fill('closed today');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('heading', { name: 'closed today' }).waitFor();
  expect(await stored(new URL(page.url()).pathname.split('/').at(-1)!)).toMatchObject({ enabled: false, version: 1 });
});

test('tried on what has happened, put in force, and switched off again', async () => {
  const id = await make('for a try');
  const page = await it.signIn('olive', `/policies/${id}`);
  await page.getByRole('button', { name: 'Try it' }).click();
  await page.getByText(/decisions? of \d+ would differ/).waitFor();
  const differences = page.getByRole('table', { name: 'Decisions that would differ' });
  await differences.getByText('refused').first().waitFor();
  expect(await differences.getByRole('link').first().getAttribute('href')).toMatch(/^\/console\/events\?event=/);
  await it.expectSound(page, 'policy-tried');

  await page.getByRole('button', { name: 'Put in force' }).click();
  const dialog = page.getByRole('dialog', { name: 'Put in force: “for a try”?' });
  await dialog.getByText(/decisions? of \d+ would differ/).waitFor();
  await it.expectSound(page, 'policy-enable');
  await dialog.getByRole('button', { name: 'Put in force' }).click();
  await page.getByText('In force.').waitFor();
  expect(await stored(id)).toMatchObject({ enabled: true, version: 1 });

  await page.getByRole('button', { name: 'Switch off' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Switch off' }).click();
  await page.getByText('Switched off.').waitFor();
  await page.getByRole('tab', { name: 'History' }).click();
  await page.getByRole('link', { name: 'Put in force' }).waitFor();
  await it.expectSound(page, 'policy-history');
});

test('a text in force is changed only after what it would do is shown', async () => {
  await make('kept');
  const id = await make('in force', 'forbid(principal, action == Action::"user:merge", resource);', { enabled: true });
  const page = await it.signIn('olive', `/policies/${id}`);
  await editor(page).waitFor();
  await write(page, 'forbid(principal, action == Action::"linking:undo", resource);');
  await page.getByText('It fits the schema.').waitFor();
  await page.keyboard.press('Control+s');
  const dialog = page.getByRole('dialog', { name: 'Save “in force”, which is in force?' });
  await dialog.getByText('No decision would differ').waitFor();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved, and in force.').waitFor();
  expect(await stored(id)).toMatchObject({ enabled: true, version: 2 });
  await page.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('link', { name: 'kept' }).waitFor();
  await it.expectSound(page, 'policies');
});

test('what others changed meanwhile is not written over unseen', async () => {
  const id = await make('shared');
  const page = await it.signIn('olive', `/policies/${id}`);
  await page.getByRole('textbox', { name: 'Description' }).fill('Mine');
  await it.api.PATCH('/v1/policies/{id}', { params: { path: { id } }, body: { description: 'Theirs' } });
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('alert').getByText('Changed elsewhere meanwhile').waitFor();
  expect(await stored(id)).toMatchObject({ description: 'Theirs' });
  await it.expectSound(page, 'policy-conflict');
  await page.getByRole('button', { name: 'Show it as it is now' }).click();
  await expect.poll(() => page.getByRole('textbox', { name: 'Description' }).inputValue()).toBe('Theirs');

  await page.getByRole('textbox', { name: 'Description' }).fill('Mine again');
  await it.api.PATCH('/v1/policies/{id}', { params: { path: { id } }, body: { priority: 7 } });
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('button', { name: 'Write mine over it' }).click();
  await page.getByText('Saved.', { exact: true }).waitFor();
  expect(await stored(id)).toMatchObject({ description: 'Mine again' });
});

test('a question by hand is answered with the context that was seen', async () => {
  const { data: users } = await it.api.GET('/v1/users', { params: { query: { email: 'ada@example.com' } } });
  const page = await it.signIn('olive', '/policies?tab=ask');
  await page.getByRole('textbox', { name: 'User', exact: true }).fill(users!.data[0]!.id);
  await page.getByRole('textbox', { name: 'Resource' }).fill('Identity:new');
  await page.getByRole('textbox', { name: 'Principal' }).fill('Arrival:example');
  await page.getByRole('textbox', { name: 'Context as JSON' }).focus();
  const provider = { id: it.firstRun.identity_providers.github, name: 'github', strategy: 'github' };
  const identity = { provider, subject: '9', email_proved: true, phone_proved: false };
  await page.keyboard.insertText(JSON.stringify({ identity }));
  await page.getByRole('button', { name: 'Ask', exact: true }).click();
  const answer = page.getByRole('region', { name: 'What the policies say' });
  await answer.getByText('Permitted').waitFor();
  await answer
    .getByText(/"email_proved"/)
    .first()
    .waitFor();
  await it.expectSound(page, 'policies-ask');
  await page.getByRole('tab', { name: 'What they may speak of' }).click();
  await page.getByText('// Who arrives through an identity provider').waitFor();
  await it.expectSound(page, 'policies-schema');
});

test('who may only read sees the text and is told why it cannot be changed', async () => {
  const id = await make('to be read');
  const page = await it.signIn('rowan', `/policies/${id}`);
  await expect.poll(() => editor(page).innerText()).toContain('Nobody today.');
  for (const name of [/^Save/, /^Put in force/, /^Delete/]) {
    expect(await page.getByRole('button', { name }).getAttribute('aria-disabled')).toBe('true');
  }
  await editor(page).focus();
  await page.keyboard.type('changed');
  expect(await editor(page).innerText()).not.toContain('changed');
  await it.expectSound(page, 'policy-read-only');
});

test('with the keyboard alone, on a phone; when the server is gone nothing written is lost', async () => {
  const page = await it.signIn('olive', '/policies/new', phone);
  await write(page, noSignIn);
  // The tab key leaves the editor.
  await page.keyboard.press('Tab');
  await expect.poll(() => editor(page).evaluate((field) => field === field.ownerDocument.activeElement)).toBe(false);
  await page.getByRole('textbox', { name: 'Name' }).focus();
  await page.keyboard.type('by keys');
  await page.getByText('It fits the schema.').waitFor();
  await cutOff(page);
  await page.keyboard.press('Control+s');
  await page.getByRole('alert').getByText('The server is gone').waitFor();
  await it.expectSound(page, 'policy-server-gone');
  await reconnect(page);
  await page.getByRole('textbox', { name: 'Name' }).focus();
  await page.keyboard.press('Control+s');
  await page.getByRole('heading', { name: 'by keys' }).waitFor();
  await page.getByRole('textbox', { name: 'Description' }).fill('unsaved');
  await page.getByRole('button', { name: 'Open the navigation' }).click();
  await page.getByRole('link', { name: 'Users' }).click();
  await page.getByRole('dialog', { name: 'Leave without saving?' }).getByRole('button', { name: 'Cancel' }).click();
  expect(await page.getByRole('textbox', { name: 'Description' }).inputValue()).toBe('unsaved');
});
