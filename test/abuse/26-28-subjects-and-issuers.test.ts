/** A subject is somebody's name at one issuer, of one provider, in one tenant, and never empty. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { toHex } from '../../src/domain/ids.ts';
import { Browser } from '../support/browser.ts';
import { runCommand } from '../support/command-line.ts';
import { openNative } from '../support/native-client.ts';
import { scriptedClient, startScriptedProvider } from '../support/scripted-provider.ts';
import { believed, openStage, type Row, type SignInPlace, type Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

const connectionBody = (identifier: string, issuer: string, more: object = {}) => ({
  identifier,
  client_id: scriptedClient.clientId,
  client_secret: scriptedClient.clientSecret,
  config: { issuer },
  ...more,
});

describe('26: the same subject elsewhere is somebody else', () => {
  test('at two issuers, two directories and two tenants', async () => {
    const { it } = stage;
    const [one, two] = [await stage.addProvider('issuer-1'), await stage.addProvider('issuer-2')];
    const first = await one.signIn({ sub: '1', tid: 'directory-1' });
    const second = await two.signIn({ sub: '1', tid: 'directory-2' });
    const theirs = await it.operations.identityProviders.create(it.other.actor, { strategy: 'oidc', name: 'issuer-1' });
    const { user } = await it.operations.users.create(it.other.actor, { profile: {} });
    const other = openNative(it, it.other.key.rawKey, it.other.tenant.id);
    const third = await stage.post(
      `/v1/users/${user.id}/identities`,
      { identity_provider_id: theirs.id, external_id: '1' },
      other.headers,
    );
    expect(third.status).toBe(201);
    expect(new Set([first.userId, second.userId, user.id]).size).toBe(3);
    expect(await stage.bySubject('1')).toHaveLength(2);
    expect((await one.signIn({ sub: '1' })).userId).toBe(first.userId);
    expect((await two.signIn({ sub: '1' })).userId).toBe(second.userId);
  });

  test('and of two types is two identities', async () => {
    const place = await stage.addProvider('typed');
    const [a, b] = [await stage.createUser({}), await stage.createUser({})];
    for (const [user, type] of [
      [a, 'openid'],
      [b, 'unionid'],
    ] as const) {
      const path = `/v1/users/${user.id}/identities`;
      const body = { identity_provider_id: place.provider.id, external_id: 'one', subject_type: type };
      expect((await stage.post(path, body)).status).toBe(201);
    }
    // Which of the two a sign-in without a type means cannot be told: it is neither.
    const arrival = await place.signIn({ sub: 'one' });
    expect([a.id, b.id]).not.toContain(arrival.userId);
  });

  test('one provider does not ask two issuers', async () => {
    const place = await stage.addProvider('single');
    const another = await startScriptedProvider();
    const path = `/v1/identity-providers/${place.provider.id}/connections`;
    const refused = await stage.post(path, connectionBody('second-issuer', another.url));
    expect([refused.status, refused.body.code]).toEqual([409, 'issuer_in_use']);
    expect((await stage.post(path, connectionBody('same-issuer', place.scripted.url))).status).toBe(201);
    await another.close();
  });
});

describe('27: a provider that has identities keeps its issuer', () => {
  /** V's identity at an honest issuer; A runs another one, and says V's subject there. */
  const lure = async (name: string) => {
    const place = await stage.addProvider(name);
    const evil = await startScriptedProvider();
    const victim = await place.signIn({ sub: `${name}-victim` });
    const attack = async (): Promise<string | null> => {
      const browser = new Browser(stage.it.baseUrl);
      const start = await browser.get(`/sign-in/with/${name}`);
      if (start.location === null) return null;
      const from = start.location.startsWith(evil.url) ? evil : place.scripted;
      if (from !== evil) return null;
      const callback = evil.approve(new URL(start.location), { sub: `${name}-victim` });
      await browser.get(`${callback.pathname}${callback.search}`);
      const { status } = await browser.get('/account');
      return status === 200 ? (await browser.readAccount()).userId : null;
    };
    return { place, evil, victim, attack };
  };
  const expectRefused = ({ status, body }: { status: number; body: Row }) =>
    expect([status, body.code]).toEqual([409, 'issuer_in_use']);

  test('by a change of the connection', async () => {
    const { place, evil, attack } = await lure('moved');
    const { identifier: _identifier, ...change } = connectionBody('moved', evil.url);
    expectRefused(await stage.put(`/v1/connections/${place.connection.id}`, change));
    expect(await attack()).toBeNull();
    await evil.close();
  });

  test('by a change of the provider’s own config', async () => {
    const { place, evil, attack } = await lure('configured');
    // What the connection says stands above it.
    await stage.put(`/v1/identity-providers/${place.provider.id}`, { config: { issuer: evil.url } });
    expect(await attack()).toBeNull();
    // Where the provider's config is what counts, it stays.
    const hub = await stage.addProvider('configured-hub', believed, { strategy: 'github' });
    await stage.put(`/v1/identity-providers/${hub.provider.id}`, { config: { issuer: hub.scripted.url } });
    const { issuer: _issuer, ...rest } = hub.connection.config;
    const secret = scriptedClient.clientSecret;
    const inherits = await stage.put(`/v1/connections/${hub.connection.id}`, { config: rest, client_secret: secret });
    expect(inherits.status).toBe(200);
    hub.scripted.github = { user: { id: 27, login: 'twenty-seven' }, emails: [] };
    expect((await hub.signIn({})).userId).not.toBeNull();
    expectRefused(await stage.put(`/v1/identity-providers/${hub.provider.id}`, { config: { issuer: evil.url } }));
    await evil.close();
  });

  test('by removing the connection and adding another', async () => {
    const { place, evil } = await lure('replaced');
    await stage.native.send('DELETE', `/v1/connections/${place.connection.id}`);
    const path = `/v1/identity-providers/${place.provider.id}/connections`;
    expectRefused(await stage.post(path, connectionBody('replaced', evil.url)));
    expect((await stage.post(path, connectionBody('replaced', place.scripted.url))).status).toBe(201);
    await evil.close();
  });

  test('through the vendors’ APIs too', async () => {
    const { evil, place } = await lure('vendors');
    const token = await managementToken();
    const genauth = await stage.post(
      '/api/v3/update-ext-idp-conn',
      { id: toHex(place.connection.id), displayName: 'x', fields: { issuer: evil.url, client_secret: 'x' } },
      { authorization: `Bearer ${token}` },
    );
    expect(genauth.body.statusCode).not.toBe(200);
    const auth0 = await fetch(`${stage.it.baseUrl}/api/v2/connections?strategy=oidc`, {
      headers: { authorization: `Bearer ${await auth0Token()}` },
    });
    const listed = ((await auth0.json()) as Row[]).find(({ name }) => name === 'vendors')!;
    const patched = await stage.native.send('PATCH', `/api/v2/connections/${listed.id}`, {
      headers: { authorization: `Bearer ${await auth0Token()}`, 'content-type': 'application/json' },
      body: JSON.stringify({ options: { issuer: evil.url, client_id: 'selfsame', client_secret: 'x' } }),
    });
    expect(patched.status).toBeGreaterThanOrEqual(400);
    const [row] = (
      await stage.it.database.pool.query('select config from connections where id = $1', [place.connection.id])
    ).rows;
    expect(row.config.issuer).toBe(place.scripted.url);
    await evil.close();
  });

  test('a caller who says so in as many words may, and then the old subject is the old user', async () => {
    const { place, evil, victim, attack } = await lure('allowed');
    const { identifier: _identifier, ...change } = connectionBody('allowed', evil.url, { allow_issuer_change: true });
    expect((await stage.put(`/v1/connections/${place.connection.id}`, change)).status).toBe(200);
    expect(await attack()).toBe(victim.userId);
    expect((await stage.events('connection.updated')).at(-1)).toMatchObject({
      before: { config: { issuer: place.scripted.url } },
      after: { config: { issuer: evil.url } },
    });
    await evil.close();
  });

  test('a kept client secret goes to no address that the provider’s config names anew', async () => {
    const provider = await stage.it.createProvider('oidc', 'kept-secret');
    const [honest, evil] = [await startScriptedProvider(), await startScriptedProvider()];
    await stage.put(`/v1/identity-providers/${provider.id}`, { config: { issuer: honest.url } });
    await stage.it.operations.connections.create(stage.it.actor, {
      identityProviderId: provider.id,
      identifier: 'kept-secret',
      ...scriptedClient,
      config: { issuer: honest.url },
    });
    const moved = await stage.put(`/v1/identity-providers/${provider.id}`, {
      config: { issuer: honest.url, token_endpoint: `${evil.url}/token` },
      allow_issuer_change: true,
    });
    expect([moved.status, moved.body.code]).toEqual([400, 'invalid_input']);
    await Promise.all([honest.close(), evil.close()]);
  });
});

describe('28: an empty, missing, overlong or odd subject is refused at every door', () => {
  const odd: [string, unknown][] = [
    ['empty', ''],
    ['blank', '   '],
    ['a no-break space', '\u00a0'],
    ['a line break', 'twenty\neight'],
    ['overlong', 'x'.repeat(256)],
    ['null', null],
    ['a list', ['twenty-eight']],
    ['an object', { sub: 'twenty-eight' }],
    ['a number', 28],
    ['true', true],
  ];
  let place: SignInPlace;
  let user: Row;
  let before: object;
  beforeAll(async () => {
    place = await stage.addProvider('odd', believed);
    user = await stage.createUser({});
    before = await stage.snapshot();
  });
  const expectNothing = async (what: string) => expect(await stage.snapshot(), what).toEqual(before);

  test('the sign-in', async () => {
    for (const [what, sub] of [...odd, ['missing', undefined] as const]) {
      place.scripted.lie.claims = ({ sub: _sub, ...rest }) =>
        (sub === undefined ? rest : { ...rest, sub }) as typeof rest;
      const visit = await place.signIn({});
      expect(visit.status, what).toBeGreaterThanOrEqual(400);
      expect(visit.userId, what).toBeNull();
    }
    place.scripted.lie = {};
    await expectNothing('sign-in');
  });

  test('a link by hand, one and many, and a new user', async () => {
    for (const [what, external_id] of [...odd, ['NUL', 'a\0b'] as const, ['half a character', '\ud800'] as const]) {
      const identity = { identity_provider_id: place.provider.id, external_id };
      const one = await stage.post(`/v1/users/${user.id}/identities`, identity);
      expect(one.status, what).toBe(400);
      const many = await stage.post('/v1/identities/bulk-link', { links: [{ ...identity, user_id: user.id }] });
      expect([400, 409], what).toContain(many.status);
      expect((await stage.post('/v1/users', { identities: [identity] })).status, what).toBe(400);
    }
    await expectNothing('native');
  });

  test('the vendors’ links', async () => {
    const [genauth, auth0] = [await managementToken(), await auth0Token()];
    for (const [what, subject] of odd) {
      const link = await stage.post(
        '/api/v3/link-identity',
        { extIdpId: toHex(place.provider.id), userIdInIdp: subject, userId: toHex(user.id) },
        { authorization: `Bearer ${genauth}` },
      );
      expect(link.body.statusCode, what).not.toBe(200);
      const linked = await stage.post(
        `/api/v2/users/${encodeURIComponent(`auth0|${toHex(user.id)}`)}/identities`,
        { provider: 'oidc', user_id: subject },
        { authorization: `Bearer ${auth0}` },
      );
      // Refused for the subject: the user is there.
      expect(linked.status, what).toBe(400);
    }
    await expectNothing('vendors');
  });

  test('an import', async () => {
    const { it } = stage;
    const directory = mkdtempSync(join(tmpdir(), 'selfsame-abuse-'));
    const file = join(directory, 'users.jsonl');
    const lines = odd.map(([, external_id]) =>
      JSON.stringify({ name: 'Odd', identities: [{ identity_provider: 'odd', external_id }] }),
    );
    writeFileSync(file, `${lines.join('\n')}\n`);
    const keys = await runCommand(['keys', 'new'], {});
    const env = {
      DATABASE_URL: it.database.pool.options.connectionString!,
      SELFSAME_KEYS: keys.stdout.trim(),
      NODE_ENV: 'production',
    };
    const { code } = await runCommand(['import', file, '--tenant', it.tenant.slug], env);
    expect(code).toBe(3);
    expect(readFileSync(`${file}.refused.jsonl`, 'utf8').trimEnd().split('\n')).toHaveLength(odd.length);
    rmSync(directory, { recursive: true });
    await expectNothing('import');
  });
});

async function managementToken(): Promise<string> {
  const { publicId, secret } = stage.it.key;
  const { body } = await stage.post(
    '/api/v3/get-management-token',
    { accessKeyId: publicId, accessKeySecret: secret },
    {},
  );
  return body.data.access_token;
}

async function auth0Token(): Promise<string> {
  const { publicId, secret } = stage.it.key;
  const answer = await fetch(`${stage.it.baseUrl}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: publicId,
      client_secret: secret,
      audience: `${stage.it.baseUrl}/api/v2/`,
    }),
  });
  return ((await answer.json()) as { access_token: string }).access_token;
}
