/** Signing in with the name and password of a directory, at a server as it is run: the form, what it says, who comes of it. */
import { randomUUID } from 'node:crypto';
import { Client } from 'ldapts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Browser } from '../support/browser.ts';
import { baseDn, type Directory, directoryKinds, type Person, startScriptedDirectory } from '../support/directory.ts';
import { type NativeClient, openNative } from '../support/native-client.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

const people: Person[] = [
  {
    uid: 'ada',
    password: 'ada-password',
    attributes: { cn: 'Ada Park', sn: 'Park', givenName: 'Ada', mail: 'ada@example.com' },
    groups: ['staff', 'chess'],
  },
  { uid: 'bob', password: 'bob-password', attributes: { cn: 'Bob Hill', sn: 'Hill', mail: 'bob@elsewhere.example' } },
];

const path = '/sign-in/password/company';

/** A connection to `directory`, registered as an operator does it. */
async function connect(native: NativeClient, directory: Directory, identifier = 'company', config = {}) {
  const { data: provider } = await native.client.POST('/v1/identity-providers', {
    // What another API keeps of its own with the provider is no setting of the directory's.
    body: { name: identifier, provider_type: 'ldap', display_name: 'Example staff', config: { auth0: { icon: null } } },
  });
  const { response } = await native.client.POST('/v1/identity-providers/{id}/connections', {
    params: { path: { id: provider!.id } },
    body: {
      identifier,
      display_name: 'Example staff',
      client_secret: directory.bindPassword,
      config: { url: directory.url, base_dn: directory.baseDn, bind_dn: directory.bindDn, ...config },
    },
  });
  expect(response.status).toBe(201);
  return provider!.id;
}

async function type(browser: Browser, typed: { username: string; password: string }, at = path) {
  const { html } = await browser.get(at);
  const [, csrf_token = ''] = /name="csrf_token" value="([^"]+)"/.exec(html) ?? [];
  return browser.post(at, { csrf_token, ...typed });
}

describe.each(directoryKinds)('%s', (_name, start) => {
  let it: TestApp;
  let native: NativeClient;
  let directory: Directory;
  let log: string[];
  beforeAll(async () => {
    log = [];
    [it, directory] = await Promise.all([
      startTestApp({ logLevel: 'trace', onLog: (line) => log.push(line) }),
      start(people),
    ]);
    native = openNative(it);
    await native.client.PUT('/v1/tenants/{id}', {
      params: { path: { id: it.tenant.id } },
      body: { settings: { linking: { verified_domains: ['example.com'] } } },
    });
    await connect(native, directory);
  });
  afterAll(async () => {
    await it?.close();
    await directory?.close();
  });

  const open = () => new Browser(it.baseUrl);
  const signIn = (username: string, password: string) => type(open(), { username, password });

  /** The page without what is another one each time, and without the name that was typed. */
  const withoutNames = ({ status, html }: { status: number; html: string }, username: string) => ({
    status,
    html: html.replace(/(name="csrf_token" value=")[^"]+/, '$1').replace(`value="${username}"`, 'value=""'),
  });

  test('is a button that leads to a form', async () => {
    const { html } = await open().get('/sign-in');
    expect(html).toContain('Example staff');
    const started = await open().get('/sign-in/with/company?return_to=%2Faccount%3Ftab%3D1');
    expect([started.status, started.location]).toEqual([303, `${path}?return_to=%2Faccount%3Ftab%3D1`]);
    const form = await open().get(started.location!);
    expect(form.status).toBe(200);
    expect(form.html).toContain('name="return_to" value="/account?tab=1"');
    expect(form.html).toMatch(/<input[^>]*name="password"[^>]*type="password"/);
  });

  test('lets in who has the name and the password, as the same person each time', async () => {
    const browser = open();
    const { status, location } = await type(browser, { username: 'ada', password: 'ada-password' });
    expect([status, location]).toEqual([303, '/account']);
    const account = await browser.readAccount();
    expect(account.html).toContain('Ada Park');

    const again = open();
    await type(again, { username: 'ada@example.com', password: 'ada-password' });
    expect((await again.readAccount()).userId).toBe(account.userId);

    const list = await native.send('GET', `/v1/users/${account.userId}/identities`);
    expect(list.body.data).toHaveLength(1);
    const { body: identity } = await native.send('GET', `/v1/identities/${list.body.data[0].id}`);
    expect(identity).toMatchObject({
      external_id: await entryUuid('ada'),
      external_username: 'ada',
      external_email: 'ada@example.com',
      external_email_verified: true,
    });
    expect(identity.external_id).toMatch(/^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/);
    expect([identity.claims.memberOf].flat().sort()).toEqual([
      'cn=chess,ou=groups,dc=example,dc=com',
      'cn=staff,ou=groups,dc=example,dc=com',
    ]);
    expect(JSON.stringify(identity)).not.toMatch(/ada-password|userPassword/);
  });

  test('goes on to where the person came for, on this origin alone', async () => {
    const wanted = `${path}?${new URLSearchParams({ return_to: '/account?tab=1' })}`;
    const fields = async (browser: Browser, return_to: string) => {
      const { html } = await browser.get(wanted);
      const [, csrf_token = ''] = /name="csrf_token" value="([^"]+)"/.exec(html) ?? [];
      return { csrf_token, return_to, username: 'ada', password: 'ada-password' };
    };
    const [one, other] = [open(), open()];
    expect((await one.post(path, await fields(one, '/account?tab=1'))).location).toBe('/account?tab=1');
    expect((await other.post(path, await fields(other, 'https://evil.example/'))).location).toBe('/account');
  });

  test('asks about an address outside the verified domains: the directory’s word does not reach there', async () => {
    const { status, location } = await signIn('bob', 'bob-password');
    expect([status, location]).toEqual([303, '/sign-in/link']);
  });

  test('says of a wrong password what it says of a name that nobody has, to the byte', async () => {
    const [wrong, unknown] = [await signIn('ada', 'wrong'), await signIn('zed', 'wrong')];
    expect(wrong.status).toBe(403);
    expect(wrong.html).toContain('aria-invalid="true"');
    expect(withoutNames(wrong, 'ada')).toEqual(withoutNames(unknown, 'zed'));
    expect([...wrong.headers.keys()]).toEqual([...unknown.headers.keys()]);
  });

  test.each([
    ['no password, with which the directory itself would let in', 'ada', ''],
    ['a star', '*', 'ada-password'],
    ['a filter', 'ada)(objectClass=*', 'ada-password'],
    ['a filter that closes all', '*)(uid=*))(|(uid=*', 'ada-password'],
    ['an escaped letter', '\\61da', 'ada-password'],
    ['a NUL', 'ada\0', 'ada-password'],
    ['a distinguished name', `uid=ada,${baseDn}`, 'ada-password'],
    ['nothing at all', '', ''],
  ])('refuses %s as it refuses a wrong password, and opens nothing', async (_what, username, password) => {
    const browser = open();
    const refused = await type(browser, { username, password });
    expect(refused.status).toBe(403);
    expect(refused.html).toContain('aria-invalid="true"');
    expect(refused.html).not.toContain('ada-password');
    expect((await browser.get('/account')).location).toMatch(/^\/sign-in/);
  });

  test('really would let in without a password: what is refused is refused here', async () => {
    const client = new Client({ url: directory.url });
    await expect(client.bind(`uid=ada,${baseDn}`, '')).resolves.toBeUndefined();
    await client.unbind();
  });

  test('takes no form of another site', async () => {
    const browser = open();
    await browser.get(path);
    for (const csrf_token of ['', randomUUID()]) {
      const { status } = await browser.post(path, { csrf_token, username: 'ada', password: 'ada-password' });
      expect(status).toBe(403);
    }
    expect((await browser.get('/account')).location).toMatch(/^\/sign-in/);
  });

  test('says that the directory refuses our own password, without saying which', async () => {
    const { data } = await native.client.POST('/v1/identity-providers', {
      body: { name: 'stale', provider_type: 'ldap' },
    });
    await native.client.POST('/v1/identity-providers/{id}/connections', {
      params: { path: { id: data!.id } },
      body: {
        identifier: 'stale',
        client_secret: 'of-last-year',
        config: { url: directory.url, base_dn: baseDn, bind_dn: directory.bindDn },
      },
    });
    const at = '/sign-in/password/stale';
    const { status, html } = await type(open(), { username: 'ada', password: 'ada-password' }, at);
    expect(status).toBe(500);
    expect(html).toContain('not set up right');
    expect(html).not.toMatch(/of-last-year|ada-password/);
  });

  test('leaves no password in a log or an event', async () => {
    const { body } = await native.send('GET', '/v1/events?limit=100');
    expect(log.length).toBeGreaterThan(10);
    for (const text of [JSON.stringify(body), log.join('\n')])
      expect(text).not.toMatch(new RegExp(`ada-password|bob-password|${directory.bindPassword}`));
  });

  // Last: from here on the name is tried no more.
  test('counts tries at a name, and asks the directory no more when there were too many', async () => {
    const statuses = [];
    for (let nth = 0; nth < 11; nth += 1) statuses.push((await signIn('carol', 'wrong')).status);
    expect(statuses).toEqual([...Array(10).fill(403), 429]);
    const last = await signIn(' Carol', 'wrong');
    expect(last.status).toBe(429);
    expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(last.html).toContain('That was asked for too often');
  });

  async function entryUuid(uid: string): Promise<unknown> {
    const client = new Client({ url: directory.url });
    await client.bind(directory.bindDn, directory.bindPassword);
    const { searchEntries } = await client.search(baseDn, { filter: `(uid=${uid})`, attributes: ['*', 'entryUUID'] });
    await client.unbind();
    return searchEntries[0]?.entryUUID;
  }
});

test('a directory that is down is a clear page, and is up again without anybody doing anything here', async () => {
  const it = await startTestApp();
  const first = await startScriptedDirectory(people);
  const port = Number(new URL(first.url).port);
  try {
    await connect(openNative(it), first);
    await first.close();
    const refused = await type(new Browser(it.baseUrl), { username: 'ada', password: 'ada-password' });
    expect(refused.status).toBe(502);
    expect(refused.html).toContain('did not answer as it should');
    expect(refused.html).not.toMatch(/ECONNREFUSED|127\.0\.0\.1|ada-password/);
    const second = await startScriptedDirectory(people, undefined, port);
    try {
      expect((await type(new Browser(it.baseUrl), { username: 'ada', password: 'ada-password' })).status).toBe(303);
    } finally {
      await second.close();
    }
  } finally {
    await it.close();
  }
});
