// Token exchange (RFC 8693) on the wire: whose token it is for what, and every refusal as the RFC has it.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Connection } from '../../src/domain/identity-provider.ts';
import { Browser } from '../support/browser.ts';
import { createRelyingParty, type RelyingParty } from '../support/relying-party.ts';
import { type ScriptedProvider, scriptedClient, startScriptedProvider } from '../support/scripted-provider.ts';
import { freePort } from '../support/selfsame.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

const exchange = 'urn:ietf:params:oauth:grant-type:token-exchange';
const accessTokenType = 'urn:ietf:params:oauth:token-type:access_token';
const hour = 3_600_000;

let ahead = 0;
let it: TestApp;
let scripted: ScriptedProvider;
let connection: Connection;
let app: RelyingParty;
let serial = 0;
beforeAll(async () => {
  scripted = await startScriptedProvider();
  it = await startTestApp({ port: await freePort(), now: () => Date.now() + ahead });
  const provider = await it.createProvider('oidc', 'corporate', { mode: 'never' });
  connection = await it.operations.connections.create(it.actor, {
    identityProviderId: provider.id,
    identifier: 'corporate-web',
    ...scriptedClient,
    config: { issuer: scripted.url },
  });
  app = await createRelyingParty(it, {
    grantTypes: ['authorization_code', exchange],
    apis: [{ audience: 'https://orders.example', scopes: [] }],
  });
});
afterAll(async () => {
  await it.close();
  await scripted.close();
});
beforeEach(() => {
  ahead = 0;
  scripted.renewal = { give: true, rotate: true, idToken: true, lifeSeconds: 60 };
});

async function signIn(by = app, parameters: Record<string, string> = {}) {
  serial += 1;
  const sub = `person-${serial}`;
  const browser = new Browser(it.baseUrl);
  const { location } = await browser.get(`/sign-in/with/${connection.identifier}`);
  const callback = scripted.approve(new URL(location!), { sub, email: `${sub}@example.com`, email_verified: true });
  await browser.get(`${callback.pathname}${callback.search}`);
  const tokens = await by.signIn(browser, parameters);
  const { userId } = await browser.readAccount();
  return { sub, browser, tokens, userId };
}

/** As the application, with everything right but for what is said; an undefined is left out. */
async function ask(fields: Record<string, string | undefined>, by = app) {
  const { application, clientSecret } = by.created;
  const all = {
    grant_type: exchange,
    client_id: application.clientId,
    client_secret: clientSecret ?? undefined,
    subject_token_type: accessTokenType,
    audience: 'corporate',
    ...fields,
  };
  const said = Object.entries(all).filter((pair): pair is [string, string] => pair[1] !== undefined);
  const answer = await fetch(`${it.baseUrl}/oauth/token`, { method: 'POST', body: new URLSearchParams(said) });
  return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Record<string, unknown> };
}

const expectRefused = ({ status, body }: Awaited<ReturnType<typeof ask>>, error: string, of = 400) =>
  expect([status, body]).toEqual([of, { error, error_description: expect.stringMatching(/./) }]);

describe('a user’s token is exchanged', () => {
  test('for that of the provider, as the RFC answers', async () => {
    const { tokens } = await signIn();
    for (const fields of [{}, { audience: undefined, connection: 'corporate' }, { audience: connection.identifier }]) {
      const { status, headers, body } = await ask({ subject_token: tokens.access_token, ...fields });
      expect([status, headers.get('cache-control')]).toEqual([200, 'no-store']);
      expect(body).toEqual({
        access_token: expect.stringMatching(/^access-/),
        issued_token_type: accessTokenType,
        token_type: 'Bearer',
        expires_in: expect.any(Number),
        scope: expect.stringContaining('openid'),
      });
      expect(scripted.handedOut).toContain(body.access_token);
    }
  });

  test('also one that was made for an API', async () => {
    const { tokens } = await signIn(app, { audience: 'https://orders.example' });
    expect(tokens.access_token.split('.')).toHaveLength(3);
    expect((await ask({ subject_token: tokens.access_token })).status).toBe(200);
  });

  test('renewed when the provider’s has ended', async () => {
    const { tokens } = await signIn();
    const first = await ask({ subject_token: tokens.access_token });
    ahead = hour / 4;
    const second = await ask({ subject_token: tokens.access_token });
    expect([second.status, second.body.access_token === first.body.access_token]).toEqual([200, false]);
  });

  test('for the scopes that were granted, and no others', async () => {
    const { tokens } = await signIn();
    expect((await ask({ subject_token: tokens.access_token, scope: 'openid email' })).status).toBe(200);
    expectRefused(await ask({ subject_token: tokens.access_token, scope: 'openid calendar' }), 'invalid_scope');
  });
});

describe('refused as an invalid request', () => {
  test.each([
    ['no subject token', { subject_token: undefined }],
    ['an empty one', { subject_token: '' }],
    ['nonsense', { subject_token: 'x' }],
    ['what looks like a JSON Web Token', { subject_token: 'a.b.c' }],
    ['no type of it', { subject_token_type: undefined }],
    ['another type of it', { subject_token_type: 'urn:ietf:params:oauth:token-type:id_token' }],
    ['a wish for another type', { requested_token_type: 'urn:ietf:params:oauth:token-type:refresh_token' }],
    ['an actor', { actor_token: 'x', actor_token_type: accessTokenType }],
    ['the type of an actor alone', { actor_token_type: accessTokenType }],
    ['no audience', { audience: undefined }],
    ['an audience of nothing', { audience: '' }],
  ])('with %s', async (_what, fields) => {
    const { tokens } = await signIn();
    expectRefused(await ask({ subject_token: tokens.access_token, ...fields }), 'invalid_request');
  });

  test('the token of another application, another kind, another tenant, or of the past', async () => {
    const other = await createRelyingParty(it, { grantTypes: ['authorization_code', exchange] });
    const { tokens } = await signIn(other);
    expectRefused(await ask({ subject_token: tokens.access_token }), 'invalid_request');
    expect((await ask({ subject_token: tokens.access_token }, other)).status).toBe(200);
    const own = await signIn();
    for (const wrong of [own.tokens.id_token!, it.key.rawKey])
      expectRefused(await ask({ subject_token: wrong }), 'invalid_request');
    ahead = 400 * 24 * hour;
    expectRefused(await ask({ subject_token: own.tokens.access_token }), 'invalid_request');
  });

  test('of somebody who is suspended, and of whoever signed in with an identity that is gone', async () => {
    const suspended = await signIn();
    await it.operations.users.setStatus(it.actor, suspended.userId, 'suspended');
    expectRefused(await ask({ subject_token: suspended.tokens.access_token }), 'invalid_request');
    for (const parameters of [{}, { audience: 'https://orders.example' }]) {
      const { tokens, userId } = await signIn(app, parameters as Record<string, string>);
      const [identity] = await it.operations.identities.ofUser(it.actor, userId);
      const which = { identityId: identity!.id };
      await it.operations.identities.unlink(it.actor, { userId, which, allowLast: true });
      expectRefused(await ask({ subject_token: tokens.access_token }), 'invalid_request');
    }
  });
});

describe('refused for the application', () => {
  test('that has no such grant, or no secret', async () => {
    const plain = await createRelyingParty(it);
    const { tokens } = await signIn(plain);
    const { status, body } = await ask({ subject_token: tokens.access_token }, plain);
    expect([status, body.error]).toEqual([400, 'invalid_request']);
    for (const client_secret of [undefined, 'wrong']) {
      const refused = await ask({ subject_token: tokens.access_token, client_secret });
      expect([refused.status, refused.body.error]).toEqual([401, 'invalid_client']);
    }
    await expect(
      it.operations.applications.create(it.actor, { name: 'open', authMethod: 'none', grantTypes: [exchange] }),
    ).rejects.toMatchObject({ code: 'invalid_input' });
  });
});

describe('refused for the provider', () => {
  test('a user without an identity there, and one of which nothing is kept', async () => {
    const { tokens, userId } = await signIn();
    expectRefused(await ask({ subject_token: tokens.access_token, audience: 'nowhere' }), 'invalid_target');
    const bare = await it.createProvider('oidc', `bare-${serial}`);
    await it.operations.identities.link(it.actor, { userId, identityProviderId: bare.id, subject: 'bare' });
    expectRefused(await ask({ subject_token: tokens.access_token, audience: bare.name }), 'invalid_target');
  });

  test('that renews the token no more: the person has to sign in there', async () => {
    const { tokens } = await signIn();
    ahead = hour / 4;
    scripted.renewal.lie = { status: 400, body: '{"error":"invalid_grant"}' };
    for (let round = 0; round < 2; round += 1) {
      const refused = await ask({ subject_token: tokens.access_token });
      expectRefused(refused, 'invalid_grant');
      expect(refused.body.error_description).toContain('sign in there again');
    }
  });

  test('that fails: later it may go', async () => {
    const { tokens } = await signIn();
    ahead = hour / 4;
    scripted.renewal.rotate = false;
    scripted.renewal.lie = { status: 500, body: '{}' };
    expectRefused(await ask({ subject_token: tokens.access_token }), 'temporarily_unavailable', 503);
    delete scripted.renewal.lie;
    ahead += 10_000;
    expect((await ask({ subject_token: tokens.access_token })).status).toBe(200);
  });
});
