/** Tokens of ours as credentials and as proofs: of one audience, for one use, of somebody who has just signed in. */
import { request } from 'node:http';
import { decodeJwt } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { toHex } from '../../src/domain/ids.ts';
import { writerIn } from '../../src/server/letters.ts';
import { english } from '../../src/server/pages/messages/languages.ts';
import { Browser } from '../support/browser.ts';
import { addDemoSignIn, type DemoSignIn } from '../support/demo-sign-in.ts';
import { createRelyingParty, type RelyingParty, redirectUri } from '../support/relying-party.ts';
import { freePort } from '../support/selfsame.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

const minute = 60_000;
const scope = 'openid profile email read:current_user update:current_user_identities';
const orders = 'https://orders.example';
const elsewhere = 'https://elsewhere.example/api/v2/';
let ahead = 0;
let it: TestApp;
let demo: DemoSignIn;
let app: RelyingParty;
beforeAll(async () => {
  it = await startTestApp({ port: await freePort(), now: () => Date.now() + ahead });
  demo = await addDemoSignIn(it);
  app = await createRelyingParty(it, {
    authMethod: 'none',
    subjectFormat: 'auth0',
    apis: [
      { audience: orders, scopes: ['read:orders'] },
      // Another place that speaks the same API, to which this application may be let in too.
      { audience: elsewhere, scopes: ['read:current_user', 'update:current_user_identities'] },
    ],
  });
});
afterAll(async () => {
  await demo?.close();
  await it?.close();
});
afterEach(() => {
  ahead = 0;
});

async function signIn(connection: string, person: string, audience: string | null = `${it.baseUrl}/api/v2/`) {
  const browser = new Browser(it.baseUrl);
  const tokens = await app.signIn(
    browser,
    { scope, ...(audience !== null && { audience }), connection, prompt: 'login' },
    { way: connection, id: person },
  );
  const { userId } = await browser.readAccount();
  return { userId, sub: tokens.claims()!.sub, accessToken: tokens.access_token, idToken: tokens.id_token! };
}

interface Asked {
  method: string;
  token: string;
  body?: object;
  host?: string;
}
/** With any `Host`, which `fetch` does not let one write. */
function ask(path: string, { method, token, body, host }: Asked): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const headers = {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      ...(host !== undefined && { host }),
    };
    const sent = request(`${it.baseUrl}${path}`, { method, headers }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (part: string) => {
        text += part;
      });
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body: text }));
    });
    sent.on('error', reject);
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
}
type Person = Awaited<ReturnType<typeof signIn>>;
const link = (primary: Person, idToken: string, host?: string) =>
  ask(`/api/v2/users/${encodeURIComponent(primary.sub)}/identities`, {
    method: 'POST',
    token: primary.accessToken,
    body: { link_with: idToken },
    ...(host !== undefined && { host }),
  });
const subjectsOf = async ({ userId }: Person) =>
  (await it.operations.identities.ofUser(it.actor, userId)).map(
    ({ provider, subject }) => `${provider.name}|${subject}`,
  );

/** The same signature in other letters: of the last one some bits stand for nothing. */
function respell(token: string): string[] {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const [head, last] = [token.slice(0, -1), token.at(-1)!];
  const signature = (text: string) => Buffer.from(text.split('.')[2]!, 'base64url').toString('hex');
  return [...alphabet]
    .filter((letter) => letter !== last)
    .map((letter) => head + letter)
    .filter((spelling) => signature(spelling) === signature(token));
}

describe('19: an ID token links once', () => {
  test('however its signature is spelt, also after the identity was unlinked again', async () => {
    const [primary, secondary] = [await signIn('demo-google-oauth2', 'ada'), await signIn('demo-github', 'ada')];
    expect((await link(primary, secondary.idToken)).status).toBe(201);
    const linked = await subjectsOf(primary);
    expect(linked).toHaveLength(2);
    await it.operations.identities.unlink(it.actor, {
      userId: primary.userId,
      which: { identityProviderId: demo.providers.github.id },
      outcome: 'split',
    });
    const spellings = [secondary.idToken, ...respell(secondary.idToken)];
    expect(spellings.length).toBeGreaterThan(2);
    for (const spelling of spellings) {
      const again = await link(primary, spelling);
      // Whoever came in by the identity is not that user any more, before it is asked whether the token was used.
      expect([again.status, JSON.parse(again.body).errorCode]).toEqual([400, 'link_with_nobody']);
    }
    expect(await subjectsOf(primary)).toHaveLength(1);
  });
});

describe('20: an ID token of a sign-in long ago proves nothing', () => {
  test('neither when it is old nor when it is new of an old session', async () => {
    const [primary, secondary] = [await signIn('demo-google-oauth2', 'bjorn'), await signIn('demo-github', 'bjorn')];
    ahead = 11 * minute;
    const late = await link(primary, secondary.idToken);
    expect([late.status, JSON.parse(late.body).errorCode]).toEqual([400, 'link_with_stale']);
    expect(await subjectsOf(primary)).toHaveLength(1);
  });
});

describe('25: an access token for another API is none here', () => {
  const endUser = async (token: string) => {
    const extIdpId = toHex(demo.providers['google-oauth2'].id);
    return Promise.all([
      ask('/api/v3/get-identities', { method: 'GET', token }),
      ask('/api/v3/get-application-enabled-extidps', { method: 'GET', token }),
      ask('/api/v3/unlink-extidp', { method: 'POST', token, body: { extIdpId } }),
    ]);
  };

  test('an API that is sent one does not act with it on the account, at either vendor’s', async () => {
    for (const audience of [orders, elsewhere, `${it.baseUrl}/api/v2/`]) {
      const { accessToken } = await signIn('demo-google-oauth2', 'carol', audience);
      for (const { body } of await endUser(accessToken)) expect(JSON.parse(body).statusCode).toBe(401);
    }
    const { sub, accessToken } = await signIn('demo-google-oauth2', 'carol', orders);
    const path = `/api/v2/users/${encodeURIComponent(sub)}`;
    expect((await ask(path, { method: 'GET', token: accessToken })).status).toBe(401);
    // One that is for nobody else is.
    const own = await signIn('demo-google-oauth2', 'carol', null);
    const [identities] = await endUser(own.accessToken);
    expect(JSON.parse(identities!.body).statusCode).toBe(200);
  });

  test('whatever the request says its `Host` is', async () => {
    const [own, secondary] = [await signIn('demo-google-oauth2', 'erin'), await signIn('demo-github', 'erin')];
    // Without `openid` it is for that place alone, and its audience is one text.
    const primary = { ...own, accessToken: await signInElsewhere('demo-google-oauth2', 'erin') };
    for (const host of ['elsewhere.example', 'ELSEWHERE.example:443', new URL(it.baseUrl).host]) {
      const path = `/api/v2/users/${encodeURIComponent(primary.sub)}`;
      expect((await ask(path, { method: 'GET', token: primary.accessToken, host })).status).toBe(401);
      expect((await link(primary, secondary.idToken, host)).status).toBe(401);
    }
    expect(await subjectsOf(primary)).toHaveLength(1);
  });

  async function signInElsewhere(connection: string, person: string): Promise<string> {
    const { callback, verifier } = await app.authorize(
      new Browser(it.baseUrl),
      { scope: 'read:current_user update:current_user_identities', audience: elsewhere, connection, nonce: '' },
      { way: connection, id: person },
    );
    const answer = await fetch(`${it.baseUrl}/oauth/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        client_id: app.created.application.clientId,
        code: callback.searchParams.get('code')!,
        code_verifier: verifier,
        redirect_uri: redirectUri,
      }),
    });
    const { access_token: token } = (await answer.json()) as { access_token: string };
    expect(decodeJwt(token).aud).toBe(elsewhere);
    return token;
  }
});

describe('somebody else’s application', () => {
  test('is given nobody, nor their tokens, by an API that has no page to ask them', async () => {
    const theirs = await createRelyingParty(it, { firstParty: false, pkceRequired: false });
    const { clientId } = theirs.created.application;
    const browser = new Browser(it.baseUrl);
    await browser.signIn('demo-google-oauth2', 'dora');
    const query = new URLSearchParams({
      client_id: clientId,
      redirect_uri: 'https://app.example.com/callback',
      response_type: 'code',
      provider: 'authkit',
    });
    const refused = await browser.get(`/user_management/authorize?${query}`);
    expect([refused.status >= 400 && refused.status < 500, refused.location]).toEqual([true, null]);
    const made = await it.operations.appEmailCodes.start(it.actor, 'somebody@example.com', writerIn(english));
    const answer = await fetch(`${it.baseUrl}/user_management/authenticate`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        client_id: clientId,
        client_secret: theirs.created.clientSecret,
        grant_type: 'urn:workos:oauth:grant-type:magic-auth:code',
        email: made.email,
        code: made.code,
      }),
    });
    expect([answer.status, ((await answer.json()) as { error?: string }).error]).toEqual([400, 'invalid_client']);
  });
});
