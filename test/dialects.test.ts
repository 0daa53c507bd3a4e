/** Each dialect against the suite that all of them owe. */
import { expect } from 'vitest';
import { createEntropy } from '../src/app.ts';
import { type DialectSpecimen, describeDialect } from '../src/dialects/conformance.ts';
import { createId, toHex, toUlid } from '../src/domain/ids.ts';
import type { CreatedApiKey } from '../src/operations/api-keys.ts';
import { startTestApp, type TestApp } from './support/test-app.ts';

type Parts = Omit<DialectSpecimen, 'baseUrl' | 'headers' | 'everything' | 'close' | 'ids'> & {
  spell(id: string): string;
  headersOf(it: TestApp, key: CreatedApiKey | null): Promise<Record<string, string>> | Record<string, string>;
};

describeDialect(
  'native',
  {
    readStatus: ({ httpStatus, body }) => {
      expect(body).toMatchObject({ code: expect.any(String), message: expect.any(String) });
      return httpStatus;
    },
  },
  () =>
    specimen({
      spell: (id) => id,
      headersOf: (it, key) => ({ 'x-tenant-id': it.tenant.id, ...(key && { 'x-api-key': key.rawKey }) }),
      readUser: (id) => `/v1/users/${id}`,
      createUser: { path: '/v1/users', body: { email: 'new@example.com', name: 'New' } },
      nowhere: '/v1/nowhere',
      otherMethod: { method: 'PATCH', path: '/v1/users' },
    }),
);

describeDialect(
  'workos',
  {
    readStatus: ({ httpStatus, body }) => {
      expect(body).toMatchObject({ message: expect.any(String) });
      return httpStatus;
    },
  },
  () =>
    specimen({
      spell: (id) => `user_${toUlid(id)}`,
      headersOf: (_it, key): Record<string, string> => (key ? { authorization: `Bearer ${key.rawKey}` } : {}),
      readUser: (id) => `/user_management/users/${id}`,
      createUser: { path: '/user_management/users', body: { email: 'new@example.com' } },
      nowhere: '/user_management/nowhere',
      otherMethod: { method: 'PATCH', path: '/user_management/users' },
    }),
);

describeDialect(
  'auth0',
  {
    readStatus: ({ httpStatus, body }) => {
      expect(body).toMatchObject({ statusCode: httpStatus, error: expect.any(String), message: expect.any(String) });
      return httpStatus;
    },
  },
  () =>
    specimen({
      spell: (id) => `auth0|${toHex(id)}`,
      headersOf: async (it, key): Promise<Record<string, string>> =>
        key ? { authorization: `Bearer ${await auth0Token(it, key)}` } : {},
      readUser: (id) => `/api/v2/users/${id}`,
      createUser: { path: '/api/v2/users', body: { connection: 'database', email: 'new@example.com' } },
      nowhere: '/api/v2/nowhere',
      otherMethod: { method: 'PUT', path: '/api/v2/users' },
    }),
);

describeDialect(
  'genauth',
  {
    httpStatus: 200,
    readStatus: ({ body }) => {
      expect(body).toMatchObject({ statusCode: expect.any(Number), message: expect.any(String) });
      return body.statusCode as number;
    },
  },
  () =>
    specimen({
      spell: toHex,
      headersOf: async (it, key): Promise<Record<string, string>> =>
        key ? { authorization: await genauthToken(it, key) } : {},
      readUser: (id) => `/api/v3/get-user?userId=${id}`,
      createUser: { path: '/api/v3/create-user', body: { email: 'new@example.com' } },
      nowhere: '/api/v3/nowhere',
      otherMethod: { method: 'DELETE', path: '/api/v3/get-user' },
    }),
);

async function specimen({ spell, headersOf, ...parts }: Parts): Promise<DialectSpecimen> {
  const it = await startTestApp();
  await it.createProvider('auth0', 'database');
  const known = (await it.operations.users.create(it.actor, { profile: { email: 'known@example.com' } })).user;
  const theirs = (await it.operations.users.create(it.other.actor, { profile: { email: 'theirs@example.com' } })).user;
  const narrow = await it.createKey(['tenants:read']);
  const everything = await headersOf(it, it.key);
  return {
    ...parts,
    baseUrl: it.baseUrl,
    ids: { known: spell(known.id), unknown: spell(createId(createEntropy())), otherTenants: spell(theirs.id) },
    headers: {
      everything,
      noScope: await headersOf(it, narrow),
      none: await headersOf(it, null),
      wrong: Object.fromEntries(
        Object.entries(everything).map(([name, value]) => [
          name,
          /key|authorization/.test(name) ? `${value.slice(0, -3)}AAA` : value,
        ]),
      ),
    },
    async everything() {
      const tables = ['users', 'identities', 'identity_providers', 'connections', 'events', 'sessions'];
      const texts = await Promise.all(
        tables.map((table) => it.database.pool.query(`select * from ${table} order by tenant_id, id`)),
      );
      return JSON.stringify(texts.map(({ rows }) => rows));
    },
    close: () => it.close(),
  };
}

async function auth0Token(it: TestApp, { publicId, secret }: CreatedApiKey): Promise<string> {
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: publicId,
    client_secret: secret,
    audience: `${it.baseUrl}/api/v2/`,
  });
  const answer = await fetch(`${it.baseUrl}/oauth/token`, { method: 'POST', body });
  return ((await answer.json()) as { access_token: string }).access_token;
}

async function genauthToken(it: TestApp, { publicId, secret }: CreatedApiKey): Promise<string> {
  const answer = await fetch(`${it.baseUrl}/api/v3/get-management-token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ accessKeyId: publicId, accessKeySecret: secret }),
  });
  return ((await answer.json()) as { data: { access_token: string } }).data.access_token;
}
