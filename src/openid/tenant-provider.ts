/** One tenant's OpenID provider: the library, told whom to ask for everything that it does not know. */

import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AdapterPayload, Configuration, KoaContextWithOIDC, Provider } from 'oidc-provider';
import type { JsonObject } from '../domain/json.ts';
import type { Operations } from '../operations/index.ts';
import { createAdapters } from './adapter.ts';
import { fromResource, isManagementApi, scopesOfAudience } from './audience.ts';
import { toClaims } from './claims.ts';
import { applicationOf, ownProperties } from './client.ts';
import { insideSessionCookie } from './form-request.ts';
import { createPolicy } from './interaction-policy.ts';
import type { Person } from './person.ts';
import { loadOidcProvider } from './quiet-oidc-provider.ts';
import { asksForRefreshToken, claimsOfScopes, openidScopes, scopesInside, scopesToOutside } from './scopes.ts';
import { addTokenExchange } from './token-exchange.ts';
import { respondByMessage } from './web-message.ts';

export interface TenantProvider {
  provider: Provider;
  answer(message: IncomingMessage, response: ServerResponse, asker: Asker): Promise<void>;
}

export interface Asker {
  /** Who is signed in. */
  person: Person | null;
  /** A page that says what is wrong: the person cannot be sent back. */
  renderError(what: ProviderError): Promise<string>;
}

export interface ProviderError {
  error: string;
  description: string | undefined;
}

export interface TenantProviderOptions {
  operations: Operations;
  tenantId: string;
  /** Without a trailing slash; the issuer has one, as Auth0's has. */
  baseUrl: string;
  signingKeys: { keyId: string; privateJwk: JsonObject }[];
  errorHeaders: Readonly<Record<string, string>>;
  reportBug(error: unknown): void;
}

export const routes = {
  authorization: '/authorize',
  token: '/oauth/token',
  userinfo: '/userinfo',
  jwks: '/.well-known/jwks.json',
  revocation: '/oauth/revoke',
  pushed_authorization_request: '/oauth/par',
} as const;

export const interactionPath = '/openid';
export const logoutPath = '/oidc/logout';

const minuteSeconds = 60;
const daySeconds = 86_400;
/** However often it is renewed: then the person signs in again. */
const refreshLifeSeconds = 365 * daySeconds;

export async function createTenantProvider(options: TenantProviderOptions): Promise<TenantProvider> {
  const { operations, tenantId, baseUrl } = options;
  const oidc = await loadOidcProvider();
  const issuer = `${baseUrl}/`;
  const secure = baseUrl.startsWith('https:');
  const askers = new WeakMap<IncomingMessage, Asker>();
  const personNow = (): Person | undefined => {
    const ctx = oidc.default.ctx;
    return (ctx && askers.get(ctx.req)?.person) ?? undefined;
  };
  const cookie = { httpOnly: true, overwrite: true, sameSite: 'lax', signed: false, secure } as const;

  const configuration: Configuration = {
    adapter: createAdapters({
      operations,
      tenantId,
      currentSession: () => toSession(personNow()),
      refuseReuse: () => new oidc.errors.InvalidGrant('it was used before'),
    }),
    jwks: {
      keys: options.signingKeys.map(({ keyId, privateJwk }) => ({
        ...privateJwk,
        kid: keyId,
        alg: 'RS256',
        use: 'sig',
      })),
    } as unknown as NonNullable<Configuration['jwks']>,
    routes,
    cookies: {
      names: {
        session: insideSessionCookie,
        // Not `__Host-`: each is for one path, so that several tabs can be under way at once.
        interaction: `${secure ? '__Secure-' : ''}selfsame_interaction`,
        resume: `${secure ? '__Secure-' : ''}selfsame_resume`,
      },
      // Nothing is signed: each cookie is a long random name of a row.
      keys: [randomBytes(32)],
      long: cookie,
      short: cookie,
    },
    scopes: scopesInside,
    claims: claimsOfScopes,
    // Auth0 puts what the scopes tell into the ID token as well as at the userinfo endpoint.
    conformIdTokenClaims: false,
    responseTypes: ['code', 'id_token', 'code id_token'],
    subjectTypes: ['public', 'pairwise'],
    clientAuthMethods: ['client_secret_post', 'client_secret_basic', 'none'],
    clientDefaults: { id_token_signed_response_alg: 'RS256' },
    // RFC 8725 §3.1: one algorithm, ours.
    enabledJWA: { idTokenSigningAlgValues: ['RS256'] },
    extraClientMetadata: { properties: [...ownProperties] },
    extraParams: ['connection', 'screen_hint', 'organization', 'invitation'],
    discovery: {
      end_session_endpoint: `${baseUrl}${logoutPath}`,
    },
    pkce: { required: (_ctx, client) => applicationOf(client).pkceRequired },
    pairwiseIdentifier: (_ctx, accountId, client) => operations.openid.subjectOf(applicationOf(client), accountId),
    sectorIdentifierUriValidate: () => false,
    async findAccount(ctx, accountId, token) {
      const sessionId = (token as { sessionUid?: string } | undefined)?.sessionUid ?? personNow()?.sessionId ?? null;
      const account = await operations.openid.findAccount(tenantId, accountId, sessionId);
      if (!account) return undefined;
      const format = ctx.oidc.client ? applicationOf(ctx.oidc.client).subjectFormat : 'native';
      return {
        accountId,
        claims: async (use) => ({
          ...toClaims(account.user, format),
          ...(use === 'id_token' && sessionId !== null && { sid: sessionId }),
          sub: accountId,
        }),
      };
    },
    loadExistingGrant: (ctx) => grantFor(ctx, operations, personNow()),
    interactions: {
      policy: createPolicy(oidc, personNow),
      url: (_ctx, interaction) => `${interactionPath}/${interaction.uid}`,
    },
    issueRefreshToken: async (_ctx, client, code) =>
      client.grantTypeAllowed('refresh_token') && asksForRefreshToken(code.scopes),
    rotateRefreshToken: true,
    // A session that is closed ends no grant (docs/applications.md says which endings do): `findAccount` looks at how it ended.
    expiresWithSession: () => false,
    ttl: {
      AccessToken: (_ctx, _token, client) => applicationOf(client).accessTokenSeconds,
      ClientCredentials: (_ctx, _token, client) => applicationOf(client).accessTokenSeconds,
      AuthorizationCode: minuteSeconds,
      IdToken: 10 * 60 * minuteSeconds,
      Interaction: 60 * minuteSeconds,
      Session: daySeconds,
      // Without a refresh token, nothing of it outlives the access token.
      Grant: ({ oidc: { client, requestParamScopes } }) => {
        if (asksForRefreshToken(requestParamScopes) && client?.grantTypeAllowed('refresh_token'))
          return refreshLifeSeconds + daySeconds;
        return (client ? applicationOf(client).accessTokenSeconds : 0) + daySeconds;
      },
      RefreshToken: (_ctx, token, client) => {
        const { iiat } = token as unknown as { iiat?: number };
        const age = iiat === undefined ? 0 : Math.floor(Date.now() / 1000) - iiat;
        return Math.max(1, Math.min(applicationOf(client).refreshTokenSeconds, refreshLifeSeconds - age));
      },
    },
    features: {
      devInteractions: { enabled: false },
      // Ours, where our own session ends: see logout-routes.ts.
      rpInitiatedLogout: { enabled: false },
      revocation: {
        enabled: true,
        allowedPolicy: (_ctx, client, token) => (token as { clientId?: string }).clientId === client.clientId,
      },
      pushedAuthorizationRequests: { enabled: true },
      dPoP: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: (_ctx, _client, oneOf) => oneOf?.[0] as string,
        useGrantedResource: () => true,
        getResourceServerInfo(_ctx, resource, client) {
          const audience = fromResource(resource);
          const application = applicationOf(client);
          const scopes = scopesOfAudience(application, issuer, audience);
          if (scopes === null)
            throw new oidc.errors.InvalidTarget(`the application may not ask for the audience ${audience}`);
          return {
            scope: [...scopesInside, ...scopes].join(' '),
            audience,
            accessTokenFormat: 'jwt',
            accessTokenTTL: application.accessTokenSeconds,
            jwt: { sign: { alg: 'RS256' } },
          };
        },
      },
    },
    formats: {
      customizers: {
        jwt(_ctx, token, jwt) {
          const { payload } = jwt;
          payload.azp = token.clientId;
          // By which the token ends with the identity that was signed in with.
          const { sessionUid } = token as { sessionUid?: string };
          if (sessionUid !== undefined) payload.sid = sessionUid;
          if (typeof payload.scope !== 'string') return;
          const scope = scopesToOutside(payload.scope);
          payload.scope = scope;
          const { aud } = payload;
          // As Auth0: a token that knows the person is for the userinfo endpoint too, but where only one API is taken.
          if (scope.split(' ').includes('openid') && typeof aud === 'string' && !isManagementApi(issuer, aud))
            payload.aud = [aud, `${baseUrl}${routes.userinfo}`];
        },
      },
    },
    clientBasedCORS(_ctx, origin, client) {
      const { webOrigins, redirectUris } = applicationOf(client);
      return [
        ...webOrigins,
        ...redirectUris.filter((uri) => /^https?:/.test(uri)).map((uri) => new URL(uri).origin),
      ].includes(origin);
    },
    async renderError(ctx, out) {
      ctx.set(options.errorHeaders as Record<string, string>);
      const what = { error: out.error, description: out.error_description };
      ctx.body = await askers.get(ctx.req)!.renderError(what);
    },
  };

  const provider = new oidc.default(issuer, configuration);
  provider.registerResponseMode('web_message', respondByMessage);
  addTokenExchange(provider, oidc, { operations, tenantId });
  // The headers are ours (see form-request.ts), not a stranger's.
  provider.proxy = true;
  provider.silent = true;
  provider.on('server_error', (_ctx, error) => options.reportBug(error));
  provider.use(async (ctx, next) => {
    await next();
    dropInsideCookie(ctx);
    const body = ctx.body as { scope?: unknown; scopes_supported?: unknown } | undefined;
    if (typeof body !== 'object' || body === null) return;
    if (typeof body.scope === 'string') body.scope = scopesToOutside(body.scope);
    // What the configuration says of discovery adds to the library's own, and takes the place of nothing.
    if (body.scopes_supported !== undefined) body.scopes_supported = [...openidScopes];
  });
  const callback = provider.callback();
  return {
    provider,
    async answer(message, response, asker) {
      askers.set(message, asker);
      await callback(message, response);
    },
  };
}

function toSession(person: Person | undefined): AdapterPayload | undefined {
  if (!person) return undefined;
  const now = Math.floor(Date.now() / 1000);
  return {
    kind: 'Session',
    jti: person.sessionId,
    uid: person.sessionId,
    accountId: person.accountId,
    loginTs: person.signedInAtSeconds,
    iat: person.signedInAtSeconds,
    exp: now + daySeconds,
  };
}

/** What is granted: everything to the tenant's own application, what the person agreed to, to somebody else's. */
async function grantFor(ctx: KoaContextWithOIDC, operations: Operations, person: Person | undefined) {
  const { client, account, resourceServers, provider } = ctx.oidc;
  if (!client || !account || !person) return undefined;
  const application = applicationOf(client);
  const agreed = application.firstParty ? null : await operations.openid.consented(application, person.userId);
  const grant = new provider.Grant({ clientId: client.clientId, accountId: account.accountId });
  const allowed = (scopes: Iterable<string>, name: (scope: string) => string): string[] =>
    [...scopes].filter((scope) => agreed?.includes(name(scope)) ?? true);
  const scopes = allowed(scopesInside, scopesToOutside);
  if (scopes.length > 0) grant.addOIDCScope(scopes.join(' '));
  for (const [resource, server] of Object.entries(resourceServers ?? {})) {
    const granted = allowed(server.scopes, (scope) => consentName(scope, fromResource(resource)));
    if (granted.length > 0) grant.addResourceScope(resource, granted.join(' '));
  }
  // Of a request that stops here, to ask the person, nothing is to remain.
  const granted = new Set([...scopes, ...Object.values(grant.resources ?? {}).flatMap((each) => each.split(' '))]);
  const known = new Set([...scopesInside, ...Object.values(resourceServers ?? {}).flatMap((each) => [...each.scopes])]);
  const asks = [...ctx.oidc.requestParamScopes].some((scope) => known.has(scope) && !granted.has(scope));
  if (!asks) await grant.save();
  return grant;
}

/** A scope as a consent keeps it: OpenID's by themselves, an API's with the API. */
export function consentName(scope: string, audience: string): string {
  return scopesInside.includes(scope) ? scopesToOutside(scope) : `${audience}#${scope}`;
}

function dropInsideCookie(ctx: { res: ServerResponse }): void {
  const set = [ctx.res.getHeader('set-cookie') ?? []].flat().map(String);
  const kept = set.filter(
    (each) => !each.startsWith(`${insideSessionCookie}=`) && !each.startsWith(`${insideSessionCookie}.`),
  );
  if (kept.length === 0) ctx.res.removeHeader('set-cookie');
  else ctx.res.setHeader('set-cookie', kept);
}
