/** The requests that are measured, as each API's clients send them: with its credentials, for users at random. */
import { createHmac, randomInt } from 'node:crypto';
import { stringsToSign } from '../src/dialects/genauth/signature.ts';
import { toWireId } from '../src/dialects/workos/wire-ids.ts';
import type { LoadRequest } from './load-generator.ts';
import { providerIdPrefix, type Target, toId, userIdPrefix } from './set-up.ts';

export interface RequestKind {
  name: string;
  headers: Record<string, string>;
  /** For the user of this number. */
  of(user: number): LoadRequest;
}

/** As many as a round at least needs to be about more users than any cache line holds. */
const perRound = 50_000;

export function forRandomUsers({ of }: RequestKind, users: number): LoadRequest[] {
  return Array.from({ length: Math.min(perRound, users) }, () => of(randomInt(1, users + 1)));
}

export function nativeList({ headers }: Pick<Target, 'headers'>): RequestKind {
  return {
    name: '`GET /v1/users/{id}/identities`',
    headers,
    of: (user) => get(`/v1/users/${toId(userIdPrefix, user)}/identities`),
  };
}

export function reverseLookUp({ headers }: Target): RequestKind {
  return {
    name: 'reverse look-up, `GET /v1/users?identity=`',
    headers,
    of: (user) => get(`/v1/users?identity=${toId(providerIdPrefix, 0)}:subject-${user}`),
  };
}

/** The same question through the other three APIs, with each vendor's own ways to say who asks. */
export async function dialectLists({ key, tenantId }: Target, origin: string): Promise<RequestKind[]> {
  const post = async (path: string, body: object): Promise<Record<string, unknown>> => {
    const response = await fetch(`${origin}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as Record<string, unknown>;
  };
  const auth0 = await post('/oauth/token', {
    grant_type: 'client_credentials',
    client_id: key.id,
    client_secret: key.secret,
    audience: `${origin}/api/v2/`,
  });
  const genauth = await post('/api/v3/get-management-token', { accessKeyId: key.id, accessKeySecret: key.secret });
  const { access_token: token } = genauth.data as Record<string, string>;
  const pool = { 'x-authing-userpool-id': tenantId.replaceAll('-', '') };
  const genauthPath = '/api/v3/get-user-identities';
  const genauthQuery = (user: number) => `userId=${toId(userIdPrefix, user).replaceAll('-', '')}&userIdType=user_id`;

  return [
    {
      name: 'WorkOS, `GET /user_management/users/{id}/identities`',
      headers: { authorization: `Bearer ${key.raw}` },
      of: (user) => get(`/user_management/users/${toWireId('user', toId(userIdPrefix, user))}/identities`),
    },
    {
      name: 'Auth0, `GET /api/v2/users/{id}`',
      headers: { authorization: `Bearer ${auth0.access_token}` },
      of: (user) => get(`/api/v2/users/google-oauth2%7Csubject-${user}`),
    },
    {
      name: 'GenAuth, management token',
      headers: { authorization: `Bearer ${token}`, ...pool },
      of: (user) => get(`${genauthPath}?${genauthQuery(user)}`),
    },
    {
      name: 'GenAuth, signed request',
      headers: pool,
      of: (user) => {
        const headers = {
          date: new Date().toUTCString(),
          'x-authing-signature-method': 'HMAC-SHA1',
          'x-authing-signature-nonce': String(randomInt(2 ** 47)),
          'x-authing-signature-version': '1.0',
        };
        const query = genauthQuery(user);
        const signed = { method: 'GET', path: genauthPath, query, headers: { ...pool, ...headers }, body: '' };
        const [text] = stringsToSign(signed, 'authing');
        const signature = createHmac('sha1', key.secret).update(text!).digest('base64');
        return get(`${genauthPath}?${query}`, { ...headers, authorization: `authing ${key.id}:${signature}` });
      },
    },
  ];
}

function get(path: string, headers?: Record<string, string>): LoadRequest {
  return { method: 'GET', path, ...(headers && { headers }) };
}
