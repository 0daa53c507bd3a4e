/** What a provider may say ends with the provider, stays in its tenant and domains, and comes from where it is. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createOutbox } from '../../src/mail/outbox.ts';
import { createGuardedFetch } from '../../src/server/guarded-fetch.ts';
import { Browser } from '../support/browser.ts';
import { openNative } from '../support/native-client.ts';
import { scriptedClient, startScriptedProvider } from '../support/scripted-provider.ts';
import { believed, openStage, type SignInPlace, type Stage, signedInAs } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage({ mailer: createOutbox(Date.now) });
});
afterAll(() => stage.close());
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
