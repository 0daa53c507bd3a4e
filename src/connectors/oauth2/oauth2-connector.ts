/**
 * OAuth 2.0 with an API that says who the person is: for providers without OpenID Connect. It owns the code exchange
 * and the calls to the API; a strategy's profile names the endpoints and reads the answers.
 */
import * as client from 'openid-client';
import { authorizationParameters, exchangeCode, openConfiguration, readTokens } from '../authorization-code.ts';
import {
  type Claims,
  type ConnectionSettings,
  type Connector,
  type ConnectorDependencies,
  ConnectorError,
} from '../connector.ts';
import { assertUsable, checkOverrides } from '../endpoints.ts';
import { type KnownErrors, toConnectorError } from '../provider-failures.ts';
import { renewTokens, revokeTokens } from '../token-renewal.ts';
import { failOnErrorBody } from './fail-on-error-body.ts';

export interface OAuth2Profile<Api extends string> {
  /** What the provider calls itself in `iss` of its callbacks (RFC 9207); no metadata is fetched from it. */
  issuer: string;
  authorizationEndpoint: string;
  tokenEndpoint: string;
  /** Of RFC 7009; absent where the provider has none. */
  revocationEndpoint?: string;
  /** Endpoints to GET with the access token, by the name under which a development config may override them. */
  apiEndpoints: Readonly<Record<Api, string>>;
  apiHeaders: Readonly<Record<string, string>>;
  scopes: readonly string[];
  /** Error codes of the provider's own, beside those of RFC 6749. */
  errors: KnownErrors;
  readClaims(answers: Record<Api, unknown>): Claims;
}

export function createOAuth2Connector<Api extends string>(
  profile: OAuth2Profile<Api>,
  deps: ConnectorDependencies,
): Connector {
  const apiNames = Object.keys(profile.apiEndpoints) as Api[];
  const overridable = ['issuer', 'authorization_endpoint', 'token_endpoint', 'revocation_endpoint', ...apiNames];
  const checkConfig = (config: Record<string, unknown>) => checkOverrides(config, overridable, deps);

  function open(connection: ConnectionSettings): client.Configuration {
    assertUsable(checkConfig(connection.config));
    const server = {
      issuer: String(connection.config.issuer ?? profile.issuer),
      authorization_endpoint: String(connection.config.authorization_endpoint ?? profile.authorizationEndpoint),
      token_endpoint: String(connection.config.token_endpoint ?? profile.tokenEndpoint),
      ...withRevocation(connection.config.revocation_endpoint ?? profile.revocationEndpoint),
      token_endpoint_auth_methods_supported: ['client_secret_post'],
    };
    return openConfiguration(server, connection, {
      ...deps,
      fetch: failOnErrorBody(deps.fetch, server.token_endpoint),
    });
  }

  return {
    checkConfig,

    async start(connection, start) {
      return client.buildAuthorizationUrl(open(connection), await authorizationParameters(start, profile.scopes));
    },

    async finish(connection, start, callback) {
      const configuration = open(connection);
      const tokens = await exchangeCode(configuration, start, callback, { idToken: false, errors: profile.errors });
      const answers = await Promise.all(
        apiNames.map(async (name) => {
          const url = new URL(String(connection.config[name] ?? profile.apiEndpoints[name]));
          return [name, await getJson(configuration, tokens.access_token, url, profile.apiHeaders)];
        }),
      );
      return {
        claims: profile.readClaims(Object.fromEntries(answers) as Record<Api, unknown>),
        tokens: readTokens(tokens, profile.scopes, deps.now()),
      };
    },

    async refresh(connection, tokens) {
      return renewTokens(open(connection), tokens, deps.now(), profile.errors);
    },

    async revoke(connection, tokens) {
      return revokeTokens(open(connection), tokens);
    },
  };
}

function withRevocation(endpoint: unknown): { revocation_endpoint?: string } {
  return endpoint === undefined ? {} : { revocation_endpoint: String(endpoint) };
}

async function getJson(
  configuration: client.Configuration,
  accessToken: string,
  url: URL,
  headers: Readonly<Record<string, string>>,
): Promise<unknown> {
  try {
    const response = await client.fetchProtectedResource(
      configuration,
      accessToken,
      url,
      'GET',
      undefined,
      new Headers(headers),
    );
    if (response.status === 200) return await response.json();
    await response.body?.cancel();
  } catch (thrown) {
    if (thrown instanceof SyntaxError)
      throw new ConnectorError('provider_unreachable', 'the provider answered no JSON');
    throw toConnectorError(thrown, 'userinfo');
  }
  throw new ConnectorError('provider_error', 'the provider would not say who the person is');
}
