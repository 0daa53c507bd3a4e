/**
 * A real OpenID provider (`oidc-provider`) on loopback that gives refresh tokens, rotates them with reuse detection, and
 * revokes: everybody who comes is signed in as the person that the authorization request's `login_hint` names.
 */
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Configuration } from 'oidc-provider';
import { makeSigningKeys } from '../../src/demo/provider.ts';
import { loadOidcProvider } from '../../src/openid/quiet-oidc-provider.ts';

export const realClient = { clientId: 'selfsame', clientSecret: 'secret-of-the-real-client' };

export interface RealProvider {
  url: string;
  /** The forms that its token endpoint was sent, in order. */
  tokenRequests: URLSearchParams[];
  /** How many times a refresh token was spent. */
  renewals(): number;
  /** Signs the person in and agrees: where the browser is sent back to. */
  approve(authorization: URL, subject: string): Promise<URL>;
  /** Whether the provider takes this access token. */
  accepts(accessToken: string): Promise<boolean>;
  /** As when the person withdraws what they agreed to. */
  revokeEverything(): Promise<void>;
  /** Awaited before each renewal is answered. */
  beforeRenewal: () => Promise<void>;
  close(): Promise<void>;
}

export async function startRealProvider(redirectUris: string[]): Promise<RealProvider> {
  const { default: OidcProvider } = await loadOidcProvider();
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const grants = new Set<string>();
  const configuration: Configuration = {
    clients: [
      {
        client_id: realClient.clientId,
        client_secret: realClient.clientSecret,
        redirect_uris: redirectUris,
        response_types: ['code'],
        grant_types: ['authorization_code', 'refresh_token'],
        token_endpoint_auth_method: 'client_secret_post',
      },
    ],
    jwks: (await makeSigningKeys()) as NonNullable<Configuration['jwks']>,
    cookies: { keys: [randomBytes(32).toString('base64url')] },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    pkce: { required: () => true },
    interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
    findAccount: (_ctx, subject) => ({
      accountId: subject,
      claims: () => ({ sub: subject, email: `${subject}@example.com`, email_verified: true, name: subject }),
    }),
    loadExistingGrant: async (ctx) => {
      const { client, session, provider: self } = ctx.oidc;
      const grant = new self.Grant({ clientId: client!.clientId, accountId: session!.accountId! });
      grant.addOIDCScope('openid email profile');
      grants.add(await grant.save());
      return grant;
    },
    issueRefreshToken: async () => true,
    rotateRefreshToken: true,
    expiresWithSession: () => false,
    clientAuthMethods: ['client_secret_post'],
    features: { devInteractions: { enabled: false }, revocation: { enabled: true } },
    ttl: {
      AccessToken: 600,
      AuthorizationCode: 60,
      Grant: 3600,
      IdToken: 600,
      RefreshToken: 3600,
      Session: 600,
      Interaction: 600,
    },
  };
  const provider = new OidcProvider(url, configuration);
  const answer = provider.callback();

  const real: RealProvider = {
    url,
    tokenRequests: [],
    renewals: () => real.tokenRequests.filter((form) => form.get('grant_type') === 'refresh_token').length,
    async approve(authorization, subject) {
      authorization.searchParams.set('login_hint', subject);
      const cookies = new Map<string, string>();
      for (let next = authorization; ; ) {
        const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
        const response = await fetch(next, { redirect: 'manual', headers: { cookie } });
        for (const header of response.headers.getSetCookie()) {
          const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(header) ?? [];
          cookies.set(name, value);
        }
        const location = response.headers.get('location');
        if (location === null) throw new Error(`the provider answered ${response.status}: ${await response.text()}`);
        next = new URL(location, next);
        if (next.origin !== url) return next;
      }
    },
    accepts: async (accessToken) =>
      (await fetch(`${url}/me`, { headers: { authorization: `Bearer ${accessToken}` } })).status === 200,
    async revokeEverything() {
      for (const id of grants) await (await provider.Grant.find(id))?.destroy();
    },
    beforeRenewal: async () => {},
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };

  // What the library would read from the stream is read here first and handed on.
  server.on('request', async (request, response) => {
    const path = new URL(request.url ?? '/', url).pathname;
    if (path.startsWith('/interaction/')) {
      const { params } = await provider.interactionDetails(request, response);
      return provider.interactionFinished(request, response, { login: { accountId: String(params.login_hint) } });
    }
    if (path !== '/token') return answer(request, response);
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    const form = new URLSearchParams(body);
    real.tokenRequests.push(form);
    if (form.get('grant_type') === 'refresh_token') await real.beforeRenewal();
    return answer(Object.assign(request, { body: Object.fromEntries(form) }), response);
  });
  return real;
}
