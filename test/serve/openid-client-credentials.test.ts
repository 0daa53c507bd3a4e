// How an application proves itself where it is asked to: by header or by body, everywhere alike.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createRelyingParty, type RelyingParty, redirectUri } from '../support/relying-party.ts';
import { freePort } from '../support/selfsame.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

let it: TestApp;
let app: RelyingParty;
let id: string;
let secret: string;
beforeAll(async () => {
  it = await startTestApp({ port: await freePort() });
  app = await createRelyingParty(it);
  id = app.created.application.clientId;
  secret = app.created.clientSecret!;
});
afterAll(() => it?.close());

const basic = (clientId: string, clientSecret: string) => ({
  authorization: `Basic ${Buffer.from(`${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`).toString('base64')}`,
});

async function post(path: string, form: Record<string, string>, headers: Record<string, string> = {}) {
  const answer = await fetch(`${it.publicUrl}${path}`, { method: 'POST', headers, body: new URLSearchParams(form) });
  return { status: answer.status, error: ((await answer.json().catch(() => ({}))) as { error?: string }).error };
}

const request = {
  response_type: 'code',
  redirect_uri: redirectUri,
  scope: 'openid',
  code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
  code_challenge_method: 'S256',
};

describe.each([
  ['/oauth/par', request, 201],
  ['/oauth/revoke', { token: 'whatever' }, 200],
])('at %s', (path, form, ok) => {
  test('by header, with the id beside it or without, and by body', async () => {
    expect((await post(path, form, basic(id, secret))).status).toBe(ok);
    expect((await post(path, { ...form, client_id: id }, basic(id, secret))).status).toBe(ok);
    expect((await post(path, { ...form, client_id: id, client_secret: secret })).status).toBe(ok);
  });

  test('not without a secret, with a wrong one, or twice', async () => {
    expect(await post(path, { ...form, client_id: id })).toEqual({ status: 401, error: 'invalid_client' });
    expect(await post(path, form, basic(id, 'wrong'))).toEqual({ status: 401, error: 'invalid_client' });
    const twice = { ...form, client_id: id, client_secret: secret };
    expect(await post(path, twice, basic(id, secret))).toEqual({ status: 400, error: 'invalid_request' });
    const open = await createRelyingParty(it, { authMethod: 'none' });
    const other = { ...form, client_id: open.created.application.clientId };
    expect(await post(path, other, basic(id, secret))).toEqual({ status: 400, error: 'invalid_request' });
  });
});

test('discovery names the scopes as they are asked for', () => {
  expect(app.config.serverMetadata().scopes_supported).toEqual([
    'openid',
    'profile',
    'email',
    'phone',
    'offline_access',
  ]);
});
