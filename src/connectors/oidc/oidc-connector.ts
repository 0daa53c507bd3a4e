/**
 * OpenID Connect Core 1.0, authorization code flow, as one connector that each strategy describes with a profile. It
 * owns discovery, the checks of the ID token and the reading of standard claims; a strategy adds data.
 */
import { jwtVerify } from 'jose';
import * as client from 'openid-client';
import {
  authorizationParameters,
  exchangeCode,
  openConfiguration,
  openTemplatedConfiguration,
  readTokens,
} from '../authorization-code.ts';
import {
  type Claims,
  type ConnectionSettings,
  type Connector,
  type ConnectorDependencies,
  ConnectorError,
  type Lacks,
} from '../connector.ts';
import { assertUsable, checkEndpoint, checkOverrides } from '../endpoints.ts';
import { failOnErrorBody } from '../fail-on-error-body.ts';
import { checkOptions, fillTemplate, type Options, readOptions, readScopes } from '../options.ts';
import { type KnownErrors, toConnectorError } from '../provider-failures.ts';
import { renewTokens, revokeTokens } from '../token-renewal.ts';
import { createDiscovery, type DiscoveredProvider } from './discovery.ts';
import { type ClaimsDialect, readOidcClaims } from './oidc-claims.ts';
import {
  addPrompt,
  addRequestOptions,
  checkRequestOptions,
  chosenClientAuthentication,
  maxAgeOf,
} from './request-options.ts';

/** What a hook of a profile is told of the connection. */
export interface OpenedConnection {
  clientId: string;
  clientSecret: string;
  options: Readonly<Record<string, string>>;
  now: Date;
}

export interface OidcProfile extends ClaimsDialect {
  /** Fixed for a strategy that is one provider, of the options where they name it; absent where each connection has its own. */
  issuer?: string;
  options?: Options;
  scopes: readonly string[];
  /** Added to every authorization request. */
  parameters?: Readonly<Record<string, string>>;
  /** Whether it documents `prompt=login` (Core §3.1.2.1). What a provider does not know, it may refuse. */
  asksAgain?: true;
  errors?: KnownErrors;
  /** `basic`: the client's id and secret go in the header, though the metadata would let them stand in the body. */
  client?: 'basic';
  /** `client_secret`: its ID tokens carry an HMAC by our own secret (Core §10.1) in place of a signature by its keys. */
  idTokensSignedBy?: 'keys' | 'client_secret';
  /** A hook for providers whose client secret is made for each request, of a key that the connection keeps. */
  makeClientSecret?: (connection: OpenedConnection) => Promise<string>;
  /** A hook for providers that tell the browser more than a code. It is the browser's word: never an address. */
  readCallback?: (callback: URLSearchParams) => Record<string, unknown>;
  /** A hook for providers that say something in claims of their own. */
  refineClaims?: (claims: Claims, said: Readonly<Record<string, unknown>>) => Claims;
}

export function createOidcConnector(profile: OidcProfile, deps: ConnectorDependencies, lacks: Lacks = {}): Connector {
  const discover = createDiscovery(deps);
  const { options = {}, errors = {}, idTokensSignedBy = 'keys' } = profile;
  const clientMetadata = idTokensSignedBy === 'client_secret' ? { id_token_signed_response_alg: 'HS256' } : undefined;

  function checkConfig(config: Record<string, unknown>): string[] {
    // What is wrong with scopes, the requests' own check says: `openid` must be among them.
    const { scopes: _checkedBelow, ...others } = config;
    const problems = [...checkOptions(others, options), ...checkRequestOptions(config)];
    if (profile.issuer !== undefined) return [...checkOverrides(config, ['issuer'], deps), ...problems];
    const problem = checkEndpoint('issuer', config.issuer, deps);
    return problem === undefined ? problems : [problem, ...problems];
  }

  async function open(connection: ConnectionSettings) {
    const { config, clientId = '', clientSecret = '' } = connection;
    assertUsable(checkConfig(config));
    const values = readOptions(config, options);
    const issuer = String(config.issuer ?? fillTemplate(profile.issuer ?? '', values));
    const provider = await discover(issuer);
    const made = await profile.makeClientSecret?.({ clientId, clientSecret, options: values, now: deps.now() });
    const opened = made === undefined ? connection : { ...connection, clientSecret: made };
    const basic = profile.client === 'basic' && { token_endpoint_auth_methods_supported: ['client_secret_basic'] };
    const metadata = { ...provider.metadata, ...basic };
    const ours = { ...deps, fetch: failOnErrorBody(deps.fetch, metadata.token_endpoint) };
    const chosen = await chosenClientAuthentication(config, opened.clientSecret);
    const configuration = metadata.issuer.includes('{tenantid}')
      ? await openTemplatedConfiguration(metadata, issuer, opened, ours, chosen)
      : openConfiguration(metadata, opened, ours, clientMetadata, chosen);
    return { provider, configuration };
  }

  /** Core §3.1.3.7 lets a client trust TLS instead of the signature. A guarded proxy may stand in between: check it. */
  function requireSignatures(configuration: client.Configuration, provider: DiscoveredProvider): void {
    if (idTokensSignedBy === 'client_secret') return;
    provider.lendKeys(configuration);
    client.enableNonRepudiationChecks(configuration);
  }

  const connector: Connector = {
    checkConfig,

    async start(connection, start) {
      const scopes = readScopes(connection.config, profile.scopes);
      const parameters = await authorizationParameters(start, scopes, lacks);
      parameters.set('nonce', start.nonce);
      for (const [name, value] of Object.entries(profile.parameters ?? {})) parameters.set(name, value);
      addRequestOptions(parameters, connection.config);
      if (start.again && profile.asksAgain) addPrompt(parameters, 'login');
      const { configuration } = await open(connection);
      return client.buildAuthorizationUrl(configuration, parameters);
    },

    async finish(connection, start, callback) {
      const { provider, configuration } = await open(connection);
      requireSignatures(configuration, provider);
      const maxAgeSeconds = maxAgeOf(connection.config);
      const tokens = await exchangeCode(configuration, start, callback, {
        idToken: true,
        errors,
        lacks,
        maxAgeSeconds,
      });
      provider.returnKeys(configuration);
      if (idTokensSignedBy === 'client_secret') await verifyByClientSecret(tokens.id_token, connection.clientSecret);
      const idToken: Record<string, unknown> = { ...tokens.claims() };
      const told = profile.readCallback?.(callback.searchParams) ?? {};
      const userinfo = await askUserinfo(configuration, provider, tokens.access_token, idToken);
      const claims = readOidcClaims(idToken, { ...told, ...userinfo }, profile);
      return {
        claims: profile.refineClaims?.(claims, { ...userinfo, ...idToken }) ?? claims,
        tokens: readTokens(tokens, readScopes(connection.config, profile.scopes), deps.now()),
        ...(typeof idToken.sid === 'string' && { providerSession: idToken.sid }),
      };
    },

    async revoke(connection, tokens) {
      return revokeTokens((await open(connection)).configuration, tokens, errors);
    },

    async logOut(connection, returnTo) {
      const { provider, configuration } = await open(connection);
      const problem = checkEndpoint('end_session_endpoint', provider.metadata.end_session_endpoint, deps);
      if (problem !== undefined) return null;
      return client.buildEndSessionUrl(configuration, { post_logout_redirect_uri: returnTo });
    },
  };

  if (lacks.refresh === undefined)
    connector.refresh = async (connection, tokens) => {
      const { provider, configuration } = await open(connection);
      requireSignatures(configuration, provider);
      const refreshed = await renewTokens(configuration, tokens, deps.now(), errors);
      provider.returnKeys(configuration);
      return refreshed;
    };
  if (lacks.revoke !== undefined) delete connector.revoke;
  return connector;
}

/** The rest of the token is checked by then: issuer, audience, expiry, nonce, and that it is signed by HS256. */
async function verifyByClientSecret(idToken: string | undefined, clientSecret = ''): Promise<void> {
  try {
    await jwtVerify(idToken ?? '', new TextEncoder().encode(clientSecret), { algorithms: ['HS256'] });
  } catch {
    throw new ConnectorError('token_invalid', 'the ID token is not signed with the client secret');
  }
}

/** UserInfo is asked only where the ID token says nothing of an e-mail address (Core §5.4 leaves that to the provider). */
async function askUserinfo(
  configuration: client.Configuration,
  provider: DiscoveredProvider,
  accessToken: string,
  idToken: Record<string, unknown>,
): Promise<Record<string, unknown>> {
  if (idToken.email !== undefined || provider.metadata.userinfo_endpoint === undefined) return {};
  try {
    // Core §5.3.2: the subject must be that of the ID token, or the answer is about somebody else.
    return { ...(await client.fetchUserInfo(configuration, accessToken, String(idToken.sub))) };
  } catch (thrown) {
    throw toConnectorError(thrown, 'userinfo');
  }
}
