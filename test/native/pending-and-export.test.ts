/** What waits for proof, and events as a file. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Connection, IdentityProvider } from '../../src/domain/identity-provider.ts';
import { askAt } from '../support/arrivals.ts';
import { type NativeClient, openNative } from '../support/native-client.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

let it: TestApp;
let native: NativeClient;
let provider: IdentityProvider;
let connection: Connection;
let ada: string;
beforeAll(async () => {
  it = await startTestApp();
  native = openNative(it);
  provider = await it.createProvider('oidc', 'oidc', { mode: 'ask', emailProof: 'provider_verified_bit' });
  connection = await it.operations.connections.create(it.actor, {
    identityProviderId: provider.id,
    identifier: 'oidc',
    clientId: 'client',
    clientSecret: 'secret',
    config: { issuer: 'https://idp.example.com' },
  });
  const { user } = await it.operations.users.create(it.actor, {
    profile: { email: 'ada@example.com', emailVerified: true, name: '=SUM("A1"),\nAda' },
  });
  ada = user.id;
});
afterAll(() => it.close());

describe('pending links', () => {
  test('nobody without the right, of another tenant or of one provider sees any', async () => {
    const told = await askAt(it, provider, connection, {
      subject: 's-0',
      email: 'ada@example.com',
      emailVerified: true,
    });
    const poor = openNative(it, (await it.createKey(['users:read'])).rawKey);
    expect((await poor.send('GET', '/v1/linking/pending')).body.code).toBe('insufficient_scope');
    const bound = await it.createKey(['users:read', 'identities:read'], { identityProviderId: provider.id });
    expect((await openNative(it, bound.rawKey).send('GET', '/v1/linking/pending')).status).toBe(403);
    const others = openNative(it, it.other.key.rawKey, it.other.tenant.id);
    expect((await others.send('GET', '/v1/linking/pending')).body.data).toEqual([]);
    const { body } = await native.send('GET', '/v1/linking/pending');
    expect(JSON.stringify(body)).not.toContain(told.token.split('.').at(-1));
  });

  test('the oldest first, with its identity and whom it may belong to', async () => {
    const { identity } = await askAt(it, provider, connection, {
      subject: 's-1',
      email: 'ada@example.com',
      emailVerified: true,
    });
    const { body } = await native.send('GET', '/v1/linking/pending?limit=1');
    expect(body.has_more).toBe(true);
    const next = await native.send('GET', `/v1/linking/pending?limit=1&cursor=${body.next_cursor}`);
    expect(next.body.data).toMatchObject([
      {
        identity: { id: identity.id, user_id: null, external_id: 's-1' },
        connection_id: connection.id,
        candidates: [{ user_id: ada, matched_on: ['email'] }],
        attempts: 0,
      },
    ]);
    expect((await native.send('GET', '/v1/statistics')).body.pending_links).toEqual({ count: 2, exactness: 'exact' });
  });
});

describe('events as a file', () => {
  test('whoever may not read events gets none, nor for a form that there is not', async () => {
    const poor = openNative(it, (await it.createKey(['users:read'])).rawKey);
    expect((await poor.send('GET', '/v1/events/export')).body.code).toBe('insufficient_scope');
    expect((await native.send('GET', '/v1/events/export?format=xlsx')).status).toBe(400);
  });

  test('as JSON Lines: each as it is listed, in order, across pages', async () => {
    const key = await it.createKey([...it.key.apiKey.scopes]);
    await it.operations.users.setStatus({ ...it.actor, kind: 'api_key', id: key.apiKey.id }, ada, 'suspended');
    const { body, headers } = await native.send('GET', '/v1/events/export');
    expect(headers.get('content-disposition')).toBe('attachment; filename="events.ndjson"');
    const lines = body
      .trim()
      .split('\n')
      .map((line: string) => JSON.parse(line));
    const listed = await native.send('GET', '/v1/events?limit=250&order=asc');
    expect(lines).toEqual(listed.body.data);
    const { body: mine } = await native.send('GET', `/v1/events/export?actor_id=${key.apiKey.id}`);
    expect(
      mine
        .trim()
        .split('\n')
        .map((line: string) => JSON.parse(line).type),
    ).toEqual(['user.suspended']);
  });

  test('as CSV: quoted, and no formula for a spreadsheet', async () => {
    await it.operations.users.update(it.actor, ada, { profile: { externalId: '-1+1' } });
    const { body, headers } = await native.send('GET', `/v1/events/export?format=csv&user_id=${ada}&type=user.created`);
    expect(headers.get('content-type')).toContain('text/csv');
    const [head, row, ...rest] = body.split('\r\n');
    expect(head.split(',').slice(0, 3)).toEqual(['id', 'created_at', 'type']);
    expect(row).toMatch(/^"[0-9a-f-]{36}","[^"]+Z","user\.created",/);
    expect(rest).toEqual(['']);
  });

  test('more than a page', async () => {
    await it.app.store.transaction(async (rows) => {
      const [event] = (await rows.events.list(it.tenant.id, { limit: 1 }, {})).items;
      const many = Array.from({ length: 1100 }, (_, index) => ({
        ...event!,
        id: `${event!.id.slice(0, 24)}${(index + 1).toString(16).padStart(12, '0')}`,
        type: 'user.deleted' as const,
      }));
      await rows.events.append(many);
    });
    const { body } = await native.send('GET', '/v1/events/export?type=user.deleted');
    const ids = body
      .trim()
      .split('\n')
      .map((line: string) => JSON.parse(line).id);
    expect(new Set(ids).size).toBe(1100);
    expect(ids).toEqual([...ids].sort());
  });
});
