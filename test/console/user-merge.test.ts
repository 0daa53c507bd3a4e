// Merging in the picture of a person: another user dropped on them or chosen, seen field by field before, a ghost after.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type OpenedConsole, openConsole, phone } from './harness.ts';
import { createUser, identitiesOf, linkIdentity, taken, userOf } from './people.ts';

let it: OpenedConsole;

beforeAll(async () => {
  it = await openConsole();
});
afterAll(() => it?.close());

async function createPair(first: string) {
  const slug = first.toLowerCase();
  const stays = await createUser(it, {
    name: `${first} Work`,
    email: `${slug}@example.com`,
    user_metadata: { theme: 'dark', language: 'en' },
    app_metadata: { plan: 'pro' },
  });
  const goes = await createUser(it, {
    name: `${first} Home`,
    email: `${slug}.home@example.net`,
    phone: '+12025550199',
    user_metadata: { theme: 'light', newsletter: true },
  });
  await linkIdentity(it, stays, 'google-oauth2', `${slug}-work`);
  await linkIdentity(it, stays, 'github', `${slug}-code`);
  await linkIdentity(it, goes, 'oidc', `${slug}-home`);
  return { stays, goes };
}

test('a user dropped on another is merged into it, metadata of both, and stays as a ghost', async () => {
  const { stays, goes } = await createPair('Ida');
  const page = await it.signIn('olive', `/users/${stays.id}`);
  await page.getByRole('button', { name: 'Merge another user' }).click();
  const panel = page.getByRole('complementary', { name: 'Merge another user' });
  await panel.getByRole('searchbox').fill('ida');
  await panel.getByText('Ida Home').waitFor();
  await it.expectSound(page, 'user-merge-search');
  expect(await panel.getByText('Ida Work', { exact: true }).count()).toBe(0);
  const picture = page.getByRole('application', { name: 'Picture of the person' });
  await panel.getByRole('listitem').dragTo(picture.getByRole('group', { name: 'The person' }));

  const dialog = page.getByRole('dialog', { name: 'Merge two users into one' });
  await dialog.getByText('Goes, and stays as a ghost').waitFor();
  await dialog.getByRole('row', { name: /User metadata: theme/ }).waitFor();
  await it.expectSound(page, 'user-merge');
  await dialog.getByRole('radio', { name: /^Of both/ }).check();
  await dialog
    .getByRole('row', { name: /User metadata: newsletter none|User metadata: newsletter yes none yes/ })
    .waitFor();
  await dialog.getByText('Ida Work has 3 identities.').waitFor();
  await dialog.getByRole('button', { name: 'Merge into Ida Work' }).click();

  await picture.getByRole('group', { name: 'Ida Home, merged' }).waitFor();
  await expect.poll(() => picture.getByRole('group', { name: /identity$/ }).count()).toBe(3);
  const merged = await userOf(it, stays);
  expect(merged.user_metadata).toEqual({ theme: 'dark', language: 'en', newsletter: true });
  await it.expectSound(page, 'user-merged');

  await picture.getByRole('link', { name: 'its events as Ida Home' }).click();
  await page.getByText('Merged into another user').waitFor();
  expect(new URL(page.url()).pathname).toBe(`/console/users/${goes.id}`);
  await page.goto(`/console/users/${goes.id}?view=picture`);
  await page.getByRole('application').waitFor();
  await it.expectSound(page, 'user-merged-away');
  expect(await page.getByRole('button', { name: /^Merge another user/ }).getAttribute('aria-disabled')).toBe('true');
  await page.context().close();
});

test('with the keyboard alone, and turned round: who was looked at goes', async () => {
  const { stays, goes } = await createPair('Jon');
  const page = await it.signIn('olive', `/users/${stays.id}`);
  await page.getByRole('button', { name: 'Merge another user' }).press('Enter');
  await page.keyboard.press('/');
  await page.keyboard.type('jon.home@');
  const choose = page.getByRole('button', { name: 'Merge Jon Home' });
  await choose.waitFor();
  await choose.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Merge two users into one' });
  await dialog.getByRole('button', { name: 'Turn round' }).press('Enter');
  await dialog.getByRole('button', { name: 'Merge into Jon Home' }).press('Enter');
  await page.getByRole('heading', { name: 'Jon Home' }).waitFor();
  expect(new URL(page.url()).pathname).toBe(`/console/users/${goes.id}`);
  expect((await userOf(it, stays)).merged_into).toBe(goes.id);
  expect((await identitiesOf(it, goes)).map(({ external_id }) => external_id)).toEqual([
    'jon-home',
    'jon-work',
    'jon-code',
  ]);
  await page.context().close();
});

test('what the server would refuse is said before; what changed meanwhile, when it is tried', async () => {
  const { stays, goes } = await createPair('Uma');
  await taken(it.api.POST('/v1/users/{id}/suspend', { params: { path: { id: goes.id } }, body: { active: false } }));
  const page = await it.signIn('olive', `/users/${stays.id}`);
  await page.getByRole('button', { name: 'Merge another user' }).click();
  await page.getByRole('searchbox', { name: 'Find the user to merge' }).fill('uma.home');
  await page.getByRole('button', { name: 'Merge Uma Home' }).click();
  const dialog = page.getByRole('dialog', { name: 'Merge two users into one' });
  await dialog.getByText('One of the users is suspended: reactivate it first.').waitFor();
  await it.expectSound(page, 'user-merge-refused');
  await dialog.getByRole('button', { name: 'Leave them apart' }).click();

  await taken(it.api.POST('/v1/users/{id}/suspend', { params: { path: { id: goes.id } }, body: { active: true } }));
  await page.getByRole('button', { name: 'Merge Uma Home' }).click();
  const merge = dialog.getByRole('button', { name: 'Merge into Uma Work' });
  await expect.poll(() => merge.getAttribute('aria-disabled')).toBe(null);
  await taken(it.api.DELETE('/v1/users/{id}', { params: { path: { id: goes.id } } }));
  await merge.click();
  await dialog.getByText('Changed elsewhere meanwhile').waitFor();
  await page.context().close();
});

test('who may only read cannot begin', async () => {
  const { stays } = await createPair('Rolf');
  const page = await it.signIn('rowan', `/users/${stays.id}`);
  const button = page.getByRole('button', { name: /^Merge another user/ });
  await button.waitFor();
  expect(await button.getAttribute('aria-disabled')).toBe('true');
  await page.context().close();
});

test('on a phone', async () => {
  const { stays, goes } = await createPair('Fay');
  const page = await it.signIn('olive', `/users/${stays.id}`, phone);
  await page.getByRole('button', { name: 'Merge another user' }).click();
  await page.getByRole('searchbox', { name: 'Find the user to merge' }).fill('fay.home');
  await page.getByRole('button', { name: 'Merge Fay Home' }).click();
  await page.getByRole('button', { name: 'Merge into Fay Work' }).click();
  const ghosts = page.getByRole('list', { name: 'Merged users' });
  await ghosts.getByText('Fay Home').waitFor();
  expect((await userOf(it, goes)).merged_into).toBe(stays.id);
  await page.context().close();
});
