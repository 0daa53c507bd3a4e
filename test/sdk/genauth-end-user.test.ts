/** GenAuth's official Node SDK for applications: a signed-in user's identities, and linking another one by URL. */
import { AuthenticationClient, ManagementClient } from 'authing-node-sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { toHex } from '../../src/domain/ids.ts';
import { Browser } from '../support/browser.ts';
import { chooseAtDemoProvider } from '../support/demo-browser.ts';
import { addDemoSignIn, type DemoSignIn } from '../support/demo-sign-in.ts';
import { createRelyingParty, type RelyingParty, redirectUri } from '../support/relying-party.ts';
import { freePort } from '../support/selfsame.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

const github = 'demo-github';

describe('authing-node-sdk for applications', () => {
  let ahead = 0;
  let it: TestApp;
  let demo: DemoSignIn;
  let app: RelyingParty;
  beforeAll(async () => {
    it = await startTestApp({ port: await freePort(), now: () => Date.now() + ahead });
    demo = await addDemoSignIn(it);
    app = await createRelyingParty(it);
  });
  afterAll(async () => {
    await demo?.close();
    await it?.close();
  });

  /** Somebody signed in to the application, in a browser of their own. */
  const signIn = async (id: string, by = app) => {
    const browser = new Browser(it.baseUrl);
    const tokens = await by.signIn(browser, {}, { way: 'demo-google-oauth2', id });
    const { userId } = await browser.readAccount();
    const client = new AuthenticationClient({
      appId: by.created.application.clientId,
      appSecret: by.created.clientSecret ?? '',
      appHost: it.baseUrl,
      redirectUri,
      lang: 'en-US' as never,
      accessToken: tokens.access_token,
    });
    const linkUrl = async (more = {}, idToken = tokens.id_token!) =>
      client.generateLinkExtIdpUrl({
        extIdpConnIdentifier: github,
        appId: by.created.application.clientId,
        idToken,
        ...more,
      } as never) as Promise<{ statusCode: number; message: string; data?: { url: string } }>;
    return { browser, client, userId, tokens, linkUrl };
  };
  const pathOf = (url: string) => url.slice(it.baseUrl.length);
  /** Follows the URL as far as the provider, or to where the browser is sent instead. */
  const take = async (browser: Browser, url: string) => {
    const { location } = await browser.get(pathOf(url));
    return browser.get(location!);
  };
  const identitiesOf = async (userId: string) =>
    (await it.operations.identities.ofUser(it.actor, userId)).map(({ subject }) => subject);

  test('a user links an identity by URL, sees it, and takes it away', async () => {
    const { browser, client, userId, linkUrl } = await signIn('ada');
    const { statusCode, data } = await linkUrl({ targetUrl: redirectUri });
    expect({ statusCode, url: data!.url }).toEqual({ statusCode: 200, url: expect.stringContaining(it.baseUrl) });
    const start = await take(browser, data!.url);
    const callback = await chooseAtDemoProvider(new URL(start.location!), 'ada');
    const back = await browser.get(`${callback.pathname}${callback.search}`);
    const done = await browser.get(back.location!);
    expect({ status: done.status, location: done.location }).toEqual({ status: 303, location: redirectUri });

    const { data: identities } = await client.getIdentities();
    expect(identities).toMatchObject([{ provider: 'google' }, { provider: 'github', userIdInIdp: '58301' }]);
    expect((await browser.readAccount()).userId).toBe(userId);
    // The browser's session was replaced by the one that linked: what the application holds of it goes on.
    expect(await linkUrl()).toMatchObject({ statusCode: 200 });
    const extIdpId = toHex(demo.providers.github.id);
    expect(await client.unlinkExtIdp({ extIdpId })).toMatchObject({ statusCode: 200 });
    expect((await client.getIdentities()).data).toMatchObject([{ provider: 'google' }]);
    expect(await client.unlinkExtIdp({ extIdpId })).toMatchObject({ statusCode: 404 });
    // The last way in stays.
    const last = await client.unlinkExtIdp({ extIdpId: toHex(demo.providers['google-oauth2'].id) });
    expect(last).toMatchObject({ statusCode: 409 });
  });

  test('the tokens of a user’s providers are told to the user alone', async () => {
    const ada = await signIn('ada');
    const own = (await it.operations.identities.ofUser(it.actor, ada.userId))[0]!;
    const { accessToken } = (await it.operations.providerTokens.peek(it.actor, [own])).get(own.id)!;
    const { data } = await ada.client.getIdentities();
    expect(data.map(({ accessToken }) => accessToken)).toContain(accessToken);
    const { issuer } = (await it.operations.connections.byIdentifier(it.actor, 'demo-google-oauth2'))!.config;
    const who = await fetch(`${issuer}/me`, { headers: { authorization: `Bearer ${accessToken}` } });
    expect(await who.json()).toMatchObject({ email: 'ada@example.com' });

    const bjorn = await signIn('bjorn');
    expect(JSON.stringify(await bjorn.client.getIdentities())).not.toContain(accessToken);
    // The management API never tells them, whatever its key may do.
    const management = new ManagementClient({
      accessKeyId: it.key.publicId,
      accessKeySecret: it.key.secret,
      host: it.baseUrl,
    });
    const told = await management.getUserIdentities({ userId: toHex(ada.userId) });
    expect(told).toMatchObject({ statusCode: 200, data: [{ provider: 'google' }] });
    expect(JSON.stringify(told)).not.toMatch(/accessToken|refreshToken/);
  });

  test('the sources that one can link are listed', async () => {
    const { client } = await signIn('ada');
    const { data } = await client.getApplicationEnabledExtIdps();
    expect(data).toContainEqual({
      identifier: github,
      extIdpId: toHex(demo.providers.github.id),
      type: 'github',
      extIdpType: 'social',
      bindUrl: expect.stringContaining('/api/v3/link-extidp?ext_idp_conn_identifier=demo-github&app_id='),
      name: expect.any(String),
    });
  });

  test('16: a link that one person started is not finished in another’s browser', async () => {
    const ada = await signIn('ada');
    const bjorn = await signIn('bjorn');
    const { data } = await ada.linkUrl();
    expect((await take(bjorn.browser, data!.url)).status).toBe(403);
    // Nor where nobody is signed in: whoever signs in there must be the one.
    const stranger = new Browser(it.baseUrl);
    const sent = await take(stranger, data!.url);
    expect(sent.location).toMatch(/^\/sign-in\?return_to=/);
    const back = new URL(sent.location!, it.baseUrl).searchParams.get('return_to')!;
    const arrived = await stranger.signIn(
      'demo-google-oauth2',
      'bjorn',
      `?${new URLSearchParams({ return_to: back })}`,
    );
    expect((await stranger.get(arrived.location!)).status).toBe(403);

    // The callback of the link that she does start is of no use to him.
    const start = await take(ada.browser, data!.url);
    const callback = await chooseAtDemoProvider(new URL(start.location!), 'ada');
    expect((await bjorn.browser.get(`${callback.pathname}${callback.search}`)).status).toBe(403);
    expect(await identitiesOf(bjorn.userId)).not.toContain('58301');
    expect(await identitiesOf(ada.userId)).not.toContain('58301');
  });

  test('15: a callback without, with foreign or with used state links nothing', async () => {
    const { browser, userId, linkUrl } = await signIn('ada');
    const start = await take(browser, (await linkUrl()).data!.url);
    const callback = await chooseAtDemoProvider(new URL(start.location!), 'ada');
    const code = callback.searchParams.get('code')!;
    const state = callback.searchParams.get('state')!;
    for (const wrong of ['', 'x', `${state}x`])
      expect((await browser.get(`/sign-in/callback?${new URLSearchParams({ code, state: wrong })}`)).status).toBe(403);
    expect((await browser.get(`/sign-in/callback?code=${code}`)).status).toBe(403);
    expect(await identitiesOf(userId)).not.toContain('58301');
    const path = `${callback.pathname}${callback.search}`;
    const linked = await browser.get(path);
    // Where the application named no address, the person's own account.
    expect((await browser.get(linked.location!)).location).toBe('/account?added');
    expect((await browser.get(path)).status).toBe(403);
    await it.operations.identities.unlink(it.actor, {
      userId,
      which: { identityProviderId: demo.providers.github.id },
    });
  });

  test('a session that ended meanwhile links nothing', async () => {
    const { browser, userId, linkUrl } = await signIn('ada');
    const start = await take(browser, (await linkUrl()).data!.url);
    const callback = await chooseAtDemoProvider(new URL(start.location!), 'ada');
    await it.operations.sessions.endAll(it.actor, userId, 'revoked');
    expect((await browser.get(`${callback.pathname}${callback.search}`)).status).toBe(403);
    expect(await identitiesOf(userId)).not.toContain('58301');
  });

  test('an intent is good once, and for ten minutes', async () => {
    const { browser, linkUrl } = await signIn('ada');
    const { data } = await linkUrl({ targetUrl: redirectUri });
    // What was not begun leads nowhere but here.
    const { location } = await browser.get(`${pathOf(data!.url)}`);
    expect((await browser.get(`${location}/done`)).location).toBe('/account?added');
    expect((await take(browser, data!.url)).status).toBe(303);
    expect((await take(browser, data!.url)).status).toBe(403);
    const late = await linkUrl();
    ahead = 11 * 60_000;
    expect((await take(browser, late.data!.url)).status).toBe(403);
    ahead = 0;
  });

  test('20: whoever signed in long ago signs in again first', async () => {
    const { browser, userId, linkUrl } = await signIn('ada');
    ahead = 11 * 60_000;
    const sent = await take(browser, (await linkUrl()).data!.url);
    expect(sent.location).toMatch(/^\/sign-in\?return_to=/);
    const back = new URL(sent.location!, it.baseUrl).searchParams.get('return_to')!;
    expect(await identitiesOf(userId)).not.toContain('58301');
    ahead = 0;
    const again = await browser.signIn('demo-google-oauth2', 'ada', `?${new URLSearchParams({ return_to: back })}`);
    expect((await browser.get(again.location!)).location).toContain('http');
  });

  test('21: what the query says of users and identities is not listened to', async () => {
    const ada = await signIn('ada');
    const bjorn = await signIn('bjorn');
    const { data } = await ada.linkUrl();
    const url = `${data!.url}&user_id=${bjorn.userId}&userId=${bjorn.userId}&userIdInIdp=1`;
    const start = await take(ada.browser, url);
    const callback = await chooseAtDemoProvider(new URL(start.location!), 'ada');
    const more = new URLSearchParams({ user_id: bjorn.userId, id: '1', sub: '1' });
    await ada.browser.get(`${callback.pathname}${callback.search}&${more}`);
    expect(await identitiesOf(ada.userId)).toContain('58301');
    expect(await identitiesOf(bjorn.userId)).toHaveLength(1);
  });

  test('an identity of somebody else is not taken from them', async () => {
    const bjorn = await signIn('bjorn');
    const start = await take(bjorn.browser, (await bjorn.linkUrl()).data!.url);
    const callback = await chooseAtDemoProvider(new URL(start.location!), 'ada');
    expect((await bjorn.browser.get(`${callback.pathname}${callback.search}`)).status).toBe(409);
    expect(await identitiesOf(bjorn.userId)).not.toContain('58301');
  });

  test('a token of another kind, application or tenant is none', async () => {
    const { linkUrl, tokens } = await signIn('ada');
    const other = await createRelyingParty(it);
    const { tokens: foreign } = await signIn('ada', other);
    for (const bad of ['', 'x', tokens.access_token, foreign.id_token!, `${tokens.id_token}x`])
      expect(await linkUrl({}, bad).catch((error: Error) => ({ statusCode: error.message }))).not.toMatchObject({
        statusCode: 200,
      });
    expect(await linkUrl({ targetUrl: 'https://evil.example' })).toMatchObject({ statusCode: 400 });
    expect(await linkUrl({ extIdpConnIdentifier: 'nothing' })).toMatchObject({ statusCode: 404 });
    const ask = async (authorization: string) => {
      const answer = await fetch(`${it.baseUrl}/api/v3/get-identities`, { headers: { authorization } });
      return ((await answer.json()) as { statusCode: number }).statusCode;
    };
    for (const bad of ['', 'Bearer x', tokens.id_token!, it.key.rawKey]) expect(await ask(bad)).toBe(401);
    // One that was made for an API is that API's: it would read the person's tokens here, or take away a way in.
    const orders = await createRelyingParty(it, { apis: [{ audience: 'https://orders.example', scopes: [] }] });
    const { access_token: forOrders } = await orders.signIn(
      new Browser(it.baseUrl),
      { audience: 'https://orders.example' },
      { way: 'demo-google-oauth2', id: 'ada' },
    );
    expect([forOrders.split('.').length, await ask(forOrders)]).toEqual([3, 401]);
    for (const good of [tokens.access_token, `Bearer ${tokens.access_token}`]) expect(await ask(good)).toBe(200);
  });
});
