/** A connection is tried before people depend on it: every step told, nothing written. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openStage, type Row, type SignInPlace, type Stage } from '../abuse/stage.ts';
import { Browser } from '../support/browser.ts';
import { type Directory, startScriptedDirectory } from '../support/directory.ts';
import { openNative } from '../support/native-client.ts';

let ahead = 0;
let stage: Stage;
let place: SignInPlace;
let directory: Directory;
beforeAll(async () => {
  stage = await openStage({ now: () => Date.now() + ahead });
  place = await stage.addProvider('work', { mode: 'verified_match', emailProof: 'provider_verified_bit' });
  await stage.it.operations.connections.setEnabled(stage.it.actor, place.connection.id, false);
  directory = await startScriptedDirectory([
    { uid: 'ada', password: 'ada-password', attributes: { cn: 'Ada', sn: 'Park', mail: 'ada@example.com' } },
  ]);
});
afterAll(async () => {
  await stage.close();
  await directory.close();
});

const pathOf = (url: string) => new URL(url).pathname + new URL(url).search;

async function ask(connectionId = place.connection.id): Promise<{ id: string; url: string; path: string }> {
  const { status, body } = await stage.post(`/v1/connections/${connectionId}/tests`, undefined);
  if (status !== 201) throw new Error(JSON.stringify(body));
  return { id: body.id, url: body.url, path: pathOf(body.url) };
}

async function report(id: string, connectionId = place.connection.id): Promise<Row> {
  const { status, body } = await stage.native.send('GET', `/v1/connections/${connectionId}/tests/${id}`);
  if (status !== 200) throw new Error(`${status} ${JSON.stringify(body)}`);
  return body;
}

/** From the page to the provider, as the person who opened the address. */
async function begin(path: string, browser = new Browser(stage.it.baseUrl)) {
  const page = await browser.get(path);
  const href = /href="(\/sign-in\/test\/begin[^"]+)"/.exec(page.html)?.[1]?.replaceAll('&amp;', '&');
  if (href === undefined) throw new Error(`nothing to begin: ${page.status} ${page.html}`);
  return { browser, href, answer: await browser.get(href) };
}

async function run(path: string, claims: Record<string, unknown>, change: (callback: URL) => void = () => {}) {
  const { browser, answer } = await begin(path);
  const callback = place.scripted.approve(new URL(answer.location!), claims);
  change(callback);
  return { browser, end: await browser.get(callback.pathname + callback.search) };
}

const steps = ({ steps }: Row) => Object.fromEntries(steps.map((each: Row) => [each.step, each.outcome]));

/** What a test may leave behind is its own row, the sign-in that it used up and one event. */
async function everything() {
  const { pool } = stage.it.database;
  const tables = ['users', 'identities', 'sessions', 'connections', 'pending_links', 'suggestions', 'separations'];
  const rows = await Promise.all(
    tables.map((table) =>
      pool.query(`select * from ${table} order by id::text`.replace('separations order by id::text', 'separations')),
    ),
  );
  return JSON.stringify(rows.map(({ rows: found }) => found));
}

describe('a test of a connection that is switched off', () => {
  test('goes every step, and writes nothing but its report and its event', async () => {
    const known = await stage.createUser({ email: 'ada@example.com', email_verified: true });
    const before = await everything();
    const { id, path } = await ask();
    const { browser, end } = await run(path, {
      sub: 'ada-1',
      email: 'ada@example.com',
      email_verified: true,
      access_token: 'should-not-be-shown',
    });
    expect([end.status, end.html]).toEqual([200, expect.stringContaining('It works')]);
    // The page is the browser's, whoever that is: it tells neither claims nor whom they would join.
    expect(end.html).not.toContain('ada@example.com');
    expect(end.html).not.toContain(known.id);
    const told = await report(id);
    expect(told).toMatchObject({
      status: 'passed',
      raw: { sub: 'ada-1', email: 'ada@example.com', access_token: '(left out)' },
      claims: { external_id: 'ada-1', email: 'ada@example.com', email_verified: true },
      mapped: { external_id: 'ada-1' },
      changed: [],
      linking: {
        decision: { action: 'link', user_id: known.id, matched_on: 'email' },
        user_id: known.id,
        identity_id: null,
      },
    });
    expect(new Set(Object.values(steps(told)))).toEqual(new Set(['passed']));
    expect(told.linking.reasons.length).toBeGreaterThan(0);
    expect(await everything()).toBe(before);
    expect((await browser.get('/account')).status).toBe(303);
    const [event, ...others] = await stage.events('connection.tested');
    expect(others).toEqual([]);
    expect(event).toMatchObject({
      after: { testId: id, status: 'passed', failedAt: null },
      actor: { kind: 'api_key' },
    });
    expect(JSON.stringify(await everything()) + JSON.stringify(event)).not.toContain('access-');
  });

  test('is gone through once, and not by two browsers', async () => {
    const { id, path } = await ask();
    const { browser, href, answer } = await begin(path);
    expect((await browser.get(href)).status).toBe(409);
    expect((await browser.get(path)).status).toBe(409);
    const callback = place.scripted.approve(new URL(answer.location!), { sub: 'x' });
    const there = callback.pathname + callback.search;
    const stranger = await new Browser(stage.it.baseUrl).get(there);
    expect(stranger.status).toBe(403);
    expect((await report(id)).status).toBe('started');
    expect((await browser.get(there)).status).toBe(200);
    expect((await browser.get(there)).status).toBe(403);
    expect((await report(id)).status).toBe('passed');
  });

  test('expires, and its report goes after a day', async () => {
    const { id, path } = await ask();
    try {
      ahead = 31 * 60_000;
      expect((await new Browser(stage.it.baseUrl).get(path)).status).toBe(409);
      expect((await report(id)).status).toBe('expired');
      ahead = 25 * 3_600_000;
      await expect(report(id)).rejects.toThrow('404');
    } finally {
      ahead = 0;
    }
  });

  test('opens for nobody who makes its address up', async () => {
    const { path } = await ask();
    const browser = new Browser(stage.it.baseUrl);
    for (const wrong of [
      `${path.slice(0, -1)}${path.endsWith('a') ? 'b' : 'a'}`,
      '/sign-in/test',
      '/sign-in/test?token=x',
    ])
      expect((await browser.get(wrong)).status).toBe(409);
    expect((await browser.get(path)).status).toBe(200);
  });

  test('signs nobody in when it is switched on meanwhile', async () => {
    const { it } = stage;
    const { id, path } = await ask();
    const { browser, answer } = await begin(path);
    await it.operations.connections.setEnabled(it.actor, place.connection.id, true);
    const callback = place.scripted.approve(new URL(answer.location!), { sub: 'nobody-in' });
    await browser.get(callback.pathname + callback.search);
    await it.operations.connections.setEnabled(it.actor, place.connection.id, false);
    expect((await report(id)).status).toBe('passed');
    expect(await stage.bySubject('nobody-in')).toEqual([]);
    expect((await browser.get('/account')).status).toBe(303);
  });
});

describe('a failing step is named, with why', () => {
  const failing = async (prepare: () => void, change: (callback: URL) => void = () => {}) => {
    const { id, path } = await ask();
    prepare();
    try {
      const { end } = await run(path, { sub: 'x', email: 'x@example.com' }, change);
      expect([end.status, end.html]).toEqual([200, expect.stringContaining('does not work yet')]);
    } finally {
      place.scripted.lie = {};
    }
    const told = await report(id);
    expect(told.status).toBe('failed');
    return told.steps.find(({ outcome }: Row) => outcome === 'failed');
  };

  const lie = (how: typeof place.scripted.lie) => () => {
    place.scripted.lie = how;
  };
  test.each<[string, string, () => void, ((callback: URL) => void)?]>([
    ['callback', 'callback_invalid', () => {}, (callback) => callback.searchParams.set('iss', 'https://evil.example')],
    [
      'authorization',
      'access_denied',
      () => {},
      (callback) => {
        callback.searchParams.delete('code');
        callback.searchParams.set('error', 'access_denied');
      },
    ],
    ['token_exchange', 'code_refused', () => {}, (callback) => callback.searchParams.set('code', 'another')],
    ['token_exchange', 'token_invalid', lie({ signature: 'foreign_key' })],
    ['claims', 'claims_invalid', lie({ claims: (honest) => ({ ...honest, sub: ' ' }) })],
  ])('%s: %s', async (step, reason, prepare, change) => {
    expect(await failing(prepare, change)).toMatchObject({ step, reason, message: expect.stringMatching(/\w/) });
  });

  test('discovery, before anybody is sent anywhere', async () => {
    const { it } = stage;
    const provider = await it.createProvider('oidc', 'nowhere');
    const { id: connectionId } = await it.operations.connections.create(it.actor, {
      identityProviderId: provider.id,
      identifier: 'nowhere',
      clientId: 'x',
      config: { issuer: 'http://127.0.0.1:1' },
    });
    const { id, path } = await ask(connectionId);
    const { answer } = await begin(path);
    expect([answer.status, answer.html]).toEqual([200, expect.stringContaining('does not work yet')]);
    const told = await report(id, connectionId);
    expect(steps(told)).toMatchObject({ discovery: 'failed', authorization: 'not_reached', decision: 'not_reached' });
  });

  test('mapping, with each of its problems', async () => {
    const { it } = stage;
    const map = (claimMapping: object | null) =>
      it.operations.connections.update(it.actor, place.connection.id, { claimMapping });
    await map({ username: 'sub', displayName: 'groups' });
    const { id, path } = await ask();
    await run(path, { sub: 'x', groups: ['a'] });
    await map(null);
    expect(await report(id)).toMatchObject({
      status: 'failed',
      mapped: null,
      linking: null,
      mapping_problems: [{ claim: 'display_name', message: 'it must come to a text, and came to a list' }],
    });
  });
});

describe('a directory', () => {
  const connect = async () => {
    const { it } = stage;
    const provider = await it.createProvider('ldap', `directory-${crypto.randomUUID()}`);
    const { url, baseDn, bindDn, bindPassword } = directory;
    return it.operations.connections.create(it.actor, {
      identityProviderId: provider.id,
      identifier: provider.name,
      clientSecret: bindPassword,
      config: { url, base_dn: baseDn, bind_dn: bindDn },
      enabled: false,
    });
  };
  const type = async (path: string, password: string) => {
    const browser = new Browser(stage.it.baseUrl);
    const { html } = await browser.get(path);
    const [, csrf_token = ''] = /name="csrf_token" value="([^"]+)"/.exec(html) ?? [];
    const [, token = ''] = /name="token" value="([^"]+)"/.exec(html) ?? [];
    const form = { csrf_token, token, username: 'ada', password };
    return { browser, form, end: await browser.post('/sign-in/test/password', form) };
  };

  test('is tried with a name and a password, once', async () => {
    const connection = await connect();
    const before = await everything();
    const { id, path } = await ask(connection.id);
    const { browser, form, end } = await type(path, 'ada-password');
    expect([end.status, end.html]).toEqual([200, expect.stringContaining('It works')]);
    const told = await report(id, connection.id);
    expect(steps(told)).toEqual({ password: 'passed', claims: 'passed', mapping: 'passed', decision: 'passed' });
    expect(told.claims.email).toBe('ada@example.com');
    expect(JSON.stringify(told)).not.toContain('ada-password');
    expect(await everything()).toBe(before);
    expect((await browser.post('/sign-in/test/password', form)).status).toBe(403);
  });

  test('says that the password was wrong, and takes no form from elsewhere', async () => {
    const connection = await connect();
    const { id, path } = await ask(connection.id);
    const browser = new Browser(stage.it.baseUrl);
    const token = new URLSearchParams(path.split('?')[1]).get('token')!;
    expect((await browser.post('/sign-in/test/password', { token, username: 'ada', password: 'x' })).status).toBe(403);
    await type(path, 'wrong');
    expect(steps(await report(id, connection.id))).toMatchObject({ password: 'failed', claims: 'not_reached' });
  });
});

describe('who may', () => {
  test('ask for one and read it needs the scopes of what it shows, of this tenant and connection', async () => {
    const { it } = stage;
    const { id } = await ask();
    const path = `/v1/connections/${place.connection.id}/tests`;
    const as = async (scopes: Parameters<typeof it.createKey>[0], options = {}) =>
      openNative(it, (await it.createKey(scopes, options)).rawKey);
    expect((await (await as(['identity_providers:read'])).send('POST', path)).status).toBe(403);
    expect((await (await as(['identity_providers:write'])).send('POST', path)).status).toBe(201);
    expect((await (await as(['identity_providers:read', 'users:read'])).send('GET', `${path}/${id}`)).status).toBe(403);
    const stranger = openNative(it, it.other.key.rawKey, it.other.tenant.id);
    expect((await stranger.send('POST', path)).status).toBe(404);
    expect((await stranger.send('GET', `${path}/${id}`)).status).toBe(404);
    const another = await stage.addProvider('another');
    expect((await stage.native.send('GET', `/v1/connections/${another.connection.id}/tests/${id}`)).status).toBe(404);
    const bound = await as(['identity_providers:write'], { identityProviderId: another.provider.id });
    expect((await bound.send('POST', path)).status).toBe(403);
  });

  test('not more than fifty wait at once', async () => {
    const statuses: number[] = [];
    for (let nth = 0; nth < 51; nth += 1)
      statuses.push((await stage.post(`/v1/connections/${place.connection.id}/tests`, undefined)).status);
    expect([statuses[0], statuses.at(-1)]).toEqual([201, 429]);
  });
});
