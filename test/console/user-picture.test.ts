// The picture of a person: identities around, dragged out or unlinked by menu, with what it comes to shown before.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cutOff, type OpenedConsole, openConsole, phone, reconnect } from './harness.ts';
import { createUser, identitiesOf, linkIdentity, taken } from './people.ts';

let it: OpenedConsole;

beforeAll(async () => {
  it = await openConsole();
});
afterAll(() => it?.close());

const strategies = ['google-oauth2', 'github', 'oidc'];

async function createPerson(name: string, identities: number) {
  const user = await createUser(it, { name, email: `${name.split(' ')[0]!.toLowerCase()}@example.com` });
  for (let n = 0; n < identities; n++)
    await linkIdentity(it, user, strategies[n % 3]!, `${name.split(' ')[0]!.toLowerCase()}-${n + 1}`);
  return user;
}

const cardOf = (page: Page, subject: string) =>
  page.getByRole('application', { name: 'Picture of the person' }).getByRole('group', { name: new RegExp(subject) });

async function dragBy(page: Page, subject: string, by: { x: number; y: number }) {
  const box = (await cardOf(page, subject).boundingBox())!;
  const from = { x: box.x + box.width / 2, y: box.y + box.height - 12 };
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(from.x + by.x / 2, from.y + by.y / 2, { steps: 5 });
  await page.mouse.move(from.x + by.x, from.y + by.y, { steps: 5 });
}

test.each([
  [0, 'Nadia None'],
  [1, 'Una Single'],
  [3, 'Tess Three'],
  [12, 'Zelda Dozen'],
  [60, 'Max Many'],
])('shows a person of %i identities', async (count, name) => {
  const user = await createPerson(name, count);
  const page = await it.signIn('olive', `/users/${user.id}`);
  await page.getByRole('heading', { name }).waitFor();
  const picture = page.getByRole('application', { name: 'Picture of the person' });
  await picture.getByRole('group', { name: 'The person' }).waitFor();
  const cards = count > 14 ? 4 : count;
  await expect.poll(() => picture.getByRole('group', { name: /identit/ }).count()).toBe(cards);
  if (count > 0) await picture.getByText('primary', { exact: true }).waitFor();
  await it.expectSound(page, `user-picture-${count}`);
  await page.context().close();
});

test('what is too much for the picture is in the list, of one provider alone or of all', async () => {
  const user = await createPerson('Lotte Lots', 20);
  const page = await it.signIn('olive', `/users/${user.id}`);
  await page
    .getByRole('button', { name: /^List those of/ })
    .first()
    .click();
  await page.getByText(/of 20 identities: those of/).waitFor();
  const list = page.getByRole('list', { name: 'Identities' });
  expect(await list.getByRole('listitem').count()).toBeLessThan(20);
  await page.getByRole('button', { name: 'Show all' }).click();
  await expect.poll(() => list.getByRole('listitem').count()).toBe(20);
  await it.expectSound(page, 'user-list');
  await page.context().close();
});

test('an identity is dragged past the line, split off, and has a user of its own', async () => {
  const user = await createPerson('Dora Drag', 3);
  const page = await it.signIn('olive', `/users/${user.id}`);
  await cardOf(page, 'dora-2').waitFor();
  // Let go of before the line, it goes back to where it was, and nothing is asked.
  const before = await cardOf(page, 'dora-2').boundingBox();
  await dragBy(page, 'dora-2', { x: 30, y: 10 });
  await page.getByText('Drag past this line to unlink').waitFor();
  await page.mouse.up();
  await expect.poll(() => cardOf(page, 'dora-2').boundingBox()).toEqual(before);
  expect(await page.getByRole('dialog').count()).toBe(0);

  await dragBy(page, 'dora-2', { x: 330, y: 60 });
  await page.getByText('Let go to unlink').waitFor();
  await page.screenshot({ path: 'test-output/screenshots/console/user-picture-dragging.png' });
  await page.mouse.up();
  const dialog = page.getByRole('dialog', { name: /^Unlink .*dora-2$/ });
  await dialog.getByText('No session ends').first().waitFor();
  await dialog.getByText('A new user').waitFor();
  await it.expectSound(page, 'user-unlink');
  await dialog.getByRole('button', { name: 'Unlink and split' }).click();
  await page.getByRole('link', { name: 'a user of its own' }).waitFor();
  await expect.poll(() => cardOf(page, 'dora-2').count()).toBe(0);
  expect((await identitiesOf(it, user)).map(({ external_id }) => external_id)).toEqual(['dora-1', 'dora-3']);
  await page.getByRole('link', { name: 'a user of its own' }).click();
  await cardOf(page, 'dora-2').waitFor();
  await page.context().close();
});

test('the last identity goes only when that is said in as many words', async () => {
  const user = await createPerson('Lars Last', 1);
  const page = await it.signIn('olive', `/users/${user.id}?view=list`);
  await page.getByRole('button', { name: /^Actions for .* lars-1$/ }).click();
  await page.getByRole('menuitem', { name: 'Unlink …' }).click();
  const dialog = page.getByRole('dialog', { name: /^Unlink/ });
  await dialog.getByRole('radio', { name: /^Delete/ }).check();
  const unlink = dialog.getByRole('button', { name: /^Unlink and delete/ });
  await expect.poll(() => unlink.getAttribute('aria-disabled')).toBe('true');
  await it.expectSound(page, 'user-unlink-last');
  await dialog.getByRole('checkbox', { name: 'Leave Lars Last without any identity' }).check();
  await dialog.getByText('This person has no identity left.').waitFor();
  await unlink.click();
  await page.getByText('No identity is linked').waitFor();
  expect(await identitiesOf(it, user)).toEqual([]);
  await it.expectSound(page, 'user-list-none');
  await page.context().close();
});

test('what a policy forbids is said before, with the notice of the policy', async () => {
  const user = await createPerson('Pola Policy', 2);
  const policy = await taken(
    it.api.POST('/v1/policies', {
      body: {
        name: 'Pola stays whole',
        cedar_policy_set:
          '@notice("Ask the help desk first.")\nforbid(principal, action == Action::"identity:unlink", resource);',
      },
    }),
  );
  const page = await it.signIn('olive', `/users/${user.id}?view=list`);
  await page.getByRole('button', { name: /^Actions for .* pola-2$/ }).click();
  await page.getByRole('menuitem', { name: 'Unlink …' }).click();
  const dialog = page.getByRole('dialog', { name: /^Unlink/ });
  await dialog.getByText('The server would refuse this', { exact: true }).waitFor();
  await dialog.getByText('Ask the help desk first.').waitFor();
  await it.expectSound(page, 'user-unlink-forbidden');
  await taken(it.api.DELETE('/v1/policies/{id}', { params: { path: { id: policy.id } } }));
  await page.context().close();
});

test('unlinked elsewhere meanwhile, it says so and changes nothing', async () => {
  const user = await createPerson('Mira Meanwhile', 2);
  const [, second] = await identitiesOf(it, user);
  const page = await it.signIn('olive', `/users/${user.id}?view=list`);
  await page.getByRole('button', { name: /^Actions for .* mira-2$/ }).click();
  await page.getByRole('menuitem', { name: 'Unlink …' }).click();
  const dialog = page.getByRole('dialog', { name: /^Unlink/ });
  const unlink = dialog.getByRole('button', { name: 'Unlink and split' });
  await expect.poll(() => unlink.getAttribute('aria-disabled')).toBe(null);
  await taken(
    it.api.DELETE('/v1/users/{id}/identities/{identity_id}', {
      params: { path: { id: user.id, identity_id: second!.id }, query: { outcome: 'detach' } },
    }),
  );
  await unlink.click();
  await dialog.getByText('Changed elsewhere meanwhile').waitFor();
  await it.expectSound(page, 'user-unlink-meanwhile');
  await page.context().close();
});

test('with the keyboard alone: made primary, opened, moved to another user', async () => {
  const user = await createPerson('Kim Keyboard', 2);
  await createUser(it, { name: 'Tara Target', email: 'tara@example.com' });
  const page = await it.signIn('olive', `/users/${user.id}`);
  const menu = page.getByRole('button', { name: /^Actions for .* kim-2$/ });
  const choose = async (name: string | RegExp) => {
    await menu.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name }).waitFor();
    for (;;) {
      await page.keyboard.press('ArrowDown');
      const focused = (await page.evaluate('document.activeElement.textContent')) as string;
      if (focused.match(name)) break;
    }
    await page.keyboard.press('Enter');
  };
  await menu.waitFor();
  await choose(/^Make primary/);
  await page.getByText(/kim-2 is the primary one/).waitFor();
  expect((await identitiesOf(it, user))[0]!.external_id).toBe('kim-2');

  await choose(/^Open/);
  const drawer = page.getByRole('dialog', { name: /^Identity of/ });
  await drawer.getByText('kim-2', { exact: true }).waitFor();
  await drawer.getByText(/Linked by hand: API key/).waitFor();
  await it.expectSound(page, 'user-identity');
  await page.keyboard.press('Escape');
  await drawer.waitFor({ state: 'detached' });

  await choose(/^Move to/);
  const dialog = page.getByRole('dialog', { name: /^Move/ });
  await dialog.getByRole('searchbox').focus();
  await page.keyboard.type('tara');
  const target = dialog.getByRole('button', { name: 'Move to Tara Target' });
  await target.waitFor();
  await target.press('Enter');
  await it.expectSound(page, 'user-move');
  await dialog.getByRole('button', { name: 'Move it' }).press('Enter');
  await page.getByRole('link', { name: 'Tara Target' }).waitFor();
  expect((await identitiesOf(it, user)).map(({ external_id }) => external_id)).toEqual(['kim-1']);
  await page.context().close();
});

test('links by hand; one that another user has is refused, with the way there', async () => {
  const owner = await createPerson('Olaf Owner', 1);
  const user = await createPerson('Hanna Hand', 0);
  const page = await it.signIn('olive', `/users/${user.id}`);
  await page.getByRole('button', { name: 'Link by hand' }).click();
  const dialog = page.getByRole('dialog', { name: 'Link an identity to Hanna Hand' });
  await dialog.getByRole('combobox', { name: 'Provider' }).click();
  const provider = it.firstRun.identity_providers['google-oauth2']!;
  const { display_name, name } = await taken(
    it.api.GET('/v1/identity-providers/{id}', { params: { path: { id: provider } } }),
  );
  await page.getByRole('option', { name: display_name ?? name, exact: true }).click();
  await dialog.getByRole('textbox', { name: 'Subject' }).fill('olaf-1');
  await dialog.getByRole('button', { name: 'Link', exact: true }).click();
  await dialog.getByRole('link', { name: 'Open the user who has it' }).waitFor();
  expect(await dialog.getByRole('link', { name: /Open the user/ }).getAttribute('href')).toContain(owner.id);
  await it.expectSound(page, 'user-link-refused');
  await dialog.getByRole('textbox', { name: 'Subject' }).fill('hanna-1');
  await dialog.getByRole('button', { name: 'Link', exact: true }).click();
  await cardOf(page, 'hanna-1').waitFor();
  await page.getByText(/hanna-1 is linked/).waitFor();
  await page.context().close();
});

test('suspended, resumed and deleted at the head of the page', async () => {
  const user = await createPerson('Sven Suspend', 1);
  const page = await it.signIn('olive', `/users/${user.id}?view=list`);
  await page.getByRole('button', { name: 'Suspend' }).click();
  const question = page.getByRole('dialog', { name: 'Suspend Sven Suspend?' });
  await it.expectSound(page, 'user-suspend');
  await question.getByRole('button', { name: 'Suspend' }).click();
  await page.getByText('suspended', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Resume' }).click();
  await page.getByRole('button', { name: 'Suspend' }).waitFor();
  await page.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('button', { name: 'Delete for good' }).click();
  await page.getByRole('heading', { name: 'Users' }).waitFor();
  const { response } = await it.api.GET('/v1/users/{id}', { params: { path: { id: user.id } } });
  expect(response.status).toBe(404);
  await page.context().close();
});

test('who may only read sees it all and is offered no change', async () => {
  const user = await createPerson('Rita Read', 3);
  const page = await it.signIn('rowan', `/users/${user.id}`);
  await cardOf(page, 'rita-3').waitFor();
  expect(await page.getByRole('button', { name: /^Delete/ }).getAttribute('aria-disabled')).toBe('true');
  await page.getByRole('button', { name: /^Actions for .* rita-3$/ }).click();
  const unlink = page.getByRole('menuitem', { name: 'Unlink …' });
  await unlink.waitFor();
  expect(await unlink.isDisabled()).toBe(true);
  await page.getByText('Your role, read only, does not allow this: it needs identities:write.').first().waitFor();
  await page.keyboard.press('Escape');
  await dragBy(page, 'rita-2', { x: 330, y: 60 });
  await page.mouse.up();
  expect(await page.getByRole('dialog').count()).toBe(0);
  await it.expectSound(page, 'user-read-only');
  await page.context().close();
});

test('when the server is gone it keeps the picture, says so in the dialog, and goes on', async () => {
  const user = await createPerson('Gina Gone', 2);
  const page = await it.signIn('olive', `/users/${user.id}?view=list`);
  const menu = page.getByRole('button', { name: /^Actions for .* gina-2$/ });
  await menu.waitFor();
  await cutOff(page);
  await menu.click();
  await page.getByRole('menuitem', { name: 'Unlink …' }).click();
  const dialog = page.getByRole('dialog', { name: /^Unlink/ });
  await dialog.getByText('The server is gone').waitFor();
  await it.expectSound(page, 'user-server-gone');
  await reconnect(page);
  // It may have tried by itself: the browser knows when the network is back.
  const again = dialog.getByRole('button', { name: 'Try again' });
  await again.or(dialog.getByText('A new user')).first().click();
  await dialog.getByText('A new user').waitFor();
  await page.context().close();
});

test('nobody of that id is no user', async () => {
  const page = await it.signIn('olive', '/users/0199b6a4-5f21-7c3e-9d2a-4b1f6c7d8e90');
  await page.getByText('There is no such user here').waitFor();
  await it.expectSound(page, 'user-not-found');
  await page.context().close();
});

test('on a phone it is a list, with the same to do', async () => {
  const user = await createPerson('Phil Phone', 3);
  const page = await it.signIn('olive', `/users/${user.id}`, phone);
  const list = page.getByRole('list', { name: 'Identities' });
  await expect.poll(() => list.getByRole('listitem').count()).toBe(3);
  await page.getByRole('button', { name: /^Actions for .* phil-2$/ }).click();
  await page.getByRole('menuitem', { name: 'Unlink …' }).click();
  const dialog = page.getByRole('dialog', { name: /^Unlink/ });
  await dialog.getByText('A new user').waitFor();
  await dialog.getByRole('radio', { name: /^Detach/ }).check();
  await dialog.getByRole('button', { name: 'Unlink and detach' }).click();
  await page.getByText('kept without a user', { exact: false }).first().waitFor();
  await expect.poll(() => list.getByRole('listitem').count()).toBe(2);
  await page.getByText('Picture', { exact: true }).last().click();
  await cardOf(page, 'phil-1').waitFor();
  await page.screenshot({ path: 'test-output/screenshots/console/user-picture-phone.png' });
  await page.context().close();
});
