/**
 * A provider that says what a test tells it to, over real HTTP on loopback: OpenID Connect, and GitHub's API beside it.
 * Strict where a provider is (codes are used once, PKCE and client secret are checked), and able to lie where a hostile
 * or broken one would.
 */
import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';

export const scriptedClient = { clientId: 'selfsame', clientSecret: 'correct-horse-battery-staple' };

/** What the ID token and UserInfo say; a function sees what an honest provider would say. */
export interface Lie {
  claims?: (honest: JWTPayload) => JWTPayload;
  signature?: 'foreign_key' | 'none' | 'client_secret';
  userinfo?: (honest: Record<string, unknown>) => unknown;
  /** Answers every token request so. */
  token?: { status: number; body: string; contentType?: string };
}

/** What comes with a code, and what for a refresh token. */
export interface Renewal {
  /** Whether a sign-in brings a refresh token. Off unless a test wants it. */
  give: boolean;
  /** Whether a refresh token is replaced when it is spent; the old one is then refused. */
  rotate: boolean;
  /** Whether a renewal brings an ID token. */
  idToken: boolean;
  lifeSeconds: number;
  /** Answers every renewal so. */
  lie?: { status: number; body: string };
  /** Awaited when a renewal's answer is made and not yet sent. */
  hold?: () => Promise<void>;
}

export interface ScriptedProvider {
  url: string;
  /** Paths asked for so far, in order. */
  requests: string[];
  tokenRequests: URLSearchParams[];
  /** Everything secret that was handed out. */
  handedOut: string[];
  lie: Lie;
  renewal: Renewal;
  /** What was sent to `/revoke`, which a test may name in `metadata`. */
  revoked: string[];
  /** How many times a refresh token was spent, in vain or not. */
  renewals(): number;
  /** Added to, or with undefined removed from, the discovered metadata. */
  metadata: Record<string, unknown>;
  /** Plays the person agreeing: the callback that the browser would be sent to. `idToken: false` leaves claims to UserInfo. */
  approve(authorization: URL, claims: Record<string, unknown>, options?: { inIdToken?: boolean }): URL;
  /** What `GET /user` and `GET /user/emails` answer, for the connector of GitHub. */
  github: { user: unknown; emails: unknown };
  rotateKeys(): Promise<void>;
  close(): Promise<void>;
}

interface Grant {
  authorization: URL;
  claims: Record<string, unknown>;
  inIdToken: boolean;
}

async function makeKey() {
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
  const kid = randomUUID();
  return { kid, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' } };
}

export async function startScriptedProvider(): Promise<ScriptedProvider> {
  let key = await makeKey();
  const foreignKey = await makeKey();
  const codes = new Map<string, Grant>();
  const tokens = new Map<string, Grant>();
  const refreshTokens = new Map<string, Grant>();

  const server = createServer((request, response) => {
    answer(request, response).catch((error) => response.writeHead(500).end(String(error)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const provider: ScriptedProvider = {
    url,
    requests: [],
    tokenRequests: [],
    handedOut: [],
    lie: {},
    renewal: { give: false, rotate: true, idToken: true, lifeSeconds: 60 },
    revoked: [],
    renewals: () => provider.tokenRequests.filter((form) => form.get('grant_type') === 'refresh_token').length,
    metadata: {},
    github: { user: {}, emails: [] },
    approve(authorization, claims, { inIdToken = true } = {}) {
      const code = `code-${randomUUID()}`;
      codes.set(code, { authorization, claims, inIdToken });
      provider.handedOut.push(code);
      const callback = new URL(authorization.searchParams.get('redirect_uri') ?? '');
      callback.searchParams.set('code', code);
      callback.searchParams.set('state', authorization.searchParams.get('state') ?? '');
      callback.searchParams.set('iss', url);
      return callback;
    },
    async rotateKeys() {
      key = await makeKey();
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = new URL(request.url ?? '/', url).pathname;
    provider.requests.push(path);
    const grant = tokens.get(request.headers.authorization?.replace('Bearer ', '') ?? '');
    if (path === '/.well-known/openid-configuration') return sendJson(response, 200, describe());
    if (path === '/jwks') return sendJson(response, 200, { keys: [key.jwk] });
    if (path === '/token') return answerToken(await readForm(request), response);
    if (path === '/revoke') {
      const token = (await readForm(request)).get('token') ?? '';
      provider.revoked.push(token);
      refreshTokens.delete(token);
      return sendJson(response, 200, {});
    }
    if (grant === undefined) return sendJson(response, 401, { error: 'invalid_token' });
    if (path === '/userinfo') {
      const honest = { sub: 'subject-1', ...grant.claims };
      return sendJson(response, 200, provider.lie.userinfo?.(honest) ?? honest);
    }
    if (path === '/user') return sendJson(response, 200, provider.github.user);
    if (path === '/user/emails') return sendJson(response, 200, provider.github.emails);
    return sendJson(response, 404, {});
  }

  function describe() {
    return {
      issuer: url,
      authorization_endpoint: `${url}/authorize`,
      token_endpoint: `${url}/token`,
      revocation_endpoint: `${url}/revoke`,
      userinfo_endpoint: `${url}/userinfo`,
      jwks_uri: `${url}/jwks`,
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['ES256'],
      token_endpoint_auth_methods_supported: ['client_secret_post'],
      authorization_response_iss_parameter_supported: true,
      ...provider.metadata,
    };
  }

  async function answerToken(form: URLSearchParams, response: ServerResponse): Promise<void> {
    provider.tokenRequests.push(form);
    const { token } = provider.lie;
    if (token !== undefined)
      return void response
        .writeHead(token.status, { 'content-type': token.contentType ?? 'application/json' })
        .end(token.body);
    if (form.get('grant_type') === 'refresh_token') return answerRenewal(form, response);
    const code = form.get('code') ?? '';
    const grant = codes.get(code);
    codes.delete(code);
    if (form.get('client_id') !== scriptedClient.clientId || form.get('client_secret') !== scriptedClient.clientSecret)
      return sendJson(response, 401, { error: 'invalid_client', error_description: form.get('client_secret') });
    const asked = grant?.authorization.searchParams;
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    if (
      grant === undefined ||
      asked === undefined ||
      asked.get('redirect_uri') !== form.get('redirect_uri') ||
      asked.get('code_challenge') !== challenge
    )
      return sendJson(response, 400, { error: 'invalid_grant', error_description: `bad code ${code}` });
    const answer: Record<string, unknown> = makeTokens(grant, provider.renewal.give);
    if (asked.get('scope')?.split(' ').includes('openid')) {
      answer.id_token = await signIdToken(grant);
      provider.handedOut.push(String(answer.id_token));
    }
    sendJson(response, 200, answer);
  }

  function makeTokens(grant: Grant, withRefreshToken: boolean): Record<string, unknown> {
    const accessToken = `access-${randomUUID()}`;
    tokens.set(accessToken, grant);
    provider.handedOut.push(accessToken);
    const made = { access_token: accessToken, token_type: 'bearer', expires_in: provider.renewal.lifeSeconds };
    if (!withRefreshToken) return made;
    const refreshToken = `refresh-${randomUUID()}`;
    refreshTokens.set(refreshToken, grant);
    provider.handedOut.push(refreshToken);
    return { ...made, refresh_token: refreshToken };
  }

  async function answerRenewal(form: URLSearchParams, response: ServerResponse): Promise<void> {
    const { rotate, idToken, lie, hold } = provider.renewal;
    const spent = form.get('refresh_token') ?? '';
    const grant = refreshTokens.get(spent);
    if (rotate) refreshTokens.delete(spent);
    const answer = grant && makeTokens(grant, rotate);
    if (answer && idToken && grant.authorization.searchParams.get('scope')?.split(' ').includes('openid')) {
      answer.id_token = await signIdToken(grant, { renewed: true });
      provider.handedOut.push(String(answer.id_token));
    }
    await hold?.();
    if (lie) return void response.writeHead(lie.status, { 'content-type': 'application/json' }).end(lie.body);
    if (!answer) return sendJson(response, 400, { error: 'invalid_grant', error_description: `spent ${spent}` });
    return sendJson(response, 200, answer);
  }

  async function signIdToken({ authorization, claims, inIdToken }: Grant, { renewed = false } = {}): Promise<string> {
    const now = Math.floor(Date.now() / 1000);
    const honest: JWTPayload = {
      iss: url,
      aud: scriptedClient.clientId,
      sub: 'subject-1',
      iat: now,
      exp: now + 60,
      // Core §12.2: a renewed ID token should have no nonce.
      ...(!renewed && { nonce: authorization.searchParams.get('nonce') }),
      ...(inIdToken ? claims : 'sub' in claims ? { sub: claims.sub as string } : {}),
    };
    const payload = provider.lie.claims?.(honest) ?? honest;
    if (provider.lie.signature === 'none') return new UnsecuredJWT(payload).encode();
    if (provider.lie.signature === 'client_secret')
      return new SignJWT(payload)
        .setProtectedHeader({ alg: 'HS256' })
        .sign(new TextEncoder().encode(scriptedClient.clientSecret.padEnd(32, '.')));
    const signer = provider.lie.signature === 'foreign_key' ? foreignKey : key;
    // The foreign key claims the id of the real one, as a forger would.
    return new SignJWT(payload).setProtectedHeader({ alg: 'ES256', kid: key.kid }).sign(signer.privateKey);
  }

  return provider;
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  let body = '';
  for await (const chunk of request.setEncoding('utf8')) body += chunk;
  return new URLSearchParams(body);
}
