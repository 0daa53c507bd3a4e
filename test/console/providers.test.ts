// The pages of providers: what is there, switched off and on, deleted, and the catalogue of what can be added.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cutOff, type OpenedConsole, openConsole, phone, reconnect } from './harness.ts';

let it: OpenedConsole;

beforeAll(async () => {
  it = await openConsole();
});
afterAll(() => it?.close());

async function addProvider(name: string): Promise<string> {
  const { data, error } = await it.api.POST('/v1/identity-providers', { body: { name, provider_type: 'gitlab' } });
  if (error) throw new Error(error.message);
  return data.id;
}

test('shows every provider with its connections and how it links, and switches one off and on', async () => {
  const page = await it.signIn('olive', '/providers');
  const row = page.getByRole('row', { name: /GitHub \(demo\)/ });
  await row.getByText('Joins what both proved').waitFor();
  await row.getByRole('cell', { name: '1', exact: true }).waitFor();
  await page
    .getByRole('row', { name: /OpenID \(demo\)/ })
    .getByText('Asks the person')
    .waitFor();
  await it.expectSound(page, 'providers');

  await row.getByRole('button', { name: 'Switch off GitHub (demo)' }).click();
  const question = page.getByRole('dialog', { name: 'Switch off GitHub (demo)?' });
  await question.getByText('who has no other identity is locked out').waitFor();
  await question.getByRole('button', { name: 'Switch off' }).click();
  await row.getByRole('button', { name: 'Switch on GitHub (demo)' }).waitFor();
  const { data } = await it.api.GET('/v1/identity-providers/{id}', {
    params: { path: { id: it.firstRun.identity_providers.github! } },
  });
  expect(data?.enabled).toBe(false);
  await row.getByRole('button', { name: 'Switch on GitHub (demo)' }).click();
  await row.getByRole('button', { name: 'Switch off GitHub (demo)' }).waitFor();
});

test('tells how many people a provider refused in the last day', async () => {
  const provider = await addProvider('refusing');
  const { data: connection } = await it.api.POST('/v1/identity-providers/{id}/connections', {
    params: { path: { id: provider } },
    body: { identifier: 'refusing', client_id: 'a', client_secret: 'b' },
  });
  expect(connection?.has_client_secret).toBe(true);
  const page = await it.signIn('olive', '/providers');
  const row = page.getByRole('row', { name: /refusing/ });
  await row.getByText('none', { exact: true }).waitFor();
});

test('deletes a provider after saying what goes with it', async () => {
  const id = await addProvider('short-lived');
  const { data: user } = await it.api.POST('/v1/users', { body: { name: 'Left Behind' } });
  await it.api.POST('/v1/users/{id}/identities', {
    params: { path: { id: user!.id } },
    body: { identity_provider_id: id, external_id: 'left-behind' },
  });
  const page = await it.signIn('olive', `/providers/${id}`);
  await page.getByText('No way in yet').waitFor();
  await it.expectSound(page, 'provider-empty');
  await page.getByRole('button', { name: 'Delete' }).click();
  const dialog = page.getByRole('dialog', { name: 'Delete short-lived?' });
  await dialog.getByText('1 identity is deleted').waitFor();
  await it.expectSound(page, 'provider-delete');
  const sure = dialog.getByRole('button', { name: 'Delete' });
  expect(await sure.isDisabled()).toBe(true);
  await dialog.getByRole('textbox').fill('short-lived');
  await sure.click();
  await page.getByRole('heading', { name: 'Providers' }).waitFor();
  await expect.poll(() => page.getByRole('link', { name: 'short-lived' }).count()).toBe(0);
  const gone = await it.api.GET('/v1/identity-providers/{id}', { params: { path: { id } } });
  expect(gone.response.status).toBe(404);
});

test('the catalogue has all kinds, found by name and by kind', async () => {
  const page = await it.signIn('olive', '/providers/new');
  await page.getByText('68 kinds').waitFor();
  await it.expectSound(page, 'providers-catalogue');
  await page.getByRole('searchbox').fill('wech');
  await page.getByRole('link', { name: /^WeChat/ }).waitFor();
  await expect.poll(() => page.getByText('2 of 68 kinds').count()).toBe(1);
  await page.getByText('Lacks PKCE').first().waitFor();
  await page.getByRole('searchbox').fill('no such thing');
  await page.getByText('No kind of provider matches').waitFor();
  await it.expectSound(page, 'providers-catalogue-none');
});

test('with the keyboard alone: to the catalogue, to a kind, to its form', async () => {
  const page = await it.signIn('olive', '/providers');
  await page.getByRole('link', { name: 'GitHub (demo)' }).waitFor();
  await page.getByRole('link', { name: 'Catalogue' }).focus();
  await page.keyboard.press('Enter');
  await page.getByText('68 kinds').waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type('discord');
  await page.getByText('1 of 68 kinds').waitFor();
  await page.getByRole('link', { name: /Discord/ }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Add Discord' }).waitFor();
});

test('who may only read sees all of it and is told why nothing can be changed', async () => {
  const page = await it.signIn('rowan', '/providers');
  await page.getByRole('link', { name: 'GitHub (demo)' }).waitFor();
  for (const name of [/Add a provider/, /Preset of rules/, /Switch off GitHub/])
    expect(await page.getByRole('button', { name }).getAttribute('aria-disabled')).toBe('true');
  await it.expectSound(page, 'providers-read-only');
  await page.goto('/console/providers/new/github');
  await page.getByRole('textbox', { name: 'Client id' }).fill('typed');
  await page.keyboard.press('Enter');
  expect(await page.getByRole('button', { name: /Register/ }).getAttribute('aria-disabled')).toBe('true');
  expect(await page.getByRole('alert').count()).toBe(0);
});

test('when the server is gone the list says so, and comes back by itself', async () => {
  const page = await it.signIn('olive', '/providers', phone);
  await page.getByRole('link', { name: 'GitHub (demo)' }).click();
  await page.getByRole('heading', { name: 'GitHub (demo)', level: 1 }).waitFor();
  await it.expectSound(page, 'provider-phone');
  await cutOff(page);
  await page.getByRole('tab', { name: 'Details' }).click();
  await page.getByRole('textbox', { name: 'Name for people' }).fill('GitHub of the demo');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('alert').getByText('The server is gone').waitFor();
  await it.expectSound(page, 'provider-server-gone');
  await reconnect(page);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('heading', { name: 'GitHub of the demo', level: 1 }).waitFor();
});

test('what is not there is said to be not there', async () => {
  const page = await it.signIn('olive', '/providers/00000000-0000-7000-8000-000000000000');
  await page.getByText('There is no such provider here').waitFor();
  await page.goto('/console/providers/new/myspace');
  await page.getByText('There is no such kind of provider here').waitFor();
});
