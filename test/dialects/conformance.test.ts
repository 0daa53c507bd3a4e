/** Every dialect of the registry is held to the same suite. */
import { expect, test } from 'vitest';
import { type Ask, type DialectFixture, describeDialect } from '../../src/dialects/conformance.ts';
import type { Dialect } from '../../src/dialects/dialect.ts';
import { dialects } from '../../src/dialects/index.ts';
import { splitIds, toHex, toUlid } from '../../src/domain/ids.ts';
import { startTestApp } from '../support/test-app.ts';

const unknown = '01890000-0000-7000-8000-000000000000';
const madeUpKey = `sk_${'0'.repeat(42)}1_${'0'.repeat(43)}`;

const post = async (url: string, body: unknown) => {
  const headers = { 'content-type': 'application/json' };
  return (await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })).json();
};
const get = (path: string): Ask => ({ method: 'GET', path });
const remove = (path: string): Ask => ({ method: 'DELETE', path });
const create = (path: string, body: Record<string, unknown>) => ({ method: 'POST' as const, path, body });

const fixtures: Record<string, Omit<DialectFixture, 'dialect'>> = {
  native: {
    credentials: async (_baseUrl, { rawKey, publicId }) => ({
      'x-api-key': rawKey,
      'x-tenant-id': splitIds(publicId)![0],
    }),
    madeUp: { 'x-api-key': madeUpKey },
    idOf: ({ id }) => id,
    nobody: [unknown, 'nobody', '%00'],
    read: (id) => get(`/v1/users/${id}`),
    readIdentities: (id) => get(`/v1/users/${id}/identities`),
    remove: (id) => remove(`/v1/users/${id}`),
    create: (email) => create('/v1/users', { email }),
    wrongMethod: { method: 'PUT', path: '/v1/users' },
    refusalOf: (status, { code, message }: Record<'code' | 'message', string>) => ({ status, code, message }),
  },
  workos: {
    credentials: async (_baseUrl, { rawKey }) => ({ authorization: `Bearer ${rawKey}` }),
    madeUp: { authorization: `Bearer ${madeUpKey}` },
    idOf: ({ id }) => `user_${toUlid(id)}`,
    nobody: [`user_${toUlid(unknown)}`, 'user_nobody', '%00'],
    read: (id) => get(`/user_management/users/${id}`),
    readIdentities: (id) => get(`/user_management/users/${id}/identities`),
    remove: (id) => remove(`/user_management/users/${id}`),
    create: (email) => create('/user_management/users', { email }),
    wrongMethod: { method: 'PATCH', path: '/user_management/users' },
    refusalOf: (status, { code, message }: Record<'code' | 'message', string>) => ({ status, code, message }),
  },
  auth0: {
    async credentials(baseUrl, { publicId, secret }) {
      const client = { grant_type: 'client_credentials', client_id: publicId, client_secret: secret };
      return { authorization: `Bearer ${(await post(`${baseUrl}/oauth/token`, client)).access_token}` };
    },
    madeUp: { authorization: `Bearer ${madeUpKey}` },
    idOf: ({ id }) => `auth0%7C${toHex(id)}`,
    nobody: [`auth0%7C${toHex(unknown)}`, 'auth0%7Cnobody', 'nobody'],
    read: (id) => get(`/api/v2/users/${id}`),
    prepare: ({ operations, actor }) =>
      operations.identityProviders.create(actor, { strategy: 'auth0', name: 'Username-Password-Authentication' }),
    removesNobody: true,
    wordsForInvalidInput: [{ status: 400, code: 'invalid_query_string' }],
    // This API lists identities in the user.
    readIdentities: (id) => get(`/api/v2/users/${id}?fields=identities`),
    remove: (id) => remove(`/api/v2/users/${id}`),
    create: (email) => create('/api/v2/users', { email, connection: 'Username-Password-Authentication' }),
    wrongMethod: { method: 'PUT', path: '/api/v2/users' },
    refusalOf: (status, body: { message: string; errorCode?: string; statusCode: number }) => {
      expect(body.statusCode).toBe(status);
      return { status, code: body.errorCode ?? null, message: body.message };
    },
  },
  genauth: {
    async credentials(baseUrl, { publicId, secret }) {
      const key = { accessKeyId: publicId, accessKeySecret: secret };
      return {
        authorization: `Bearer ${(await post(`${baseUrl}/api/v3/get-management-token`, key)).data.access_token}`,
      };
    },
    madeUp: { authorization: `Bearer ${madeUpKey}` },
    idOf: ({ id }) => toHex(id),
    nobody: [toHex(unknown), 'nobody', 'f'.repeat(24)],
    read: (id) => get(`/api/v3/get-user?userId=${id}`),
    readIdentities: (id) => get(`/api/v3/get-user-identities?userId=${id}`),
    remove: (id) => create('/api/v3/delete-users-batch', { userIds: [id] }),
    create: (email) => create('/api/v3/create-user', { email }),
    wrongMethod: { method: 'PUT', path: '/api/v3/create-user' },
    // Failures come with HTTP 200 in this API: the status is in the body.
    refusalOf: (status, body: { statusCode: number; apiCode?: number; message: string }) => {
      expect(status).toBe(200);
      return { status: body.statusCode, code: body.apiCode ?? null, message: body.message };
    },
  },
};

test('every dialect of the registry is here', () => {
  expect(Object.keys(fixtures).sort()).toEqual(dialects.map(({ name }) => name).sort());
});

const dialectOf = (name: string): Dialect => dialects.find((dialect) => dialect.name === name)!;
for (const [name, fixture] of Object.entries(fixtures)) {
  describeDialect({ dialect: dialectOf(name), ...fixture }, startTestApp);
}
