/** How each dialect lists the identities of a user: one request each, and where the list is in its answer. */
import { toHex, toUlid } from '../../src/domain/ids.ts';
import type { User } from '../../src/domain/user.ts';
import type { Stage } from './stage.ts';
import type { DialectName } from './story.ts';

/** The list as it is on the wire, or `nobody`. Throws at any other answer. */
export type Reader = (user: User) => Promise<unknown[] | 'nobody'>;

export function createReaders(baseUrl: string, { key, tenantId }: Stage): Record<DialectName, Reader> {
  const get = async (path: string, headers: Record<string, string>): Promise<{ status: number; body: unknown }> => {
    const answer = await fetch(baseUrl + path, { headers });
    return { status: answer.status, body: await answer.json() };
  };
  const post = async (path: string, body: unknown) => {
    const headers = { 'content-type': 'application/json' };
    return (await fetch(baseUrl + path, { method: 'POST', headers, body: JSON.stringify(body) })).json();
  };
  const pick = ({ status, body }: { status: number; body: unknown }, list: (body: never) => unknown) => {
    if (status === 404) return 'nobody';
    const found = list(body as never);
    if (status === 200 && Array.isArray(found)) return found as unknown[];
    throw new Error(`unexpected answer ${status}: ${JSON.stringify(body)}`);
  };

  return {
    native: async ({ id }) =>
      pick(
        await get(`/v1/users/${id}/identities`, { 'x-api-key': key.rawKey, 'x-tenant-id': tenantId }),
        (body: { data: unknown }) => body.data,
      ),
    workos: async ({ id }) =>
      pick(
        await get(`/user_management/users/user_${toUlid(id)}/identities`, { authorization: `Bearer ${key.rawKey}` }),
        (body) => body,
      ),
    auth0: async ({ id, originKey }) => {
      const credentials = { client_id: key.publicId, client_secret: key.secret };
      const { access_token } = await post('/oauth/token', { grant_type: 'client_credentials', ...credentials });
      const userId = encodeURIComponent(originKey ?? `auth0|${toHex(id)}`);
      const answer = await get(`/api/v2/users/${userId}`, { authorization: `Bearer ${access_token}` });
      return pick(answer, (body: { identities: unknown }) => body.identities);
    },
    genauth: async ({ id }) => {
      const credentials = { accessKeyId: key.publicId, accessKeySecret: key.secret };
      const { data } = await post('/api/v3/get-management-token', credentials);
      const path = `/api/v3/get-user-identities?userId=${toHex(id)}`;
      const { body } = await get(path, { authorization: `Bearer ${data.access_token}` });
      // Failures come with HTTP 200 in this dialect: the status is in the body.
      return pick(
        { status: (body as { statusCode: number }).statusCode, body },
        (envelope: { data: unknown }) => envelope.data,
      );
    },
  };
}
