/** docs/errors.md is what is sent: each refusal that any caller can meet, provoked in every dialect. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ErrorWord } from '../src/dialects/dialect.ts';
import { dialects } from '../src/dialects/index.ts';
import type { ErrorCode } from '../src/domain/errors.ts';
import { toHex, toUlid } from '../src/domain/ids.ts';
import type { CreatedApiKey } from '../src/operations/api-keys.ts';
import { startTestApp, type TestApp } from './support/test-app.ts';

interface Ask {
  method: string;
  path: string;
  headers?: Record<string, string>;
  /** Sent as it is when a text, else as JSON. */
  body?: unknown;
}

/** How one dialect is asked for a user, and where its refusals carry their status and code. */
interface Speaker {
  credentials(it: TestApp, key: CreatedApiKey): Promise<Record<string, string>>;
  read(id: string): string;
  create: { path: string; more?: object };
  wordIn(status: number, body: never): ErrorWord;
}

const post = async (url: string, body: object) => {
  const headers = { 'content-type': 'application/json' };
  return (await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })).json();
};
const plainWord = (status: number, { code }: { code: string }): ErrorWord => ({ status, code });

const speakers: Record<string, Speaker> = {
  native: {
    credentials: async (it, { rawKey }) => ({ 'x-api-key': rawKey, 'x-tenant-id': it.tenant.id }),
    read: (id) => `/v1/users/${id}`,
    create: { path: '/v1/users' },
    wordIn: plainWord,
  },
  workos: {
    credentials: async (_it, { rawKey }) => ({ authorization: `Bearer ${rawKey}` }),
    read: (id) => `/user_management/users/user_${toUlid(id)}`,
    create: { path: '/user_management/users' },
    wordIn: plainWord,
  },
  auth0: {
    async credentials({ baseUrl }, { publicId, secret }) {
      const client = { grant_type: 'client_credentials', client_id: publicId, client_secret: secret };
      return { authorization: `Bearer ${(await post(`${baseUrl}/oauth/token`, client)).access_token}` };
    },
    read: (id) => `/api/v2/users/auth0%7C${toHex(id)}`,
    create: { path: '/api/v2/users', more: { connection: 'database' } },
    wordIn: (status, { errorCode }: { errorCode?: string }) => ({ status, code: errorCode ?? null }),
  },
  genauth: {
    async credentials({ baseUrl }, { publicId, secret }) {
      const key = { accessKeyId: publicId, accessKeySecret: secret };
      const { data } = await post(`${baseUrl}/api/v3/get-management-token`, key);
      return { authorization: `Bearer ${data.access_token}` };
    },
    read: (id) => `/api/v3/get-user?userId=${toHex(id)}`,
    create: { path: '/api/v3/create-user' },
    // Failures come with HTTP 200 in this dialect: the status is in the body.
    wordIn: (_status, { statusCode, apiCode }: { statusCode: number; apiCode?: number }) => ({
      status: statusCode,
      code: apiCode ?? null,
    }),
  },
};

const unknown = '01890000-0000-7000-8000-000000000000';

describe('what is refused is said in the words of docs/errors.md', () => {
  let it: TestApp;
  beforeAll(async () => {
    it = await startTestApp();
    await it.createProvider('auth0', 'database');
  });
  afterAll(() => it.close());

  const send = async ({ method, path, headers, body }: Ask): Promise<Response> =>
    fetch(it.baseUrl + path, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });

  test('every dialect of the registry is here', () => {
    expect(Object.keys(speakers).sort()).toEqual(dialects.map(({ name }) => name).sort());
  });

  test.each(dialects.map((dialect) => [dialect.name, dialect] as const))('in %s', async (name, dialect) => {
    const { credentials, read, create, wordIn } = speakers[name]!;
    const headers = await credentials(it, it.key);
    const narrow = await credentials(it, await it.createKey(['api_keys:read']));
    const [prefix] = dialect.prefixes;
    const making = (email: string, more: Partial<Ask> = {}): Ask => ({
      method: 'POST',
      path: create.path,
      headers,
      body: { email, ...create.more },
      ...more,
    });
    const once = { ...headers, 'idempotency-key': `once-${name}` };
    expect((await send(making(`${name}@example.com`, { headers: once }))).status).toBeLessThan(300);

    const provoked: [ErrorCode, Ask][] = [
      ['unauthenticated', { method: 'GET', path: read(unknown) }],
      ['insufficient_scope', { method: 'GET', path: read(unknown), headers: narrow }],
      ['insufficient_scope', making('scope@example.com', { headers: narrow })],
      ['user_not_found', { method: 'GET', path: read(unknown), headers }],
      ['invalid_input', making('no address')],
      ['malformed_json', making('', { body: '{"email":' })],
      ['body_too_large', making(`${'x'.repeat(1024 * 1024)}@example.com`)],
      ['unsupported_media_type', making('kind@example.com', { headers: { ...headers, 'content-type': 'text/plain' } })],
      ['route_not_found', { method: 'GET', path: `${prefix}/nothing/is/here`, headers }],
      ['method_not_allowed', { method: 'PUT', path: create.path, headers, body: {} }],
      ['idempotency_key_reused', making('other@example.com', { headers: once })],
    ];
    for (const [code, ask] of provoked) {
      const answer = await send(ask);
      const body = await answer.json();
      const said = { ...wordIn(answer.status, body as never), message: body.message };
      expect(said, code).toEqual({ ...dialect.wordOf(code), message: expect.stringMatching(/\S/) });
    }
  });

  test.each(Object.entries(speakers))('an Idempotency-Key makes one user in %s', async (name, speaker) => {
    const headers = { ...(await speaker.credentials(it, it.key)), 'idempotency-key': `twice-${name}` };
    const email = `twice-${name}@example.com`;
    const ask: Ask = { method: 'POST', path: speaker.create.path, headers, body: { email, ...speaker.create.more } };
    const [first, second] = [await send(ask), await send(ask)];
    expect([first.status, second.status]).toEqual([first.status, first.status]);
    const { requestId: _one, ...one } = await first.json();
    const { requestId: _two, ...two } = await second.json();
    expect(two).toEqual(one);
    expect(await it.operations.users.find(it.actor, { by: 'email', email })).toHaveLength(1);
  });
});
