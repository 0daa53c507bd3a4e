/** Numbers for whoever looks after a tenant: exact while they are small, and said to be estimated when they are not. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Connection, IdentityProvider } from '../../src/domain/identity-provider.ts';
import { arriveAt } from '../support/arrivals.ts';
import { type NativeClient, openNative } from '../support/native-client.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

let it: TestApp;
let native: NativeClient;
let provider: IdentityProvider;
let connection: Connection;
beforeAll(async () => {
  it = await startTestApp();
  native = openNative(it);
  provider = await it.createProvider('oidc');
  connection = await it.operations.connections.create(it.actor, {
    identityProviderId: provider.id,
    identifier: 'oidc',
    clientId: 'client',
    clientSecret: 'secret',
    config: { issuer: 'https://idp.example.com' },
  });
  const { user } = await arriveAt(it, provider, connection, { subject: 'one' });
  await arriveAt(it, provider, connection, { subject: 'one' });
  await arriveAt(it, provider, connection, { subject: 'one' });
  await arriveAt(it, provider, connection, { subject: 'two' });
  await it.operations.users.setStatus(it.actor, user!.id, 'suspended');
  await arriveAt(it, provider, connection, { subject: 'one' });
  // By hand: of no arrival.
  await native.createUser({ name: 'By hand' });
});
afterAll(() => it.close());

test('whoever may not read what is counted is told no numbers', async () => {
  for (const [path, scopes] of [
    ['/v1/statistics', ['users:read', 'events:read']],
    ['/v1/statistics', ['identities:read', 'events:read']],
    ['/v1/statistics/events', ['users:read', 'identities:read']],
    ['/v1/statistics/providers', ['events:read']],
    ['/v1/statistics/providers', ['identity_providers:read']],
  ] as const) {
    const key = await it.createKey([...scopes]);
    expect((await openNative(it, key.rawKey).send('GET', path)).body, path).toMatchObject({
      code: 'insufficient_scope',
    });
  }
  const bound = await it.createKey(['events:read'], { identityProviderId: provider.id });
  expect((await openNative(it, bound.rawKey).send('GET', '/v1/statistics/events')).status).toBe(403);
});

test('a range is one of days, not too many', async () => {
  for (const days of ['0', '93', '1.5', 'all'])
    expect((await native.send('GET', `/v1/statistics/events?days=${days}`)).status, days).toBe(400);
});

test('what there is', async () => {
  expect((await native.send('GET', '/v1/statistics')).body).toMatchObject({
    users: { count: 3, exactness: 'exact' },
    identities: { count: 2, exactness: 'exact' },
    pending_links: { count: 0, exactness: 'exact' },
    open_suggestions: { count: 0, exactness: 'exact' },
  });
});

test('what arrivals came to, by day: what was made by hand is none', async () => {
  const { body } = await native.send('GET', '/v1/statistics/events?days=2');
  const today = new Date().toISOString().slice(0, 10);
  expect(body.days).toHaveLength(2);
  expect(body.days.at(-1)).toEqual({
    date: today,
    arrivals: 5,
    sign_in: 2,
    link: 0,
    create_user: 2,
    challenge: 0,
    hold: 0,
    refuse: 1,
    estimated: false,
  });
  expect(body.days[0]).toMatchObject({ arrivals: 0, estimated: false });
  expect(body.kept_since).toBeNull();
});

test('a provider whose people were refused is named, with the last reason', async () => {
  const { body } = await native.send('GET', '/v1/statistics/providers');
  expect(body.data).toEqual([
    {
      identity_provider_id: provider.id,
      name: 'oidc',
      display_name: expect.any(String),
      strategy: 'oidc',
      refused: { count: 1, exactness: 'exact' },
      failed: { count: 0, exactness: 'exact' },
      last: {
        event_id: expect.any(String),
        at: expect.any(String),
        rule: expect.any(String),
        said: expect.any(String),
      },
    },
  ]);
  const { status } = await native.send('GET', `/v1/events/${body.data[0].last.event_id}/explanation`);
  expect(status).toBe(200);
});

test('sign-ins that fail at a provider are told, few of many, with how many there were', async () => {
  const start = () =>
    it.operations.signIn.start(it.tenant.id, connection.id, {
      redirectUri: 'https://id.example.com/sign-in/callback',
      returnTo: null,
    });
  for (let times = 1; times <= 6; times += 1) await expect(start()).rejects.toMatchObject({ code: 'sign_in_refused' });
  const { body } = await native.send('GET', '/v1/events?type=sign_in.failed&order=asc');
  expect(body.data.map(({ decision }: { decision: { times: number } }) => decision.times)).toEqual([1, 2, 5]);
  const [event] = body.data;
  expect(event).toMatchObject({ identity_provider_id: provider.id, user_id: null, actor: { label: 'sign-in' } });
  const troubles = await native.send('GET', '/v1/statistics/providers');
  expect(troubles.body.data).toMatchObject([
    {
      refused: { count: 1, exactness: 'exact' },
      failed: { count: 5, exactness: 'at_least' },
      last: { event_id: body.data[2].id, rule: 'connector', said: expect.any(String) },
    },
  ]);
  const { body: told } = await native.send('GET', `/v1/events/${body.data[2].id}/explanation`);
  expect(told.said).toContain('5 times within an hour');
});

test('another tenant’s numbers are its own', async () => {
  const others = openNative(it, it.other.key.rawKey, it.other.tenant.id);
  expect((await others.send('GET', '/v1/statistics')).body).toMatchObject({ users: { count: 0 } });
  expect((await others.send('GET', '/v1/statistics/events?days=1')).body.days[0]).toMatchObject({ arrivals: 0 });
  expect((await others.send('GET', '/v1/statistics/providers')).body.data).toEqual([]);
});

test('what is more than is counted is said to be so', async () => {
  const { statistics } = it.app.store.reads;
  expect(await statistics.users(it.tenant.id, 2)).toMatchObject({ exactness: 'estimated' });
  expect((await statistics.users(it.tenant.id, 2)).count).toBeGreaterThanOrEqual(2);
  const hour = new Date(Math.floor(Date.now() / 3_600_000) * 3_600_000).toISOString();
  const types = { create_user: 'user.created' } as const;
  const [found] = await statistics.decisions(it.tenant.id, [hour], types, 1);
  expect(found).toMatchObject({ hour, action: 'create_user', seen: 1, decided: 1, lastId: expect.any(String) });
  const since = new Date(Date.now() - 60_000).toISOString();
  expect(await statistics.troubles(it.tenant.id, since, 1)).toMatchObject([{ refused: { exactness: 'at_least' } }]);
});

test('the embedded database counts and guesses as well', async () => {
  const own = await startTestApp({ on: 'embedded' });
  const client = openNative(own);
  await client.createUser({ name: 'One' });
  await client.createUser({ name: 'Two' });
  expect(await own.app.store.reads.statistics.users(own.tenant.id, 2)).toMatchObject({ exactness: 'estimated' });
  expect((await client.send('GET', '/v1/statistics')).body.users).toEqual({ count: 2, exactness: 'exact' });
  expect((await client.send('GET', '/v1/users?search=tw')).body.data).toMatchObject([{ name: 'Two' }]);
  await own.close();
});
