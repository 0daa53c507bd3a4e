import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type NativeClient, openNative } from '../support/native-client.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

describe('Idempotency-Key', () => {
  let it: TestApp;
  let native: NativeClient;
  beforeAll(async () => {
    it = await startTestApp();
    native = openNative(it);
  });
  afterAll(() => it.close());

  const post = (path: string, key: string, body: object, headers = native.headers) =>
    native.send('POST', path, {
      headers: { ...headers, 'content-type': 'application/json', 'idempotency-key': key },
      body: JSON.stringify(body),
    });
  const count = async () => (await native.send('GET', '/v1/users?limit=250')).body.data.length;

  test('the same request is answered the same again, and done once', async () => {
    const first = await post('/v1/users', 'once', { name: 'Once' });
    expect(first.status).toBe(201);
    expect(first.headers.get('idempotency-replayed')).toBeNull();
    const users = await count();
    const again = await post('/v1/users', 'once', { name: 'Once' });
    expect(again.status).toBe(201);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(again.body).toEqual(first.body);
    expect(await count()).toBe(users);
  });

  test('twenty at once make one user', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => post('/v1/users', 'race', { name: 'Race' })));
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect(answers.filter(({ headers }) => headers.get('idempotency-replayed') === null)).toHaveLength(1);
  });

  test('another body, or another path, under the key is refused', async () => {
    const { body } = await post('/v1/users', 'other', { name: 'One' });
    for (const [path, fields] of [
      ['/v1/users', { name: 'Two' }],
      [`/v1/users/${body.id}/suspend`, { active: false }],
    ] as const) {
      const refused = await post(path, 'other', fields);
      expect(refused.status).toBe(422);
      expect(refused.body).toMatchObject({ code: 'idempotency_key_reused' });
    }
  });

  test('a refusal is kept like an answer, even when its cause has gone', async () => {
    const { body: holder } = await post('/v1/users', 'holder', { username: 'held' });
    const refused = await post('/v1/users', 'refused', { username: 'held' });
    expect(refused.body).toMatchObject({ code: 'username_taken' });
    await native.send('DELETE', `/v1/users/${holder.id}`);
    const again = await post('/v1/users', 'refused', { username: 'held' });
    expect(again.status).toBe(409);
    expect(again.body).toEqual(refused.body);
    expect((await post('/v1/users', 'afresh', { username: 'held' })).status).toBe(201);
  });

  test('a key belongs to the credential that used it', async () => {
    const mine = await post('/v1/users', 'shared', { name: 'Mine' });
    const other = openNative(it, it.other.key.rawKey, it.other.tenant.id);
    const theirs = await post('/v1/users', 'shared', { name: 'Theirs' }, other.headers);
    expect(theirs.status).toBe(201);
    expect(theirs.body.id).not.toBe(mine.body.id);
  });

  test('an answer with a secret rests sealed', async () => {
    const { body } = await post('/v1/api-keys', 'secret', { name: 'secret', scopes: [] });
    const again = await post('/v1/api-keys', 'secret', { name: 'secret', scopes: [] });
    expect(again.body.raw_key).toBe(body.raw_key);
    const { rows } = await it.database.pool.query('select answer::text from idempotency_keys');
    expect(JSON.stringify(rows)).not.toContain(body.secret);
  });

  test('a key that is too long is refused', async () => {
    const refused = await post('/v1/users', 'x'.repeat(256), { name: 'Long' });
    expect(refused.status).toBe(400);
    expect(refused.body).toMatchObject({ code: 'invalid_input', details: { header: 'Idempotency-Key' } });
  });
});
