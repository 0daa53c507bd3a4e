// What is written down of a user, and what stands open: profile, metadata, sessions, tokens, and the user as each API shows it.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { User } from '../../client/src/index.ts';
import { arrive } from './arrive.ts';
import { cutOff, type OpenedConsole, openConsole, phone, reconnect } from './harness.ts';

let it: OpenedConsole;
let ada: User;

const read = async (id: string) => (await it.api.GET('/v1/users/{id}', { params: { path: { id } } })).data!;
const change = async (
  id: string,
  body: { nickname?: string; name?: string; user_metadata?: Record<string, unknown> },
) => {
  const { error } = await it.api.PATCH('/v1/users/{id}', { params: { path: { id } }, body });
  if (error) throw new Error(error.message);
};
const createUser = async (name: string, user_metadata: Record<string, unknown> = {}) => {
  const { data, error } = await it.api.POST('/v1/users', {
    body: { name, email: `${name.toLowerCase()}@example.com`, user_metadata },
  });
  if (!data) throw new Error(error.message);
  return data;
};

beforeAll(async () => {
  it = await openConsole();
  await arrive(await it.openVisitor(), /Google/, /Ada Park/);
  await arrive(await it.openVisitor(), /GitHub/, /Ada Park/);
  ada = (await it.api.GET('/v1/users', { params: { query: { email: 'ada@example.com' } } })).data!.data[0]!;
});
afterAll(() => it?.close());

test('the profile: changed, kept apart from what others have, and an address is not proved because the last one was', async () => {
  const user = await createUser('Bea');
  await change(user.id, { nickname: 'bee' });
  const page = await it.signIn('olive', `/users/${user.id}?tab=profile`);
  const name = page.getByRole('textbox', { name: 'Name', exact: true });
  await name.fill('Beatrix');
  await page.getByRole('textbox', { name: 'External id' }).fill('customer-7');
  const proved = page.getByRole('checkbox', { name: /this address is theirs/ });
  await proved.check();
  await page.getByRole('textbox', { name: 'Nickname' }).fill('');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('Profile saved.').waitFor();
  expect(await read(user.id)).toMatchObject({
    name: 'Beatrix',
    external_id: 'customer-7',
    email_verified: true,
    nickname: null,
  });
  await page.getByRole('heading', { name: 'Beatrix' }).focus();
  await page.mouse.move(0, 0);
  await expect.poll(() => page.getByRole('tooltip').count()).toBe(0);
  await it.expectSound(page, 'user-profile');

  const email = page.getByRole('textbox', { name: 'E-mail address' });
  await email.fill('ada@example.com');
  expect(await proved.isChecked()).toBe(false);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('another user has this e-mail address', { exact: false }).first().waitFor();
  await it.expectSound(page, 'user-profile-taken');
  await email.fill('bea@example.com');
  expect(await proved.isChecked()).toBe(true);
});

test('what somebody else changed of the same fields is not written over unseen; other changes are no conflict', async () => {
  const user = await createUser('Cleo');
  const page = await it.signIn('olive', `/users/${user.id}?tab=profile`);
  const name = page.getByRole('textbox', { name: 'Name', exact: true });
  await name.fill('Cleopatra');
  await change(user.id, { nickname: 'c' });
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('Profile saved.').waitFor();
  expect(await read(user.id)).toMatchObject({ name: 'Cleopatra', nickname: 'c' });

  await name.fill('Mine');
  await change(user.id, { name: 'Theirs' });
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('Changed elsewhere meanwhile').waitFor();
  await page.getByText('Changed there: name.').waitFor();
  await it.expectSound(page, 'user-profile-conflict');
  await page.getByRole('button', { name: 'Show it as it is now' }).click();
  expect(await name.inputValue()).toBe('Theirs');
});

test('metadata as names and values, and as JSON with what is wrong at its line and column', async () => {
  const user = await createUser('Dora', { theme: 'dark', visits: 3, tags: ['a', 'b'] });
  const page = await it.signIn('olive', `/users/${user.id}?tab=metadata`);
  const section = page.getByRole('region', { name: 'User metadata' });
  await section.getByRole('textbox', { name: 'Value of theme' }).fill('light');
  await section.getByRole('button', { name: 'Remove visits' }).click();
  await section.getByRole('button', { name: 'Add to user metadata' }).click();
  await section.getByRole('textbox', { name: 'Name', exact: true }).last().fill('beta');
  await section.getByRole('combobox', { name: 'Kind of beta' }).selectOption('Yes or no');
  await section.getByRole('combobox', { name: 'Value of beta' }).selectOption('Yes');
  await it.expectSound(page, 'user-metadata');
  await section.getByRole('button', { name: 'Save user metadata' }).click();
  await page.getByText('User metadata saved.').waitFor();
  expect((await read(user.id)).user_metadata).toEqual({ theme: 'light', tags: ['a', 'b'], beta: true });

  await section.locator('label', { hasText: /^JSON$/ }).click();
  const editor = section.getByRole('textbox', { name: 'User metadata as JSON' });
  await editor.fill('{\n  "theme": "light",\n  "beta" true\n}');
  await section.getByRole('button', { name: 'Line 3, column 10' }).waitFor();
  expect(await section.getByRole('button', { name: /Save user metadata/ }).getAttribute('aria-disabled')).toBe('true');
  await it.expectSound(page, 'user-metadata-mistake');
  await editor.fill('{"theme": "light", "theme": "dark", "big": 12345678901234567890}');
  await section.getByText('is there twice').waitFor();
  await section.getByText('too many digits').waitFor();
  await editor.fill('{"theme": "light", "beta": {"since": 2026}}');
  await section.getByRole('button', { name: 'Save user metadata' }).click();
  await expect.poll(async () => (await read(user.id)).user_metadata).toEqual({ theme: 'light', beta: { since: 2026 } });
});

test('metadata that somebody else changed meanwhile is shown as it is, or written over', async () => {
  const user = await createUser('Erin', { plan: 'free' });
  const page = await it.signIn('olive', `/users/${user.id}?tab=metadata`);
  const section = page.getByRole('region', { name: 'User metadata' });
  const plan = section.getByRole('textbox', { name: 'Value of plan' });
  await plan.fill('gold');
  await change(user.id, { user_metadata: { plan: 'silver', seats: 2 } });
  await section.getByRole('button', { name: 'Save user metadata' }).click();
  await section.getByText('Changed there: “plan”, “seats”.').waitFor();
  await it.expectSound(page, 'user-metadata-conflict');
  await section.getByRole('button', { name: 'Write mine over it' }).click();
  await page.getByText('User metadata saved.').waitFor();
  expect((await read(user.id)).user_metadata).toEqual({ plan: 'gold' });

  await plan.fill('platinum');
  await change(user.id, { user_metadata: { plan: 'none' } });
  await section.getByRole('button', { name: 'Save user metadata' }).click();
  await section.getByRole('button', { name: 'Show it as it is now' }).click();
  expect(await plan.inputValue()).toBe('none');
});

test('metadata beyond what the server takes: its own words, and nothing is lost', async () => {
  const user = await createUser('Fay', { note: 'short' });
  const page = await it.signIn('olive', `/users/${user.id}?tab=metadata`);
  const section = page.getByRole('region', { name: 'User metadata' });
  const note = section.getByRole('textbox', { name: 'Value of note' });
  await note.fill('x'.repeat(1_100_000));
  await section.getByText(/1,100 kB/).waitFor();
  await section.getByRole('button', { name: 'Save user metadata' }).click();
  await section.getByRole('alert').getByText('over the limit').waitFor();
  expect((await note.inputValue()).length).toBe(1_100_000);
});

test('the server gone while it is saved: what was typed stays, and can be saved again', async () => {
  const user = await createUser('Gil', { plan: 'free' });
  const page = await it.signIn('olive', `/users/${user.id}?tab=metadata`, phone);
  const section = page.getByRole('region', { name: 'User metadata' });
  await section.getByRole('textbox', { name: 'Value of plan' }).fill('gold');
  await cutOff(page);
  await section.getByRole('button', { name: 'Save user metadata' }).click();
  await section.getByRole('alert').getByText('The server is gone').waitFor();
  await it.expectSound(page, 'user-metadata-server-gone');
  await reconnect(page);
  await section.getByRole('alert').getByRole('button', { name: 'Try again' }).click();
  await page.getByText('User metadata saved.').waitFor();
  expect((await read(user.id)).user_metadata).toEqual({ plan: 'gold' });
});

test('who may only read sees profile and metadata, and is told why nothing can be changed', async () => {
  const page = await it.signIn('rowan', `/users/${ada.id}?tab=profile`);
  const name = page.getByRole('textbox', { name: 'Name', exact: true });
  await name.waitFor();
  expect(await name.getAttribute('readonly')).not.toBe(null);
  expect(await page.getByRole('button', { name: /^Save/ }).getAttribute('aria-disabled')).toBe('true');
  await page.getByRole('tab', { name: 'Metadata' }).click();
  await page.getByRole('region', { name: 'App metadata' }).waitFor();
  expect(await page.getByRole('button', { name: /^Add to/ }).count()).toBe(0);
  await page.mouse.move(0, 0);
  await it.expectSound(page, 'user-metadata-read-only');
});

test('with the keyboard alone, a value is added', async () => {
  const user = await createUser('Hal');
  const page = await it.signIn('olive', `/users/${user.id}?tab=metadata`);
  const add = page.getByRole('button', { name: 'Add to app metadata' });
  await add.focus();
  await page.keyboard.press('Enter');
  const section = page.getByRole('region', { name: 'App metadata' });
  await section.getByRole('textbox', { name: 'Name', exact: true }).waitFor();
  await expect
    .poll(() =>
      section.getByRole('textbox', { name: 'Name', exact: true }).evaluate((field) => field.matches(':focus')),
    )
    .toBe(true);
  await page.keyboard.type('plan');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.type('gold');
  await section.getByRole('button', { name: 'Save app metadata' }).focus();
  await page.keyboard.press('Enter');
  await page.getByText('App metadata saved.').waitFor();
  expect((await read(user.id)).app_metadata).toEqual({ plan: 'gold' });
});

test('sessions: where, since when, by which identity; one is ended, then all', async () => {
  const page = await it.signIn('olive', `/users/${ada.id}?tab=sessions`);
  const sessions = page.getByRole('list', { name: 'Sessions' }).getByRole('listitem');
  await sessions.first().waitFor();
  expect(await sessions.count()).toBe(2);
  await sessions.filter({ hasText: 'Chrome on Linux' }).first().waitFor();
  await sessions.filter({ hasText: /github/i }).waitFor();
  await it.expectSound(page, 'user-sessions');
  await page
    .getByRole('button', { name: /^End the session of/ })
    .first()
    .click();
  await page.getByRole('dialog', { name: 'End this session?' }).getByRole('button', { name: 'End session' }).click();
  await expect.poll(() => sessions.count()).toBe(1);
  await page.getByRole('button', { name: 'End all' }).click();
  await page.getByRole('dialog', { name: 'End all sessions?' }).getByRole('button', { name: 'End all' }).click();
  await page.getByText('Not signed in anywhere').waitFor();
  await page.getByRole('switch', { name: 'Those that are over, too (2)' }).check();
  await expect.poll(() => sessions.count()).toBe(2);
  const { data } = await it.api.GET('/v1/users/{id}/sessions', { params: { path: { id: ada.id } } });
  expect(data!.data.map(({ active }) => active)).toEqual([false, false]);
});

test('how the tokens of providers stand, and never what they are', async () => {
  const page = await it.signIn('rowan', `/users/${ada.id}?tab=tokens`);
  const tokens = page.getByRole('list', { name: 'Tokens of providers' }).getByRole('listitem');
  await tokens.first().waitFor();
  expect(await tokens.count()).toBe(2);
  await tokens.first().getByText('in order').waitFor();
  await it.expectSound(page, 'user-tokens');
  const nobody = await createUser('Ida');
  await page.goto(`/console/users/${nobody.id}?tab=tokens`);
  await page.getByText('No provider’s tokens are kept').waitFor();
});

test('the user as each of the four APIs shows it; one fact is found in all of them', async () => {
  const page = await it.signIn('rowan', `/users/${ada.id}?tab=apis`);
  for (const name of ['Selfsame’s own', 'WorkOS', 'Auth0', 'GenAuth'])
    await page.getByRole('region', { name, exact: true }).getByText('ada@example.com').first().waitFor();
  await page.getByText(`GET /v1/users/${ada.id}`).waitFor();
  await page.getByRole('region', { name: 'WorkOS', exact: true }).getByText('"ada@example.com"').first().hover();
  await expect.poll(() => page.locator('[data-same]').count()).toBeGreaterThanOrEqual(4);
  await it.expectSound(page, 'user-apis');
  await page.getByRole('button', { name: 'Copy the address: Auth0' }).click();
});

test('a user that was merged away tells who stands in for it', async () => {
  const [one, other] = [await createUser('Jim'), await createUser('Jimmy')];
  await it.api.POST('/v1/users/{id}/merge', {
    params: { path: { id: one.id } },
    body: { secondary_user_id: other.id },
  });
  const page = await it.signIn('olive', `/users/${other.id}?tab=sessions`);
  await page.getByText('A user that was merged away has no sessions').waitFor();
  await page.getByRole('tabpanel').getByRole('link', { name: 'Jim' }).waitFor();
  await it.expectSound(page, 'user-merged-sessions');
});
