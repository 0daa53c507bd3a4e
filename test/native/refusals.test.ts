/** What every operation refuses, asked of every operation: the list is the OpenAPI document itself. */
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allScopes, type Scope } from '../../src/domain/scopes.ts';
import { type NativeClient, openNative, type RawAnswer } from '../support/native-client.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

interface Operation {
  operationId: string;
  'x-scopes': Scope[];
  'x-errors': string[];
  parameters?: { in?: string; name?: string; schema?: { enum?: string[] } }[];
  requestBody?: {
    required?: boolean;
    content: { 'application/json': { example?: object; examples?: Record<string, { value: object }> } };
  };
}

/** A path whose names of a closed set are the first of it; ids are left to be filled in. */
function withKnownNames(path: string, { parameters = [] }: Operation): string {
  return parameters.reduce(
    (filled, { name, schema }) => filled.replace(`{${name}}`, schema?.enum?.[0] ?? `{${name}}`),
    path,
  );
}

function exampleOf({ requestBody }: Operation): object | undefined {
  const content = requestBody?.content['application/json'];
  return content?.example ?? Object.values(content?.examples ?? {})[0]?.value;
}

const document = JSON.parse(readFileSync(new URL('../../docs/openapi.json', import.meta.url), 'utf8'));
const operations = Object.entries(document.paths as Record<string, Record<string, Operation>>).flatMap(
  ([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      name: operation.operationId,
      method: method.toUpperCase(),
      path: withKnownNames(path, operation),
      scopes: operation['x-scopes'],
      hasId: withKnownNames(path, operation).includes('{'),
      takesBody: operation.requestBody !== undefined,
      needsBody: operation.requestBody?.required === true,
      filters: (operation.parameters ?? []).filter((parameter) => parameter.in === 'query').length,
      example: exampleOf(operation),
    })),
);
/** Imports are named by their callers, and take lines instead of a document: `imports.test.ts` has what they refuse. */
const isOfImports = ({ path }: { path: string }) => path.startsWith('/v1/imports/');
const scoped = operations.filter((each) => each.scopes.length > 0 && !(isOfImports(each) && each.takesBody));
const withId = operations.filter((each) => each.hasId && !isOfImports(each));
/** Who is an operator is a matter of the operators' tenant: keys of others are refused whatever they name. */
const withOwnId = withId.filter(({ path }) => !path.startsWith('/v1/operators/'));
/** Scopes that a wider one stands for. */
const widerScopes: Partial<Record<Scope, Scope>> = { 'sessions:read': 'sessions:write' };
const searches = operations.filter(({ filters }) => filters > 0);
const withBody = operations.filter((each) => each.takesBody && !isOfImports(each));

describe('refusals', () => {
  let it: TestApp;
  let native: NativeClient;
  let before: string;
  /** Whole keys that have every scope but one, and what stands for it, by that one. */
  const narrowKeys = new Map<Scope, string>();
  let foreignIds: Record<string, string>;
  beforeAll(async () => {
    it = await startTestApp();
    native = openNative(it);
    await native.createUser({ email: 'witness@example.com' });
    foreignIds = await makeForeignThings(it);
    for (const scope of allScopes) {
      const { rawKey } = await it.createKey(
        allScopes.filter((other) => other !== scope && other !== widerScopes[scope]),
      );
      narrowKeys.set(scope, rawKey);
    }
    before = await everything();
  });
  afterAll(async () => {
    // None of all these requests changed anything.
    expect(await everything()).toBe(before);
    await it.close();
  });

  /** Every row that a refused request could have changed; keys apart, which are stamped when used. */
  async function everything(): Promise<string> {
    const tables = ['tenants', 'users', 'identities', 'identity_providers', 'connections', 'sessions', 'events'];
    const rows = await Promise.all(tables.map((table) => it.database.pool.query(`select * from ${table} order by id`)));
    const keys = await it.database.pool.query('select id, scopes, revoked_at from api_keys order by id');
    return JSON.stringify([...rows.map(({ rows: found }) => found), keys.rows]);
  }

  const unknownId = '0199b6a4-5f21-7c3e-9d2a-4b1f6c7d8e90';
  const fill = (path: string, id = unknownId) => path.replaceAll(/\{\w+\}/g, id);
  const ask = (
    { method, path, example }: { method: string; path: string; example?: object | undefined },
    headers: Record<string, string> = native.headers,
    body: string | undefined = example && JSON.stringify(example),
  ): Promise<RawAnswer> =>
    native.send(method, fill(path), {
      headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      ...(body !== undefined && { body }),
    });

  function expectRefusal(answer: RawAnswer, status: number, code: string): void {
    expect(answer.body).toMatchObject({ code, message: expect.stringMatching(/^.{5,}$/) });
    expect(Object.keys(answer.body).filter((key) => !['code', 'message', 'details'].includes(key))).toEqual([]);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(JSON.stringify(answer.body)).not.toMatch(/select |insert |\.ts:|node_modules/);
  }

  test('every operation with a body shows an example of one', () => {
    expect(withBody.filter(({ example }) => example === undefined).map(({ name }) => name)).toEqual([]);
    expect(operations.length).toBeGreaterThan(40);
  });

  test.each(operations)('$name: without a credential, or with a wrong one: 401', async (operation) => {
    const tenant = { 'x-tenant-id': it.tenant.id };
    const wrong = it.key.rawKey.replace(/.$/, (last) => (last === 'a' ? 'b' : 'a'));
    for (const headers of [
      tenant,
      { ...tenant, 'x-api-key': '' },
      { ...tenant, 'x-api-key': 'sk_nonsense' },
      { ...tenant, 'x-api-key': wrong },
      { ...tenant, authorization: `Bearer ${wrong}` },
      { ...tenant, authorization: `Basic ${it.key.rawKey}` },
      { 'x-tenant-id': 'nonsense', 'x-api-key': wrong },
    ]) {
      const answer = await ask(operation, headers, operation.takesBody ? '{' : undefined);
      expectRefusal(answer, 401, 'unauthenticated');
      expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    }
  });

  test.each(operations)('$name: without its tenant, or with another: 400 and 403', async (operation) => {
    const key = { 'x-api-key': it.key.rawKey };
    expectRefusal(await ask(operation, key), 400, 'invalid_input');
    expectRefusal(await ask(operation, { ...key, 'x-tenant-id': 'acme' }), 400, 'invalid_input');
    const other = { ...key, 'x-tenant-id': it.other.tenant.id };
    // The tenant comes before the body.
    expectRefusal(await ask(operation, other, operation.takesBody ? '{' : undefined), 403, 'tenant_mismatch');
  });

  test.each(scoped)('$name: without each of its scopes: 403', async (operation) => {
    for (const scope of operation.scopes) {
      const rawKey = narrowKeys.get(scope)!;
      const answer = await ask(operation, { ...native.headers, 'x-api-key': rawKey });
      expectRefusal(answer, 403, 'insufficient_scope');
      expect(answer.body.details).toEqual({ scope });
    }
  });

  test.each(withOwnId)('$name: an unknown id and one of another tenant answer the same: 404', async (operation) => {
    const answer = await ask(operation);
    expectRefusal(answer, 404, 'not_found');
    const foreign = foreignId(operation.path);
    const answerToForeign = await native.send(operation.method, fill(operation.path, foreign), {
      headers: { ...native.headers, ...(operation.example && { 'content-type': 'application/json' }) },
      ...(operation.example && { body: JSON.stringify(operation.example) }),
    });
    expect(answerToForeign.status).toBe(404);
    expect(answerToForeign.body).toEqual(answer.body);
  });

  test.each(withId)('$name: an id that is none: 400', async (operation) => {
    for (const id of ['me', 'urn:uuid:0199b6a4-5f21-7c3e-9d2a-4b1f6c7d8e90', '%00', 'x'.repeat(1500)]) {
      const path = fill(operation.path, id);
      expectRefusal(await ask({ ...operation, path }), 400, 'invalid_input');
    }
  });

  test.each(withBody)('$name: a body that is malformed, missing, of another kind or too long', async (operation) => {
    expectRefusal(await ask(operation, native.headers, '{"a":'), 400, 'malformed_json');
    if (operation.needsBody) {
      const without = { method: operation.method, path: operation.path };
      expectRefusal(await ask(without), 400, 'body_required');
      for (const body of ['', 'null']) expectRefusal(await ask(operation, native.headers, body), 400, 'body_required');
    }
    for (const body of ['[]', '"text"', '7', 'true']) {
      expectRefusal(await ask(operation, native.headers, body), 400, 'invalid_input');
    }
    const extra = JSON.stringify({ ...operation.example, no_such_field: 1 });
    expectRefusal(await ask(operation, native.headers, extra), 400, 'invalid_input');
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/xml', 'nonsense']) {
      const headers = { ...native.headers, 'content-type': type };
      expectRefusal(await ask(operation, headers, JSON.stringify(operation.example)), 415, 'unsupported_media_type');
    }
    expectRefusal(await announceLong(operation.method, fill(operation.path)), 413, 'body_too_large');
  });

  test.each(withBody)('$name: text that cannot be kept', async (operation) => {
    for (const body of ['{"name":"a\\u0000b"}', '{"name":"\\ud800"}', '{"__proto__":{}}', nested(200)])
      expectRefusal(await ask(operation, native.headers, body), 400, 'invalid_input');
  });

  test.each(searches)('$name: a filter that it does not know: 400', async (operation) => {
    expectRefusal(await ask({ ...operation, path: `${operation.path}?no_such_filter=1` }), 400, 'invalid_input');
  });

  test.each(operations)('$name: another method on its path: 405, and which are allowed', async (operation) => {
    const allowed = operations.filter(({ path }) => path === operation.path).map(({ method }) => method);
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].filter((other) => !allowed.includes(other))) {
      const answer = await native.send(method, fill(operation.path));
      expectRefusal(answer, 405, 'method_not_allowed');
      expect(answer.headers.get('allow')).toBe([...allowed].sort().join(', '));
    }
  });

  /** The id of something of this path's kind that another tenant has. */
  const foreignId = (path: string): string => foreignIds[path.split('/')[2]!] ?? unknownId;

  test.each([
    ['a bad cursor', '/v1/users?cursor=nonsense'],
    ['a cursor of another list', `/v1/users?q=a&cursor=${Buffer.from(`after:${unknownId}`).toString('base64url')}`],
    ['a cursor without an id', `/v1/users?cursor=${Buffer.from('after:me').toString('base64url')}`],
    ['a limit over the maximum', '/v1/users?limit=251'],
    ['a limit of nothing', '/v1/users?limit=0'],
    ['a limit that is no number', '/v1/events?limit=many'],
    ['a filter that does not exist', '/v1/users?emial=a@example.com'],
    ['a filter given twice', '/v1/users?email=a@example.com&email=b@example.com'],
    ['a text that is too long', `/v1/users?email=${'x'.repeat(321)}`],
    ['a switch that is neither', '/v1/identities?unlinked=perhaps'],
    ['a NUL in a filter', '/v1/users?external_id=%00'],
    ['a NUL in another', '/v1/identities?external_id=a%00b'],
    ['a NUL in a search', '/v1/users?q=%00'],
  ])('%s: 400', async (_, path) => {
    expectRefusal(await native.send('GET', path), 400, 'invalid_input');
  });

  test.each(['/v1', '/v1/', '/v1/nothing', '/v1/users/a/b/c/d', '/v1/user'])('nothing at %s: 404', async (path) => {
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'])
      expectRefusal(await native.send(method, path), 404, 'not_found');
  });

  test('the description and its page take no other method, and need no key', async () => {
    for (const path of ['/openapi.json', '/docs']) {
      expect((await native.send('GET', path, { headers: {} })).status).toBe(200);
      expectRefusal(await native.send('POST', path, { headers: {} }), 405, 'method_not_allowed');
    }
  });

  test('over-long fields: 400', async () => {
    const fields = { email: 320, phone: 40, username: 128, external_id: 255, name: 300, picture: 2048, locale: 64 };
    for (const [field, max] of Object.entries(fields)) {
      const body = JSON.stringify({ [field]: 'x'.repeat(max + 1) });
      expectRefusal(await ask({ method: 'POST', path: '/v1/users' }, native.headers, body), 400, 'invalid_input');
    }
  });

  test('a refusal of validation says where', async () => {
    const answer = await ask({ method: 'POST', path: '/v1/users' }, native.headers, '{"email":7}');
    expectRefusal(answer, 400, 'invalid_input');
    expect(answer.body.message).toContain('email');
    expect(answer.body.details.problems[0]).toContain('email');
  });

  function nested(depth: number): string {
    return `{"user_metadata":${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}}`;
  }

  /** Announces a body over every limit and reads the answer, which comes before the body has to be sent. */
  function announceLong(method: string, path: string): Promise<RawAnswer> {
    const length = { 'content-type': 'application/json', 'content-length': String(33 * 1024 * 1024) };
    return new Promise((resolve, reject) => {
      const options = { method, headers: { ...native.headers, ...length }, agent: new Agent({ keepAlive: false }) };
      const sent = request(`${it.baseUrl}${path}`, options, async (response) => {
        const chunks = await response.toArray();
        sent.destroy();
        resolve({
          status: response.statusCode!,
          headers: new Headers(response.headers as Record<string, string>),
          body: JSON.parse(Buffer.concat(chunks).toString()),
        });
      });
      sent.on('error', (error) => {
        if (!sent.destroyed) reject(error);
      });
      sent.write('{');
    });
  }
});

/** Something of every kind that another tenant has, by the word for it in paths. */
async function makeForeignThings({ operations: own, other }: TestApp): Promise<Record<string, string>> {
  const { user } = await own.users.create(other.actor, { profile: { name: 'Foreign' } });
  const provider = await own.identityProviders.create(other.actor, { strategy: 'github', name: 'github' });
  const link = { userId: user.id, identityProviderId: provider.id, subject: 'foreign' };
  const { identity } = await own.identities.link(other.actor, link);
  const connection = await own.connections.create(other.actor, {
    identityProviderId: provider.id,
    identifier: 'foreign',
  });
  const { items } = await own.events.list(other.actor, { limit: 1 });
  return {
    users: user.id,
    identities: identity.id,
    'identity-providers': provider.id,
    connections: connection.id,
    events: items[0]!.id,
    'api-keys': other.key.apiKey.id,
  };
}
