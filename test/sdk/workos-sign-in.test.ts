/** WorkOS's official SDK signs people in: from its authorization URL by way of a browser to a sealed session and out again. */
import { createHash } from 'node:crypto';
import { AuthenticationException, GenericServerException, OauthException, WorkOS } from '@workos-inc/node';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { toUlid } from '../../src/domain/ids.ts';
import { createOutbox } from '../../src/mail/outbox.ts';
import { Browser } from '../support/browser.ts';
import { addDemoSignIn, type DemoSignIn } from '../support/demo-sign-in.ts';
import { freePort } from '../support/selfsame.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';
import { callbackUri, createWorkosClient, goodbyeUri, type WorkosClient } from '../support/workos-client.ts';

const cookiePassword = 'thirty-two characters and then some';
const eleni = { way: 'demo-google-oauth2', id: 'eleni' };

describe('@workos-inc/node signs people in', () => {
  const outbox = createOutbox(Date.now);
  let it: TestApp;
  let demo: DemoSignIn;
  let app: WorkosClient;
  beforeAll(async () => {
    it = await startTestApp({ port: await freePort(), mailer: outbox });
    demo = await addDemoSignIn(it);
    app = await createWorkosClient(it);
  });
  afterAll(async () => {
    await demo?.close();
    await it?.close();
  });

  const users = () => app.workos.userManagement;
  const failureOf = async (work: Promise<unknown>): Promise<unknown> =>
    work.then(
      () => null,
      (error: unknown) => error,
    );
  /** The newest code to the address. */
  const codeTo = async (address: string, seen = 0): Promise<string> => {
    const mails = () => outbox.messages().filter(({ to }) => to === address);
    await vi.waitFor(() => expect(mails().length).toBeGreaterThan(seen));
    return /(\d{3} \d{3})/.exec(mails()[0]!.text)![1]!.replace(' ', '');
  };

  test('authorize, authenticate, refresh, sealed session, logout', async () => {
    const { told, code, browser } = await app.authorize({ state: 'a b&c', loginHint: 'ada@example.com' });
    expect(told.origin + told.pathname).toBe(callbackUri);
    expect(told.searchParams.get('state')).toBe('a b&c');
    const { userId } = await browser.readAccount();

    const first = await users().authenticateWithCode({
      clientId: app.clientId,
      code,
      session: { sealSession: true, cookiePassword },
    });
    expect(first.user).toMatchObject({ id: `user_${toUlid(userId)}`, email: 'ada@example.com', emailVerified: true });
    expect(first.authenticationMethod).toBe('GoogleOAuth');

    const jwks = createRemoteJWKSet(new URL(users().getJwksUrl(app.clientId)));
    const issuer = `${it.baseUrl}/user_management/${app.clientId}`;
    const { payload, protectedHeader } = await jwtVerify(first.accessToken, jwks, { issuer });
    expect(protectedHeader).toMatchObject({ alg: 'RS256', kid: expect.any(String) });
    expect(payload).toMatchObject({
      sub: first.user.id,
      sid: expect.stringMatching(/^session_/),
      jti: expect.any(String),
    });
    expect(payload.exp! - payload.iat!).toBe(300);
    const sessions = await users().listSessions(first.user.id);
    expect(sessions.data.map(({ id }) => id)).toEqual([payload.sid]);

    const session = users().loadSealedSession({ sessionData: first.sealedSession!, cookiePassword });
    expect(await session.authenticate()).toMatchObject({
      authenticated: true,
      sessionId: payload.sid,
      user: first.user,
    });
    const refreshed = await session.refresh();
    expect(refreshed).toMatchObject({ authenticated: true, sealedSession: expect.any(String) });
    const renewed = users().loadSealedSession({
      sessionData: (refreshed as { sealedSession: string }).sealedSession,
      cookiePassword,
    });
    expect(await renewed.authenticate()).toMatchObject({ authenticated: true, sessionId: payload.sid });

    const out = new URL(await renewed.getLogoutUrl({ returnTo: goodbyeUri }));
    expect(await browser.get(out.pathname + out.search)).toMatchObject({ status: 302, location: goodbyeUri });
    expect(await renewed.refresh()).toMatchObject({ authenticated: false, reason: 'invalid_grant' });
    expect((await users().listSessions(first.user.id)).data).toEqual([]);
    // The hosted pages know the same session.
    expect((await browser.get('/account')).location).toContain('/sign-in');
  });

  test('a refresh token that comes a second time ends the session', async () => {
    const { code } = await app.authorize();
    const first = await users().authenticateWithCode({ clientId: app.clientId, code });
    const refresh = (refreshToken: string) =>
      users().authenticateWithRefreshToken({ clientId: app.clientId, refreshToken });
    const second = await refresh(first.refreshToken);
    expect(second.refreshToken).not.toBe(first.refreshToken);
    const reused = await failureOf(refresh(first.refreshToken));
    expect(reused).toBeInstanceOf(OauthException);
    expect(reused).toMatchObject({ status: 400, error: 'invalid_grant' });
    expect(await failureOf(refresh(second.refreshToken))).toMatchObject({ error: 'invalid_grant' });
    expect((await users().listSessions(first.user.id)).data).toEqual([]);
  });

  test('an application without a secret, by PKCE', async () => {
    const open = await createWorkosClient(it, { authMethod: 'none', pkceRequired: true });
    const inTheOpen = new WorkOS(open.address);
    const { url, codeVerifier } = await inTheOpen.userManagement.getAuthorizationUrlWithPKCE({
      provider: 'authkit',
      clientId: open.clientId,
      redirectUri: callbackUri,
    });
    const { code } = await open.authorize(
      Object.fromEntries(
        [...new URL(url).searchParams]
          .filter(([name]) => name.startsWith('code_'))
          .map(([name, value]) => [name === 'code_challenge' ? 'codeChallenge' : 'codeChallengeMethod', value]),
      ),
    );
    const signedIn = await inTheOpen.userManagement.authenticateWithCodeAndVerifier({
      clientId: open.clientId,
      code,
      codeVerifier,
    });
    expect(signedIn.user.email).toBe('ada@example.com');
    const refreshed = await inTheOpen.userManagement.authenticateWithRefreshToken({
      clientId: open.clientId,
      refreshToken: signedIn.refreshToken,
    });
    expect(refreshed.user).toEqual(signedIn.user);
  });

  test('the tokens of the provider come once, with the code of the sign-in', async () => {
    const { code } = await app.authorize({ provider: 'GoogleOAuth' });
    const first = await users().authenticateWithCode({ clientId: app.clientId, code });
    expect(first.oauthTokens).toMatchObject({
      accessToken: expect.stringMatching(/.+/),
      scopes: expect.arrayContaining(['openid']),
    });
    const again = await users().authenticateWithRefreshToken({
      clientId: app.clientId,
      refreshToken: first.refreshToken,
    });
    expect(again.oauthTokens).toBeUndefined();
  });

  test('a provider by any spelling goes straight there, whoever is signed in', async () => {
    const browser = new Browser(it.baseUrl);
    await browser.signIn('demo-google-oauth2', 'ada');
    for (const provider of ['GithubOAuth', 'GitHubOAuth', 'demo-github']) {
      const { code } = await app.authorize({ provider }, { way: 'demo-github', id: 'bjorn' }, browser);
      const signedIn = await users().authenticateWithCode({ clientId: app.clientId, code });
      expect(signedIn).toMatchObject({ authenticationMethod: 'GitHubOAuth', user: { email: 'bjorn@example.com' } });
    }
  });

  test('every SDK’s way to write lists and maps is taken', async () => {
    const spellings = [
      'provider_scopes=repo&provider_scopes=user%3Aemail&provider_query_params[access_type]=offline',
      'provider_scopes=repo%2Cuser&provider_query_params=%7B%27access_type%27%3A+%27offline%27%7D',
      'provider_scopes[0]=repo&provider_query_params=%7B%22access_type%22%3A%22offline%22%7D',
      'provider_scopes=repo+user',
    ];
    for (const more of spellings) {
      const query = new URLSearchParams({ client_id: app.clientId, redirect_uri: callbackUri, response_type: 'code' });
      const { status, location } = await new Browser(it.baseUrl).get(`/user_management/authorize?${query}&${more}`);
      expect({ status, location }, more).toEqual({
        status: 302,
        location: expect.stringMatching(/^\/sign-in\/hand-over\//),
      });
    }
  });

  test('an address that the provider does not prove is proved by a code', async () => {
    const { code } = await app.authorize({ provider: 'GoogleOAuth' }, eleni);
    const asked = await failureOf(users().authenticateWithCode({ clientId: app.clientId, code }));
    expect(asked).toBeInstanceOf(AuthenticationException);
    expect(asked).toMatchObject({
      status: 403,
      code: 'email_verification_required',
      pendingAuthenticationToken: expect.any(String),
      rawData: { email: 'eleni@example.org', email_verification_id: expect.stringMatching(/^email_verification_/) },
    });
    const { pendingAuthenticationToken } = asked as { pendingAuthenticationToken: string };
    const typed = await codeTo('eleni@example.org');
    const enter = (code: string) =>
      users().authenticateWithEmailVerification({ clientId: app.clientId, code, pendingAuthenticationToken });
    const wrong = String((Number(typed) + 1) % 1_000_000).padStart(6, '0');
    expect(await failureOf(enter(wrong))).toMatchObject({ status: 400, code: 'invalid_one_time_code' });
    const signedIn = await enter(typed);
    expect(signedIn).toMatchObject({
      authenticationMethod: 'GoogleOAuth',
      user: { email: 'eleni@example.org', emailVerified: true },
    });
    expect(await failureOf(enter(typed))).toMatchObject({ status: 400, code: 'invalid_pending_authentication_token' });
    // The identity is theirs from now on.
    const { code: next } = await app.authorize({ provider: 'GoogleOAuth' }, eleni);
    expect((await users().authenticateWithCode({ clientId: app.clientId, code: next })).user.id).toBe(signedIn.user.id);
  });

  test('an unproved account of the address loses what else led into it', async () => {
    const email = 'dana@example.org';
    const squatter = (await it.operations.users.create(it.actor, { profile: { email } })).user;
    const identity = await it.operations.identities.link(it.actor, {
      userId: squatter.id,
      identityProviderId: demo.providers.oidc.id,
      subject: 'squatter',
    });
    const made = await users().createMagicAuth({ email });
    const signedIn = await users().authenticateWithMagicAuth({ clientId: app.clientId, code: made.code, email });
    expect(signedIn.user).toMatchObject({ id: `user_${toUlid(squatter.id)}`, emailVerified: true });
    const [left] = await it.operations.identities.ofUser(it.actor, squatter.id);
    expect({ identity: identity !== null, left }).toEqual({ identity: true, left: undefined });
  });

  test('magic auth signs in by a code to the address', async () => {
    const email = 'fritz@example.org';
    const made = await users().createMagicAuth({ email });
    expect(made).toMatchObject({ object: 'magic_auth', email, code: expect.stringMatching(/^\d{6}$/) });
    expect(await codeTo(email)).toBe(made.code);
    const enter = (code: string, address = email) =>
      users().authenticateWithMagicAuth({ clientId: app.clientId, code, email: address });
    const wrong = String((Number(made.code) + 1) % 1_000_000).padStart(6, '0');
    for (const refused of [enter(wrong), enter(made.code, 'nobody@example.org')]) {
      const failure = await failureOf(refused);
      expect(failure).toBeInstanceOf(GenericServerException);
      expect(failure).toMatchObject({ status: 400, code: 'invalid_one_time_code' });
    }
    const signedIn = await enter(made.code);
    expect(signedIn).toMatchObject({ authenticationMethod: 'MagicAuth', user: { email, emailVerified: true } });
    expect(await failureOf(enter(made.code))).toMatchObject({ code: 'invalid_one_time_code' });
    expect((await users().listSessions(signedIn.user.id)).data).toMatchObject([{ authMethod: 'magic_code' }]);
    await users().revokeSession({ sessionId: sidOf(signedIn.accessToken) });
    const { refreshToken } = signedIn;
    const refused = failureOf(users().authenticateWithRefreshToken({ clientId: app.clientId, refreshToken }));
    expect(await refused).toMatchObject({ error: 'invalid_grant' });
  });

  test('a password is refused in so many words', async () => {
    const password = users().authenticateWithPassword({
      clientId: app.clientId,
      email: 'a@example.org',
      password: 'x',
    });
    expect(await failureOf(password)).toMatchObject({ status: 400, error: 'unsupported_grant_type' });
  });

  test('a challenge is held to', async () => {
    const challenge = createHash('sha256').update('v'.repeat(43)).digest('base64url');
    const { code } = await app.authorize({ codeChallenge: challenge, codeChallengeMethod: 'S256' });
    const redeem = (codeVerifier: string) =>
      users().authenticateWithCodeAndVerifier({ clientId: app.clientId, code, codeVerifier });
    expect(await failureOf(redeem('w'.repeat(43)))).toMatchObject({ error: 'invalid_grant' });
    expect((await redeem('v'.repeat(43))).user.email).toBe('ada@example.com');
  });
});

function sidOf(accessToken: string): string {
  return JSON.parse(Buffer.from(accessToken.split('.')[1]!, 'base64url').toString()).sid;
}
