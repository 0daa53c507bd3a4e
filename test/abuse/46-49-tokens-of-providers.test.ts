/** What providers gave us to act for people there is worth more than their accounts here. */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { LinkingRule } from '../../src/domain/linking-rule.ts';
import { runCommand } from '../support/command-line.ts';
import { openNative } from '../support/native-client.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { believed, openStage, type Row, type SignInPlace, type Stage, signedInAs } from './stage.ts';

const key = randomBytes(32);
const log: string[] = [];
const hour = 3_600_000;

let stage: Stage;
let place: SignInPlace;
let clockAhead = 0;
beforeAll(async () => {
  stage = await openStage({
    logLevel: 'trace',
    onLog: (line) => log.push(line),
    now: () => Date.now() + clockAhead,
    sealingKeys: [{ id: 'test', key }],
  });
  place = await openPlace('tokens');
});
afterAll(() => stage.close());
beforeEach(() => {
  clockAhead = 0;
  place.scripted.renewal = { give: true, rotate: true, idToken: true, lifeSeconds: 60 };
});

async function openPlace(name: string, rule: Partial<LinkingRule> = believed): Promise<SignInPlace> {
  const opened = await stage.addProvider(name, rule);
  opened.scripted.renewal.give = true;
  opened.scripted.metadata = { revocation_endpoint: `${opened.scripted.url}/revoke` };
  return opened;
}

async function signIn(sub: string, at = place) {
  const visit = await at.signIn({ sub, email: `${sub}@example.com`, email_verified: true });
  const [identity] = await stage.bySubject(sub);
  return { ...visit, userId: visit.userId!, identity: identity! };
}

const ask = (identity: Row, query = '') => stage.native.send('GET', `/v1/identities/${identity.id}/tokens${query}`);
const tokensOf = ({ id }: Row) => query('select * from identity_tokens where identity_id = $1', id);
const query = async (text: string, ...values: unknown[]): Promise<Row[]> =>
  (await stage.it.database.pool.query(text, values)).rows;

describe('46: tokens are in nothing that leaves but the answer that is asked for them', () => {
  const said: string[] = [];
  const send = async (path: string, headers: Record<string, string> = stage.native.headers, init: RequestInit = {}) => {
    const response = await fetch(`${stage.it.baseUrl}${path}`, { redirect: 'manual', ...init, headers });
    said.push(`${response.status} ${JSON.stringify([...response.headers])} ${await response.text()}`);
    return response.status;
  };
  /** Every path of the native API that is read, with every id in the place of its ids. */
  const readPaths = (ids: string[]) => {
    const document = JSON.parse(readFileSync(new URL('../../docs/openapi.json', import.meta.url), 'utf8'));
    const paths = Object.entries<object>(document.paths).filter(
      ([path, methods]) => 'get' in methods && !path.endsWith('/tokens') && path !== '/v1/events/stream',
    );
    return paths.flatMap(([path]) => (path.includes('{') ? ids.map((id) => path.replaceAll(/\{\w+\}/g, id)) : [path]));
  };

  /** Events as they are told while they happen, from the first of all to the one given. */
  const follow = async (until: string): Promise<void> => {
    const [first] = await query('select id from events where tenant_id = $1 order by id limit 1', stage.it.tenant.id);
    const gone = new AbortController();
    const response = await fetch(`${stage.it.baseUrl}/v1/events/stream`, {
      headers: { ...stage.native.headers, 'last-event-id': first!.id },
      signal: gone.signal,
    });
    let text = '';
    for await (const piece of response.body!.pipeThrough(new TextDecoderStream())) {
      text += piece;
      if (text.includes(until)) break;
    }
    gone.abort();
    said.push(text);
  };

  test('not in lists, single answers, pages, events, exports, errors or logs, whatever befell them', async () => {
    const { identity, userId, browser, html } = await signIn('forty-six');
    said.push(html, (await browser.get('/account')).html);
    const other = await signIn('forty-six-too');
    // Renewed, renewed in vain, with a provider that repeats what it was sent, and lost.
    clockAhead = hour;
    expect((await ask(identity)).status).toBe(200);
    clockAhead += hour;
    const [sealed] = await tokensOf(identity);
    const { refreshToken } = (
      await stage.it.operations.providerTokens.peek(stage.it.actor, [
        { id: identity.id, userId, identityProviderId: place.provider.id },
      ])
    ).get(identity.id)!;
    for (const error of ['made_up', 'invalid_request', 'invalid_client']) {
      const body = JSON.stringify({
        error,
        error_description: refreshToken,
        error_uri: `https://x.example/${refreshToken}`,
      });
      place.scripted.renewal = { ...place.scripted.renewal, rotate: false, lie: { status: 400, body } };
      clockAhead += hour;
      expect(await send(`/v1/identities/${identity.id}/tokens`)).toBe(503);
    }
    place.scripted.renewal.lie = {
      status: 400,
      body: JSON.stringify({ error: 'invalid_grant', error_description: refreshToken }),
    };
    clockAhead += hour;
    expect(await send(`/v1/identities/${identity.id}/tokens`)).toBe(409);

    const [event] = await stage.events('identity.authorization_lost');
    const ids = [
      userId,
      identity.id,
      place.provider.id,
      place.connection.id,
      event!.id,
      stage.it.tenant.id,
      other.identity.id,
    ];
    for (const path of readPaths(ids)) await send(path);
    await follow(event!.id);
    const workos = { authorization: `Bearer ${stage.it.key.rawKey}` };
    for (const path of ['users?limit=100', `users/${toUlid(userId)}`, `users/${toUlid(userId)}/identities`])
      await send(`/user_management/${path}`, workos);
    await send('/events?events=user.created&limit=100', workos);
    const withoutScope = await stage.it.createKey([
      'users:read',
      'identities:read',
      'events:read',
      'identity_providers:read',
    ]);
    const [user] = await query('select origin_key from users where id = $1', userId);
    for (const path of [
      'users?per_page=100',
      `users/${encodeURIComponent(user!.origin_key)}`,
      'logs?per_page=100',
      'connections',
    ])
      expect(await send(`/api/v2/${path}`, { authorization: `Bearer ${withoutScope.rawKey}` })).toBe(200);
    await exportUsers();

    // What is done to the identity answers with it; a row that was tampered with is an error of ours.
    await query(
      'update identity_tokens set sealed_access_token = sealed_refresh_token where identity_id = $1',
      other.identity.id,
    );
    expect(await send(`/v1/identities/${other.identity.id}/tokens`)).toBe(500);
    await send(`/v1/identities/${identity.id}/primary`, stage.native.headers, { method: 'POST' });
    await send(`/v1/users/${userId}/identities/${identity.id}?allow_last=true`, stage.native.headers, {
      method: 'DELETE',
    });
    await send(`/v1/users/${other.userId}`, stage.native.headers, { method: 'DELETE' });
    await expect.poll(() => place.scripted.revoked.length, { timeout: 10_000 }).toBeGreaterThan(0);

    const secrets = place.scripted.handedOut;
    expect(secrets.length).toBeGreaterThan(8);
    expect([said.length > 100, log.length > 100, sealed!.sealed_access_token.startsWith('v2.')]).toEqual([
      true,
      true,
      true,
    ]);
    const everything = [...said, ...log, ...(await dumpDatabase())].join('\n');
    for (const secret of secrets) expect(everything.includes(secret), `${secret.slice(0, 12)}…`).toBe(false);
    // Nor what seals them: a ciphertext is nobody's business either, outside of the database.
    expect([...said, ...log].join('\n')).not.toMatch(/v2\.test\.[\w-]{20}/);
  });

  async function exportUsers(): Promise<void> {
    const file = join(temporaryDirectory(), 'users.jsonl');
    const env = {
      DATABASE_URL: stage.it.database.pool.options.connectionString!,
      SELFSAME_KEYS: `test:${key.toString('base64')}`,
      NODE_ENV: 'production',
    };
    const { code, stdout, stderr } = await runCommand(['export', '--tenant', stage.it.tenant.slug, file], env);
    expect([code, stderr]).toEqual([0, expect.anything()]);
    const text = readFileSync(file, 'utf8');
    expect(text).toContain('forty-six@example.com');
    said.push(stdout, stderr, text);
  }

  async function dumpDatabase(): Promise<string[]> {
    const tables = await query(
      "select table_name as name from information_schema.tables where table_schema = 'public'",
    );
    const rows = await Promise.all(tables.map(({ name }) => query(`select t::text as text from ${name} t`)));
    return rows.flat().map(({ text }) => text as string);
  }
});

describe('47: what a person is parted from is destroyed, ended at the provider, and its sessions with it', () => {
  async function expectParted(
    sub: string,
    part: (signedIn: Awaited<ReturnType<typeof signIn>>) => Promise<unknown>,
    at = place,
  ) {
    const signedIn = await signIn(sub, at);
    expect(await signedInAs(signedIn.browser)).toBe(signedIn.userId);
    const given = at.scripted.handedOut.filter((token) => /^(access|refresh)-/.test(token)).slice(-2);
    await part(signedIn);
    expect(await tokensOf(signedIn.identity)).toEqual([]);
    expect(await signedInAs(signedIn.browser)).toBeNull();
    await expect
      .poll(() => given.every((token) => at.scripted.revoked.includes(token)), { timeout: 10_000 })
      .toBe(true);
  }
  const remove = async (path: string) => expect((await stage.native.send('DELETE', path)).status).toBeLessThan(300);

  test('an unlink', () =>
    expectParted('unlinked', ({ userId, identity }) =>
      remove(`/v1/users/${userId}/identities/${identity.id}?allow_last=true`),
    ));

  test('a deleted user', () => expectParted('deleted', ({ userId }) => remove(`/v1/users/${userId}`)));

  test('a removed provider', async () => {
    const gone = await openPlace('gone');
    await expectParted('removed', () => remove(`/v1/identity-providers/${gone.provider.id}?identities=delete`), gone);
  });

  test('an identity of whoever waited in an account for the owner of its address', async () => {
    const anywhere = await openPlace('anywhere', { mode: 'never', emailProof: 'never' });
    await expectParted(
      'waited-for',
      async ({ userId }) => {
        const owner = await place.signIn({ sub: 'owner', email: 'waited-for@example.com', email_verified: true });
        expect(owner.userId).toBe(userId);
      },
      anywhere,
    );
  });

  test('the user that is merged away', async () => {
    const kept = await signIn('kept');
    await expectParted('merged-away', async ({ userId }) => {
      const { status } = await stage.post(`/v1/users/${kept.userId}/merge`, { secondary_user_id: userId });
      expect(status).toBe(200);
    });
    const [merged] = await stage.bySubject('merged-away');
    const person = { ...stage.it.actor, kind: 'user' as const, id: kept.userId, scopes: new Set<never>() };
    const { read } = stage.it.operations.providerTokens;
    await expect(read(person, { identityId: merged!.id })).rejects.toMatchObject({ code: 'tokens_not_found' });
    // The one that stays keeps its own.
    expect((await ask(kept.identity)).status).toBe(200);
    expect(await signedInAs(kept.browser)).toBe(kept.userId);
  });

  test('an endpoint that is pointed elsewhere gets none of the tokens that were kept for the one before', async () => {
    const trusted = await openPlace('trusted');
    const { identity } = await signIn('pointed', trusted);
    const thief = await openPlace('thief');
    const changed = await stage.put(`/v1/connections/${trusted.connection.id}`, {
      config: { issuer: thief.scripted.url },
      client_secret: 'another secret',
      allow_issuer_change: true,
    });
    expect(changed.status).toBe(200);
    expect(await tokensOf(identity)).toEqual([]);
    expect((await ask(identity, '?fresh=true')).status).toBe(404);
    await expect.poll(() => trusted.scripted.revoked.length, { timeout: 10_000 }).toBeGreaterThan(0);
    const stolen = [...thief.scripted.tokenRequests.map(String), ...thief.scripted.revoked].join('\n');
    for (const secret of trusted.scripted.handedOut) expect(stolen).not.toContain(secret);
  });
});

describe('48: a sealed token opens in its own place alone', () => {
  const columns = ['sealed_access_token', 'sealed_refresh_token', 'sealed_id_token'];

  test('not in the row of another identity', async () => {
    const [own, foreign] = [await signIn('sealed-own'), await signIn('sealed-foreign')];
    for (const column of columns) {
      const [before] = await tokensOf(own.identity);
      const taken = `(select ${column} from identity_tokens where identity_id = $2)`;
      await query(
        `update identity_tokens set ${column} = ${taken} where identity_id = $1`,
        own.identity.id,
        foreign.identity.id,
      );
      expect((await ask(own.identity)).status).toBe(500);
      await query(`update identity_tokens set ${column} = $2 where identity_id = $1`, own.identity.id, before![column]);
      expect((await ask(own.identity)).status).toBe(200);
    }
    // Nor the row as a whole.
    await query('delete from identity_tokens where identity_id = $1', own.identity.id);
    await query(
      'update identity_tokens set identity_id = $1 where identity_id = $2',
      own.identity.id,
      foreign.identity.id,
    );
    expect((await ask(own.identity)).status).toBe(500);
  });

  test('not in another tenant', async () => {
    const { identity } = await signIn('sealed-tenant');
    const { actor, key: otherKey, tenant } = stage.it.other;
    const provider = await stage.it.operations.identityProviders.create(actor, { strategy: 'oidc', name: 'theirs' });
    const { id: connectionId } = await stage.it.operations.connections.create(actor, {
      identityProviderId: provider.id,
      identifier: 'theirs',
      config: { issuer: place.scripted.url },
      clientId: 'x',
    });
    const { user } = await stage.it.operations.users.create(actor, { profile: {} });
    const theirs = await stage.it.operations.identities.link(actor, {
      userId: user.id,
      identityProviderId: provider.id,
      subject: 'theirs',
    });
    const identityId = (await stage.it.operations.identities.ofUser(actor, user.id))[0]!.id;
    expect(theirs).toBeTruthy();
    await query(
      `update identity_tokens set tenant_id = $2, identity_id = $3, connection_id = $4 where identity_id = $1`,
      identity.id,
      tenant.id,
      identityId,
      connectionId,
    );
    const { status, body } = await openNative(stage.it, otherKey.rawKey, tenant.id).send(
      'GET',
      `/v1/identities/${identityId}/tokens`,
    );
    expect([status, body.code]).toEqual([500, 'internal']);
  });
});

describe('49: tokens that have ended', () => {
  test('twenty who ask at once make one request of the provider, and the rotated refresh token is kept', async () => {
    const { identity } = await signIn('forty-nine');
    for (let round = 0; round < 2; round += 1) {
      clockAhead += hour;
      const before = place.scripted.renewals();
      const answers = await Promise.all(Array.from({ length: 20 }, () => ask(identity)));
      expect(new Set(answers.map(({ status, body }) => `${status} ${body.access_token}`)).size).toBe(1);
      expect([answers[0]!.status, place.scripted.renewals() - before]).toEqual([200, 1]);
    }
  });

  test('a provider that leaves out refresh and ID token: the refresh token stays, the old ID token is not shown', async () => {
    const { identity } = await signIn('forty-nine-short');
    Object.assign(place.scripted.renewal, { rotate: false, idToken: false });
    for (let round = 0; round < 2; round += 1) {
      clockAhead += hour;
      expect(await ask(identity)).toMatchObject({ status: 200, body: { id_token: null } });
    }
  });

  test('one whose grant is gone is asked once, and says so until the person comes again', async () => {
    const { identity } = await signIn('forty-nine-gone');
    clockAhead = hour;
    place.scripted.renewal.lie = { status: 400, body: '{"error":"invalid_grant"}' };
    const before = place.scripted.renewals();
    for (let round = 0; round < 5; round += 1) expect((await ask(identity)).status).toBe(409);
    expect(place.scripted.renewals()).toBe(before + 1);
    expect(
      (await stage.events('identity.authorization_lost')).filter(({ identity_id }) => identity_id === identity.id),
    ).toHaveLength(1);
    delete place.scripted.renewal.lie;
    await signIn('forty-nine-gone');
    expect((await ask(identity)).status).toBe(200);
  });
});

/** A user's id as WorkOS writes it. */
function toUlid(id: string): string {
  const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
  let rest = BigInt(`0x${id.replaceAll('-', '')}`);
  let text = '';
  for (let index = 0; index < 26; index += 1) {
    text = alphabet[Number(rest % 32n)] + text;
    rest /= 32n;
  }
  return `user_${text}`;
}
