// A provider registered by the form of its strategy, and its connection tried by a real sign-in at the demo provider.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createCertifiedKey } from '../../src/vault/self-signed.ts';
import { cutOff, type OpenedConsole, openConsole, reconnect } from './harness.ts';

let it: OpenedConsole;

beforeAll(async () => {
  it = await openConsole();
});
afterAll(() => it?.close());

test('a form says what is missing, sends what is typed, and shows the address to give the provider', async () => {
  const page = await it.signIn('olive', '/providers/new/oidc');
  await page.getByText(`${it.baseUrl}/sign-in/callback`).waitFor();
  await it.expectSound(page, 'provider-new-oidc');
  await page.getByRole('textbox', { name: 'Name' }).fill('Acme');
  await page.getByRole('textbox', { name: 'Identifier' }).fill('acme oidc');
  await page.getByRole('textbox', { name: 'Issuer' }).fill('acme');
  await page.getByRole('button', { name: 'Register' }).click();
  await page.getByText('A whole address, such as https://example.com/path.').waitFor();
  await page.getByText('Letters, digits, dots, dashes and underscores; no spaces.').waitFor();
  await it.expectSound(page, 'provider-new-wrong');
  await page.getByRole('textbox', { name: 'Identifier' }).fill('github');
  await page.getByRole('textbox', { name: 'Client id' }).fill('selfsame');
  await page.getByLabel('Client secret', { exact: false }).first().fill('s3cret');
  await page.getByRole('textbox', { name: 'Issuer' }).fill('https://login.acme.example');
  await page.getByRole('button', { name: 'Register' }).click();
  // The server knows what the form does not: the name is taken. It says so at the field.
  await page.getByText('There is one with this identifier already.').waitFor();
  await page.getByRole('textbox', { name: 'Identifier' }).fill('acme');
  await page.getByRole('button', { name: 'Register' }).click();
  await page.getByText('Registered, and switched off').waitFor();
  await page.getByText('kept, sealed').waitFor();
  await it.expectSound(page, 'provider-made');
  expect(await page.content()).not.toContain('s3cret');
  const { data } = await it.api.GET('/v1/connections');
  const made = data!.data.find(({ identifier }) => identifier === 'acme')!;
  expect(made).toMatchObject({
    client_id: 'selfsame',
    has_client_secret: true,
    enabled: false,
    config: { issuer: 'https://login.acme.example' },
  });
  const { data: events } = await it.api.GET('/v1/events', { params: { query: { limit: 1 } } });
  expect(events?.data[0]?.actor).toMatchObject({ kind: 'operator' });
});

test('a secret is kept while it is not typed, and changes of others are not written over unseen', async () => {
  const { data } = await it.api.GET('/v1/connections');
  const { id, identity_provider_id } = data!.data.find(({ identifier }) => identifier === 'acme')!;
  const page = await it.signIn('olive', `/providers/${identity_provider_id}`);
  await page.getByRole('button', { name: 'Edit Acme' }).click();
  const drawer = page.getByRole('dialog', { name: 'Edit Acme' });
  expect(await drawer.getByPlaceholder('Kept; type to replace it').inputValue()).toBe('');
  await it.api.PUT('/v1/connections/{id}', { params: { path: { id } }, body: { login_only: true } });
  await drawer.getByRole('textbox', { name: 'Name' }).fill('Acme people');
  await drawer.getByRole('button', { name: 'Save' }).click();
  await drawer.getByText('Changed elsewhere meanwhile').waitFor();
  await it.expectSound(page, 'provider-connection-conflict');
  await drawer.getByRole('button', { name: 'Show it as it is now' }).click();
  await expect.poll(() => drawer.getByRole('checkbox', { name: 'Known people only' }).isChecked()).toBe(true);
  await drawer.getByRole('textbox', { name: 'Name' }).fill('Acme people');
  await drawer.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('heading', { name: 'Acme people' }).waitFor();
  const { data: now } = await it.api.GET('/v1/connections/{id}', { params: { path: { id } } });
  expect(now).toMatchObject({ display_name: 'Acme people', login_only: true, has_client_secret: true });
});

test('a directory: what the server refuses is said at the field, and nothing half made stays', async () => {
  const page = await it.signIn('olive', '/providers/new/ldap');
  await page.getByRole('textbox', { name: 'URL' }).fill('ldaps://directory.acme.example');
  await page.getByRole('textbox', { name: 'Base DN' }).fill('everybody');
  await page.getByRole('button', { name: 'Register' }).click();
  await page.getByText('Must be a distinguished name, such as ou=people,dc=example,dc=com.').waitFor();
  await it.expectSound(page, 'provider-new-ldap');
  const { data } = await it.api.GET('/v1/identity-providers');
  expect(data!.data.map(({ name }) => name)).not.toContain('ldap');
  await page.getByRole('textbox', { name: 'Base DN' }).fill('ou=people,dc=acme,dc=example');
  await page.getByRole('button', { name: 'Register' }).click();
  await page.getByText('Registered, and switched off').waitFor();
});

test('SAML by a metadata document: its certificate and issuer are shown, and our own addresses', async () => {
  const { certificate } = await createCertifiedKey('idp.acme.example', new Date());
  const body = certificate.replace(/-----[^-]+-----|\s/g, '');
  const metadata = `<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://idp.acme.example/saml">
  <IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
    <KeyDescriptor use="signing"><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data><X509Certificate>${body}</X509Certificate></X509Data></KeyInfo></KeyDescriptor>
    <SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://idp.acme.example/sso"/>
  </IDPSSODescriptor>
</EntityDescriptor>`;
  const page = await it.signIn('olive', '/providers/new/saml');
  await page.getByRole('textbox', { name: 'Identifier' }).fill('acme-saml');
  await page.getByText(`${it.baseUrl}/sign-in/saml/acme-saml/metadata`).first().waitFor();
  await page.getByText('Metadata as a file or text').click();
  await page.getByRole('textbox', { name: 'Metadata XML' }).fill('<nonsense/>');
  await page.getByRole('button', { name: 'Register' }).click();
  await page.getByRole('alert').waitFor();
  await it.expectSound(page, 'provider-new-saml');
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles({
      name: 'metadata.xml',
      mimeType: 'text/xml',
      buffer: Buffer.from(metadata),
    });
  await expect
    .poll(() => page.getByRole('textbox', { name: 'Metadata XML' }).inputValue())
    .toContain('idp.acme.example');
  await page.getByRole('button', { name: 'Register' }).click();
  await page.getByText('Registered, and switched off').waitFor();
  await page.getByText('https://idp.acme.example/saml').waitFor();
  await page.getByText('in force', { exact: true }).waitFor();
  await it.expectSound(page, 'provider-saml');
  const address = await page.getByRole('link', { name: 'Download' }).getAttribute('href');
  expect(await (await fetch(address!)).text()).toContain('EntityDescriptor');

  await page.getByRole('tab', { name: 'Our SAML keys' }).click();
  await page.getByText('signs', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Make a new key' }).click();
  await page.getByText('next', { exact: true }).waitFor();
  await it.expectSound(page, 'provider-saml-keys');
  await page.getByRole('button', { name: /^Let it sign/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Let it sign' }).click();
  await page.getByText('former', { exact: true }).waitFor();
  await page
    .getByRole('region', { name: /^Key / })
    .last()
    .getByRole('button', { name: /^Remove/ })
    .click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await expect.poll(() => page.getByText('former', { exact: true }).count()).toBe(0);
});

test('a test goes through the provider in a window of its own, and the report comes by itself', async () => {
  const page = await it.signIn('olive', `/providers/${it.firstRun.identity_providers.oidc}`);
  const opening = page.context().waitForEvent('page');
  await page.getByRole('button', { name: 'Test OpenID (demo)' }).click();
  const popup = await opening;
  const drawer = page.getByRole('dialog', { name: 'Test of OpenID (demo)' });
  await drawer.getByText('Waiting for the sign-in').waitFor();
  await it.expectSound(page, 'provider-test-waiting');
  await popup.locator('a.button').click();
  await popup.locator('button[name=person][value=ada]').click();
  await popup.locator('ol.steps').waitFor();
  await drawer.getByText('Every step passed').waitFor();
  expect(
    await drawer.getByRole('list', { name: 'Steps of the test' }).getByText('passed', { exact: true }).count(),
  ).toBe(7);
  await drawer.getByText(/^They would/).waitFor();
  await it.expectSound(page, 'provider-test-passed');
  await drawer.getByRole('tab', { name: 'Claims' }).click();
  await drawer.getByRole('cell', { name: 'ada@example.com' }).first().waitFor();
  await drawer.getByRole('tab', { name: 'What the provider said' }).click();
  await drawer.getByText('"preferred_username"').waitFor();

  // The address leads to the report: also after the page was loaded anew.
  await page.reload();
  await drawer.getByText('Every step passed').waitFor();
});

test('a test that fails says at which step and why', async () => {
  const { data } = await it.api.GET('/v1/connections');
  const { identity_provider_id } = data!.data.find(({ identifier }) => identifier === 'acme')!;
  const page = await it.signIn('olive', `/providers/${identity_provider_id}`);
  const opening = page.context().waitForEvent('page');
  await page.getByRole('button', { name: /^Test Acme/ }).click();
  const popup = await opening;
  await popup.locator('a.button').click();
  await popup.locator('ol.steps').waitFor();
  const drawer = page.getByRole('dialog');
  await drawer.getByText('It did not get through').waitFor();
  await drawer.getByText('provider_unreachable').waitFor();
  await it.expectSound(page, 'provider-test-failed');
});

test('when no answer comes, what was typed stays, and sent again it is made once', async () => {
  const page = await it.signIn('olive', '/providers/new/github');
  await page.getByRole('textbox', { name: 'Identifier' }).fill('sent-twice');
  await page.getByRole('textbox', { name: 'Client id' }).fill('again');
  await page.getByLabel('Client secret', { exact: false }).first().fill('again');
  await cutOff(page);
  await page.getByRole('button', { name: 'Register' }).click();
  await page.getByRole('alert').getByText('The server is gone').waitFor();
  await reconnect(page);
  await page.getByRole('button', { name: 'Register' }).click();
  await page.getByText('Registered, and switched off').waitFor();
});
