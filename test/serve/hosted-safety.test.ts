/** What the hosted pages owe whoever runs them: limits, cookies that no other host can set, a way out at the provider too. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { believed, openStage, type SignInPlace, type Stage, signedInAs } from '../abuse/stage.ts';
import { Browser } from '../support/browser.ts';
import { type Directory, startScriptedDirectory } from '../support/directory.ts';

describe('one address', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage({ signInRateLimit: { requestsMax: 5, windowSeconds: 3600 } });
    await stage.addProvider('home', believed);
  });
  afterAll(() => stage.close());

  test('asks so much of the sign-in pages, and is then told when to come back; nothing is kept for it', async () => {
    const answers = [];
    for (let nth = 0; nth < 8; nth += 1) answers.push(await new Browser(stage.it.baseUrl).get('/sign-in/with/home'));
    expect(answers.map(({ status }) => status)).toEqual([303, 303, 303, 303, 303, 429, 429, 429]);
    const last = answers.at(-1)!;
    expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(last.html).toContain('That was asked for too often');
    const { rows } = await stage.it.database.pool.query('select id from sign_ins');
    expect(rows).toHaveLength(5);
    // The page itself, the account and the APIs go on.
    expect((await new Browser(stage.it.baseUrl).get('/sign-in')).status).toBe(200);
    expect((await stage.native.send('GET', '/v1/users')).status).toBe(200);
  });

  // The form of a directory and the answers of SAML providers are work that anybody can ask for.
  test.each(['/sign-in/saml/home', '/sign-in/saml/nothing', '/sign-in/password/home', '/sign-in/received'])(
    'that asked so much posts to %s in vain, before anything of it is read',
    async (path) => {
      const browser = new Browser(stage.it.baseUrl);
      const { status, headers } = await browser.post(path, { SAMLResponse: 'x'.repeat(100_000), username: 'ada' });
      expect(status).toBe(429);
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    },
  );
});

describe('one address behind a proxy', () => {
  let stage: Stage;
  let home: SignInPlace;
  beforeAll(async () => {
    stage = await openStage({ proxies: 1, signInRateLimit: { requestsMax: 5, windowSeconds: 3600 } });
    home = await stage.addProvider('home', believed);
  });
  afterAll(() => stage.close());

  test('is the one that the proxy saw; what the client wrote before it buys no more tries', async () => {
    const statuses = [];
    for (let nth = 0; nth < 7; nth += 1) {
      const headers = { 'x-forwarded-for': `198.51.100.${nth}, 203.0.113.9` };
      statuses.push((await new Browser(stage.it.baseUrl).get('/sign-in/with/home', headers)).status);
    }
    expect(statuses).toEqual([303, 303, 303, 303, 303, 429, 429]);
    // Nor does anybody use up what is another's.
    const browser = new Browser(stage.it.baseUrl);
    const other = { 'x-forwarded-for': '203.0.113.9, 203.0.113.10' };
    const start = await browser.get('/sign-in/with/home', other);
    const callback = home.scripted.approve(new URL(start.location!), { sub: 'proxied' });
    expect((await browser.get(callback.pathname + callback.search, other)).status).toBe(303);
    const { rows } = await stage.it.database.pool.query('select ip from sessions');
    expect(rows).toEqual([{ ip: '203.0.113.10' }]);
  });

  test('asks so much of the OpenID provider, too', async () => {
    const { application } = await stage.it.operations.applications.create(stage.it.actor, {
      name: 'asked',
      redirectUris: ['https://app.example.com/callback'],
      pkceRequired: false,
    });
    const query = new URLSearchParams({
      client_id: application.clientId,
      redirect_uri: 'https://app.example.com/callback',
      response_type: 'code',
      scope: 'openid',
    });
    const headers = { 'x-forwarded-for': '203.0.113.20' };
    const statuses = [];
    for (let nth = 0; nth < 7; nth += 1)
      statuses.push((await new Browser(stage.it.baseUrl).get(`/authorize?${query}`, headers)).status);
    expect(statuses).toEqual([303, 303, 303, 303, 303, 429, 429]);
  });
});

describe('one name', () => {
  let stage: Stage;
  let directory: Directory;
  beforeAll(async () => {
    stage = await openStage();
    directory = await startScriptedDirectory([
      { uid: 'ada', password: 'ada-password', attributes: { cn: 'Ada', sn: 'Park' } },
      { uid: 'bob', password: 'bob-password', attributes: { cn: 'Bob', sn: 'Park' } },
    ]);
    const { it } = stage;
    const provider = await it.createProvider('ldap', 'directory', { mode: 'never' });
    await it.operations.connections.create(it.actor, {
      identityProviderId: provider.id,
      identifier: 'directory',
      clientSecret: directory.bindPassword,
      config: { url: directory.url, base_dn: directory.baseDn, bind_dn: directory.bindDn },
    });
  });
  afterAll(async () => {
    await stage.close();
    await directory.close();
  });

  const type = async (username: string, password: string) => {
    const browser = new Browser(stage.it.baseUrl);
    const { html } = await browser.get('/sign-in/password/directory');
    const [, csrf_token = ''] = /name="csrf_token" value="([^"]+)"/.exec(html) ?? [];
    const { status } = await browser.post('/sign-in/password/directory', { csrf_token, username, password });
    return { status, binds: directory.binds?.length ?? 0 };
  };

  test('is tried ten times, however it is spelt; then the directory is asked no more, and others get in', async () => {
    const statuses = [];
    for (const spelling of ['ada', 'ADA', ' ada', 'ada ', 'Ada', 'aDa', 'ada', 'ada', 'ada', 'ada'])
      statuses.push((await type(spelling, 'wrong')).status);
    expect(new Set(statuses)).toEqual(new Set([403]));
    const before = directory.binds?.length ?? 0;
    expect(await type('ada', 'ada-password')).toEqual({ status: 429, binds: before });
    expect((await type('bob', 'bob-password')).status).toBe(303);
  });
});

describe('over https', () => {
  let stage: Stage;
  let place: SignInPlace;
  beforeAll(async () => {
    stage = await openStage({ publicUrl: 'https://id.example.com' });
    place = await stage.addProvider('home', believed);
  });
  afterAll(() => stage.close());

  test('every cookie is of this host alone, of no script, and of https', async () => {
    const browser = new Browser(stage.it.baseUrl);
    const start = await browser.get('/sign-in/with/home');
    const callback = place.scripted.approve(new URL(start.location!), { sub: 'cookie' });
    const end = await browser.get(callback.pathname + callback.search);
    const headers = [...start.headers.getSetCookie(), ...end.headers.getSetCookie()];
    expect(headers.length).toBeGreaterThanOrEqual(3);
    for (const header of headers) {
      expect(header).toMatch(/^__Host-selfsame_/);
      expect(header).toMatch(/; Path=\/(;|$)/);
      for (const attribute of ['HttpOnly', 'Secure', 'SameSite=Lax']) expect(header).toContain(attribute);
      expect(header).not.toMatch(/domain=/i);
    }
    // Those of a request of an application are for one path each, and so cannot be `__Host-`; of https they are all the same.
    const { application } = await stage.it.operations.applications.create(stage.it.actor, {
      name: 'cookies',
      redirectUris: ['https://app.example.com/callback'],
      pkceRequired: false,
    });
    const query = new URLSearchParams({
      client_id: application.clientId,
      redirect_uri: 'https://app.example.com/callback',
      response_type: 'code',
      scope: 'openid',
      prompt: 'login',
    });
    const asked = await browser.get(`/authorize?${query}`);
    const bound = asked.headers.getSetCookie();
    expect(bound).toHaveLength(2);
    for (const header of bound) {
      expect(header).toMatch(/^__Secure-selfsame_\w+=.*; path=\/(openid|authorize)\/[\w-]+;/i);
      for (const attribute of [/httponly/i, /secure/i, /samesite=lax/i]) expect(header).toMatch(attribute);
      expect(header).not.toMatch(/domain=/i);
    }
    // A cookie of the plain name, which another host of the domain could set, is nobody's.
    const session = [...browser.cookies].find(([name]) => name === '__Host-selfsame_session');
    const tossed = new Browser(stage.it.baseUrl);
    tossed.cookies.set('selfsame_session', session![1]);
    expect(await signedInAs(tossed)).toBeNull();
    expect(await signedInAs(browser)).not.toBeNull();
  });
});

describe('an OpenID provider', () => {
  let stage: Stage;
  let place: SignInPlace;
  beforeAll(async () => {
    stage = await openStage();
    place = await stage.addProvider('home', believed);
    place.scripted.metadata = { end_session_endpoint: `${place.scripted.url}/logout` };
  });
  afterAll(() => stage.close());
  afterEach(() => configure({}));
  const configure = (config: object) =>
    stage.it.operations.connections.update(stage.it.actor, place.connection.id, {
      config: { issuer: place.scripted.url, ...config },
    });

  test('may post its answer (`form_post`), once', async () => {
    await configure({ response_mode: 'form_post' });
    const browser = new Browser(stage.it.baseUrl);
    const start = await browser.get('/sign-in/with/home');
    const authorization = new URL(start.location!);
    expect(authorization.searchParams.get('response_mode')).toBe('form_post');
    const form = Object.fromEntries(place.scripted.approve(authorization, { sub: 'posted' }).searchParams);
    // From the provider's site: without our cookies.
    const posted = await new Browser(stage.it.baseUrl).post('/sign-in/callback', form);
    expect(posted.location).not.toContain(form.code);
    expect((await browser.get(posted.location!)).status).toBe(303);
    expect(await signedInAs(browser)).not.toBeNull();
    expect((await browser.get(posted.location!)).status).toBe(403);
  });

  const signOut = async (browser: Browser) => {
    const { csrfToken } = await browser.readAccount();
    return browser.post('/sign-out', { csrf_token: csrfToken });
  };

  test('is where signing out goes on to, if the connection says so and the provider has a place for it', async () => {
    const { browser } = await place.signIn({ sub: 'leaves' });
    await configure({ logout_at_provider: true });
    const left = await signOut(browser);
    expect([left.status, await signedInAs(browser)]).toEqual([200, null]);
    const [, url = ''] = /^0; url=(.+)$/.exec(left.headers.get('refresh') ?? '') ?? [];
    expect(new URL(url).origin + new URL(url).pathname).toBe(`${place.scripted.url}/logout`);
    expect(Object.fromEntries(new URL(url).searchParams)).toEqual({
      client_id: 'selfsame',
      post_logout_redirect_uri: 'http://127.0.0.1/sign-in',
    });
    expect(left.html).toContain(`${place.scripted.url}/logout`);
  });

  test('is left alone otherwise, and one that is gone keeps nobody signed in', async () => {
    const { browser } = await place.signIn({ sub: 'stays' });
    expect((await signOut(browser)).status).toBe(303);
    const again = await place.signIn({ sub: 'stays' });
    await stage.it.operations.connections.update(stage.it.actor, place.connection.id, {
      config: { issuer: 'http://127.0.0.1:1', logout_at_provider: true },
      clientSecret: 'again',
      allowIssuerChange: true,
    });
    expect((await signOut(again.browser)).status).toBe(303);
    expect(await signedInAs(again.browser)).toBeNull();
    await stage.it.operations.connections.update(stage.it.actor, place.connection.id, {
      config: { issuer: place.scripted.url },
      clientSecret: 'correct-horse-battery-staple',
      allowIssuerChange: true,
    });
  });
});
