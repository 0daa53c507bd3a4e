// The picture as of an earlier time: from change to change by keys, to any time by the slider, and only to look at.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { User } from '../../client/src/index.ts';
import { cutOff, type OpenedConsole, openConsole, phone, reconnect } from './harness.ts';
import { createUser, linkIdentity, taken } from './people.ts';

let it: OpenedConsole;
let user: User;

beforeAll(async () => {
  it = await openConsole();
  user = await createUser(it, { name: 'Tilda Time', email: 'tilda@example.com' });
  await linkIdentity(it, user, 'google-oauth2', 'tilda-one');
  const second = await linkIdentity(it, user, 'github', 'tilda-two');
  const other = await createUser(it, { name: 'Tilda Twin' });
  await linkIdentity(it, other, 'oidc', 'tilda-three');
  await taken(
    it.api.POST('/v1/users/{id}/merge', {
      params: { path: { id: user.id } },
      body: { secondary_user_id: other.id },
    }),
  );
  await taken(
    it.api.DELETE('/v1/users/{id}/identities/{identity_id}', {
      params: { path: { id: user.id, identity_id: second.id }, query: { outcome: 'detach' } },
    }),
  );
});
afterAll(() => it?.close());

test('keys go from change to change, and the picture with them', async () => {
  const page = await it.signIn('olive', `/users/${user.id}`);
  const picture = page.getByRole('application', { name: 'Picture of the person' });
  const shown = () => picture.getByRole('group', { name: /identity$/ }).allInnerTexts();
  const subjects = async () => (await shown()).map((text) => text.match(/tilda-(one|two|three)/)![1]).sort();
  const slider = page.getByRole('slider', { name: 'See the picture as of' });
  await expect.poll(subjects).toEqual(['one', 'three']);
  await it.expectSound(page, 'user-now');

  await slider.focus();
  // The unlinking is the last change: as of it, the picture is as now.
  await page.keyboard.press('ArrowLeft');
  await page.getByText(/^As it was on/).waitFor();
  await expect.poll(subjects).toEqual(['one', 'three']);
  expect(await slider.getAttribute('aria-valuetext')).toMatch(/: identity unlinked$/);
  await page.keyboard.press('ArrowLeft');
  await expect.poll(subjects).toEqual(['one', 'three', 'two']);
  expect(await slider.getAttribute('aria-valuetext')).toMatch(/: users merged$/);
  await picture.getByRole('group', { name: 'Tilda Twin, merged' }).waitFor();
  await it.expectSound(page, 'user-as-of-merge');
  await page.keyboard.press('ArrowLeft');
  await expect.poll(subjects).toEqual(['one', 'two']);
  await expect.poll(() => picture.getByRole('group', { name: 'Tilda Twin, merged' }).count()).toBe(0);

  // The address leads there again.
  await page.reload();
  await expect.poll(subjects).toEqual(['one', 'two']);
  await page.getByText(/^As it was on/).waitFor();
  expect(await page.getByRole('button', { name: /^Link by hand/ }).getAttribute('aria-disabled')).toBe('true');
  await page.getByRole('button', { name: /^Actions for .* tilda-two$/ }).click();
  expect(await page.getByRole('menuitem', { name: 'Unlink …' }).isDisabled()).toBe(true);
  await page.keyboard.press('Escape');

  await slider.focus();
  await page.keyboard.press('Home');
  await expect.poll(subjects).toEqual([]);
  await page.keyboard.press('ArrowRight');
  await expect.poll(subjects).toEqual(['one']);
  await page.keyboard.press('End');
  await expect.poll(subjects).toEqual(['one', 'three']);
  expect(await page.getByText(/^As it was on/).count()).toBe(0);
  await page.context().close();
});

test('before the first event nobody is to be seen', async () => {
  const page = await it.signIn('olive', `/users/${user.id}?as_of=2020-01-15T12:00:00.000Z`);
  await page.getByText('Nobody to be seen then').waitFor();
  await it.expectSound(page, 'user-as-of-before');
  await page.getByRole('button', { name: 'Back to now' }).click();
  await page.getByRole('group', { name: /tilda-one/ }).waitFor();
  await page.context().close();
});

test('by touch on a phone: step by step, in the list', async () => {
  const page = await it.signIn('olive', `/users/${user.id}`, phone);
  const list = page.getByRole('list', { name: 'Identities' });
  await list.getByText('tilda-one').waitFor();
  await page.getByRole('button', { name: 'Earlier change' }).click();
  await page.getByText(/^As it was on/).waitFor();
  await page.getByRole('button', { name: 'Earlier change' }).click();
  await expect.poll(() => list.getByRole('listitem').count()).toBe(3);
  await it.expectSound(page, 'user-as-of-phone');
  await page.context().close();
});

test('who may only read may look back; while the server is gone it says so', async () => {
  const page = await it.signIn('rowan', `/users/${user.id}`);
  await page.getByRole('slider').waitFor();
  await cutOff(page);
  await page.getByRole('button', { name: 'Earlier change' }).click();
  await page.getByText('The server does not answer. What you see is from before').waitFor();
  await reconnect(page);
  await page.getByText(/^As it was on/).waitFor();
  await page.getByRole('group', { name: /tilda-one/ }).waitFor();
  await page.context().close();
});
