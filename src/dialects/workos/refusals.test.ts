/** Every refusal in WorkOS's shape and with its status, and nothing changed by any. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestApp, type TestApp } from '../../../test/support/test-app.ts';
import { toUlid } from '../../domain/ids.ts';
import { toWireId } from './wire-ids.ts';

describe('refusals', () => {
  let it: TestApp;
  let known: string;
  let foreign: string;
  beforeAll(async () => {
    it = await startTestApp();
    const profile = { email: 'known@example.com', externalId: 'known' };
    known = toWireId('user', (await it.operations.users.create(it.actor, { profile })).user.id);
    const theirs = await it.operations.users.create(it.other.actor, { profile: { externalId: 'foreign' } });
    foreign = toWireId('user', theirs.user.id);
    await it.operations.tokens.jwks(it.tenant.id);
  });
  afterAll(() => it.close());

  interface Ask {
    method?: string;
    headers?: Record<string, string>;
    body?: string;
    key?: string | null;
  }

  /** Asks, checks what every refusal owes, and that nothing was recorded: each change appends an event. */
  const refused = async (path: string, { method = 'GET', headers = {}, body, key = it.key.rawKey }: Ask = {}) => {
    const lastEvents = async () =>
      Promise.all(
        [it.actor, it.other.actor].map(async (actor) => {
          const { items } = await it.operations.events.list(actor, { limit: 1, descending: true });
          return items[0]?.id;
        }),
      );
    const before = await lastEvents();
    const answer = await fetch(it.baseUrl + path, {
      method,
      headers: {
        'content-type': 'application/json',
        ...(key !== null && { authorization: `Bearer ${key}` }),
        ...headers,
      },
      ...(body !== undefined && { body }),
    });
    const json = await answer.json();
    expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
    expect(answer.headers.get('x-request-id')).toMatch(/./);
    expect(json).toEqual(expect.objectContaining({ message: expect.stringMatching(/./), code: expect.any(String) }));
    expect(await lastEvents()).toEqual(before);
    return { status: answer.status, ...json };
  };
  const create = (body: unknown, more: Ask = {}) =>
    refused('/user_management/users', { method: 'POST', body: JSON.stringify(body), ...more });
  const guarded = () =>
    [
      ['GET', '/user_management/users'],
      ['POST', '/user_management/users'],
      ['GET', `/user_management/users/${known}`],
      ['PUT', `/user_management/users/${known}`],
      ['DELETE', `/user_management/users/${known}`],
      ['GET', '/user_management/users/external_id/known'],
      ['GET', `/user_management/users/${known}/identities`],
      ['GET', `/user_management/users/${known}/sessions`],
      ['POST', '/user_management/sessions/revoke'],
      ['GET', '/events'],
    ] as const;

  test('without a key in force nothing is answered, whatever else is wrong', async () => {
    for (const [method, path] of guarded()) {
      const body = method === 'POST' || method === 'PUT' ? { body: 'not json' } : {};
      for (const key of [null, 'sk_test_x', `${it.key.rawKey}x`, it.key.publicId]) {
        expect(await refused(path, { method, key, ...body })).toMatchObject({ status: 401, message: 'Unauthorized' });
      }
      const headers = { authorization: `Basic ${it.key.rawKey}` };
      expect(await refused(path, { method, key: null, headers, ...body })).toMatchObject({ status: 401 });
    }
  });

  test('a revoked key is no key', async () => {
    const { apiKey, rawKey } = await it.createKey(['users:read']);
    await it.operations.apiKeys.revoke(it.actor, apiKey.id);
    expect(await refused('/user_management/users', { key: rawKey })).toMatchObject({ status: 401 });
  });

  test('a key without the scope is told which it lacks', async () => {
    const { rawKey: key } = await it.createKey(['api_keys:read']);
    const bodies: Record<string, string> = {
      POST: JSON.stringify({ email: 'scope@example.com', session_id: toWireId('session', it.tenant.id) }),
      PUT: JSON.stringify({ name: 'x' }),
    };
    for (const [method, path] of guarded()) {
      const body = bodies[method];
      expect(await refused(path, { method, key, ...(body && { body }) }), `${method} ${path}`).toMatchObject({
        status: 403,
        code: 'insufficient_scope',
        message: expect.stringMatching(/`\w+:\w+`/),
      });
    }
  });

  test('an unknown id, a malformed one and another tenant’s are not found alike', async () => {
    const unknown = `user_${toUlid('01890000-0000-7000-8000-000000000000')}`;
    const strange = ['user_x', 'session_01E4ZCR3C56J083X43JQXF3JK5', '%2e%2e%2f', 'user_%00', `user_${'8'.repeat(26)}`];
    for (const id of [unknown, foreign, ...strange]) {
      const paths: [string, string][] = [
        ['GET', `/user_management/users/${id}`],
        ['PUT', `/user_management/users/${id}`],
        ['DELETE', `/user_management/users/${id}`],
        ['GET', `/user_management/users/${id}/identities`],
        ['GET', `/user_management/users/${id}/sessions`],
      ];
      for (const [method, path] of paths) {
        const answer = await refused(path, { method, ...(method === 'PUT' && { body: '{"name":"x"}' }) });
        expect(answer, `${method} ${path}`).toMatchObject({
          status: 404,
          code: 'entity_not_found',
          entity_id: decodeURIComponent(id),
        });
      }
    }
    for (const externalId of ['nobody', 'foreign']) {
      expect(await refused(`/user_management/users/external_id/${externalId}`)).toMatchObject({
        status: 404,
        code: 'entity_not_found',
      });
    }
    const revoke = (session_id: string) =>
      refused('/user_management/sessions/revoke', { method: 'POST', body: JSON.stringify({ session_id }) });
    for (const id of [toWireId('session', it.tenant.id), 'session_x']) {
      expect(await revoke(id)).toMatchObject({ status: 404, code: 'entity_not_found', entity_id: id });
    }
    for (const client of ['client_x', `client_${toUlid(it.key.apiKey.id)}`, 'z'.repeat(43), 'x'.repeat(43)]) {
      expect(await refused(`/sso/jwks/${client}`, { key: null })).toMatchObject({ status: 404 });
    }
  });

  test('a body that is not JSON, not an object, not there, or of another kind', async () => {
    const users = '/user_management/users';
    expect(await refused(users, { method: 'POST', body: '{"email":' })).toMatchObject({
      status: 400,
      code: 'invalid_request_body',
    });
    for (const body of ['', '[]', '"text"', 'null', '7']) {
      expect(await refused(users, { method: 'POST', body }), body).toMatchObject({
        status: 422,
        code: 'invalid_request_parameters',
      });
    }
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
      const answer = await refused(users, {
        method: 'POST',
        headers: { 'content-type': type },
        body: 'email=form%40example.com',
      });
      expect(answer, type).toMatchObject({ status: 415, code: 'unsupported_media_type' });
    }
    const large = await create({ email: 'large@example.com', name: 'x'.repeat(1024 * 1024) });
    expect(large).toMatchObject({ status: 413, code: 'body_too_large' });
  });

  test('a field that cannot be is named', async () => {
    const email = 'field@example.com';
    const cases: [object, string][] = [
      [{}, 'email_required'],
      [{ email: 7 }, 'email_invalid'],
      [{ email: null }, 'email_invalid'],
      [{ email: 'nobody' }, 'invalid_email'],
      [{ email: `${'x'.repeat(400)}@example.com` }, 'email_invalid'],
      [{ email, first_name: 7 }, 'first_name_invalid'],
      [{ email, last_name: 'x'.repeat(257) }, 'last_name_invalid'],
      [{ email, name: 'x'.repeat(513) }, 'name_invalid'],
      [{ email, email_verified: 'yes' }, 'email_verified_invalid'],
      [{ email, external_id: '' }, 'external_id_invalid'],
      [{ email, external_id: 'x'.repeat(129) }, 'external_id_invalid'],
      [{ email, external_id: 'schön' }, 'external_id_invalid'],
      [{ email, metadata: 'text' }, 'metadata_invalid'],
      [{ email, metadata: { plan: 7 } }, 'metadata_invalid'],
      [{ email, name: 'nul\0' }, 'request_invalid'],
    ];
    for (const [body, code] of cases) {
      const answer = await create(body);
      expect(answer, code).toMatchObject({ status: 422, code: 'invalid_request_parameters' });
      expect(answer.errors[0], JSON.stringify(body).slice(0, 80)).toMatchObject({
        code,
        message: expect.stringMatching(/./),
      });
    }
  });

  test('metadata keeps to its limits, also where they are reached bit by bit', async () => {
    const email = 'limits@example.com';
    const many = Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`key-${index}`, 'x']));
    for (const metadata of [many, { ['k'.repeat(41)]: 'x' }, { key: 'x'.repeat(601) }, { '': 'x' }]) {
      expect(await create({ email, metadata })).toMatchObject({
        status: 400,
        code: 'user_creation_error',
        errors: [{ code: 'invalid_metadata' }],
      });
    }
    const { 'key-50': _, ...fifty } = many;
    const profile = { email: 'fifty@example.com', userMetadata: fifty };
    const { user } = await it.operations.users.create(it.actor, { profile });
    const answer = await refused(`/user_management/users/${toWireId('user', user.id)}`, {
      method: 'PUT',
      body: JSON.stringify({ metadata: { one: 'more' } }),
    });
    expect(answer).toMatchObject({ status: 400, code: 'invalid_metadata' });
  });

  test('what another user has is not to be had', async () => {
    expect(await create({ email: 'KNOWN@example.com' })).toEqual({
      status: 400,
      message: expect.any(String),
      code: 'user_creation_error',
      errors: [{ code: 'email_not_available', message: expect.any(String) }],
    });
    expect(await create({ email: 'free@example.com', external_id: 'known' })).toMatchObject({
      status: 400,
      code: 'user_creation_error',
      errors: [{ code: 'external_id_already_used' }],
    });
  });

  test('a query that cannot be', async () => {
    const queries = ['limit=0', 'limit=101', 'limit=ten', 'limit=1&limit=2', 'order=up', 'after=x', 'before=event_1'];
    for (const query of queries) {
      const answer = await refused(`/user_management/users?${query}`);
      expect(answer, query).toMatchObject({ status: 422, code: 'invalid_request_parameters' });
      expect(answer.errors[0].code, query).toBe(`${query.split('=')[0]}_invalid`);
    }
    const times = [
      'range_start=yesterday',
      'range_end=2026-13-01',
      'range_start=0000-01-01',
      'range_end=%2B275760-01-01',
    ];
    for (const query of [...times, 'events=%27', 'events=user', 'after=user_01E4ZCR3C56J083X43JQXF3JK5']) {
      expect(await refused(`/events?${query}`), query).toMatchObject({ status: 422 });
    }
  });

  test('a path that is not there, and a method that a path does not have', async () => {
    for (const path of ['/user_management', '/user_management/nothing/at/all', '/sso/nothing', '/events/nothing']) {
      for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
        expect(await refused(path, { method }), `${method} ${path}`).toMatchObject({ status: 404, code: 'not_found' });
      }
    }
    for (const [method, path] of [
      ['DELETE', '/user_management/users'],
      ['PATCH', `/user_management/users/${known}`],
      ['POST', `/user_management/users/${known}/identities`],
      ['POST', '/events'],
      ['GET', '/user_management/sessions/revoke'],
      ['PUT', '/user_management/authenticate'],
    ] as const) {
      expect(await refused(path, { method }), `${method} ${path}`).toMatchObject({
        status: 405,
        code: 'method_not_allowed',
      });
    }
  });
});
