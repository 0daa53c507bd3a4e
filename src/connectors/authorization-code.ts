/**
 * The authorization code exchange that the `oidc` and `oauth2` engines share (RFC 6749 §4.1 with RFC 7636 and RFC
 * 9207), over `openid-client`. It owns the request's parameters, what a callback must carry before anything is sent,
 * and the client's settings; what the tokens mean is the engine's.
 */
import * as client from 'openid-client';
import {
  type ConnectionSettings,
  type ConnectorDependencies,
  ConnectorError,
  type Lacks,
  type ProviderTokens,
  type SignInStart,
} from './connector.ts';
import { type KnownErrors, toConnectorError } from './provider-failures.ts';

const requestTimeoutSeconds = 10;

/** The parameters of every authorization request; the nonce is the engine's to add, where an ID token returns it. */
export async function authorizationParameters(
  start: SignInStart,
  scopes: readonly string[],
  lacks: Lacks = {},
): Promise<URLSearchParams> {
  assertComplete(start);
  const parameters = new URLSearchParams({
    redirect_uri: start.redirectUri,
    scope: scopes.join(' '),
    state: start.state,
  });
  if (lacks.pkce === undefined) {
    parameters.set('code_challenge', await client.calculatePKCECodeChallenge(start.codeVerifier));
    parameters.set('code_challenge_method', 'S256');
  }
  if (start.loginHint !== undefined && lacks.login_hint === undefined) parameters.set('login_hint', start.loginHint);
  return parameters;
}

/** A caller that lost a value of the start must not be able to skip the check that it is for. */
function assertComplete(start: SignInStart): void {
  if (start.state === '' || start.nonce === '')
    throw new ConnectorError('callback_invalid', 'the sign-in has no state or no nonce; start it again');
  // RFC 7636 §4.1: code-verifier = 43*128unreserved
  if (!/^[A-Za-z0-9\-._~]{43,128}$/.test(start.codeVerifier))
    throw new ConnectorError('callback_invalid', 'the sign-in has no usable code verifier; start it again');
  const redirect = new URL(start.redirectUri);
  if (redirect.search !== '' || redirect.hash !== '')
    throw new ConnectorError('configuration_invalid', 'the redirect URI must have neither a query nor a fragment');
}

/** The library's view of one connection. Made for each exchange: it is cheap, and holds the client secret. */
export function openConfiguration(
  server: client.ServerMetadata,
  connection: ConnectionSettings,
  deps: ConnectorDependencies,
  metadata?: Partial<client.ClientMetadata>,
  chosen?: client.ClientAuth,
): client.Configuration {
  const { clientId, authentication } = requireClient(server, connection, chosen);
  return prepare(new client.Configuration(server, clientId, metadata, authentication), deps);
}

/**
 * The same for a provider whose metadata names its issuer by a template, as Microsoft's for all of its directories does.
 * The library fills it from the ID token, for metadata that it has read itself: it is given what is remembered.
 */
export async function openTemplatedConfiguration(
  server: client.ServerMetadata,
  issuer: string,
  connection: ConnectionSettings,
  deps: ConnectorDependencies,
  chosen?: client.ClientAuth,
): Promise<client.Configuration> {
  const { clientId, authentication } = requireClient(server, connection, chosen);
  const remembered: client.CustomFetch = async () => Response.json(server);
  const configuration = await client.discovery(new URL(issuer), clientId, undefined, authentication, {
    [client.customFetch]: remembered,
  });
  return prepare(configuration, deps);
}

function requireClient(
  server: client.ServerMetadata,
  { clientId, clientSecret }: ConnectionSettings,
  chosen: client.ClientAuth | undefined,
) {
  if (clientId === undefined || clientId === '')
    throw new ConnectorError('configuration_invalid', 'the connection has no client id');
  return { clientId, authentication: chosen ?? chooseClientAuthentication(server, clientSecret) };
}

function prepare(configuration: client.Configuration, deps: ConnectorDependencies): client.Configuration {
  configuration[client.customFetch] = adaptFetch(deps);
  configuration.timeout = requestTimeoutSeconds;
  if (deps.insecureDevelopmentEndpoints) client.allowInsecureRequests(configuration);
  return configuration;
}

/** RFC 8414 §2: a provider that names no method means `client_secret_basic`; where both work, the body is less fragile. */
function chooseClientAuthentication(server: client.ServerMetadata, secret: string | undefined): client.ClientAuth {
  if (secret === undefined || secret === '') return client.None();
  const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
  return methods.includes('client_secret_post') ? client.ClientSecretPost(secret) : client.ClientSecretBasic(secret);
}

export function adaptFetch(deps: ConnectorDependencies): client.CustomFetch {
  return (url, options) => deps.fetch(url, options as RequestInit);
}

/**
 * Checks the callback and exchanges its code. With `idToken`, an ID token must come back and pass issuer, audience,
 * expiry, nonce and signature.
 */
export async function exchangeCode(
  configuration: client.Configuration,
  start: SignInStart,
  callback: URL,
  expect: {
    idToken: boolean;
    errors?: KnownErrors | undefined;
    lacks?: Lacks | undefined;
    maxAgeSeconds?: number | undefined;
  },
): Promise<Awaited<ReturnType<typeof client.authorizationCodeGrant>>> {
  assertComplete(start);
  assertOurCallback(configuration.serverMetadata(), start, callback.searchParams);
  // Behind a proxy the callback's own address may differ from the one that the browser and the provider know.
  const asRedirected = new URL(start.redirectUri);
  asRedirected.search = callback.search;
  try {
    return await client.authorizationCodeGrant(configuration, asRedirected, {
      expectedState: start.state,
      ...(expect.lacks?.pkce === undefined && { pkceCodeVerifier: start.codeVerifier }),
      idTokenExpected: expect.idToken,
      ...(expect.idToken ? { expectedNonce: start.nonce } : {}),
      ...(expect.maxAgeSeconds !== undefined && { maxAge: expect.maxAgeSeconds }),
    });
  } catch (thrown) {
    throw toConnectorError(thrown, 'token', expect.errors);
  }
}

/**
 * What must hold before the callback is believed in anything, its error included.
 *
 * INVARIANT: fails closed. A state that is absent, repeated or foreign is refused, and nothing is sent anywhere.
 */
function assertOurCallback(server: client.ServerMetadata, start: SignInStart, query: URLSearchParams): void {
  for (const name of ['state', 'code', 'error', 'iss'])
    if (query.getAll(name).length > 1)
      throw new ConnectorError('callback_invalid', `the callback repeats \`${name}\`; start again`);
  // RFC 6749 §10.12
  if (query.get('state') !== start.state)
    throw new ConnectorError('callback_invalid', "the callback's state is missing or of another sign-in; start again");
  // RFC 9207 §2.4: a wrong issuer means that another server answered, so that not even its error is to be read.
  const issuer = query.get('iss');
  if (issuer === null && server.authorization_response_iss_parameter_supported === true)
    throw new ConnectorError('callback_invalid', 'the callback does not name its issuer');
  if (issuer !== null && issuer !== server.issuer)
    throw new ConnectorError('callback_invalid', 'the callback comes from another issuer than the one that was asked');
  if (!query.get('code') && !query.get('error'))
    throw new ConnectorError('callback_invalid', 'the callback carries no code; start again');
}

type TokenAnswer = Awaited<ReturnType<typeof client.authorizationCodeGrant>>;

/** RFC 6749 §5.1: `scope` is left out when it is the one that was asked for, and `expires_in` may be. */
export function readTokens(answer: TokenAnswer, asked: readonly string[], now: Date): ProviderTokens {
  const seconds = answer.expiresIn();
  return {
    accessToken: answer.access_token,
    tokenType: answer.token_type,
    ...(answer.refresh_token !== undefined && { refreshToken: answer.refresh_token }),
    ...(answer.id_token !== undefined && { idToken: answer.id_token }),
    scopes: answer.scope === undefined ? [...asked] : answer.scope.split(/[ ,]+/).filter((scope) => scope !== ''),
    expiresAt: seconds === undefined ? null : new Date(now.getTime() + seconds * 1000).toISOString(),
  };
}
