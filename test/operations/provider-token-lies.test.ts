/** Tokens of providers that rotate or do not, leave things out, fail, lie, or answer when nobody waits any more. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Identity } from '../../src/domain/identity.ts';
import type { Connection } from '../../src/domain/identity-provider.ts';
import { type ScriptedProvider, scriptedClient, startScriptedProvider } from '../support/scripted-provider.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

const redirectUri = 'http://127.0.0.1/sign-in/callback';
const hour = 3_600_000;

let it: TestApp;
let scripted: ScriptedProvider;
let connection: Connection;
let clockAhead = 0;
let people = 0;

beforeAll(async () => {
  scripted = await startScriptedProvider();
  it = await startTestApp({ now: () => Date.now() + clockAhead });
  const believed = { mode: 'verified_match', emailProof: 'provider_verified_bit' } as const;
  const provider = await it.createProvider('oidc', 'oidc', believed);
  connection = await it.operations.connections.create(it.actor, {
    identityProviderId: provider.id,
    identifier: 'scripted',
    ...scriptedClient,
    config: { issuer: scripted.url },
  });
  scripted.metadata = { revocation_endpoint: `${scripted.url}/revoke` };
});
afterAll(async () => {
  await it.close();
  await scripted.close();
});
beforeEach(() => {
  clockAhead = 0;
  scripted.renewal = { give: true, rotate: true, idToken: true, lifeSeconds: 60 };
  scripted.lie = {};
});

async function signIn(subject?: string): Promise<Identity> {
  people += 1;
  const sub = subject ?? `person-${people}`;
  const started = await it.operations.signIn.start(it.tenant.id, connection.id, { redirectUri, returnTo: null });
  const callback = scripted.approve(started.url, { sub, email: `${sub}@example.com`, email_verified: true });
  const finished = await it.operations.signIn.finish(callback, started.browserSecret, {});
  if (!finished.signedIn) throw new Error(`not signed in: ${finished.decision.action}`);
  return (await it.operations.identities.ofUser(it.actor, finished.user.id))[0]!;
}

const read = ({ id }: Identity, renew = false) =>
  it.operations.providerTokens.read(it.actor, { identityId: id, renew });
const peek = async (identity: Identity) =>
  (await it.operations.providerTokens.peek(it.actor, [identity])).get(identity.id);
const unlink = ({ id, userId }: Identity) =>
  it.operations.identities.unlink(it.actor, { userId: userId!, which: { identityId: id }, allowLast: true });

/** Holds the provider's next answers to renewals: `asked` settles when there is one, `release` sends them. */
function holdRenewals(): { asked: Promise<void>; release(): void } {
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const asked = new Promise<void>((resolve) => {
    scripted.renewal.hold = () => {
      resolve();
      return released;
    };
  });
  return { asked, release: () => release() };
}

describe('what a renewal leaves out', () => {
  test('a refresh token that is not replaced goes on being used', async () => {
    scripted.renewal.rotate = false;
    const identity = await signIn();
    const { refreshToken } = (await peek(identity))!;
    for (let round = 0; round < 3; round += 1) {
      clockAhead += hour;
      await read(identity);
    }
    const spent = scripted.tokenRequests.slice(-3).map((form) => form.get('refresh_token'));
    expect(spent).toEqual([refreshToken, refreshToken, refreshToken]);
  });

  test('an ID token of the sign-in is not shown beside a renewed access token', async () => {
    scripted.renewal.idToken = false;
    const identity = await signIn();
    expect((await read(identity)).idToken).toBeTypeOf('string');
    clockAhead = hour;
    const renewed = await read(identity);
    expect(renewed).not.toHaveProperty('idToken');
    scripted.renewal.idToken = true;
    expect((await read(identity, true)).idToken).toBeTypeOf('string');
  });

  test('a sign-in that brings no refresh token keeps the one that there was', async () => {
    const identity = await signIn();
    const { refreshToken, accessToken } = (await peek(identity))!;
    scripted.renewal.give = false;
    await signIn(identity.subject);
    const kept = (await peek(identity))!;
    expect([kept.refreshToken, kept.accessToken === accessToken]).toEqual([refreshToken, false]);
    clockAhead = hour;
    await expect(read(identity)).resolves.toMatchObject({ identityId: identity.id });
  });

  test('without a refresh token, tokens that have ended are the person’s to renew, and no provider is asked', async () => {
    scripted.renewal.give = false;
    const identity = await signIn();
    const before = scripted.renewals();
    clockAhead = hour;
    await expect(read(identity)).rejects.toMatchObject({ code: 'needs_reauthorization' });
    expect(scripted.renewals()).toBe(before);
  });
});

describe('a provider that fails', () => {
  test.each([
    ['fails', { status: 500, body: '{}' }],
    ['answers nonsense', { status: 200, body: '<html>' }],
    ['does not take our secret any more', { status: 401, body: '{"error":"invalid_client"}' }],
    ['says an error of its own', { status: 400, body: '{"error":"made_up"}' }],
  ])('one that %s takes nothing away, and is left alone for a moment', async (_what, lie) => {
    scripted.renewal.rotate = false;
    const identity = await signIn();
    clockAhead = hour;
    scripted.renewal.lie = lie;
    const before = scripted.renewals();
    const answers = await Promise.allSettled(Array.from({ length: 20 }, () => read(identity)));
    for (const answer of answers)
      expect(answer).toMatchObject({ status: 'rejected', reason: { code: 'provider_unavailable' } });
    await expect(read(identity)).rejects.toMatchObject({ code: 'provider_unavailable' });
    expect(scripted.renewals()).toBe(before + 1);
    delete scripted.renewal.lie;
    clockAhead += 10_000;
    await expect(read(identity)).resolves.toMatchObject({ identityId: identity.id });
  });

  test('one that answers for somebody else is not believed', async () => {
    const identity = await signIn();
    const { accessToken } = (await peek(identity))!;
    clockAhead = hour;
    scripted.lie = { claims: (honest) => ({ ...honest, sub: 'somebody-else' }) };
    await expect(read(identity)).rejects.toMatchObject({ code: 'provider_unavailable' });
    expect((await peek(identity))!.accessToken).toBe(accessToken);
  });

  test('tokens that are good still are read meanwhile', async () => {
    scripted.renewal.lifeSeconds = 2 * 3600;
    const identity = await signIn();
    scripted.renewal.lie = { status: 500, body: '{}' };
    await expect(read(identity, true)).rejects.toMatchObject({ code: 'provider_unavailable' });
    await expect(read(identity)).resolves.toMatchObject({ identityId: identity.id });
  });
});

describe('while a renewal is under way', () => {
  test('an unlink wins, and what the provider gave is ended there', async () => {
    const identity = await signIn();
    clockAhead = hour;
    const { asked, release } = holdRenewals();
    const reading = read(identity);
    reading.catch(() => {});
    await asked;
    const given = scripted.handedOut.filter((token) => /^(access|refresh)-/.test(token)).slice(-2);
    await unlink(identity);
    release();
    await expect(reading).rejects.toMatchObject({ code: 'tokens_not_found' });
    await expect.poll(() => given.every((token) => scripted.revoked.includes(token)), { timeout: 10_000 }).toBe(true);
  });

  test('a sign-in wins: its tokens are newer', async () => {
    const identity = await signIn();
    clockAhead = hour;
    const { asked, release } = holdRenewals();
    const reading = read(identity);
    await asked;
    await signIn(identity.subject);
    const brought = (await peek(identity))!;
    release();
    expect((await reading).accessToken).toBe(brought.accessToken);
    expect((await peek(identity))!.refreshToken).toBe(brought.refreshToken);
  });

  test('a sign-in that kept the refresh token that is spent just then gets what came for it', async () => {
    const identity = await signIn();
    const before = (await peek(identity))!.refreshToken;
    clockAhead = hour;
    const { asked, release } = holdRenewals();
    const reading = read(identity);
    await asked;
    const rotated = scripted.handedOut.filter((token) => token.startsWith('refresh-')).at(-1);
    scripted.renewal.give = false;
    await signIn(identity.subject);
    const brought = (await peek(identity))!;
    expect(brought.refreshToken).toBe(before);
    release();
    await reading;
    const after = (await peek(identity))!;
    expect([after.accessToken, after.refreshToken]).toEqual([brought.accessToken, rotated]);
    delete scripted.renewal.hold;
    clockAhead += hour;
    await expect(read(identity)).resolves.toMatchObject({ identityId: identity.id });
  });

  test('no transaction is open and no row locked', async () => {
    const identity = await signIn();
    clockAhead = hour;
    const { asked, release } = holdRenewals();
    const reading = read(identity);
    await asked;
    const { rows } = await it.database.pool.query(
      "select count(*)::integer as open from pg_stat_activity where datname = current_database() and state like 'idle in transaction%'",
    );
    expect(rows[0].open).toBe(0);
    await it.database.pool.query('select 1 from identity_tokens where identity_id = $1 for update nowait', [
      identity.id,
    ]);
    release();
    await reading;
  });

  test('a database that drops the write is given it again: what was rotated is not lost', async () => {
    const identity = await signIn();
    clockAhead = hour;
    const { asked, release } = holdRenewals();
    const reading = read(identity);
    await asked;
    const { pool } = it.database;
    const locker = await pool.connect();
    try {
      await locker.query('begin');
      await locker.query('lock table identity_tokens in access exclusive mode');
      release();
      // The write waits for the lock; its connection is cut under it.
      const cut = async () =>
        (
          await pool.query(
            'select pg_terminate_backend(pid) from pg_stat_activity ' +
              "where datname = current_database() and wait_event_type = 'Lock' and query like '%identity_tokens%'",
          )
        ).rowCount;
      await expect.poll(cut, { timeout: 10_000, interval: 20 }).toBe(1);
    } finally {
      await locker.query('rollback');
      locker.release();
    }
    await reading;
    delete scripted.renewal.hold;
    clockAhead += hour;
    await expect(read(identity)).resolves.toMatchObject({ identityId: identity.id });
  });

  test('and its process is gone, another takes over after a while', async () => {
    const identity = await signIn();
    clockAhead = hour;
    await it.database.pool.query(
      'update identity_tokens set renewal_id = identity_id, renewal_until = $2 where identity_id = $1',
      [identity.id, new Date(Date.now() + clockAhead - 1).toISOString()],
    );
    await expect(read(identity)).resolves.toMatchObject({ identityId: identity.id });
  });
});

describe('an arrival that is asked for proof', () => {
  test('keeps its tokens for as long as the question is open, readable by nobody', async () => {
    const asking = await it.createProvider('oidc', 'asking', { mode: 'ask' });
    const way = await it.operations.connections.create(it.actor, {
      identityProviderId: asking.id,
      identifier: 'asking',
      ...scriptedClient,
      config: { issuer: scripted.url },
    });
    await it.operations.users.create(it.actor, { profile: { email: 'asked@example.com', emailVerified: true } });
    const arrive = async (sub: string) => {
      const started = await it.operations.signIn.start(it.tenant.id, way.id, { redirectUri, returnTo: null });
      const claims = { sub, email: 'asked@example.com', email_verified: true };
      const finished = await it.operations.signIn.finish(
        scripted.approve(started.url, claims),
        started.browserSecret,
        {},
      );
      expect(finished).toMatchObject({ signedIn: false, decision: { action: 'challenge' } });
    };
    const kept = async () =>
      (await it.database.pool.query('select identity_id from identity_tokens where waits_until is not null')).rows;
    await arrive('asked-1');
    const [row] = await kept();
    const identityId = row.identity_id as string;
    await expect(it.operations.providerTokens.read(it.actor, { identityId })).rejects.toMatchObject({
      code: 'tokens_not_found',
    });
    clockAhead = hour;
    await arrive('asked-2');
    expect((await kept()).map((each) => each.identity_id)).not.toContain(identityId);
    await expect.poll(() => scripted.revoked.length, { timeout: 10_000 }).toBeGreaterThan(1);
  });
});
