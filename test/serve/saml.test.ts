// Signing in at a SAML identity provider by another library, at a server as it is run: metadata both ways, requests, answers.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Browser } from '../support/browser.ts';
import { createSamlIdp, encode, formats, person, readRequest, type Said, type SamlIdp } from '../support/saml-idp.ts';
import { type PostedForm, type SamlifyIdp, startSamlifyIdp } from '../support/samlify-idp.ts';
import { type DevelopmentServer, startDevelopment } from '../support/selfsame.ts';

let server: DevelopmentServer;
let staff: SamlifyIdp;
let sealed: SamlifyIdp;
/** One that says what it is told to. */
let told: SamlIdp;
const dataDir = mkdtempSync(join(tmpdir(), 'selfsame-saml-'));

beforeAll(async () => {
  server = await startDevelopment(dataDir);
  [staff, sealed, told] = await Promise.all([
    startSamlifyIdp({}),
    startSamlifyIdp({ encrypt: true, wantSignedRequests: true }),
    createSamlIdp('https://told.example/metadata'),
  ]);
  await connect('staff', { metadata_url: staff.metadataUrl });
  await connect('sealed', { metadata_url: sealed.metadataUrl, require_encrypted: true, require_signed: 'response' });
  staff.trust((await open().get('/sign-in/saml/staff/metadata')).html);
  sealed.trust((await open().get('/sign-in/saml/sealed/metadata')).html);
  const config = { sso_endpoint: 'https://told.example/sso', certificates: [told.key.certificate] };
  await connect('told', { issuer: told.issuer, ...config });
  await connect('portal', { issuer: told.issuer, ...config, allow_idp_initiated: true }, 'told');
});

afterAll(async () => {
  await Promise.all([server?.stop(), staff?.close(), sealed?.close()]);
  rmSync(dataDir, { recursive: true, force: true });
});

const open = () => new Browser(server.baseUrl);

async function api(method: string, path: string, body?: unknown) {
  const response = await fetch(`${server.baseUrl}/v1${path}`, {
    method,
    headers: {
      'x-api-key': server.firstRun.api_key,
      'x-tenant-id': server.firstRun.tenant_id,
      'content-type': 'application/json',
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

const providers = new Map<string, string>();

/** A connection of a provider of the same name, or of one that is there. */
async function connect(identifier: string, config: Record<string, unknown>, provider = identifier) {
  if (!providers.has(provider)) {
    const made = await api('POST', '/identity-providers', { name: provider, provider_type: 'saml' });
    providers.set(provider, String(made.body.id));
  }
  const connection = await api('POST', `/identity-providers/${providers.get(provider)}/connections`, {
    identifier,
    config,
  });
  expect(connection).toMatchObject({ status: 201 });
  return connection.body as { id: string; config: Record<string, unknown> };
}

/** Posts a provider's form as a browser does from another site: without our cookies, which the redirect after it brings. */
async function post(browser: Browser, form: PostedForm) {
  const path = new URL(form.action).pathname;
  const away = open();
  const posted = await away.post(path, form.fields);
  for (const [name, value] of away.cookies) browser.cookies.set(name, value);
  return posted;
}

/** From the button to where the callback sends the browser. */
async function signIn(browser: Browser, idp: SamlifyIdp, connection: string, query = '') {
  const started = await browser.get(`/sign-in/with/${connection}${query}`);
  const posted = await post(browser, await idp.open(started.location!));
  return browser.get(posted.location!);
}

const go = (browser: Browser, path: string) => browser.get(path.replace(server.baseUrl, ''));

describe('a person', () => {
  test('signs in at a provider that was imported by its address, and comes back as the same', async () => {
    const browser = open();
    const { status, location } = await signIn(browser, staff, 'staff', '?return_to=%2Faccount%3Ftab%3D1');
    // The address is the provider's word, of a domain that this tenant has not shown to be its own: so the person is asked.
    expect([status, location]).toEqual([303, '/sign-in/link']);
    const { html } = await browser.get('/sign-in/link');
    expect(html).toContain('ada@staff.example');
    const csrf_token = /name="csrf_token" value="([^"]+)"/.exec(html)![1]!;
    await browser.post('/sign-in/link/new', { csrf_token });
    const account = await browser.readAccount();
    expect(account.html).toContain('Ada Lovelace');

    const again = open();
    const back = await signIn(again, staff, 'staff', '?return_to=%2Faccount%3Ftab%3D1');
    expect([back.status, back.location]).toEqual([303, '/account?tab=1']);
    expect((await again.readAccount()).userId).toBe(account.userId);

    const { body } = await api('GET', `/users/${account.userId}/identities`);
    expect(JSON.stringify(body)).toContain('"ada"');
  });

  test('signs in where requests are signed and assertions encrypted', async () => {
    const { body } = await api('GET', '/connections');
    const connections = body.data as { identifier: string; config: Record<string, unknown> }[];
    // The provider's metadata asked for signed requests.
    expect(connections.find(({ identifier }) => identifier === 'sealed')?.config.sign_requests).toBe(true);
    const browser = open();
    const { status, location } = await signIn(browser, sealed, 'sealed');
    expect([status, location]).toEqual([303, '/sign-in/link']);
  });

  test('may be answered at the one callback too', async () => {
    const browser = open();
    const started = await browser.get('/sign-in/with/staff');
    const form = await staff.open(started.location!);
    const posted = await post(browser, { ...form, action: `${server.baseUrl}/sign-in/callback` });
    expect((await browser.get(posted.location!)).status).toBe(303);
  });

  test('with another browser than the one that started gets nowhere', async () => {
    const started = await open().get('/sign-in/with/staff');
    const victim = open();
    const posted = await post(victim, await staff.open(started.location!));
    const { status, html } = await victim.get(posted.location!);
    expect(status).toBe(403);
    expect(html).toContain('was not started in this browser');
  });
});

describe('an address', () => {
  // Abuse case 41.
  test('counts within the domains that the tenant has shown to be its own, and there it links', async () => {
    const tenant = `/tenants/${server.firstRun.tenant_id}`;
    const { body } = await api('GET', tenant);
    const settings = { ...(body.settings as object), linking: { verified_domains: ['verified.example'] } };
    expect(await api('PUT', tenant, { settings })).toMatchObject({ status: 200 });

    const email = 'vera@verified.example';
    const first = await answer('told', person('vera', { email }));
    expect([first.status, first.location]).toEqual([303, '/account']);
    const vera = await first.browser.readAccount();
    const earlier = staff.person;
    try {
      staff.person = { ...earlier, nameId: 'v.vera', email };
      const browser = open();
      expect((await signIn(browser, staff, 'staff')).location).toBe('/account');
      expect((await browser.readAccount()).userId).toBe(vera.userId);
      // The same company's word about an address elsewhere is only a claim: the person is asked.
      staff.person = { ...earlier, nameId: 'v.mallory', email: 'ada@example.com' };
      expect((await signIn(open(), staff, 'staff')).location).toBe('/sign-in/link');
    } finally {
      staff.person = earlier;
    }
  });
});

describe('our metadata', () => {
  test('is public, names one address for answers, and is of connections that speak SAML alone', async () => {
    const { status, html, headers } = await open().get('/sign-in/saml/told/metadata');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toContain('application/samlmetadata+xml');
    expect(html).toContain(`entityID="${server.baseUrl}/sign-in/saml/told/metadata"`);
    expect(html).toContain(`Location="${server.baseUrl}/sign-in/saml/told"`);
    expect((await open().get('/sign-in/saml/github/metadata')).status).toBe(404);
    expect((await open().get('/sign-in/saml/nothing/metadata')).status).toBe(404);
  });

  test('is the same each time, and of every connection has the same key', async () => {
    const certificates = async (connection: string) =>
      [...(await open().get(`/sign-in/saml/${connection}/metadata`)).html.matchAll(/X509Certificate>([^<]+)/g)].map(
        ([, text]) => text,
      );
    const [one, other] = [await certificates('told'), await certificates('staff')];
    expect(one).toHaveLength(2);
    expect(other).toEqual(one);
  });
});

/** Starts at `told`, and answers with what `changes` make of the honest answer. */
async function answer(connection: string, changes: Partial<Said>, browser = open()) {
  const started = await browser.get(`/sign-in/with/${connection}`);
  const request = readRequest(new URL(started.location!));
  const said = told.say({ id: request.id, acsUrl: request.acsUrl, audience: request.issuer }, changes);
  const form = {
    action: request.acsUrl,
    fields: { SAMLResponse: encode(told.respond(said)), RelayState: request.relayState },
  };
  const posted = await post(browser, form);
  return { form, browser, said, ...(await browser.get(posted.location!)) };
}

describe('an answer', () => {
  // Abuse case 25.
  test('is taken once, whatever the second sign-in is that it is brought to', async () => {
    const first = await answer('told', person('once'));
    expect(first.status).toBe(303);
    const { assertionId } = first.said;
    const second = await answer('told', { ...person('once'), assertionId });
    expect(second.status).toBe(403);
    expect(second.html).toContain('was used before');
    // Nor at another connection of the same provider, or from the provider's side.
    expect((await answer('portal', { ...person('once'), assertionId })).status).toBe(403);
    const unasked = await begin(open(), { ...person('once'), assertionId });
    expect(unasked.status).toBe(403);
    expect(unasked.html).toContain('was used before');
  });

  test('brought a second time to the same sign-in opens nothing', async () => {
    const { form } = await answer('told', person('twice'));
    const posted = await post(open(), form);
    expect((await open().get(posted.location ?? '/sign-in/callback')).status).toBe(403);
  });

  // Abuse case 22.
  test('of one provider does not do for another', async () => {
    const browser = open();
    const started = await browser.get('/sign-in/with/staff');
    const request = readRequest(new URL(started.location!));
    const said = told.say({ id: request.id, acsUrl: request.acsUrl, audience: request.issuer });
    for (const issuer of [told.issuer, staff.entityId]) {
      const SAMLResponse = encode(told.respond({ ...said, issuer, responseIssuer: issuer }));
      const posted = await post(browser, {
        action: request.acsUrl,
        fields: { SAMLResponse, RelayState: request.relayState },
      });
      expect((await browser.get(posted.location!)).status).toBe(403);
    }
  });

  test('is posted to the address of another connection in vain', async () => {
    const browser = open();
    const started = await browser.get('/sign-in/with/told');
    const request = readRequest(new URL(started.location!));
    const said = told.say({ id: request.id, acsUrl: request.acsUrl, audience: request.issuer });
    const fields = { SAMLResponse: encode(told.respond(said)), RelayState: request.relayState };
    expect((await post(browser, { action: `${server.baseUrl}/sign-in/saml/portal`, fields })).status).toBe(403);
  });

  test.each([
    ['another audience', { audience: 'https://other.example' }],
    ['another recipient', { recipient: 'https://other.example' }],
    ['a NameID that is new each time', { nameIdFormat: formats.transient }],
    ['a comment in the NameID', { nameIdXml: 'admin@x.com<!-- -->.evil.com' }],
  ])('with %s signs nobody in', async (_what, changes) => {
    const { browser, status } = await answer('told', changes);
    expect(status).toBeGreaterThanOrEqual(400);
    expect((await browser.get('/account')).location).toContain('/sign-in');
  });
});

/** A sign-in that begins at `told`, at this connection: the page that it leads to. */
async function begin(browser: Browser, changes: Partial<Said>, connection = 'portal', relayState = '') {
  const acsUrl = `${server.baseUrl}/sign-in/saml/${connection}`;
  const said = told.say({ id: null, acsUrl, audience: `${acsUrl}/metadata` }, changes);
  const posted = await post(browser, {
    action: acsUrl,
    fields: { SAMLResponse: encode(told.respond(said)), RelayState: relayState },
  });
  return posted.location === null ? posted : { ...(await go(browser, posted.location)), location: posted.location };
}

async function confirm(browser: Browser, { html }: { html: string }) {
  const field = (name: string) => new RegExp(`name="${name}" value="([^"]+)"`).exec(html)?.[1] ?? '';
  return browser.post('/sign-in/received', { csrf_token: field('csrf_token'), state: field('state') });
}

describe('a sign-in that begins at the provider', () => {
  test('waits for the person’s yes, and then goes where the provider says, on this origin', async () => {
    const browser = open();
    const asked = await begin(browser, person('grace'), 'portal', '/account?from=portal');
    expect(asked.status).toBe(200);
    expect(asked.html).toContain('Go on as grace');
    expect((await browser.get('/account')).status).toBe(303);
    const done = await confirm(browser, asked);
    expect([done.status, done.location]).toEqual([303, '/account?from=portal']);
    expect((await browser.readAccount()).html).toContain('<code>grace</code>');
    expect((await confirm(browser, asked)).status).toBe(403);
    const elsewhere = open();
    const evil = await begin(elsewhere, person('grace'), 'portal', 'https://evil.example/');
    expect((await confirm(elsewhere, evil)).location).toBe('/account');
  });

  test('brought by two at once is taken by one', async () => {
    const acsUrl = `${server.baseUrl}/sign-in/saml/portal`;
    const said = told.say({ id: null, acsUrl, audience: `${acsUrl}/metadata` }, person('grace'));
    const fields = { SAMLResponse: encode(told.respond(said)), RelayState: '' };
    const answers = await Promise.all(Array.from({ length: 5 }, () => open().post('/sign-in/saml/portal', fields)));
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 403, 403, 403, 403]);
  });

  test('is refused where the connection does not allow it', async () => {
    const { status, html } = await begin(open(), person('grace'), 'told');
    expect(status).toBe(403);
    expect(html).toContain('begins here, and not at the provider');
  });

  test('works with a provider by another library', async () => {
    const portal = await startSamlifyIdp({});
    try {
      await connect('unasked', { metadata_url: portal.metadataUrl, allow_idp_initiated: true });
      portal.trust((await open().get('/sign-in/saml/unasked/metadata')).html);
      const browser = open();
      const posted = await post(browser, await portal.begin('/account'));
      const asked = await go(browser, posted.location!);
      expect(asked.html).toContain('Go on as ada@staff.example');
      expect((await confirm(browser, asked)).location).toBe('/sign-in/link');
    } finally {
      await portal.close();
    }
  });

  // Abuse case 17.
  test('while somebody is signed in links nothing to them, and signs nobody out before the yes', async () => {
    const browser = open();
    await browser.signIn('google-oauth2', 'ada');
    const ada = await browser.readAccount();
    const identities = async () => JSON.stringify((await api('GET', `/users/${ada.userId}/identities`)).body);
    const before = await identities();
    const asked = await begin(browser, person('mallory', { email: 'ada@example.com' }));
    expect(asked.html).toContain('You are signed in as');
    expect((await browser.readAccount()).userId).toBe(ada.userId);
    await confirm(browser, asked);
    expect(await identities()).toBe(before);
  });

  test('cannot be confirmed by a form of another site, or in another browser', async () => {
    const browser = open();
    const asked = await begin(browser, person('grace'));
    const state = new URL(asked.location!, server.baseUrl).searchParams.get('state')!;
    expect((await browser.post('/sign-in/received', { state })).status).toBe(403);
    expect((await browser.post('/sign-in/received', { state, csrf_token: 'made-up' })).status).toBe(403);
    const victim = open();
    expect((await go(victim, asked.location!)).status).toBe(403);
    expect((await confirm(victim, asked)).status).toBe(403);
    // Nor is it a callback.
    expect((await browser.get(`/sign-in/callback?state=${encodeURIComponent(state)}`)).status).toBe(403);
  });
});

describe('the API', () => {
  test('says in plain words what is wrong with a config or a metadata document', async () => {
    const create = (config: unknown) =>
      api('POST', `/identity-providers/${providers.get('told')}/connections`, { identifier: 'broken', config });
    const refused = await create({ issuer: told.issuer, sso_endpoint: 'nowhere', certificates: ['nonsense'] });
    expect(refused.status).toBe(400);
    expect(refused.body.message).toBe(
      '`sso_endpoint` must be a URL; `certificates[0]` is not an X.509 certificate in PEM or base64',
    );
    expect((await create({ metadata_xml: '<html/>' })).body.message).toContain('describes no identity provider');
    expect((await create({ metadata_url: `${staff.url}/nothing` })).status).toBe(400);
  });

  test('does not let one provider’s identities be named by another', async () => {
    const { status, body } = await api('POST', `/identity-providers/${providers.get('told')}/connections`, {
      identifier: 'other-issuer',
      config: { metadata_url: staff.metadataUrl },
    });
    expect([status, body.code]).toEqual([409, 'issuer_in_use']);
  });

  test('reads metadata anew on an update', async () => {
    const { body } = await api('GET', '/connections');
    const connection = (body.data as { id: string; identifier: string }[]).find((each) => each.identifier === 'staff')!;
    const updated = await api('PUT', `/connections/${connection.id}`, { config: { metadata_url: staff.metadataUrl } });
    expect(updated.body.config).toMatchObject({
      issuer: staff.entityId,
      sso_endpoint: `${staff.url}/sso?realm=staff`,
      slo_endpoint: `${staff.url}/slo`,
      metadata_url: staff.metadataUrl,
    });
  });
});
