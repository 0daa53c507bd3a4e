/** What a provider may say ends with the provider, stays in its tenant and domains, and comes from where it is. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/domain/json.ts';
import type { LinkingRule } from '../../src/domain/linking-rule.ts';
import { createOutbox } from '../../src/mail/outbox.ts';
import { createGuardedFetch } from '../../src/server/guarded-fetch.ts';
import { Browser } from '../support/browser.ts';
import { startScriptedDirectory } from '../support/directory.ts';
import { openNative } from '../support/native-client.ts';
import { scriptedClient, startScriptedProvider } from '../support/scripted-provider.ts';
import { believed, openStage, type SignInPlace, type Stage, signedInAs } from './stage.ts';

let stage: Stage;
let ahead = 0;
beforeAll(async () => {
  stage = await openStage({ mailer: createOutbox(Date.now), now: () => Date.now() + ahead });
});
afterAll(() => stage.close());
const connectionClient = { client_id: 'client', client_secret: 'secret' };
const newBrowser = () => new Browser(stage.it.baseUrl);

describe('23: a provider that was switched off or removed', () => {
  const ends: [string, (place: SignInPlace) => Promise<unknown>][] = [
    [
      'provider switched off',
      ({ provider }) => stage.it.operations.identityProviders.setEnabled(stage.it.actor, provider.id, false),
    ],
    [
      'connection switched off',
      ({ connection }) => stage.it.operations.connections.setEnabled(stage.it.actor, connection.id, false),
    ],
    ['connection removed', ({ connection }) => stage.it.operations.connections.delete(stage.it.actor, connection.id)],
    [
      'provider removed',
      ({ provider }) => stage.it.operations.identityProviders.delete(stage.it.actor, provider.id, 'delete'),
    ],
  ];
  test.each(ends)('%s: what is under way dies, and nobody new gets in', async (what, end) => {
    const place = await stage.addProvider(what.replaceAll(' ', '-'), believed);
    const known = await place.signIn({ sub: `${what}-known` });
    expect(known.userId).not.toBeNull();
    const browsers = [newBrowser(), newBrowser()];
    const callbacks = [
      await place.approach({ sub: `${what}-known` }, browsers[0]!),
      await place.approach({ sub: `${what}-new` }, browsers[1]!),
    ];
    const exchanges = place.scripted.tokenRequests.length;
    await end(place);
    for (const [index, browser] of browsers.entries()) {
      const { status } = await browser.get(callbacks[index]!);
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(500);
      expect(await signedInAs(browser)).toBeNull();
    }
    // The code was sent nowhere: the provider is no party to this any more.
    expect(place.scripted.tokenRequests.length).toBe(exchanges);
    expect((await newBrowser().get(`/sign-in/with/${place.connection.identifier}`)).status).toBe(404);
    expect((await newBrowser().get('/sign-in')).html).not.toContain(`/sign-in/with/${place.connection.identifier}"`);
    expect(await stage.bySubject(`${what}-new`)).toEqual([]);
  });

  test('a question that came through it is answered no more', async () => {
    const home = await stage.addProvider('home-23', believed);
    const asks = await stage.addProvider('asks-23', { mode: 'ask', emailProof: 'never' });
    const v = await home.signIn({ sub: 'v-23', email: 'v-23@example.com', email_verified: true });
    const browser = newBrowser();
    await asks.signIn({ sub: 'a-23', email: 'v-23@example.com' }, browser);
    const page = await browser.get('/sign-in/link');
    const [, token = ''] = /name="csrf_token" value="([^"]+)"/.exec(page.html) ?? [];
    await stage.it.operations.identityProviders.setEnabled(stage.it.actor, asks.provider.id, false);
    const before = await stage.identitiesOf(v.userId!);
    const proof = await browser.get(`/sign-in/link/with/home-23?csrf_token=${encodeURIComponent(token)}`);
    if (proof.location?.startsWith('http')) {
      const callback = home.scripted.approve(new URL(proof.location), { sub: 'v-23' });
      await browser.get(callback.pathname + callback.search);
    }
    const refused = await browser.post('/sign-in/link/new', { csrf_token: token });
    expect(refused.status).toBeGreaterThanOrEqual(400);
    expect(await stage.identitiesOf(v.userId!)).toHaveLength(before.length);
    const [identity] = await stage.bySubject('a-23');
    expect(identity?.user_id ?? null).toBeNull();
  });
});

describe('23: through every other door', () => {
  const switches: [string, (place: SignInPlace, enabled: boolean) => Promise<unknown>][] = [
    [
      'provider',
      ({ provider }, on) => stage.it.operations.identityProviders.setEnabled(stage.it.actor, provider.id, on),
    ],
    [
      'connection',
      ({ connection }, on) => stage.it.operations.connections.setEnabled(stage.it.actor, connection.id, on),
    ],
  ];

  test.each(switches)('tokens are not renewed there (%s off)', async (what, setEnabled) => {
    const place = await stage.addProvider(`renewed-${what}`, believed);
    Object.assign(place.scripted.renewal, { give: true, rotate: true, lifeSeconds: 60 });
    await place.signIn({ sub: `23-renewed-${what}` });
    const [identity] = await stage.bySubject(`23-renewed-${what}`);
    const ask = () => stage.native.send('GET', `/v1/identities/${identity!.id}/tokens`);
    ahead += 3_600_000;
    await setEnabled(place, false);
    const refused = await ask();
    expect([refused.status, refused.body.code]).toEqual([409, 'identity_provider_disabled']);
    expect(place.scripted.renewals()).toBe(0);
    await setEnabled(place, true);
    expect((await ask()).status).toBe(200);
    expect(place.scripted.renewals()).toBe(1);
  });

  test.each(switches)('a link that was begun dies, and none is begun (%s off)', async (what, setEnabled) => {
    const home = await stage.addProvider(`home-23-${what}`, believed);
    const place = await stage.addProvider(`linked-${what}`, believed);
    const { browser, userId } = await home.signIn({ sub: `23-linker-${what}` });
    const { html } = await browser.get('/account/link');
    const token = /csrf_token=([A-Za-z0-9_-]+)/.exec(html)![1]!;
    const path = `/account/link/with/linked-${what}?csrf_token=${token}`;
    const start = await browser.get(path);
    const exchanges = place.scripted.tokenRequests.length;
    await setEnabled(place, false);
    const callback = place.scripted.approve(new URL(start.location!), { sub: `23-linked-${what}` });
    const refused = await browser.get(callback.pathname + callback.search);
    expect(refused.status).toBeGreaterThanOrEqual(400);
    expect(place.scripted.tokenRequests.length).toBe(exchanges);
    expect((await browser.get(path)).status).toBe(404);
    expect((await browser.get('/account/link')).html).not.toContain(`/with/linked-${what}?`);
    const { linkIntents } = stage.it.operations;
    const intent = { userId: userId!, connectionId: place.connection.id, returnTo: null };
    const begun = await browser.get(
      `/sign-in/link-account/${await linkIntents.create(stage.it.tenant.id, 'x', intent)}`,
    );
    expect(begun.status).toBeGreaterThanOrEqual(400);
    expect(await stage.bySubject(`23-linked-${what}`)).toEqual([]);
    expect(await stage.identitiesOf(userId!)).toHaveLength(1);
  });

  test('who is known to it alone does not get in by a sign-in that it only confirms', async () => {
    const known = await stage.addProvider('login-only-23', { ...believed, loginOnly: true });
    const refused = await known.signIn({ sub: '23-unknown', email: 'unknown-23@example.com', email_verified: true });
    expect([refused.status, refused.userId]).toEqual([403, null]);
    expect(await stage.bySubject('23-unknown')).toEqual([]);
  });
});

describe("40: a tenant's own provider speaks of its own people alone", () => {
  test("its administrator asserts the address of another tenant's user, and of that tenant's administrator", async () => {
    const { it } = stage;
    const theirs = openNative(it, it.other.key.rawKey, it.other.tenant.id);
    const body = { email: 'boss@globex.example', email_verified: true };
    const made = await stage.post('/v1/users', body, theirs.headers);
    expect(made.status).toBe(201);
    await stage.settle({ verified_domains: ['globex.example'] });
    const place = await stage.addProvider('mallory-40', believed);
    const arrival = await place.signIn({ sub: 'm-40', email: 'boss@globex.example', email_verified: true });
    expect(arrival.userId).not.toBe(made.body.id);
    const { rows } = await it.database.pool.query('select tenant_id from identities where subject = $1', ['m-40']);
    expect(rows).toEqual([{ tenant_id: it.tenant.id }]);
    const { rows: left } = await it.database.pool.query('select id from identities where tenant_id = $1', [
      it.other.tenant.id,
    ]);
    expect(left).toEqual([]);
    const session = await arrival.browser.get('/account');
    expect(session.html).not.toContain(made.body.id);
  });
});

describe('41: a provider vouches for addresses of its domains alone', () => {
  test.each([
    ['inside', 'ada@inside.example', true],
    ['outside', 'ada@outside.example', false],
    ['under it', 'ada@sub.inside.example', false],
    ['that ends alike', 'ada@notinside.example', false],
    ['that begins alike', 'ada@inside.example.evil.example', false],
  ])('an address %s', async (what, email, joins) => {
    await stage.settle({ verified_domains: ['inside.example'] });
    const user = await stage.createUser({ email, email_verified: true });
    const rule = { mode: 'verified_match', emailProof: 'tenant_verified_domains' } as const;
    const place = await stage.addProvider(`domains-${what.replaceAll(' ', '-')}`, rule);
    const arrival = await place.signIn({ sub: `41-${what}`, email, email_verified: true });
    expect(arrival.userId === user.id).toBe(joins);
    const [identity] = await stage.bySubject(`41-${what}`);
    expect(identity?.user_id === user.id).toBe(joins);
  });

  test('however it is spelt, as long as the provider vouches for it', async () => {
    await stage.settle({ verified_domains: ['bücher.example'] });
    const rule = { mode: 'verified_match', emailProof: 'tenant_verified_domains' } as const;
    const place = await stage.addProvider('domains-spelt', rule);
    const user = await stage.createUser({ email: 'ada@bücher.example', email_verified: true });
    for (const [sub, email, email_verified, joins] of [
      ['41-unverified', 'ada@bücher.example', false, false],
      ['41-text', 'ada@bücher.example', 'true', false],
      ['41-lookalike', 'ada@bucher.example', true, false],
      ['41-puny', 'ADA@XN--BCHER-KVA.example', true, true],
    ] as const)
      expect([sub, (await place.signIn({ sub, email, email_verified })).userId === user.id]).toEqual([sub, joins]);
  });

  test('those of another tenant count there alone', async () => {
    const { it } = stage;
    const theirs = openNative(it, it.other.key.rawKey, it.other.tenant.id);
    const settings = { linking: { verified_domains: ['theirs.example'] } };
    const { status } = await theirs.send('PUT', `/v1/tenants/${it.other.tenant.id}`, {
      headers: { ...theirs.headers, 'content-type': 'application/json' },
      body: JSON.stringify({ settings }),
    });
    expect(status).toBe(200);
    await stage.settle({ verified_domains: ['ours.example'] });
    const user = await stage.createUser({ email: 'ada@theirs.example', email_verified: true });
    const rule = { mode: 'verified_match', emailProof: 'tenant_verified_domains' } as const;
    const place = await stage.addProvider('domains-theirs', rule);
    const arrival = await place.signIn({ sub: '41-theirs', email: 'ada@theirs.example', email_verified: true });
    expect(arrival.userId).not.toBe(user.id);
    expect(await stage.identitiesOf(user.id)).toEqual([]);
  });

  test('a provider with domains of its own vouches for those, whatever the tenant has shown', async () => {
    await stage.settle({ verified_domains: ['tenants.example'] });
    const rule: Partial<LinkingRule> = {
      mode: 'verified_match',
      emailProof: 'authoritative_domains',
      authoritativeDomains: ['providers.example'],
    };
    const place = await stage.addProvider('domains-own', rule);
    for (const [domain, joins] of [
      ['providers.example', true],
      ['tenants.example', false],
    ] as const) {
      const email = `grace@${domain}`;
      const user = await stage.createUser({ email, email_verified: true });
      const arrival = await place.signIn({ sub: `41-${domain}`, email, email_verified: true });
      expect([domain, arrival.userId === user.id]).toEqual([domain, joins]);
    }
  });
});

describe('50: where secrets are sent and who is asked', () => {
  test('a token endpoint does not move under a kept secret', async () => {
    const { it } = stage;
    const evil = await startScriptedProvider();
    const place = await stage.addProvider('moves', believed, { strategy: 'github' });
    const path = `/v1/connections/${place.connection.id}`;
    const config = { ...place.connection.config, token_endpoint: `${evil.url}/token` };
    const refused = await stage.put(path, { config, allow_issuer_change: true });
    expect([refused.status, refused.body.details?.field]).toEqual([400, 'client_secret']);
    const whole = await it.operations.connections.read(it.actor, place.connection.id);
    expect(whole.config).toEqual(place.connection.config);
    const given = await stage.put(path, { config, client_secret: 'given-again', allow_issuer_change: true });
    expect(given.status).toBe(200);
    expect(evil.requests).toEqual([]);
    await evil.close();
  });

  test('addresses of this machine, of the network and of metadata services are not called', async () => {
    const guarded = createGuardedFetch({ insecureAllowHttp: true, timeoutMs: 5000 });
    const inner = await openStage({ fetch: guarded.fetch });
    const local = await startScriptedProvider();
    try {
      const { it } = inner;
      for (const [nth, issuer] of [
        local.url,
        local.url.replace('127.0.0.1', 'localhost'),
        local.url.replace('127.0.0.1', '2130706433'),
        local.url.replace('127.0.0.1', '[::ffff:127.0.0.1]'),
        'http://169.254.169.254/latest',
        'http://10.0.0.1',
        'http://[fd00::1]',
      ].entries()) {
        const provider = await it.createProvider('oidc', `inner-${nth}`);
        await it.operations.connections.create(it.actor, {
          identityProviderId: provider.id,
          identifier: `inner-${nth}`,
          ...scriptedClient,
          config: { issuer },
        });
        const { status, html } = await new Browser(it.baseUrl).get(`/sign-in/with/inner-${nth}`);
        expect([issuer, status]).toEqual([issuer, 502]);
        // Nobody learns from the page what stands there.
        expect(html).not.toMatch(/127\.0\.0\.1|169\.254|not a public address/);
      }
      expect(local.requests).toEqual([]);
    } finally {
      await inner.close();
      await local.close();
      await guarded.close();
    }
  });

  test('nor in any other protocol: directories, CAS, SAML metadata, an API', async () => {
    const guarded = createGuardedFetch({ insecureAllowHttp: true, timeoutMs: 5000 });
    const inner = await openStage({ fetch: guarded.fetch, findAddress: guarded.findAddress });
    const local = await startScriptedProvider();
    const directory = await startScriptedDirectory([]);
    try {
      const { it } = inner;
      const connect = async (strategy: string, identifier: string, config: JsonObject) => {
        const provider = await it.createProvider(strategy, identifier);
        const body = { identifier, ...connectionClient, config };
        return inner.post(`/v1/identity-providers/${provider.id}/connections`, body);
      };
      const port = new URL(directory.url).port;
      for (const [nth, host] of ['127.0.0.1', 'localhost', '[::ffff:127.0.0.1]', '2130706433'].entries()) {
        const config = { url: `ldap://${host}:${port}`, base_dn: directory.baseDn, bind_dn: directory.bindDn };
        expect((await connect('ldap', `ldap-${nth}`, config)).status).toBe(201);
        const browser = new Browser(it.baseUrl);
        const page = await browser.get(`/sign-in/password/ldap-${nth}`);
        const [, csrf_token = ''] = /name="csrf_token" value="([^"]+)"/.exec(page.html) ?? [];
        const typed = { csrf_token, username: 'ada', password: 'x' };
        const { status, html } = await browser.post(`/sign-in/password/ldap-${nth}`, typed);
        expect([host, status]).toEqual([host, 502]);
        expect(html).not.toMatch(/127\.0\.0\.1|not a public address/);
      }
      expect(directory.binds).toEqual([]);

      expect((await connect('cas', 'cas', { url: `${local.url}/cas` })).status).toBe(201);
      const browser = new Browser(it.baseUrl);
      const start = await browser.get('/sign-in/with/cas');
      const service = new URL(new URL(start.location!).searchParams.get('service')!);
      expect((await browser.get(`${service.pathname}${service.search}&ticket=ST-1`)).status).toBe(502);
      const saml = await connect('saml', 'saml', { metadata_url: `${local.url}/metadata` });
      expect([saml.status, JSON.stringify(saml.body)]).toEqual([400, expect.not.stringMatching(/root:|BEGIN/)]);
      const endpoint = (name: string) => `${local.url}/${name}`;
      const api = {
        authorization_endpoint: endpoint('authorize'),
        token_endpoint: endpoint('token'),
        userinfo_endpoint: endpoint('me'),
      };
      expect((await connect('oauth2', 'api', api)).status).toBe(201);
      const away = await browser.get('/sign-in/with/api');
      const state = new URL(away.location!).searchParams.get('state')!;
      expect((await browser.get(`/sign-in/callback?${new URLSearchParams({ state, code: 'x' })}`)).status).toBe(502);
      expect(local.requests).toEqual([]);
    } finally {
      await inner.close();
      await Promise.all([local.close(), directory.close(), guarded.close()]);
    }
  });

  test('nor by way of what a provider’s own metadata names', async () => {
    const hidden = await startScriptedProvider();
    const honest = await startScriptedProvider();
    const guarded = createGuardedFetch({ insecureAllowHttp: true, timeoutMs: 5000 });
    // The honest one stands in for a public provider; whatever else is on this machine is private.
    const inner = await openStage({
      fetch: (input, init) => (input.startsWith(honest.url) ? fetch(input, init) : guarded.fetch(input, init)),
    });
    try {
      honest.metadata = { token_endpoint: `${hidden.url}/token`, userinfo_endpoint: `${hidden.url}/userinfo` };
      const place = await inner.addProvider('honest', believed, { scripted: honest });
      expect((await place.signIn({ sub: 'x' })).status).toBe(502);
      expect(hidden.requests).toEqual([]);
    } finally {
      await inner.close();
      await Promise.all([hidden.close(), honest.close(), guarded.close()]);
    }
  });
});
