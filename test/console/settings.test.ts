// Settings: the hosted pages change before one's eyes and stay as they are until it is saved.
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { cutOff, type OpenedConsole, openConsole, phone, reconnect } from './harness.ts';

// Each look at a page is four.
vi.setConfig({ testTimeout: 240_000 });

let it: OpenedConsole;

beforeAll(async () => {
  it = await openConsole();
});
afterAll(() => it?.close());

const signInPage = async () => (await fetch(`${it.baseUrl}/sign-in`)).text();
const tenant = async () => {
  const { data } = await it.api.GET('/v1/tenants/{id}', { params: { path: { id: it.firstRun.tenant_id } } });
  return data!;
};

test('shows the real page with what is typed, and saves it', async () => {
  const page = await it.signIn('olive', '/settings');
  const preview = page.frameLocator('iframe[title="Preview of the sign-in page"]');
  await preview.getByText('Continue with Google').waitFor();
  const button = preview.locator('.brand');
  await page.getByRole('textbox', { name: 'Name' }).fill('Example & Sons');
  await page.getByRole('textbox', { name: 'Colour', exact: true }).fill('#ffd400');
  await page.getByText('It can hardly be read: 1.4 to 1').waitFor();
  await button.getByText('Example & Sons').waitFor();
  // The frame has the page's own styles, which the policy around it lets in.
  await expect
    .poll(() =>
      preview
        .locator('html')
        .evaluate((root) => root.ownerDocument.defaultView!.getComputedStyle(root).getPropertyValue('--accent')),
    )
    .toMatch(/^#[67]/);
  await it.expectSound(page, 'settings');
  await page.getByText('Dark', { exact: true }).click();
  await page.getByRole('combobox', { name: 'Language', exact: true }).click();
  await page.getByRole('option', { name: 'Deutsch' }).click();
  await preview.getByText('Weiter mit Google').waitFor();
  await it.expectSound(page, 'settings-dark-german');
  expect(await signInPage()).not.toContain('Example &amp; Sons');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved.').waitFor();
  expect(await signInPage()).toContain('Example &amp; Sons');
  expect((await tenant()).settings.pages).toEqual({
    name: 'Example & Sons',
    colours: { accent: '#ffd400' },
    language: 'de',
  });
});

test('tells everything that is wrong, and does not write over what somebody else changed', async () => {
  const page = await it.signIn('olive', '/settings');
  await page.getByRole('textbox', { name: 'Logo' }).fill('http://example.com/logo.svg');
  await page.getByRole('alert').getByText('logo: an https address').waitFor();
  await it.expectSound(page, 'settings-refused');
  await page.getByRole('button', { name: 'No logo' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Mine');
  const { settings } = await tenant();
  const { error } = await it.api.PUT('/v1/tenants/{id}', {
    params: { path: { id: it.firstRun.tenant_id } },
    body: { settings: { ...settings, linking: { unproved_side: 'separate' } } },
  });
  expect(error).toBeUndefined();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Changed elsewhere meanwhile').waitFor();
  await it.expectSound(page, 'settings-conflict');
  await page.getByRole('button', { name: 'Show it as it is now' }).click();
  await page.getByRole('tab', { name: 'Linking' }).click();
  await expect.poll(() => page.getByRole('radio', { name: 'They get a user of their own' }).isChecked()).toBe(true);
});

test('the other settings, with the keyboard alone', async () => {
  const page = await it.signIn('olive', '/settings?tab=events');
  await page.getByRole('radio', { name: 'For some days' }).focus();
  await page.keyboard.press('Space');
  await page.getByRole('textbox', { name: 'Days' }).fill('90');
  await it.expectSound(page, 'settings-events');
  await page.keyboard.press('Enter');
  await page.getByText('Saved.').waitFor();
  expect((await tenant()).settings.events).toEqual({ keep_days: 90 });
  await page.getByRole('tab', { name: 'Events' }).focus();
  await page.keyboard.press('ArrowLeft');
  await page.getByRole('region', { name: 'Discovery' }).waitFor();
  await it.expectSound(page, 'settings-addresses');
  await page.getByRole('tab', { name: 'Sessions' }).click();
  await page.getByRole('link', { name: 'Demo application' }).waitFor();
  await page.getByRole('textbox', { name: 'Days that a browser stays signed in' }).fill('1');
  await it.expectSound(page, 'settings-sessions');
  await page.keyboard.press('Enter');
  await expect.poll(async () => (await tenant()).settings.sessions).toEqual({ days: 1 });
  await page.getByRole('tab', { name: 'Linking' }).click();
  await page.getByText('safe default').waitFor();
  await it.expectSound(page, 'settings-linking');
});

test('who may only read sees the page and changes nothing', async () => {
  const page = await it.signIn('rowan', '/settings');
  await page.frameLocator('iframe').getByText('Google').waitFor();
  expect(await page.getByRole('textbox', { name: 'Name' }).isDisabled()).toBe(true);
  expect(await page.getByRole('button', { name: /^Save/ }).getAttribute('aria-disabled')).toBe('true');
  await it.expectSound(page, 'settings-read-only');
});

test('on a phone: when the server is gone, what was typed stays and can be saved later', async () => {
  const page = await it.signIn('olive', '/settings', phone);
  await page.getByRole('textbox', { name: 'Name' }).fill('Typed before');
  await cutOff(page);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('alert').getByText('The server is gone').first().waitFor();
  await it.expectSound(page, 'settings-server-gone');
  await reconnect(page);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved.').waitFor();
  expect((await tenant()).settings.pages).toMatchObject({ name: 'Typed before' });
});
