// People sign in through applications as with Auth0, and link their accounts themselves: the official SDK's `link_with`.
import { ManagementClient, ManagementError } from 'auth0';
import { AuthenticationClient, UserInfoClient } from 'auth0/legacy';
import * as client from 'openid-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CreatedApplication } from '../../src/operations/applications.ts';
import { Browser } from '../support/browser.ts';
import { addDemoSignIn, type DemoSignIn } from '../support/demo-sign-in.ts';
import { createRelyingParty, plainHttp, type RelyingParty, redirectUri } from '../support/relying-party.ts';
import { freePort } from '../support/selfsame.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

const scope = 'openid profile email read:current_user update:current_user_identities';

let it: TestApp;
let demo: DemoSignIn;
let domain: string;
let app: RelyingParty;
let minutesLater = 0;

beforeAll(async () => {
  it = await startTestApp({ port: await freePort(), behindTls: true, now: () => Date.now() + minutesLater * 60_000 });
  demo = await addDemoSignIn(it);
  domain = it.baseUrl.replace('http://', '');
  app = await createRelyingParty(it, { authMethod: 'none', subjectFormat: 'auth0' });
});
afterAll(async () => {
  await demo?.close();
  await it?.close();
});

/** As a page does: in a window of its own, by one connection. */
async function signIn(connection: string, person: string, party = app, more: Record<string, string> = {}) {
  const tokens = await party.signIn(
    new Browser(it.baseUrl),
    { scope, audience: `https://${domain}/api/v2/`, connection, prompt: 'login', ...more },
    { way: connection, id: person },
  );
  return { sub: tokens.claims()!.sub, accessToken: tokens.access_token, idToken: tokens.id_token! };
}

const asUser = (accessToken: string) =>
  new ManagementClient({ domain, token: accessToken, fetch: plainHttp, maxRetries: 0 });

async function failure(work: PromiseLike<unknown>): Promise<{ statusCode: number; body: { errorCode?: string } }> {
  const error = await Promise.resolve(work).then(
    () => expect.unreachable('it should have been refused'),
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(ManagementError);
  return error as ManagementError as never;
}
const idsOf = (identities: { provider: string; user_id: unknown }[]) =>
  identities.map(({ provider, user_id }) => `${provider}|${user_id}`);

describe('`link_with`, from two real sign-ins', () => {
  test('links, once, and both ways lead to the primary user from then on', async () => {
    const primary = await signIn('demo-google-oauth2', 'ada');
    const secondary = await signIn('demo-github', 'ada');
    expect(primary.sub).toMatch(/^google-oauth2\|/);
    expect(secondary.sub).toMatch(/^github\|/);
    const self = asUser(primary.accessToken);
    expect((await self.users.get(primary.sub)).user_id).toBe(primary.sub);

    const linked = await self.users.identities.link(primary.sub, { link_with: secondary.idToken });
    expect(idsOf(linked as never)).toEqual([primary.sub, secondary.sub]);
    expect(await failure(self.users.identities.link(primary.sub, { link_with: secondary.idToken }))).toMatchObject({
      statusCode: 400,
      body: { errorCode: 'link_with_used' },
    });
    // The application knew the primary one: its word is the one that goes on.
    const byOther = await signIn('demo-github', 'ada');
    expect(byOther.sub).toBe(primary.sub);
    expect((await asUser(byOther.accessToken).users.get(primary.sub)).user_id).toBe(primary.sub);

    const [, ...rest] = secondary.sub.split('|');
    const left = await self.users.identities.delete(primary.sub, 'github', rest.join('|'));
    expect(idsOf(left as never)).toEqual([primary.sub]);
    // Whoever came in by what was unlinked is not this user any more.
    expect(await failure(asUser(byOther.accessToken).users.get(primary.sub))).toMatchObject({ statusCode: 401 });
    expect((await self.users.get(primary.sub)).user_id).toBe(primary.sub);
  });

  test('refuses everything that proves nothing, and changes nothing', async () => {
    const primary = await signIn('demo-google-oauth2', 'bjorn');
    const secondary = await signIn('demo-github', 'bjorn');
    const self = asUser(primary.accessToken);
    const attempt = (linkWith: string) => failure(self.users.identities.link(primary.sub, { link_with: linkWith }));
    const [header, payload, signature] = secondary.idToken.split('.') as [string, string, string];
    const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const kid = JSON.parse(Buffer.from(header, 'base64url').toString()).kid;
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
    const signed = (change: object) => it.operations.tokens.issue(it.tenant.id, { ...claims, ...change });
    const elsewhere = await createRelyingParty(it, { authMethod: 'none', subjectFormat: 'auth0' });
    const cases: [string, string][] = [
      ['a.b.c', 'malformed'],
      ['nonsense', 'malformed'],
      [`${encode({ alg: 'none', kid })}.${payload}.`, 'algorithm'],
      [`${encode({ alg: 'HS256', kid })}.${payload}.${signature}`, 'algorithm'],
      [`${header}.${encode({ ...claims, sub: primary.sub })}.${signature}`, 'invalid'],
      [await signed({ exp: claims.iat - 1 }), 'invalid'],
      [await it.operations.tokens.issue(it.other.tenant.id, claims), 'invalid'],
      [await signed({ iss: 'https://elsewhere.example/' }), 'issuer'],
      [await signed({ aud: [claims.aud, 'more'] }), 'audience'],
      [secondary.accessToken, 'audience'],
      [(await signIn('demo-github', 'bjorn', elsewhere)).idToken, 'audience_mismatch'],
      [await signed({ sub: '' }), 'subject'],
      [await signed({ sub: null }), 'subject'],
      [await signed({ sub: 5 }), 'subject'],
      [await signed({ sub: 'without a pipe' }), 'nobody'],
      [await signed({ iat: claims.iat - 3600 }), 'stale'],
      [await signed({ auth_time: claims.auth_time - 3600 }), 'stale'],
      [await signed({ auth_time: null }), 'stale'],
      [await signed({ sub: 'github|nobody' }), 'nobody'],
    ];
    for (const [token, fault] of cases)
      expect(await attempt(token), fault).toMatchObject({ statusCode: 400, body: { errorCode: `link_with_${fault}` } });
    expect(await attempt(primary.idToken)).toMatchObject({ body: { errorCode: 'main_identity' } });
    expect(idsOf((await self.users.get(primary.sub)).identities as never)).toEqual([primary.sub]);
    // What was refused for another reason was not used up.
    await self.users.identities.link(primary.sub, { link_with: secondary.idToken });
  });

  test('is refused ten minutes after the sign-in, however long the token is good for', async () => {
    const primary = await signIn('demo-google-oauth2', 'dan');
    const secondary = await signIn('demo-github', 'dan');
    const self = asUser(primary.accessToken);
    minutesLater = 11;
    try {
      expect(await failure(self.users.identities.link(primary.sub, { link_with: secondary.idToken }))).toMatchObject({
        body: { errorCode: 'link_with_stale' },
      });
    } finally {
      minutesLater = 0;
    }
    await self.users.identities.link(primary.sub, { link_with: secondary.idToken });
  });

  test('proves nothing any more once its identity was taken from the user, or the user was blocked', async () => {
    const primary = await signIn('demo-google-oauth2', 'ada');
    const self = asUser(primary.accessToken);
    const attempt = (idToken: string) => failure(self.users.identities.link(primary.sub, { link_with: idToken }));
    const userCalled = async (sub: string) => {
      const [user] = await it.operations.users.find(it.actor, { by: 'originKey', originKey: sub });
      return user!.id;
    };

    const taken = await signIn('demo-github', 'eleni');
    const userId = await userCalled(taken.sub);
    const [identity] = await it.operations.identities.ofUser(it.actor, userId);
    const another = { identityProviderId: demo.providers.oidc.id, subject: 'what stays' };
    await it.operations.identities.link(it.actor, { userId, ...another });
    const which = { identityId: identity!.id };
    await it.operations.identities.unlink(it.actor, { userId, which, outcome: 'detach' });
    expect(await attempt(taken.idToken)).toMatchObject({ statusCode: 400, body: { errorCode: 'link_with_nobody' } });

    const blocked = await signIn('demo-github', 'carol');
    await it.operations.users.setStatus(it.actor, await userCalled(blocked.sub), 'suspended');
    expect(await attempt(blocked.idToken)).toMatchObject({ statusCode: 400, body: { errorCode: 'link_with_nobody' } });
    expect(idsOf((await self.users.get(primary.sub)).identities as never)).toEqual([primary.sub]);
  });

  test('of ten that bring one token at once, one links', async () => {
    const primary = await signIn('demo-google-oauth2', 'carol');
    const secondary = await signIn('demo-github', 'erin');
    const self = asUser(primary.accessToken);
    const tries = await Promise.allSettled(
      Array.from({ length: 10 }, () => self.users.identities.link(primary.sub, { link_with: secondary.idToken })),
    );
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  test('stands by itself, as JSON or a form, and is of no use to an operator', async () => {
    const primary = await signIn('demo-google-oauth2', 'dan');
    const secondary = await signIn('demo-github', 'erin-at-home');
    const url = `${it.baseUrl}/api/v2/users/${encodeURIComponent(primary.sub)}/identities`;
    const post = async (token: string, form: Record<string, string>) => {
      const headers = { authorization: `Bearer ${token}` };
      const answer = await fetch(url, { method: 'POST', headers, body: new URLSearchParams(form) });
      return { status: answer.status, body: await answer.json() };
    };
    const linkWith = { link_with: secondary.idToken };
    for (const more of [{ provider: 'github' }, { user_id: '1' }, { connection_id: 'con_0123456789abcdef' }])
      expect(await post(primary.accessToken, { ...linkWith, ...more })).toMatchObject({
        status: 400,
        body: { errorCode: 'invalid_body' },
      });
    expect(await post(it.key.rawKey, linkWith)).toMatchObject({ status: 400, body: { errorCode: 'link_with_issuer' } });
    expect(await post(primary.accessToken, linkWith)).toMatchObject({ status: 201 });
  });

  test('a token of one’s own does nothing to others, nothing by name, and nothing without its scope', async () => {
    const mine = await signIn('demo-google-oauth2', 'carol');
    const theirs = await signIn('demo-google-oauth2', 'erin');
    const self = asUser(mine.accessToken);
    for (const work of [
      () => self.users.get(theirs.sub),
      () => self.users.identities.link(theirs.sub, { link_with: mine.idToken }),
      () => self.users.identities.link(mine.sub, { provider: 'google-oauth2', user_id: theirs.sub.split('|')[1]! }),
      () => self.users.identities.delete(theirs.sub, 'google-oauth2', theirs.sub.split('|')[1]!),
      () => self.users.update(mine.sub, { blocked: true }),
      () => self.users.delete(mine.sub),
      () => self.users.list(),
      () => self.connections.list(),
    ])
      expect(await failure(work())).toMatchObject({ statusCode: 403, body: { errorCode: 'insufficient_scope' } });
    const reader = await signIn('demo-google-oauth2', 'carol', app, { scope: 'openid read:current_user' });
    expect(
      await failure(asUser(reader.accessToken).users.identities.link(mine.sub, { link_with: theirs.idToken })),
    ).toMatchObject({ statusCode: 403 });
    // An ID token is no access token, and one for another API is none here.
    expect(await failure(asUser(mine.idToken).users.get(mine.sub))).toMatchObject({ statusCode: 401 });
    const orders = await createRelyingParty(it, {
      authMethod: 'none',
      apis: [{ audience: 'https://orders.example', scopes: ['read:current_user'] }],
    });
    const other = await signIn('demo-google-oauth2', 'carol', orders, { audience: 'https://orders.example' });
    expect(await failure(asUser(other.accessToken).users.get(mine.sub))).toMatchObject({ statusCode: 401 });
  });

  test('an operator’s wider scopes for the same API give a person no more', async () => {
    const wide = await createRelyingParty(it, {
      authMethod: 'none',
      apis: [{ audience: `https://${domain}/api/v2/`, scopes: ['read:users', 'delete:users', 'read:current_user'] }],
    });
    const person = await signIn('demo-google-oauth2', 'erin', wide, { scope: 'openid read:users delete:users' });
    expect(await failure(asUser(person.accessToken).users.list())).toMatchObject({ statusCode: 403 });
    expect(await failure(asUser(person.accessToken).users.delete(person.sub))).toMatchObject({ statusCode: 403 });
  });

  test('pages of other origins may ask', async () => {
    const preflight = await fetch(`${it.baseUrl}/api/v2/users/x/identities`, {
      method: 'OPTIONS',
      headers: { origin: 'https://spa.example', 'access-control-request-method': 'POST' },
    });
    expect([preflight.status, preflight.headers.get('access-control-allow-origin')]).toEqual([204, '*']);
  });
});

describe('the SDK’s own sign-in calls', () => {
  let web: RelyingParty;
  let created: CreatedApplication;
  let sdk: AuthenticationClient;
  beforeAll(async () => {
    web = await createRelyingParty(it, { subjectFormat: 'auth0' });
    created = web.created;
    sdk = new AuthenticationClient({
      domain,
      clientId: created.application.clientId,
      clientSecret: created.clientSecret!,
      fetch: plainHttp,
    });
  });

  // Without `openid`: the SDK fetches the keys for an ID token over TLS, which nothing speaks here.
  test('code for tokens, refresh and revocation', async () => {
    const browser = new Browser(it.baseUrl);
    await browser.signIn('demo-google-oauth2', 'erin');
    const { callback, verifier } = await web.authorize(browser, { scope: 'email offline_access', nonce: '' });
    const code = { code: callback.searchParams.get('code')!, code_verifier: verifier, redirect_uri: redirectUri };
    const { data } = await sdk.oauth.authorizationCodeGrantWithPKCE(code);
    expect(data).toMatchObject({ token_type: 'Bearer', scope: 'email offline_access', expires_in: 3600 });
    const renewed = await sdk.oauth.refreshTokenGrant({ refresh_token: data.refresh_token! });
    expect(renewed.data.access_token).not.toBe(data.access_token);
    await sdk.oauth.revokeRefreshToken({ token: renewed.data.refresh_token! });
    await expect(sdk.oauth.refreshTokenGrant({ refresh_token: renewed.data.refresh_token! })).rejects.toMatchObject({
      statusCode: 400,
      error: 'invalid_grant',
    });
  });

  test('code for tokens without PKCE, where the application may, and what the token tells', async () => {
    const old = await createRelyingParty(it, { subjectFormat: 'auth0', pkceRequired: false });
    const { application, clientSecret } = old.created;
    const { clientId } = application;
    const legacy = new AuthenticationClient({ domain, clientId, clientSecret: clientSecret!, fetch: plainHttp });
    const browser = new Browser(it.baseUrl);
    await browser.signIn('demo-google-oauth2', 'erin');
    const asked = { scope: 'email', nonce: '', code_challenge: '', code_challenge_method: '' };
    const { callback } = await old.authorize(browser, asked);
    const code = callback.searchParams.get('code')!;
    const { data } = await legacy.oauth.authorizationCodeGrant({ code, redirect_uri: redirectUri });
    expect(data).toMatchObject({ token_type: 'Bearer', scope: 'email' });

    const tokens = await old.signIn(browser);
    const told = await new UserInfoClient({ domain, fetch: plainHttp }).getUserInfo(tokens.access_token);
    expect(told.data).toMatchObject({ sub: tokens.claims()!.sub, email: 'erin@example.com', email_verified: true });
  });

  test('revoking access ends refresh tokens too, unless they are to stay', async () => {
    const manage = new ManagementClient({
      domain,
      clientId: it.key.publicId,
      clientSecret: it.key.secret,
      fetch: plainHttp,
    });
    const tokens = await web.signIn(
      new Browser(it.baseUrl),
      { scope: 'openid offline_access' },
      { way: 'demo-google-oauth2', id: 'erin' },
    );
    const { sub } = tokens.claims()!;
    await manage.users.revokeAccess(sub, { preserve_refresh_tokens: true });
    const renewed = await client.refreshTokenGrant(web.config, tokens.refresh_token!);
    await manage.users.revokeAccess(sub);
    await expect(client.refreshTokenGrant(web.config, renewed.refresh_token!)).rejects.toMatchObject({
      error: 'invalid_grant',
    });
  });
});
