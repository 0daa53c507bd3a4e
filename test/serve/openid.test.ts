// Applications sign their users in: from their own request by way of the pages and the demo provider to their tokens.
import * as client from 'openid-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Browser } from '../support/browser.ts';
import { addDemoSignIn, type DemoSignIn } from '../support/demo-sign-in.ts';
import { createRelyingParty } from '../support/relying-party.ts';
import { freePort } from '../support/selfsame.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

const ada = { way: 'demo-google-oauth2', id: 'ada' };

describe.each(['server', 'embedded'] as const)('on the %s database', (on) => {
  let it: TestApp;
  let demo: DemoSignIn;
  beforeAll(async () => {
    it = await startTestApp({ on, port: await freePort() });
    demo = await addDemoSignIn(it);
  });
  afterAll(async () => {
    await demo?.close();
    await it?.close();
  });

  test('somebody signs in, and the application knows who it is', async () => {
    const app = await createRelyingParty(it);
    const browser = new Browser(it.baseUrl);
    const tokens = await app.signIn(browser, {}, ada);
    const { userId } = await browser.readAccount();
    expect(tokens.claims()).toMatchObject({
      iss: `${it.baseUrl}/`,
      aud: app.created.application.clientId,
      sub: userId,
      email: 'ada@example.com',
      email_verified: true,
      auth_time: expect.any(Number),
    });
    const told = await client.fetchUserInfo(app.config, tokens.access_token, userId);
    expect(told).toMatchObject({ sub: userId, name: expect.any(String), email: 'ada@example.com' });
    expect(tokens.refresh_token).toBeUndefined();
  });

  test('whoever is signed in is not asked again, and sits still for `prompt=none`', async () => {
    const browser = new Browser(it.baseUrl);
    const first = await createRelyingParty(it);
    const second = await createRelyingParty(it);
    const one = await first.signIn(browser, {}, ada);
    const two = await second.signIn(browser, { prompt: 'none' });
    expect(two.claims()?.sub).toBe(one.claims()?.sub);
    expect(two.claims()?.sid).toBe(one.claims()?.sid);
  });

  test('refresh tokens are renewed at each use, and one that is used again ends all that came of it', async () => {
    const app = await createRelyingParty(it);
    const tokens = await app.signIn(new Browser(it.baseUrl), { scope: 'openid email offline_access' }, ada);
    expect(tokens.scope).toBe('openid email offline_access');
    const first = tokens.refresh_token!;
    const renewed = await client.refreshTokenGrant(app.config, first);
    expect(renewed.refresh_token).not.toBe(first);
    expect(renewed.claims()?.sub).toBe(tokens.claims()?.sub);
    await expect(client.fetchUserInfo(app.config, renewed.access_token, tokens.claims()!.sub)).resolves.toBeDefined();

    await expect(client.refreshTokenGrant(app.config, first)).rejects.toMatchObject({ error: 'invalid_grant' });
    await expect(client.refreshTokenGrant(app.config, renewed.refresh_token!)).rejects.toMatchObject({
      error: 'invalid_grant',
    });
    await expect(client.fetchUserInfo(app.config, renewed.access_token, tokens.claims()!.sub)).rejects.toThrow();
  });

  test('of ten that renew one token at once, one at most goes on', async () => {
    const app = await createRelyingParty(it);
    const tokens = await app.signIn(new Browser(it.baseUrl), { scope: 'openid offline_access' }, ada);
    const tries = await Promise.allSettled(
      Array.from({ length: 10 }, () => client.refreshTokenGrant(app.config, tokens.refresh_token!)),
    );
    expect(tries.filter(({ status }) => status === 'fulfilled').length).toBeLessThanOrEqual(1);
  });

  test('a code is good once, and used again it ends what came of it', async () => {
    const app = await createRelyingParty(it);
    const authorized = await app.authorize(new Browser(it.baseUrl), {}, ada);
    const tokens = await app.redeem(authorized);
    await expect(app.redeem(authorized)).rejects.toMatchObject({ error: 'invalid_grant' });
    await expect(client.fetchUserInfo(app.config, tokens.access_token, tokens.claims()!.sub)).rejects.toThrow();
  });

  test('after a merge, an application goes on hearing the name that it knew, and its grant goes on', async () => {
    const [kept, survivor] = [
      await createRelyingParty(it),
      await createRelyingParty(it, { mergedSubject: 'survivor' }),
    ];
    const bjorn = { way: 'demo-github', id: 'bjorn' };
    const scope = 'openid email offline_access';
    const before = await kept.signIn(new Browser(it.baseUrl), { scope }, bjorn);
    await survivor.signIn(new Browser(it.baseUrl), { scope }, bjorn);
    const known = before.claims()!.sub;
    const primary = await it.operations.users.create(it.actor, { profile: { email: 'b@elsewhere.example' } });
    await it.operations.merge(it.actor, { primaryId: primary.user.id, secondaryId: known });

    const renewed = await client.refreshTokenGrant(kept.config, before.refresh_token!);
    expect(renewed.claims()?.sub).toBe(known);
    const told = await client.fetchUserInfo(kept.config, renewed.access_token, known);
    expect(told.email).toBe('b@elsewhere.example');
    expect((await kept.signIn(new Browser(it.baseUrl), {}, bjorn)).claims()?.sub).toBe(known);
    expect((await survivor.signIn(new Browser(it.baseUrl), {}, bjorn)).claims()?.sub).toBe(primary.user.id);
    // One that knew neither hears of the one that is there.
    const fresh = await createRelyingParty(it);
    expect((await fresh.signIn(new Browser(it.baseUrl), {}, bjorn)).claims()?.sub).toBe(primary.user.id);
  });

  test('what was given through an identity ends when that is unlinked', async () => {
    const app = await createRelyingParty(it);
    const scope = 'openid offline_access';
    const tokens = await app.signIn(new Browser(it.baseUrl), { scope }, { way: 'demo-oidc', id: 'dan' });
    const userId = tokens.claims()!.sub;
    const corp = await it.createProvider('oidc', `corp-${on}`);
    await it.operations.identities.link(it.actor, { userId, identityProviderId: corp.id, subject: 'dan' });
    const [born] = await it.operations.identities.ofUser(it.actor, userId);
    await it.operations.identities.unlink(it.actor, { userId, which: { identityId: born!.id }, outcome: 'split' });
    await expect(client.refreshTokenGrant(app.config, tokens.refresh_token!)).rejects.toMatchObject({
      error: 'invalid_grant',
    });
  });

  test('keys rotate under running applications', async () => {
    const app = await createRelyingParty(it);
    const scope = 'openid offline_access';
    const tokens = await app.signIn(new Browser(it.baseUrl), { scope }, ada);
    await it.operations.tokens.rotate(it.actor);
    const renewed = await client.refreshTokenGrant(app.config, tokens.refresh_token!);
    const kidOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[0]!, 'base64url').toString()).kid;
    expect(kidOf(renewed.id_token!)).not.toBe(kidOf(tokens.id_token!));
    const { keys } = await (await fetch(`${it.baseUrl}/.well-known/jwks.json`)).json();
    const names = keys.map(({ kid }: { kid: string }) => kid);
    expect(names).toEqual(expect.arrayContaining([kidOf(renewed.id_token!), kidOf(tokens.id_token!)]));
    expect(JSON.stringify(keys)).not.toContain('"d"');
  });

  test('signing out by the ID token goes back to the application, and the session is over', async () => {
    const app = await createRelyingParty(it);
    const browser = new Browser(it.baseUrl);
    const tokens = await app.signIn(browser, {}, ada);
    const url = client.buildEndSessionUrl(app.config, {
      id_token_hint: tokens.id_token!,
      post_logout_redirect_uri: 'https://app.example.com/bye',
      state: 'xyz',
    });
    const { location } = await browser.get(`${url.pathname}${url.search}`);
    expect(location).toBe('https://app.example.com/bye?state=xyz');
    expect((await browser.get('/account')).location).toContain('/sign-in');
    await expect(app.signIn(browser, { prompt: 'none' })).rejects.toMatchObject({ error: 'login_required' });
  });

  test('an application that may exchanges its user’s token for that of a linked provider', async () => {
    const exchange = 'urn:ietf:params:oauth:grant-type:token-exchange';
    const app = await createRelyingParty(it, { grantTypes: ['authorization_code', exchange] });
    const plain = await createRelyingParty(it);
    const tokens = await app.signIn(new Browser(it.baseUrl), {}, ada);
    const ask = (config: client.Configuration, fields: Record<string, string>) =>
      client.genericGrantRequest(config, exchange, {
        subject_token: tokens.access_token,
        subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
        ...fields,
      });
    const theirs = await ask(app.config, { audience: 'google-oauth2' });
    expect(theirs.access_token).not.toBe(tokens.access_token);
    const issuer = (await it.operations.connections.byIdentifier(it.actor, ada.way))!.config.issuer;
    const who = await fetch(`${issuer}/me`, { headers: { authorization: `Bearer ${theirs.access_token}` } });
    expect(await who.json()).toMatchObject({ email: 'ada@example.com' });

    await expect(ask(plain.config, { audience: 'google-oauth2' })).rejects.toThrow();
    await expect(ask(app.config, { audience: 'nowhere' })).rejects.toMatchObject({ error: 'invalid_target' });
  });
});
