/** Tokens of a real OpenID provider, over a real database: kept at sign-in, renewed when they end, ended when unlinked. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Identity } from '../../src/domain/identity.ts';
import type { Connection, IdentityProvider } from '../../src/domain/identity-provider.ts';
import { openNative } from '../support/native-client.ts';
import { type RealProvider, realClient, startRealProvider } from '../support/real-provider.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

const redirectUri = 'http://127.0.0.1/sign-in/callback';
const hour = 3_600_000;
const believed = { mode: 'verified_match', emailProof: 'provider_verified_bit' } as const;

let it: TestApp;
let real: RealProvider;
let provider: IdentityProvider;
let connection: Connection;
let clockAhead = 0;
let people = 0;

beforeAll(async () => {
  real = await startRealProvider([redirectUri]);
  it = await startTestApp({ now: () => Date.now() + clockAhead });
  provider = await it.createProvider('oidc', 'oidc', believed);
  connection = await it.operations.connections.create(it.actor, {
    identityProviderId: provider.id,
    identifier: 'real',
    ...realClient,
    config: { issuer: real.url },
  });
});
afterAll(async () => {
  await it.close();
  await real.close();
});
beforeEach(() => {
  clockAhead = 0;
  real.beforeRenewal = async () => {};
});

function newSubject(): string {
  people += 1;
  return `person-${people}`;
}

async function signIn(subject = newSubject(), way = connection): Promise<Identity> {
  const started = await it.operations.signIn.start(it.tenant.id, way.id, { redirectUri, returnTo: null });
  const callback = await real.approve(started.url, subject);
  const finished = await it.operations.signIn.finish(callback, started.browserSecret, { ip: '203.0.113.7' });
  if (!finished.signedIn) throw new Error(`not signed in: ${finished.decision.action}`);
  const identities = await it.operations.identities.ofUser(it.actor, finished.user.id);
  return identities.find((identity) => identity.subject === subject)!;
}

const native = () => openNative(it);
const ask = async (identity: Identity, query = '') =>
  native().send('GET', `/v1/identities/${identity.id}/tokens${query}`);
const rowOf = async ({ id }: Identity) =>
  (await it.database.pool.query('select * from identity_tokens where identity_id = $1', [id])).rows[0];
const eventsOf = async ({ id }: Identity) =>
  (await it.operations.events.list(it.actor, { limit: 100 }, { identityId: id })).items.map(({ type }) => type);
/** Until what was to happen after a commit has happened: the provider says so. */
const until = async (holds: () => Promise<boolean>) => {
  await expect.poll(holds, { timeout: 10_000, interval: 20 }).toBe(true);
};

describe('a sign-in', () => {
  test('keeps the tokens, sealed, and hands out what the provider takes', async () => {
    const identity = await signIn();
    const { status, body, headers } = await ask(identity);
    expect([status, headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(body).toMatchObject({
      identity_id: identity.id,
      connection_id: connection.id,
      token_type: expect.stringMatching(/^bearer$/i),
      access_token_secret: null,
      scopes: ['openid', 'email', 'profile'],
    });
    expect(body.id_token.split('.')).toHaveLength(3);
    expect(Object.keys(body)).not.toContain('refresh_token');
    expect(await real.accepts(body.access_token)).toBe(true);
    const row = JSON.stringify(await rowOf(identity));
    expect(row).toContain('v2.test.');
    for (const token of [body.access_token, body.id_token]) expect(row).not.toContain(token);
  });

  test('asks the provider for nothing while they are good', async () => {
    const identity = await signIn();
    const before = real.renewals();
    for (let count = 0; count < 3; count += 1) expect((await ask(identity)).status).toBe(200);
    expect(real.renewals()).toBe(before);
  });

  test('keeps none where the connection says so, and destroys what an earlier one kept', async () => {
    const identity = await signIn();
    const { access_token: token } = (await ask(identity)).body;
    const { update } = it.operations.connections;
    await update(it.actor, connection.id, { mergeConfig: { keep_tokens: false } });
    await signIn(identity.subject);
    await update(it.actor, connection.id, { mergeConfig: { keep_tokens: null } });
    expect(await rowOf(identity)).toBeUndefined();
    await until(async () => !(await real.accepts(token)));
    expect(await ask(identity)).toMatchObject({ status: 404, body: { code: 'not_found' } });
    await expect(update(it.actor, connection.id, { mergeConfig: { keep_tokens: 'false' } })).rejects.toThrow(
      /`keep_tokens` must be true or false/,
    );
  });

  test('lets whoever finishes it take them once, within a while', async () => {
    const { takeOnce } = it.operations.providerTokens;
    const identity = await signIn();
    const taken = await Promise.all([1, 2, 3].map(() => takeOnce(it.tenant.id, identity.id)));
    const [tokens, ...others] = taken.filter((each) => each !== null);
    expect(others).toEqual([]);
    expect(tokens?.refreshToken).toBeTypeOf('string');
    expect(await takeOnce(it.tenant.id, identity.id)).toBeNull();
    await signIn(identity.subject);
    expect(await takeOnce(it.other.tenant.id, identity.id)).toBeNull();
    clockAhead = hour;
    expect(await takeOnce(it.tenant.id, identity.id)).toBeNull();
  });
});

describe('tokens that have ended', () => {
  test('are renewed once for fifty who ask at once, and the rotated refresh token is kept', async () => {
    const identity = await signIn();
    const first = (await ask(identity)).body;
    let last = first;
    for (let round = 1; round <= 3; round += 1) {
      clockAhead += hour;
      const before = real.renewals();
      const answers = await Promise.all(Array.from({ length: 50 }, () => ask(identity)));
      expect(answers.map(({ status }) => status)).toEqual(Array(50).fill(200));
      const tokens = new Set(answers.map(({ body }) => body.access_token));
      expect([tokens.size, real.renewals() - before]).toEqual([1, 1]);
      expect(tokens).not.toContain(last.access_token);
      last = answers[0]!.body;
      expect(await real.accepts(last.access_token)).toBe(true);
    }
    const spent = real.tokenRequests.slice(-3).map((form) => form.get('refresh_token'));
    expect(new Set(spent).size).toBe(3);
    expect(await eventsOf(identity)).not.toContain('identity.authorization_lost');
  });

  test('are renewed before that for whoever was refused with them', async () => {
    const identity = await signIn();
    const first = (await ask(identity)).body.access_token;
    const before = real.renewals();
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask(identity, '?fresh=true')));
    const tokens = answers.map(({ body }) => body.access_token);
    expect(tokens).not.toContain(first);
    expect(real.renewals()).toBe(before + 1);
  });

  test('are lost when the provider takes the refresh token no more, which is asked once and told in an event', async () => {
    const identity = await signIn();
    await real.revokeEverything();
    clockAhead = hour;
    const before = real.renewals();
    const answers = await Promise.all(Array.from({ length: 10 }, () => ask(identity)));
    for (const { status, body } of [...answers, await ask(identity), await ask(identity, '?fresh=true')])
      expect([status, body.code]).toEqual([409, 'needs_reauthorization']);
    expect(real.renewals()).toBe(before + 1);
    expect((await eventsOf(identity)).filter((type) => type === 'identity.authorization_lost')).toHaveLength(1);

    await signIn(identity.subject);
    expect((await ask(identity)).status).toBe(200);
    const metrics = await (await fetch(`${it.baseUrl}/metrics`)).text();
    expect(metrics).toMatch(/selfsame_provider_token_renewals_total\{outcome="needs_reauthorization"\} \d+/);
    expect(metrics).toMatch(/selfsame_provider_token_renewals_total\{outcome="renewed"\} \d+/);
  });

  test('that are gone while they are renewed are ended at the provider', async () => {
    const identity = await signIn();
    clockAhead = hour;
    let answered = () => {};
    const asked = new Promise<void>((resolve) => {
      real.beforeRenewal = () => {
        resolve();
        return new Promise((done) => {
          answered = done;
        });
      };
    });
    const asking = ask(identity);
    await asked;
    const unlink = { userId: identity.userId!, which: { identityId: identity.id }, allowLast: true };
    await it.operations.identities.unlink(it.actor, unlink);
    answered();
    expect(await asking).toMatchObject({ status: 404, body: { code: 'not_found' } });
    expect(await rowOf(identity)).toBeUndefined();
  });
});

describe('destroying', () => {
  const ends = async (identity: Identity, work: () => Promise<unknown>) => {
    const { access_token: token } = (await ask(identity)).body;
    expect(await real.accepts(token)).toBe(true);
    await work();
    expect(await rowOf(identity)).toBeUndefined();
    await until(async () => !(await real.accepts(token)));
  };

  test.each(['detach', 'split', 'delete'] as const)('an unlink (%s) destroys and revokes them', async (outcome) => {
    const identity = await signIn();
    const unlink = { userId: identity.userId!, which: { identityId: identity.id }, outcome, allowLast: true };
    await ends(identity, () => it.operations.identities.unlink(it.actor, unlink));
    if (outcome === 'delete') return;
    const [event] = (
      await it.operations.events.list(it.actor, { limit: 1, descending: true }, { identityId: identity.id })
    ).items;
    await it.operations.undo(it.actor, event!.id);
    expect(await ask(identity)).toMatchObject({ status: 404, body: { code: 'not_found' } });
  });

  test('the deletion of the user destroys and revokes them', async () => {
    const identity = await signIn();
    await ends(identity, () => it.operations.users.delete(it.actor, identity.userId!));
  });

  test('the removal of the connection destroys and revokes them', async () => {
    const other = await it.operations.connections.create(it.actor, {
      identityProviderId: provider.id,
      identifier: 'other-way',
      ...realClient,
      config: { issuer: real.url },
    });
    const identity = await signIn(undefined, other);
    await ends(identity, () => it.operations.connections.delete(it.actor, other.id));
  });

  test('the removal of the provider destroys and revokes them', async () => {
    const another = await it.createProvider('oidc', 'another', believed);
    const way = await it.operations.connections.create(it.actor, {
      identityProviderId: another.id,
      identifier: 'another',
      ...realClient,
      config: { issuer: real.url },
    });
    const identities = [await signIn('removed-1', way), await signIn('removed-2', way)];
    const tokens = await Promise.all(identities.map(async (identity) => (await ask(identity)).body.access_token));
    await it.operations.identityProviders.delete(it.actor, another.id, 'delete');
    await until(async () => (await Promise.all(tokens.map((token) => real.accepts(token)))).every((good) => !good));
  });

  test('what is undone in a transaction is not revoked', async () => {
    const identity = await signIn();
    const { access_token: token } = (await ask(identity)).body;
    const unlink = { userId: identity.userId!, which: { identityId: identity.id }, allowLast: true };
    await expect(
      it.operations.together(async ({ identities }) => {
        await identities.unlink(it.actor, unlink);
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    // Another's revocation, which comes after it, is done: so would be this one.
    const other = await signIn();
    await ends(other, () => it.operations.users.delete(it.actor, other.userId!));
    expect(await real.accepts(token)).toBe(true);
    expect((await ask(identity)).status).toBe(200);
  });

  test('a merge destroys and revokes those of the user that is merged away, and leaves those of the other', async () => {
    const [one, two] = [await signIn(), await signIn()];
    await ends(two, () => it.operations.merge(it.actor, { primaryId: one.userId!, secondaryId: two.userId! }));
    expect(await ask(two)).toMatchObject({ status: 404, body: { code: 'not_found' } });
    const { status, body } = await ask(one);
    expect([status, await real.accepts(body.access_token)]).toEqual([200, true]);
    // What came since is the primary's, and does not go along when the merge is undone.
    const again = await signIn(two.subject);
    expect(again.userId).toBe(one.userId);
    const [event] = (
      await it.operations.events.list(it.actor, { limit: 1, descending: true }, { types: ['user.merged'] })
    ).items;
    await ends(again, () => it.operations.undo(it.actor, event!.id));
  });

  test('a merge that the person has proved leaves them', async () => {
    const [one, two] = [await signIn(), await signIn()];
    await it.operations.merge(it.actor, { primaryId: one.userId!, secondaryId: two.userId!, proved: true });
    const { status, body } = await ask(two);
    expect([status, await real.accepts(body.access_token)]).toEqual([200, true]);
  });

  test('a move destroys and revokes them', async () => {
    const [one, two] = [await signIn(), await signIn()];
    await ends(two, () => it.operations.identities.move(it.actor, two.id, one.userId!, { allowLast: true }));
  });

  test('a connection that says so leaves them to the provider', async () => {
    const { update } = it.operations.connections;
    await update(it.actor, connection.id, { mergeConfig: { revoke_tokens: false } });
    const [kept, other] = [await signIn(), await signIn()];
    const { access_token: token } = (await ask(kept)).body;
    await it.operations.users.delete(it.actor, kept.userId!);
    await update(it.actor, connection.id, { mergeConfig: { revoke_tokens: null } });
    await ends(other, () => it.operations.users.delete(it.actor, other.userId!));
    expect(await real.accepts(token)).toBe(true);
  });
});

describe('who gets them', () => {
  test('a key with the scope, of this tenant and provider', async () => {
    const identity = await signIn();
    const asks = async (key: { rawKey: string }, tenantId = it.tenant.id) => {
      const { status, body } = await openNative(it, key.rawKey, tenantId).send(
        'GET',
        `/v1/identities/${identity.id}/tokens`,
      );
      return [status, body.code];
    };
    expect(await asks(await it.createKey(['read:user_idp_tokens']))).toEqual([200, undefined]);
    expect(await asks(await it.createKey(['identities:read', 'users:read']))).toEqual([403, 'insufficient_scope']);
    expect(await asks(it.other.key, it.other.tenant.id)).toEqual([404, 'not_found']);
    const elsewhere = await it.createProvider('github', 'elsewhere');
    const bound = await it.createKey(['read:user_idp_tokens'], { identityProviderId: elsewhere.id });
    expect(await asks(bound)).toEqual([403, 'identity_provider_mismatch']);
  });

  test('the person whose they are, without a scope, and nobody else', async () => {
    const [own, foreign] = [await signIn(), await signIn()];
    const person = { ...it.actor, kind: 'user' as const, id: own.userId, scopes: new Set<never>() };
    const { read, peek } = it.operations.providerTokens;
    await expect(read(person, { identityId: own.id })).resolves.toMatchObject({ identityId: own.id });
    await expect(read(person, { identityId: foreign.id })).rejects.toMatchObject({ code: 'identity_not_found' });
    expect([...(await peek(person, [own, foreign])).keys()]).toEqual([own.id]);
  });

  test('in Auth0’s answers, a token that carries the scope for it', async () => {
    const identity = await signIn();
    const user = (await it.operations.users.read(it.actor, identity.userId!))!;
    const tokenFor = async (key: { publicId: string; secret: string }, scope?: string) => {
      const form = {
        grant_type: 'client_credentials',
        client_id: key.publicId,
        client_secret: key.secret,
        audience: `${it.baseUrl}/api/v2/`,
        ...(scope !== undefined && { scope }),
      };
      const answer = await fetch(`${it.baseUrl}/oauth/token`, { method: 'POST', body: new URLSearchParams(form) });
      return ((await answer.json()) as { access_token: string }).access_token;
    };
    const seen = async (bearer: string, path: string) => {
      const answer = await fetch(`${it.baseUrl}/api/v2/${path}`, { headers: { authorization: `Bearer ${bearer}` } });
      return { status: answer.status, text: await answer.text() };
    };
    const { access_token: accessToken } = (await ask(identity)).body;
    const one = `users/${encodeURIComponent(user.originKey!)}`;
    const paths = [one, 'users?per_page=100'];
    const full = await tokenFor(it.key);
    for (const path of paths) {
      const { status, text } = await seen(full, path);
      expect([status, text.includes(accessToken), text.includes('"refresh_token"')]).toEqual([200, true, true]);
    }
    const narrow = await tokenFor(it.key, 'read:users');
    const without = await tokenFor(await it.createKey(['users:read', 'identities:read']));
    for (const bearer of [narrow, without])
      for (const path of paths) {
        const { status, text } = await seen(bearer, path);
        expect([status, /access_token|refresh_token/.test(text)]).toEqual([200, false]);
      }
    const byEmail = await seen(full, `users-by-email?email=${user.email}`);
    expect(byEmail.text).not.toMatch(/access_token|refresh_token/);
  });
});
