// Tenants: made, worked in, renamed, deleted; and operators: made, given another role, removed, the last owner never.
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { cutOff, type OpenedConsole, openConsole, phone, reconnect } from './harness.ts';

// Each look at a page is four.
vi.setConfig({ testTimeout: 240_000 });

let it: OpenedConsole;

beforeAll(async () => {
  it = await openConsole();
});
afterAll(() => it?.close());

test('makes a tenant and works in it, renames it, deletes it once its slug is typed', async () => {
  const page = await it.signIn('olive', '/tenants');
  await page.getByRole('button', { name: 'Work in it: Operators' }).waitFor();
  await it.expectSound(page, 'tenants');
  await page.getByRole('button', { name: 'Create tenant' }).click();
  const create = page.getByRole('dialog', { name: 'Create tenant' });
  await create.getByRole('textbox', { name: 'Name' }).fill('Globex & Söhne');
  await expect.poll(() => create.getByRole('textbox', { name: 'Slug' }).inputValue()).toBe('globex-sohne');
  await create.getByRole('textbox', { name: 'Slug' }).fill('operators');
  await create.getByRole('button', { name: 'Create tenant' }).click();
  await create.getByRole('alert').waitFor();
  await it.expectSound(page, 'tenants-create');
  await create.getByRole('textbox', { name: 'Slug' }).fill('globex');
  await create.getByRole('button', { name: 'Create tenant' }).click();
  await page.getByRole('button', { name: 'Tenant: Globex & Söhne' }).waitFor();

  await page.goto('/console/tenants');
  await page.getByRole('button', { name: 'Change Globex & Söhne' }).click();
  await page.getByRole('menuitem', { name: 'Rename' }).click();
  const rename = page.getByRole('dialog', { name: /Rename/ });
  await rename.getByRole('textbox', { name: 'Name' }).fill('Globex');
  await rename.getByRole('button', { name: 'Rename' }).click();
  await page.getByRole('button', { name: 'Tenant: Globex', exact: true }).waitFor();

  await page.getByRole('button', { name: 'Change Globex' }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  const gone = page.getByRole('dialog', { name: 'Delete Globex?' });
  const button = gone.getByRole('button', { name: 'Delete the tenant' });
  expect(await button.isDisabled()).toBe(true);
  await it.expectSound(page, 'tenants-delete');
  await gone.getByRole('textbox', { name: 'Slug' }).fill('globex');
  await button.click();
  await page.getByText('Globex is deleted.').waitFor();
  await expect.poll(() => page.getByRole('row', { name: /globex/ }).count()).toBe(0);
});

test('does not rename what somebody else renamed meanwhile', async () => {
  const page = await it.signIn('olive', '/tenants');
  const demo = it.firstRun.tenant_id;
  const { data: before } = await it.api.GET('/v1/tenants/{id}', { params: { path: { id: demo } } });
  await page.getByRole('button', { name: `Change ${before!.name}` }).click();
  await page.getByRole('menuitem', { name: 'Rename' }).click();
  const { error } = await it.api.PUT('/v1/tenants/{id}', {
    params: { path: { id: demo } },
    body: { settings: { ...before!.settings, note: 'changed' } },
  });
  expect(error).toBeUndefined();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Renamed here');
  await dialog.getByRole('button', { name: 'Rename' }).click();
  await dialog.getByText('Changed elsewhere meanwhile').waitFor();
  await it.expectSound(page, 'tenants-conflict');
  await dialog.getByRole('button', { name: 'Write mine over it' }).click();
  await page.getByRole('button', { name: 'Tenant: Renamed here' }).waitFor();
});

test('adds an operator, gives them another role, removes them; the last owner stays', async () => {
  const page = await it.signIn('olive', '/operators');
  await page.getByText('Rowan Ellis').waitFor();
  await it.expectSound(page, 'operators');
  expect(await page.getByRole('button', { name: 'Remove Olive Turner' }).getAttribute('aria-disabled')).toBe('true');
  await page.getByRole('button', { name: 'Add operator' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add operator' });
  await dialog.getByRole('textbox', { name: 'E-mail address' }).fill('new@example.com');
  await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill('Nell New');
  await it.expectSound(page, 'operators-add');
  await dialog.getByRole('button', { name: 'Add operator' }).click();
  await page.getByRole('combobox', { name: 'Role of Nell New' }).click();
  await page.getByRole('option', { name: 'Owner' }).click();
  await page.getByText('Nell New is owner now.').waitFor();
  // Two owners: either may go.
  await page.getByRole('combobox', { name: 'Role of Olive Turner' }).waitFor();
  await page.getByRole('button', { name: 'Remove Nell New' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await page.getByText('Nell New works here no more.').waitFor();
  await expect.poll(() => page.getByRole('button', { name: 'Remove Nell New' }).count()).toBe(0);
});

test('who may only read sees both and changes nothing; by keyboard they learn why', async () => {
  const page = await it.signIn('rowan', '/tenants');
  const create = page.getByRole('button', { name: /Create tenant/ });
  await create.focus();
  await page.getByRole('tooltip').getByText('Your role, read only, does not allow this').waitFor();
  await create.press('Enter');
  expect(await page.getByRole('dialog').count()).toBe(0);
  await page.goto('/console/operators');
  await page.getByText('Rowan Ellis').waitFor();
  expect(await page.getByRole('button', { name: /Remove Rowan Ellis/ }).getAttribute('aria-disabled')).toBe('true');
  await it.expectSound(page, 'operators-read-only');
});

test('on a phone, with the keyboard: when the server is gone, a tenant is made on the second try', async () => {
  const page = await it.signIn('olive', '/tenants', phone);
  await page.getByRole('button', { name: 'Create tenant' }).focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Name' }).waitFor();
  await page.keyboard.type('Twice Tried');
  await cutOff(page);
  await page.keyboard.press('Enter');
  await dialog.getByRole('alert').getByText('The server is gone').waitFor();
  await it.expectSound(page, 'tenants-server-gone');
  await reconnect(page);
  await dialog.getByRole('button', { name: 'Create tenant' }).press('Enter');
  await page.getByText('Twice Tried has no users yet').waitFor();
});
