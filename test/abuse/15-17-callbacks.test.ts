/** A callback belongs to one sign-in, one browser and one provider, once. */
import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Browser } from '../support/browser.ts';
import { scriptedClient } from '../support/scripted-provider.ts';
import { believed, openStage, type Row, type SignInPlace, type Stage, signedInAs } from './stage.ts';

const minute = 60_000;
let ahead = 0;
let stage: Stage;
let home: SignInPlace;
let evil: SignInPlace;
beforeAll(async () => {
  stage = await openStage({ now: () => Date.now() + ahead });
  home = await stage.addProvider('home', believed);
  evil = await stage.addProvider('evil', believed);
});
afterAll(() => stage.close());
afterEach(() => {
  ahead = 0;
  home.scripted.lie = {};
});

const newBrowser = () => new Browser(stage.it.baseUrl);
const withQuery = (callback: string, change: (query: URLSearchParams) => void): string => {
  const url = new URL(callback, stage.it.baseUrl);
  change(url.searchParams);
  return url.pathname + url.search;
};
const victim = () =>
  stage.createUser({ email: `v-${randomBytes(4).toString('hex')}@example.com`, email_verified: true });

describe('15: a state that is not the one of this sign-in', () => {
  const forged: [string, (callback: string, other: string) => string | Promise<string>][] = [
    ['is absent', (callback) => withQuery(callback, (query) => query.delete('state'))],
    ['is empty', (callback) => withQuery(callback, (query) => query.set('state', ''))],
    [
      'is made up',
      (callback) => withQuery(callback, (query) => query.set('state', `${'a'.repeat(43)}.${'b'.repeat(43)}`)),
    ],
    ['is cut', (callback) => withQuery(callback, (query) => query.set('state', query.get('state')!.slice(0, -1)))],
    ['stands there twice', (callback) => `${callback}&state=another`],
    [
      "is another browser's",
      (callback, other) =>
        withQuery(callback, (query) => query.set('state', new URLSearchParams(other.split('?')[1]).get('state')!)),
    ],
  ];
  test.each(forged)('%s', async (_what, forge) => {
    const v = await victim();
    const claims = { sub: `fifteen-${v.id}`, email: v.email, email_verified: true };
    const browser = newBrowser();
    const callback = await home.approach(claims, browser);
    const other = await home.approach({ sub: 'other' }, newBrowser());
    const before = await stage.snapshot();
    const exchanges = home.scripted.tokenRequests.length;
    expect((await browser.get(await forge(callback, other))).status).toBe(403);
    expect(await signedInAs(browser)).toBeNull();
    expect(await stage.snapshot()).toEqual(before);
    // It fails closed before the code is sent anywhere.
    expect(home.scripted.tokenRequests.length).toBe(exchanges);
  });

  test('was used, by this browser or in two windows at once', async () => {
    const browser = newBrowser();
    const callback = await home.approach({ sub: 'twice' }, browser);
    const cookies = new Map(browser.cookies);
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => {
        const window = newBrowser();
        for (const [name, value] of cookies) window.cookies.set(name, value);
        return window.get(callback);
      }),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 403, 403, 403, 403]);
    const exchanges = home.scripted.tokenRequests.length;
    for (const [name, value] of cookies) browser.cookies.set(name, value);
    expect((await browser.get(callback)).status).toBe(403);
    expect(home.scripted.tokenRequests.length).toBe(exchanges);
  });

  test('has expired', async () => {
    const browser = newBrowser();
    const callback = await home.approach({ sub: 'late' }, browser);
    ahead = 16 * minute;
    expect((await browser.get(callback)).status).toBe(403);
    expect(await stage.bySubject('late')).toEqual([]);
  });
});

describe("16: A's finished callback, opened by V", () => {
  test.each([false, true])('links nothing, and leaves V who V was (V signed in: %s)', async (isSignedIn) => {
    const browser = newBrowser();
    const subject = `v-16-${isSignedIn}`;
    const v = isSignedIn ? (await home.signIn({ sub: subject }, browser)).userId : null;
    const mallory = newBrowser();
    const callback = await evil.approach({ sub: `mallory-${isSignedIn}` }, mallory);
    const before = await stage.snapshot();
    expect((await browser.get(callback)).status).toBe(403);
    expect(await signedInAs(browser)).toBe(v);
    expect(await stage.snapshot()).toEqual(before);
    if (v !== null) expect((await stage.identitiesOf(v)).map((identity: Row) => identity.subject)).toEqual([subject]);
  });

  test('nor when A has it posted from a page of its own', async () => {
    const browser = newBrowser();
    const v = (await home.signIn({ sub: 'v-16-post' }, browser)).userId;
    const callback = await evil.approach({ sub: 'mallory-post' }, newBrowser());
    const form = Object.fromEntries(new URLSearchParams(callback.split('?')[1]));
    const posted = await browser.post('/sign-in/callback', form);
    expect(posted.status).toBe(303);
    expect((await browser.get(posted.location!)).status).toBe(403);
    expect(await signedInAs(browser)).toBe(v);
    expect(await stage.bySubject('mallory-post')).toEqual([]);
  });
});

describe('17: an answer that nobody asked for', () => {
  test('of an OpenID provider links and signs in nobody, signed in or not', async () => {
    const { scripted } = home;
    // A code of the right provider for the right client, from an authorization that we never began.
    const authorization = new URL(`${scripted.url}/authorize`);
    authorization.searchParams.set('redirect_uri', 'http://127.0.0.1/sign-in/callback');
    authorization.searchParams.set('client_id', scriptedClient.clientId);
    const visitor = newBrowser();
    const signedIn = newBrowser();
    const v = (await home.signIn({ sub: 'v-17' }, signedIn)).userId;
    const before = await stage.snapshot();
    for (const browser of [visitor, signedIn]) {
      const { search } = scripted.approve(authorization, { sub: 'unsolicited' });
      expect((await browser.get(`/sign-in/callback${search}`)).status).toBe(403);
      const form = Object.fromEntries(new URLSearchParams(search));
      const posted = await browser.post('/sign-in/callback', form);
      expect((await browser.get(posted.location!)).status).toBe(403);
    }
    expect(await signedInAs(signedIn)).toBe(v);
    expect(await stage.snapshot()).toEqual(before);
  });
});

describe("22: one provider's answer, brought to another's sign-in", () => {
  test('by the issuer in the callback (RFC 9207), before the code is sent to either', async () => {
    const browser = newBrowser();
    const started = await home.approach({ sub: 'mixed' }, browser);
    const foreign = evil.scripted.approve(await authorizationOf(evil), { sub: 'mixed' });
    const exchanges = [home, evil].map(({ scripted }) => scripted.tokenRequests.length);
    const mixed = withQuery(started, (query) => {
      query.set('code', foreign.searchParams.get('code')!);
      query.set('iss', evil.scripted.url);
    });
    expect((await browser.get(mixed)).status).toBe(403);
    expect([home, evil].map(({ scripted }) => scripted.tokenRequests.length)).toEqual(exchanges);
    expect(await stage.bySubject('mixed')).toEqual([]);
  });

  test('by a code of the other provider', async () => {
    const browser = newBrowser();
    const started = await home.approach({ sub: 'mixed-code' }, browser);
    const foreign = evil.scripted.approve(await authorizationOf(evil), { sub: 'mixed-code' });
    const mixed = withQuery(started, (query) => query.set('code', foreign.searchParams.get('code')!));
    expect((await browser.get(mixed)).status).toBe(403);
    expect(await stage.bySubject('mixed-code')).toEqual([]);
  });

  test('by an ID token that names another issuer', async () => {
    home.scripted.lie = { claims: (honest) => ({ ...honest, iss: evil.scripted.url }) };
    expect((await home.signIn({ sub: 'mixed-token' })).status).toBe(403);
    expect(await stage.bySubject('mixed-token')).toEqual([]);
  });

  async function authorizationOf(place: SignInPlace): Promise<URL> {
    const start = await newBrowser().get(`/sign-in/with/${place.connection.identifier}`);
    return new URL(start.location!);
  }
});

describe('25: what was said to somebody else, or said before', () => {
  test('an ID token for another audience', async () => {
    home.scripted.lie = { claims: (honest) => ({ ...honest, aud: 'another-client' }) };
    expect((await home.signIn({ sub: 'audience' })).status).toBe(403);
    expect(await stage.bySubject('audience')).toEqual([]);
  });

  test("another sign-in's code and ID token", async () => {
    const first = newBrowser();
    const callback = await home.approach({ sub: 'replayed' }, first);
    const code = new URLSearchParams(callback.split('?')[1]).get('code')!;
    const second = newBrowser();
    const own = await home.approach({ sub: 'somebody' }, second);
    const before = await stage.snapshot();
    // Not used yet, and bound to the first browser's verifier; then used.
    expect((await second.get(withQuery(own, (query) => query.set('code', code)))).status).toBe(403);
    const third = newBrowser();
    const again = await home.approach({ sub: 'somebody' }, third);
    expect(await stage.snapshot()).toEqual(before);
    home.scripted.lie = { claims: (honest) => ({ ...honest, nonce: 'of-another-sign-in' }) };
    expect((await third.get(again)).status).toBe(403);
    expect(await stage.snapshot()).toEqual(before);
  });
});
