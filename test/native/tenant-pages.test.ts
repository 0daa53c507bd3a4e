/** Where a tenant is reached, its sign-in page as other settings would make it, and changes that others were quicker with. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type NativeClient, openNative } from '../support/native-client.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

let it: TestApp;
let native: NativeClient;
beforeAll(async () => {
  it = await startTestApp();
  native = openNative(it);
});
afterAll(() => it.close());

/** What the app of tests is told that browsers know it by. */
const base = 'http://127.0.0.1';
const at = (path: string, tenantId = it.tenant.id) => `/v1/tenants/${tenantId}/${path}`;
const preview = (body: object, tenantId?: string) =>
  native.send('POST', at('page-preview', tenantId), {
    headers: { ...native.headers, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

test('an address leads to the tenant there and to one with a host name; to another, none does', async () => {
  expect((await native.send('GET', at('addresses'))).body).toEqual({
    address: base,
    sign_in: `${base}/sign-in`,
    account: `${base}/account`,
    issuer: `${base}/`,
    discovery: `${base}/.well-known/openid-configuration`,
  });
  const other = it.other.tenant.id;
  const nowhere = { address: null, sign_in: null, account: null, issuer: null, discovery: null };
  expect((await native.send('GET', at('addresses', other))).body).toEqual(nowhere);
  await it.operations.tenants.update(it.actor, other, { settings: { hosts: ['id.globex.example'] } });
  expect((await native.send('GET', at('addresses', other))).body.issuer).toBe('http://id.globex.example/');
  const theirs = openNative(it, it.other.key.rawKey, other);
  expect((await theirs.send('GET', at('addresses'))).status).toBe(404);
  const headers = { ...theirs.headers, 'content-type': 'application/json' };
  expect((await theirs.send('POST', at('page-preview'), { headers, body: '{}' })).status).toBe(404);
});

test('the page has what was asked for, and nothing is written', async () => {
  const logo = `data:image/svg+xml;base64,${Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>').toString('base64')}`;
  const pages = { name: 'Example & Sons', logo, colours: { accent: '#ff0000' } };
  const { status, headers, body } = await preview({
    pages,
    language: 'de',
    colour_scheme: 'dark',
    style_nonce: 'abcd1234',
  });
  expect(status).toBe(200);
  expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(headers.get('content-security-policy')).toBe("default-src 'none'; sandbox");
  expect(body).toContain('<html lang="de">');
  expect(body).toContain('Example &amp; Sons');
  expect(body).toContain(logo);
  expect(body).toContain('<style nonce="abcd1234">');
  expect(body).toContain('color-scheme: dark');
  expect(body).not.toContain('prefers-color-scheme');
  expect(body).not.toContain('<link');
  expect((await it.operations.tenants.read(it.actor, it.tenant.id)).settings).toEqual({});
  expect((await preview({})).body).toContain('<html lang="en">');
});

test('settings that could not be saved are refused as they would be then', async () => {
  const { status, body } = await preview({ pages: { colours: { accent: 'red' }, nme: 'Acme' } });
  expect(status).toBe(400);
  expect(body.details.problems).toHaveLength(2);
  expect((await preview({ style_nonce: '"><script>' })).status).toBe(400);
});

test('who says what they know of a tenant does not write over what others changed since', async () => {
  const { data: known } = await native.client.GET('/v1/tenants/{id}', { params: { path: { id: it.tenant.id } } });
  const rename = (name: string) =>
    native.client.PUT('/v1/tenants/{id}', {
      params: { path: { id: it.tenant.id } },
      body: { name, if_updated_at: known!.updated_at },
    });
  expect((await rename('First')).response.status).toBe(200);
  const late = await rename('Second');
  expect(late.response.status).toBe(409);
  expect(late.error).toMatchObject({ code: 'changed_meanwhile' });
  expect((await it.operations.tenants.read(it.actor, it.tenant.id)).name).toBe('First');
});
