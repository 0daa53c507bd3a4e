/** What stands on the wire, where an SDK would smooth it over. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestApp, type TestApp } from '../../../test/support/test-app.ts';
import { createEntropy } from '../../app.ts';
import { createId, toUlid } from '../../domain/ids.ts';
import { wordOfStrategy } from './identities.ts';

describe('on the wire', () => {
  let it: TestApp;
  beforeAll(async () => {
    it = await startTestApp();
  });
  afterAll(() => it.close());

  /** As the SDKs ask: a JSON content type on everything, with a body or without. */
  const ask = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    fetch(it.baseUrl + path, {
      method,
      headers: { authorization: `Bearer ${it.key.rawKey}`, 'content-type': 'application/json', ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  const createUser = async (email: string) => (await ask('POST', '/user_management/users', { email })).json();
  const userIdOf = async (email: string) => (await it.operations.users.findOne(it.actor, { by: 'email', email })).id;

  test('a user has 14 keys, made with 201', async () => {
    const created = await ask('POST', '/user_management/users', { email: 'Keys@example.com' });
    expect(created.status).toBe(201);
    expect(created.headers.get('content-type')).toMatch(/^application\/json/);
    expect(created.headers.get('x-request-id')).toMatch(/./);
    const user = await created.json();
    expect(Object.keys(user)).toEqual([
      'object',
      'id',
      'email',
      'email_verified',
      'first_name',
      'last_name',
      'name',
      'profile_picture_url',
      'locale',
      'last_sign_in_at',
      'external_id',
      'metadata',
      'created_at',
      'updated_at',
    ]);
    expect(user).toMatchObject({ email: 'Keys@example.com', first_name: null, metadata: {} });
  });

  test('ids are the same 128 bits in both directions', async () => {
    const id = createId(createEntropy());
    await it.operations.users.create(it.actor, { id, profile: { email: 'bits@example.com' } });
    const wireId = `user_${toUlid(id)}`;
    expect((await (await ask('GET', `/user_management/users/${wireId}`)).json()).id).toBe(wireId);
    const lower = await ask('GET', `/user_management/users/user_${toUlid(id).toLowerCase()}`);
    expect((await lower.json()).id).toBe(wireId);
    expect((await ask('GET', `/user_management/users/${id}`)).status).toBe(404);
  });

  test('a user of another dialect without an e-mail address has an empty one', async () => {
    const { user } = await it.operations.users.create(it.actor, { profile: { username: 'nomail', name: 'No Mail' } });
    const shown = await (await ask('GET', `/user_management/users/user_${toUlid(user.id)}`)).json();
    expect(shown).toMatchObject({ email: '', name: 'No Mail', first_name: null });
  });

  test('metadata that is no text is not shown, and stays', async () => {
    const { user } = await it.operations.users.create(it.actor, {
      profile: { email: 'metadata@example.com', userMetadata: { plan: 'free', seats: 3, tags: ['a'] } },
    });
    const path = `/user_management/users/user_${toUlid(user.id)}`;
    expect((await (await ask('GET', path)).json()).metadata).toEqual({ plan: 'free' });
    expect((await (await ask('PUT', path, { metadata: {} })).json()).metadata).toEqual({});
    expect((await it.operations.users.read(it.actor, user.id)).userMetadata).toEqual({ seats: 3, tags: ['a'] });
  });

  test('identities are a bare array of three keys, with GitHub in its own spelling', async () => {
    const { id } = await createUser('identities@example.com');
    const userId = await userIdOf('identities@example.com');
    for (const strategy of ['google-oauth2', 'github', 'oidc', 'auth0']) {
      const { id: identityProviderId } = await it.createProvider(strategy);
      const link = { userId, identityProviderId, subject: `${strategy}-1`, email: 'never@shown.example' };
      await it.operations.identities.link(it.actor, link);
    }
    const answer = await ask('GET', `/user_management/users/${id}/identities`);
    expect(await answer.json()).toEqual([
      { idp_id: 'google-oauth2-1', type: 'OAuth', provider: 'GoogleOAuth' },
      { idp_id: 'github-1', type: 'OAuth', provider: 'GithubOAuth' },
    ]);
  });

  test('identities are called by words that every SDK knows', () => {
    // The 14 that the strictest SDKs (PHP 9, Rust 3) know: an unknown one fails their whole call.
    const known = ['Apple', 'Bitbucket', 'Discord', 'Github', 'GitLab', 'Google', 'Intuit', 'LinkedIn', 'Microsoft']
      .concat(['Salesforce', 'Slack', 'VercelMarketplace', 'Vercel', 'Xero'])
      .map((name) => `${name}OAuth`);
    for (const word of Object.values(wordOfStrategy)) expect(known).toContain(word);
  });

  test('a list has its envelope, with null where nothing follows', async () => {
    await createUser('envelope@example.com');
    const answer = await ask('GET', '/user_management/users?email=envelope%40example.com');
    expect(await answer.json()).toEqual({
      object: 'list',
      data: [expect.objectContaining({ email: 'envelope@example.com' })],
      list_metadata: { before: null, after: null },
    });
  });

  test('a delete without a body answers 204 with none', async () => {
    const { id } = await createUser('gone@example.com');
    const answer = await ask('DELETE', `/user_management/users/${id}`);
    expect([answer.status, await answer.text()]).toEqual([204, '']);
  });

  test('one Idempotency-Key makes one user', async () => {
    const key = { 'idempotency-key': 'retry-1' };
    const first = await ask('POST', '/user_management/users', { email: 'once@example.com' }, key);
    const again = await ask('POST', '/user_management/users', { email: 'once@example.com' }, key);
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(await again.json()).toEqual(await first.json());
    const other = await ask('POST', '/user_management/users', { email: 'twice@example.com' }, key);
    expect(other.status).toBe(422);
    expect(await other.json()).toMatchObject({ code: 'idempotency_key_reused', message: expect.any(String) });
  });

  test('events are named by comma, by repeating, and with brackets', async () => {
    await createUser('named@example.com');
    const userId = await userIdOf('named@example.com');
    await it.operations.users.delete(it.actor, userId);
    const types = async (query: string) => {
      const { data } = await (await ask('GET', `/events?limit=100&${query}`)).json();
      return [...new Set((data as { event: string }[]).map(({ event }) => event))].sort();
    };
    const both = ['user.created', 'user.deleted'];
    expect(await types('events=user.created%2Cuser.deleted')).toEqual(both);
    expect(await types('events=user.created&events=user.deleted')).toEqual(both);
    expect(await types('events[]=user.created&events[]=user.deleted')).toEqual(both);
    expect(await types('events=user.deleted')).toEqual(['user.deleted']);
    expect(await types('events=organization.created')).toEqual([]);
    expect(await types('events=user.created&organization_id=org_1')).toEqual([]);
  });

  test('events come oldest first, unless asked for otherwise', async () => {
    const ids = async (query: string) => {
      const { data } = await (await ask('GET', `/events?limit=100&${query}`)).json();
      return (data as { id: string }[]).map(({ id }) => id);
    };
    const oldestFirst = await ids('');
    expect(oldestFirst.length).toBeGreaterThan(1);
    expect(oldestFirst).toEqual([...oldestFirst].sort());
    expect(await ids('order=desc')).toEqual([...oldestFirst].reverse());
    expect(await ids(`after=${oldestFirst[0]}`)).toEqual(oldestFirst.slice(1));
  });

  test('a merge tells of the user that is gone', async () => {
    const [primary, secondary] = [await createUser('stays@example.com'), await createUser('goes@example.com')];
    await it.operations.merge(it.actor, {
      primaryId: await userIdOf('stays@example.com'),
      secondaryId: await userIdOf('goes@example.com'),
    });
    const { data } = await (await ask('GET', '/events?events=user.deleted&order=desc&limit=1')).json();
    expect(data[0]).toMatchObject({ event: 'user.deleted', data: { id: secondary.id, email: 'goes@example.com' } });
    expect((await ask('GET', `/user_management/users/${secondary.id}`)).status).toBe(404);
    expect((await ask('GET', `/user_management/users/${primary.id}`)).status).toBe(200);
  });

  test('the signing keys are read by anybody', async () => {
    const answer = await fetch(`${it.baseUrl}/sso/jwks/${it.key.publicId}`);
    expect(answer.status).toBe(200);
    const { keys } = await answer.json();
    expect(keys).toEqual([
      { kty: 'RSA', alg: 'RS256', use: 'sig', kid: expect.any(String), n: expect.any(String), e: expect.any(String) },
    ]);
  });
});
