// GenAuth's API for applications as it stands on the wire: what is asked, what is answered, and every refusal in its shape.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Connection, IdentityProvider } from '../../src/domain/identity-provider.ts';
import { toHex } from '../../src/domain/ids.ts';
import type { CreateApplication } from '../../src/operations/applications.ts';
import { Browser } from '../support/browser.ts';
import { createRelyingParty, PageShown, type RelyingParty, redirectUri } from '../support/relying-party.ts';
import { type ScriptedProvider, scriptedClient, startScriptedProvider } from '../support/scripted-provider.ts';
import { freePort } from '../support/selfsame.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

interface Told {
  status: number;
  headers: Headers;
  body: { statusCode: number; message: string; apiCode?: number; requestId: string; data?: unknown };
}

let it: TestApp;
let scripted: ScriptedProvider;
let source: IdentityProvider;
let connection: Connection;
let second: Connection;
let app: RelyingParty;
let serial = 0;
beforeAll(async () => {
  scripted = await startScriptedProvider();
  it = await startTestApp({ port: await freePort() });
  const open = async (name: string) => {
    const provider = await it.createProvider('oidc', name, { mode: 'never' });
    const made = await it.operations.connections.create(it.actor, {
      identityProviderId: provider.id,
      identifier: `${name}-web`,
      displayName: `By ${name}`,
      ...scriptedClient,
      config: { issuer: scripted.url },
    });
    return { provider, connection: made };
  };
  ({ provider: source, connection } = await open('corporate'));
  ({ connection: second } = await open('partner'));
  app = await createRelyingParty(it);
});
afterAll(async () => {
  await it.close();
  await scripted.close();
});
beforeEach(() => {
  scripted.renewal = { give: true, rotate: true, idToken: true, lifeSeconds: 60 };
});

/** Somebody new, signed in to the application in a browser of their own. */
async function signIn(by = app) {
  serial += 1;
  const sub = `person-${serial}`;
  const browser = new Browser(it.baseUrl);
  await arrive(browser, (await browser.get(`/sign-in/with/${connection.identifier}`)).location!, sub);
  const tokens = await by.signIn(browser);
  return { sub, browser, tokens, userId: (await browser.readAccount()).userId };
}

/** Agrees at the provider and comes back. */
function arrive(browser: Browser, authorization: string, sub: string) {
  const claims = { sub, email: `${sub}@example.com`, email_verified: true };
  const callback = scripted.approve(new URL(authorization), claims);
  return browser.get(`${callback.pathname}${callback.search}`);
}

async function ask(verb: string, token: string | null, init: RequestInit = {}): Promise<Told> {
  const answer = await fetch(`${it.baseUrl}/api/v3/${verb}`, {
    redirect: 'manual',
    ...init,
    headers: { ...(token !== null && { authorization: token }), ...(init.headers as object) },
  });
  return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Told['body'] };
}
const unlink = (token: string, body: unknown, headers = {}) =>
  ask('unlink-extidp', token, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
const linkQuery = (idToken: string, more: Record<string, string> = {}) => {
  const query = {
    ext_idp_conn_identifier: second.identifier,
    app_id: app.created.application.clientId,
    id_token: idToken,
  };
  return new URLSearchParams({ ...query, ...more });
};

describe('get-identities', () => {
  test('tells the person’s identities with what their provider gave', async () => {
    const { sub, tokens } = await signIn();
    const told = await ask('get-identities', tokens.access_token);
    expect([told.status, told.body.statusCode, told.headers.get('cache-control')]).toEqual([200, 200, 'no-store']);
    expect(told.body.data).toEqual([
      {
        identityId: expect.stringMatching(/^[0-9a-f]{32}$/),
        extIdpId: toHex(source.id),
        provider: 'oidc',
        type: 'generic',
        userIdInIdp: sub,
        userInfoInIdp: expect.objectContaining({ email: `${sub}@example.com` }),
        originConnIds: [toHex(connection.id)],
        accessToken: expect.stringMatching(/^access-/),
        refreshToken: expect.stringMatching(/^refresh-/),
      },
    ]);
    const [{ accessToken, refreshToken }] = told.body.data as [{ accessToken: string; refreshToken: string }];
    expect(scripted.handedOut).toEqual(expect.arrayContaining([accessToken, refreshToken]));
  });

  test('without a refresh token where the provider gave none, and without any where none are kept', async () => {
    scripted.renewal.give = false;
    const { tokens } = await signIn();
    const [identity] = (await ask('get-identities', tokens.access_token)).body.data as Record<string, unknown>[];
    expect([identity!.accessToken, 'refreshToken' in identity!]).toEqual([expect.stringMatching(/^access-/), false]);
    const change = (keep_tokens: boolean) =>
      it.operations.connections.update(it.actor, connection.id, { config: { ...connection.config, keep_tokens } });
    await change(false);
    const { tokens: others } = await signIn();
    const [bare] = (await ask('get-identities', others.access_token)).body.data as object[];
    expect(['accessToken' in bare!, 'refreshToken' in bare!]).toEqual([false, false]);
    await change(true);
  });

  test('is over with the identity that was signed in with', async () => {
    const { sub, tokens, userId } = await signIn();
    const [{ identityId }] = (await ask('get-identities', tokens.access_token)).body.data as [{ identityId: string }];
    expect(identityId).toBeTruthy();
    await it.operations.identities.link(it.actor, { userId, identityProviderId: source.id, subject: `${sub}-other` });
    const [{ id } = { id: '' }] = await it.operations.identities.ofUser(it.actor, userId);
    await it.operations.identities.unlink(it.actor, { userId, which: { identityId: id } });
    expect((await ask('get-identities', tokens.access_token)).body.statusCode).toBe(401);
  });
});

describe('link-extidp', () => {
  test('sends the browser on, from the address that the other call makes and by itself', async () => {
    const { browser, tokens } = await signIn();
    const made = await ask(`generate-link-extidp-url?${linkQuery(tokens.id_token!)}`, null);
    expect(made.body).toMatchObject({
      statusCode: 200,
      data: { url: expect.stringContaining('/api/v3/link-extidp?') },
    });
    const { url } = made.body.data as { url: string };
    // The ID token stays out of the address.
    expect(url).not.toContain(tokens.id_token!);
    for (const path of [url.slice(it.baseUrl.length), `/api/v3/link-extidp?${linkQuery(tokens.id_token!)}`]) {
      const answer = await browser.get(path);
      expect([answer.status, answer.location, answer.headers.get('cache-control')]).toEqual([
        302,
        expect.stringMatching(/^\/sign-in\/link-account\//),
        'no-store',
      ]);
    }
  });

  test('links what the person agrees to, and its tokens are theirs to read', async () => {
    const { browser, tokens } = await signIn();
    const start = await browser.get(
      `/api/v3/link-extidp?${linkQuery(tokens.id_token!, { target_url: redirectUri, need_form_post: 'false' })}`,
    );
    const { location } = await browser.get(start.location!);
    serial += 1;
    const back = await arrive(browser, location!, `person-${serial}`);
    expect((await browser.get(back.location!)).location).toBe(redirectUri);
    const { data } = (await ask('get-identities', tokens.access_token)).body;
    expect(data).toMatchObject([
      {},
      { userIdInIdp: `person-${serial}`, accessToken: expect.stringMatching(/^access-/) },
    ]);

    const { extIdpId } = (data as { extIdpId: string }[])[1]!;
    const unlinked = await unlink(tokens.access_token, { extIdpId });
    expect([unlinked.body.statusCode, 'data' in unlinked.body]).toEqual([200, false]);
    const { accessToken } = (data as { accessToken: string }[])[1]!;
    expect(JSON.stringify((await ask('get-identities', tokens.access_token)).body)).not.toContain(accessToken);
  });
});

describe('get-application-enabled-extidps', () => {
  test('tells every way in that one can link, by an address that can be completed', async () => {
    const { browser, tokens } = await signIn();
    const { data } = (await ask('get-application-enabled-extidps', `Bearer ${tokens.access_token}`)).body;
    expect(data).toEqual([
      expect.objectContaining({ identifier: connection.identifier }),
      {
        identifier: second.identifier,
        extIdpId: toHex(second.identityProviderId),
        type: 'oidc',
        extIdpType: 'enterprise',
        bindUrl: expect.any(String),
        name: 'By partner',
      },
    ]);
    const { bindUrl } = (data as { bindUrl: string }[])[1]!;
    const answer = await browser.get(`${bindUrl.slice(it.baseUrl.length)}&id_token=${tokens.id_token}`);
    expect(answer.location).toMatch(/^\/sign-in\/link-account\//);
  });

  test('leaves out what is switched off', async () => {
    const { tokens } = await signIn();
    await it.operations.connections.update(it.actor, second.id, { enabled: false });
    const { data } = (await ask('get-application-enabled-extidps', tokens.access_token)).body;
    expect(data).toMatchObject([{ identifier: connection.identifier }]);
    expect((await ask(`generate-link-extidp-url?${linkQuery(tokens.id_token!)}`, null)).body.statusCode).toBe(404);
    await it.operations.connections.update(it.actor, second.id, { enabled: true });
  });
});

describe('refused', () => {
  /** HTTP 200 and the envelope, whatever it is. */
  const expectRefused = ({ status, body }: Told, statusCode: number, apiCode?: number) =>
    expect([status, body]).toEqual([
      200,
      { statusCode, message: expect.stringMatching(/./), requestId: expect.any(String), ...(apiCode && { apiCode }) },
    ]);

  test('who has no token of a signed-in person', async () => {
    const { tokens } = await signIn();
    for (const token of [null, '', 'Bearer', 'Bearer x', tokens.id_token!, it.key.rawKey, 'x'.repeat(10_000)]) {
      expectRefused(await ask('get-identities', token), 401, 2020);
      expectRefused(await ask('get-application-enabled-extidps', token), 401, 2020);
      expectRefused(
        await ask('unlink-extidp', token, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ extIdpId: toHex(source.id) }),
        }),
        401,
        2020,
      );
    }
  });

  test('in the language of the caller', async () => {
    const { body } = await ask('get-identities', null, { headers: { 'x-authing-lang': 'zh-CN' } });
    expect(body.message).toMatch(/[一-鿿]/);
  });

  test('an application that is not the tenant’s own', async () => {
    const theirs = await createRelyingParty(it, { firstParty: false } as Partial<CreateApplication>);
    const { browser, tokens: own } = await signIn();
    const shown = (await theirs.authorize(browser).catch((error: unknown) => error)) as PageShown;
    expect(shown).toBeInstanceOf(PageShown);
    const [, csrf_token = ''] = /name="csrf_token" value="([^"]+)"/.exec(shown.html) ?? [];
    const yes = await browser.post(shown.url.pathname, { csrf_token, answer: 'yes' });
    await browser.get(new URL(yes.location!).pathname);
    const tokens = await theirs.signIn(browser);
    for (const verb of ['get-identities', 'get-application-enabled-extidps'])
      expectRefused(await ask(verb, tokens.access_token), 403);
    expectRefused(await unlink(tokens.access_token, { extIdpId: toHex(source.id) }), 403);
    const asTheirs = linkQuery(tokens.id_token!, { app_id: theirs.created.application.clientId });
    for (const verb of ['generate-link-extidp-url', 'link-extidp'])
      expectRefused(await ask(`${verb}?${asTheirs}`, null), 403);
    expect((await ask('get-identities', own.access_token)).body.statusCode).toBe(200);
  });

  test('a link that is asked for in the wrong way', async () => {
    const { tokens } = await signIn();
    const without = (name: string) => {
      const query = linkQuery(tokens.id_token!);
      query.delete(name);
      return query;
    };
    const wrong: [URLSearchParams | string, number, number?][] = [
      [without('ext_idp_conn_identifier'), 400],
      [without('app_id'), 400],
      [without('id_token'), 400],
      [`${linkQuery(tokens.id_token!)}&app_id=twice`, 400],
      [linkQuery(tokens.id_token!, { target_url: 'https://evil.example/' }), 400],
      [linkQuery(tokens.id_token!, { app_id: 'nobody' }), 401, 2020],
      [linkQuery(tokens.access_token), 401, 2020],
      [linkQuery(tokens.id_token!, { ext_idp_conn_identifier: 'nowhere' }), 404],
    ];
    for (const [query, statusCode, apiCode] of wrong)
      for (const verb of ['generate-link-extidp-url', 'link-extidp'])
        expectRefused(await ask(`${verb}?${query}`, null), statusCode, apiCode);
    for (const token of ['x/../y', '%00', 'x'.repeat(300)])
      expectRefused(await ask(`link-extidp?link_token=${token}`, null), 400);
  });

  test('an unlink that names no source of the person’s, or the last one', async () => {
    const { tokens, userId } = await signIn();
    expectRefused(await unlink(tokens.access_token, {}), 400);
    expectRefused(await unlink(tokens.access_token, { extIdpId: 7 }), 400);
    expectRefused(await unlink(tokens.access_token, []), 400);
    // A connection is no source.
    expectRefused(await unlink(tokens.access_token, { extIdpId: toHex(connection.id) }), 404);
    expectRefused(await unlink(tokens.access_token, { extIdpId: toHex(second.identityProviderId) }), 404);
    expectRefused(await unlink(tokens.access_token, { extIdpId: toHex(source.id) }), 409);
    expectRefused(
      await unlink(tokens.access_token, { extIdpId: toHex(source.id) }, { 'content-type': 'text/html' }),
      415,
    );
    expect(await it.operations.identities.ofUser(it.actor, userId)).toHaveLength(1);
  });

  test('a wrong method', async () => {
    const { tokens } = await signIn();
    expectRefused(await ask('unlink-extidp', tokens.access_token), 405);
    expectRefused(await ask('get-identities', tokens.access_token, { method: 'POST' }), 405);
  });
});
