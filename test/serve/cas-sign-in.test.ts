/** Signing in at a CAS server, at a server as it is run: there and back, who comes of it, and tickets that are not ours. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { Browser } from '../support/browser.ts';
import { type CasServer, startCasServer } from '../support/cas-server.ts';
import { type NativeClient, openNative } from '../support/native-client.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

let it: TestApp;
let native: NativeClient;
let campus: CasServer;

beforeAll(async () => {
  [it, campus] = await Promise.all([
    startTestApp(),
    startCasServer([
      {
        user: 'apark',
        password: 'ada-password',
        attributes: {
          mail: 'ada@campus.example',
          displayName: 'Ada Park',
          eduPersonAffiliation: ['student', 'staff'],
          employeeId: 'p-7',
        },
      },
      { user: 'eve', password: 'eve-password', attributes: { mail: 'eve@campus.example', employeeId: 'p-8' } },
    ]),
  ]);
  native = openNative(it);
  await native.client.PUT('/v1/tenants/{id}', {
    params: { path: { id: it.tenant.id } },
    body: { settings: { linking: { verified_domains: ['campus.example'] } } },
  });
  await connect('campus', { url: campus.url, subject_attribute: 'employeeId' });
  await connect('annex', { url: campus.url, subject_attribute: 'employeeId' });
});
afterAll(async () => {
  await it?.close();
  await campus?.close();
});
afterEach(() => campus.reset());

/** A provider with one connection, registered as an operator does it. */
async function connect(identifier: string, config: Record<string, unknown>) {
  const { data } = await native.client.POST('/v1/identity-providers', {
    // What another API keeps of its own with the provider is no setting of the CAS server's.
    body: { name: identifier, provider_type: 'cas', display_name: 'Example campus', config: { auth0: { icon: null } } },
  });
  const { response } = await native.client.POST('/v1/identity-providers/{id}/connections', {
    params: { path: { id: data!.id } },
    body: { identifier, config },
  });
  expect(response.status).toBe(201);
}

const open = () => new Browser(it.baseUrl);
const pathOf = ({ pathname, search }: URL) => `${pathname}${search}`;

/** From the button to the address that the CAS server sends the browser to. */
async function goThere(browser: Browser, user = 'apark', connection = 'campus', query = '') {
  const { location } = await browser.get(`/sign-in/with/${connection}${query}`);
  return campus.signIn(location!, user);
}

async function expectNobody(browser: Browser) {
  expect((await browser.get('/account')).location).toMatch(/^\/sign-in/);
}

test('a person goes there and comes back, as the same each time', async () => {
  const callbackUrl = `${it.publicUrl}/sign-in/callback`;
  campus.services = [callbackUrl];
  const browser = open();
  const callback = await goThere(browser, 'apark', 'campus', '?return_to=%2Faccount%3Ftab%3D1');
  expect(callback.href.startsWith(`${callbackUrl}?state=`)).toBe(true);
  const { status, location } = await browser.get(pathOf(callback));
  expect([status, location]).toEqual([303, '/account?tab=1']);
  const account = await browser.readAccount();
  expect(account.html).toContain('Ada Park');

  const again = open();
  await again.get(pathOf(await goThere(again)));
  expect((await again.readAccount()).userId).toBe(account.userId);

  const list = await native.send('GET', `/v1/users/${account.userId}/identities`);
  expect(list.body.data).toHaveLength(1);
  const { body: identity } = await native.send('GET', `/v1/identities/${list.body.data[0].id}`);
  expect(identity).toMatchObject({
    external_id: 'p-7',
    external_username: 'apark',
    external_email: 'ada@campus.example',
    external_email_verified: true,
    claims: { user: 'apark', eduPersonAffiliation: ['student', 'staff'] },
  });
});

test('a ticket is good once: the same callback again opens nothing, in this browser or another', async () => {
  const browser = open();
  const callback = await goThere(browser);
  expect((await browser.get(pathOf(callback))).status).toBe(303);
  const asked = campus.validated.length;
  for (const other of [browser, open()]) expect((await other.get(pathOf(callback))).status).toBe(403);
  // Our own memory of the sign-in refuses it: the CAS server is not even asked.
  expect(campus.validated).toHaveLength(asked);
});

test('a ticket that was used, brought to a sign-in that waits, is refused', async () => {
  const first = open();
  const spent = await goThere(first);
  await first.get(pathOf(spent));
  const second = open();
  const callback = await goThere(second);
  callback.searchParams.set('ticket', spent.searchParams.get('ticket')!);
  const { status, html } = await second.get(pathOf(callback));
  expect(status).toBe(403);
  expect(html).not.toContain('the-server-said-this');
  await expectNobody(second);
});

test('a ticket of somebody else, for another sign-in here, is refused', async () => {
  const [eve, ada] = [open(), open()];
  const hers = await goThere(eve, 'eve');
  const callback = await goThere(ada);
  callback.searchParams.set('ticket', hers.searchParams.get('ticket')!);
  expect((await ada.get(pathOf(callback))).status).toBe(403);
  await expectNobody(ada);
  // It is spent: Eve's own sign-in is over too, and she starts again.
  expect((await eve.get(pathOf(hers))).status).toBe(403);
});

test.each([
  ['another application', 'https://wiki.example/login'],
  ['this address without the sign-in', '/sign-in/callback'],
])('a ticket for %s is refused', async (_what, service) => {
  const browser = open();
  const callback = await goThere(browser);
  const ticket = campus.issue(new URL(service, it.publicUrl).href, 'apark');
  callback.searchParams.set('ticket', ticket);
  expect((await browser.get(pathOf(callback))).status).toBe(403);
  expect(campus.validated).toContain(ticket);
  await expectNobody(browser);
});

test('a callback with somebody’s ticket in a browser that started nothing signs nobody in', async () => {
  const attacker = open();
  const callback = await goThere(attacker, 'eve');
  const victim = open();
  const { status, html } = await victim.get(pathOf(callback));
  expect(status).toBe(403);
  expect(html).toContain('was not started in this browser');
  expect(campus.validated).toEqual([]);
  await expectNobody(victim);
});

test('the same name at another provider is another identity, which only the proved address brings to the same user', async () => {
  const [one, other] = [open(), open()];
  await one.get(pathOf(await goThere(one, 'eve')));
  await other.get(pathOf(await goThere(other, 'eve', 'annex')));
  const { userId } = await one.readAccount();
  expect((await other.readAccount()).userId).toBe(userId);
  const { body } = await native.send('GET', `/v1/users/${userId}/identities`);
  expect(body.data.map((each: Record<string, string>) => [each.provider_name, each.external_id]).sort()).toEqual([
    ['annex', 'p-8'],
    ['campus', 'p-8'],
  ]);
});

test('a server that does not serve us says so itself; one that is down is a clear page', async () => {
  campus.services = ['https://other.example/'];
  await expect(goThere(open())).rejects.toThrow('403');
  campus.reset();
  const browser = open();
  const callback = await goThere(browser);
  campus.status = 500;
  const { status, html } = await browser.get(pathOf(callback));
  expect(status).toBe(502);
  expect(html).toContain('did not answer as it should');
  expect(html).not.toContain('serviceResponse');
  await expectNobody(browser);
});
