// What happened to a user: told with its reasons, found again by its address, and taken back.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { User } from '../../client/src/index.ts';
import { arrive } from './arrive.ts';
import { cutOff, type OpenedConsole, openConsole, phone, reconnect } from './harness.ts';

let it: OpenedConsole;
let ada: User;
let twin: User;

/** By the API, as an application would. */
async function createUser(name: string, subject?: string): Promise<User> {
  const made = await it.api.POST('/v1/users', { body: { name, email: `${name.toLowerCase()}@example.com` } });
  if (!made.data) throw new Error(made.error.message);
  if (subject !== undefined) await link(made.data.id, subject);
  return made.data;
}

async function link(userId: string, subject: string): Promise<string> {
  const { data, error } = await it.api.POST('/v1/users/{id}/identities', {
    params: { path: { id: userId } },
    body: { identity_provider_id: it.firstRun.identity_providers.github!, external_id: subject },
  });
  if (!data) throw new Error(error.message);
  return data.id;
}

async function newest(type: 'user.merged' | 'linking.undone' | 'identity.linked', userId: string) {
  const { data } = await it.api.GET('/v1/events', { params: { query: { limit: 1, type: [type], user_id: userId } } });
  return data!.data[0]!;
}

const timeline = (id: string, more = '') => `/users/${id}?tab=timeline${more}`;
const entry = (page: Page, words: RegExp) => page.getByRole('listitem').filter({ hasText: words });

beforeAll(async () => {
  it = await openConsole();
  const visitor = await it.openVisitor();
  await arrive(visitor, /Google/, /Ada Park/);
  await arrive(visitor, /GitHub/, /Ada Park/);
  const found = await it.api.GET('/v1/users', { params: { query: { email: 'ada@example.com' } } });
  ada = found.data!.data[0]!;
  twin = await createUser('Twin', '9001');
  const path = { id: ada.id };
  await it.api.PATCH('/v1/users/{id}', {
    params: { path },
    body: { nickname: 'ada', user_metadata: { theme: 'dark' } },
  });
  await it.api.POST('/v1/users/{id}/merge', { params: { path }, body: { secondary_user_id: twin.id } });
});
afterAll(() => it?.close());

test('tells each event with its reason, and opened, what it was decided on; its address opens it again', async () => {
  const page = await it.signIn('olive', timeline(ada.id));
  await page.getByRole('heading', { name: 'Today' }).waitFor();
  const linked = entry(page, /GitHub.* identity .* was linked to this user when it arrived/);
  await linked.getByText('Because: one user has this key, and both sides have proved it').waitFor();
  await entry(page, /Twin was merged into this user/)
    .getByText('by the API key')
    .waitFor();
  await linked.getByRole('button', { name: 'Why? Identity linked' }).click();
  await linked.getByRole('heading', { name: 'Evidence' }).waitFor();
  await linked.getByText('both sides have proved it').first().waitFor();
  await linked.getByText('settled it').waitFor();
  await linked.getByText(/Version \d+ of the provider’s linking rule was in force/).waitFor();
  await it.expectSound(page, 'user-timeline');

  const { id } = await newest('identity.linked', ada.id);
  await expect.poll(() => new URL(page.url()).searchParams.get('event')).toBe(id);
  await page.reload();
  await linked.getByRole('heading', { name: 'Evidence' }).waitFor();
});

test('a merge is taken back: what would come back is shown first, and who did it is recorded', async () => {
  const page = await it.signIn('olive', timeline(ada.id));
  const merged = entry(page, /Twin was merged into this user/);
  await merged.getByRole('button', { name: 'Why? Users merged' }).click();
  await merged.getByText('nothing was built on it since').waitFor();
  await merged.getByRole('button', { name: 'Undo…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Take it back?' });
  await dialog.getByText('What would change').waitFor();
  await it.expectSound(page, 'user-timeline-undo');
  await dialog.getByRole('button', { name: 'Take it back' }).click();
  await page.getByText('Taken back.', { exact: true }).waitFor();
  const undone = entry(page, /An earlier event was taken back/).first();
  await undone.getByRole('heading', { name: 'What changed' }).waitFor();
  const event = await newest('linking.undone', ada.id);
  expect(event.actor).toMatchObject({ kind: 'operator' });
  const back = await it.api.GET('/v1/users/{id}', { params: { path: { id: twin.id } } });
  expect(back.data).toMatchObject({ status: 'active', merged_into: null });

  await merged.getByRole('button', { name: 'Why? Users merged' }).click();
  await merged.getByText('It was taken back.').waitFor();
  await merged.getByRole('button', { name: 'See how, and by whom' }).click();
  await undone.getByRole('heading', { name: 'What changed' }).waitFor();
});

test('what stands in the way of an undo is named, and a click away', async () => {
  const bea = await createUser('Bea', '9101');
  const id = await link(bea.id, '9102');
  const linked = await newest('identity.linked', bea.id);
  await it.api.DELETE('/v1/users/{id}/identities/{identity_id}', {
    params: { path: { id: bea.id, identity_id: id }, query: { outcome: 'detach' } },
  });
  const page = await it.signIn('olive', timeline(bea.id, `&event=${linked.id}`));
  await page.getByText('It cannot be taken back while this stands in the way').waitFor();
  await it.expectSound(page, 'user-timeline-blocked');
  await page.getByRole('button', { name: 'Open that event' }).click();
  await page.getByText('It can be taken back: nothing was built on it since.').waitFor();
  await entry(page, /was unlinked from this user and belongs to nobody/)
    .getByRole('button', { name: 'Close Identity unlinked' })
    .waitFor();
});

test('to take away the last identity has to be meant', async () => {
  const cleo = await createUser('Cleo', '9201');
  const { data: had } = await it.api.GET('/v1/users/{id}/identities', { params: { path: { id: cleo.id } } });
  await link(cleo.id, '9202');
  const linked = await newest('identity.linked', cleo.id);
  await it.api.DELETE('/v1/users/{id}/identities/{identity_id}', {
    params: { path: { id: cleo.id, identity_id: had!.data[0]!.id }, query: { outcome: 'delete' } },
  });
  const page = await it.signIn('olive', timeline(cleo.id, `&event=${linked.id}`));
  await page.getByText('would be left without any identity').waitFor();
  await page.getByRole('button', { name: 'Undo, and leave a user without any identity…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Take it back?' });
  await dialog.getByText('cannot sign in until one is linked').waitFor();
  await dialog.getByRole('button', { name: 'Take it back' }).click();
  await page.getByText('Taken back.', { exact: true }).waitFor();
  const { data } = await it.api.GET('/v1/users/{id}/identities', { params: { path: { id: cleo.id } } });
  expect(data!.data).toEqual([]);
});

test('only what one looks for is shown, and the address keeps it; an event that is filtered out can still be opened', async () => {
  const page = await it.signIn('olive', timeline(ada.id));
  await page.getByRole('heading', { name: 'Today' }).waitFor();
  const only = page
    .getByRole('combobox', { name: 'Only' })
    .or(page.getByRole('textbox', { name: 'Only' }))
    .first();
  await only.click();
  await page.getByRole('option', { name: 'Signed in' }).click();
  await page.keyboard.press('Escape');
  await expect.poll(() => new URL(page.url()).searchParams.get('type')).toBe('user.signed_in');
  await expect.poll(() => entry(page, /was merged into/).count()).toBe(0);
  const merged = await newest('user.merged', ada.id);
  await page.goto(`/console${timeline(ada.id, `&type=user.deleted&event=${merged.id}`)}`);
  await page.getByText('Nothing of this kind happened').waitFor();
  const named = page.getByRole('region', { name: 'The event that the address names' });
  await named
    .getByText(/Twin was merged into this user/)
    .first()
    .waitFor();
  await it.expectSound(page, 'user-timeline-named');
  await page.getByRole('button', { name: 'Show all that happened' }).last().click();
  await entry(page, /Twin was merged into this user/)
    .first()
    .waitFor();
});

test('earlier ones come as one scrolls, to where it begins', async () => {
  const dora = await createUser('Dora');
  for (let n = 1; n <= 60; n++)
    await it.api.PATCH('/v1/users/{id}', { params: { path: { id: dora.id } }, body: { nickname: `dora-${n}` } });
  const page = await it.signIn('olive', timeline(dora.id));
  await entry(page, /This user was changed: nickname/)
    .first()
    .waitFor();
  await expect
    .poll(async () => {
      await page.mouse.wheel(0, 4000);
      return page.getByText('This is where it begins').count();
    })
    .toBe(1);
  expect(await entry(page, /This user was created/).count()).toBe(1);
});

test('with the keyboard alone: an event is opened, looked at for an undo, and left as it is', async () => {
  const page = await it.signIn('olive', timeline(twin.id));
  await page.getByRole('button', { name: 'Why? Identity linked' }).focus();
  await page.keyboard.press('Enter');
  const undo = page.getByRole('button', { name: /^Undo/ });
  await undo.waitFor();
  await undo.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog', { name: 'Take it back?' }).waitFor();
  await page.keyboard.press('Escape');
  await expect.poll(() => undo.evaluate((button) => button === button.ownerDocument.activeElement)).toBe(true);
});

test('who may only read is told all, and why nothing can be taken back', async () => {
  const eve = await createUser('Eve', '9301');
  await link(eve.id, '9302');
  const { id } = await newest('identity.linked', eve.id);
  const page = await it.signIn('rowan', timeline(eve.id, `&event=${id}`), phone);
  const undo = page.getByRole('button', { name: /^Undo/ });
  await undo.waitFor();
  expect(await undo.getAttribute('aria-disabled')).toBe('true');
  await undo.click({ force: true });
  expect(await page.getByRole('dialog').count()).toBe(0);
  await page.mouse.move(0, 0);
  await page.getByRole('heading', { name: 'Eve' }).focus();
  await it.expectSound(page, 'user-timeline-read-only');
});

test('when the server is gone while an event is opened, it says so, and goes on when it is back', async () => {
  const page = await it.signIn('olive', timeline(ada.id));
  const open = page.getByRole('button', { name: 'Why? User created' });
  await open.waitFor();
  await cutOff(page);
  await open.click();
  const alert = page.getByRole('alert').filter({ hasText: 'The server is gone' });
  await alert.waitFor();
  await it.expectSound(page, 'user-timeline-server-gone');
  await reconnect(page);
  // It may have tried by itself: the browser knows when the network is back.
  const why = page.getByRole('heading', { name: 'Why' });
  await alert.getByRole('button', { name: 'Try again' }).or(why).first().click();
  await why.waitFor();
});
