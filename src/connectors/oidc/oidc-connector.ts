/**
 * OpenID Connect Core 1.0, authorization code flow, as one connector that each strategy describes with a profile. It
 * owns discovery, the checks of the ID token and the reading of standard claims; a strategy adds data.
 */
import * as client from 'openid-client';
import { authorizationParameters, exchangeCode, openConfiguration, readTokens } from '../authorization-code.ts';
import type { ConnectionSettings, Connector, ConnectorDependencies } from '../connector.ts';
import { assertUsable, checkEndpoint, checkOverrides } from '../endpoints.ts';
import { toConnectorError } from '../provider-failures.ts';
import { createDiscovery, type DiscoveredProvider } from './discovery.ts';
import { readOidcClaims } from './oidc-claims.ts';
import {
  addRequestOptions,
  checkRequestOptions,
  chosenClientAuthentication,
  maxAgeOf,
  scopesOf,
} from './request-options.ts';

export interface OidcProfile {
  /** Fixed for a strategy that is one provider; absent where each connection names its own. */
  issuer?: string;
  scopes: readonly string[];
  /** The claim that names the organisation managing the account. */
  hostedDomainClaim?: string;
  /** Spellings of "verified" beside boolean true that this provider documents. */
  verifiedSpellings?: readonly unknown[];
}

export function createOidcConnector(profile: OidcProfile, deps: ConnectorDependencies): Connector {
  const discover = createDiscovery(deps);

  function checkConfig(config: Record<string, unknown>): string[] {
    const problems = checkRequestOptions(config);
    if (profile.issuer !== undefined) return [...checkOverrides(config, ['issuer'], deps), ...problems];
    const problem = checkEndpoint('issuer', config.issuer, deps);
    return problem === undefined ? problems : [problem, ...problems];
  }

  async function open(connection: ConnectionSettings) {
    assertUsable(checkConfig(connection.config));
    const provider = await discover(String(connection.config.issuer ?? profile.issuer));
    const authentication = await chosenClientAuthentication(connection.config, connection.clientSecret);
    return { provider, configuration: openConfiguration(provider.metadata, connection, deps, authentication) };
  }

  return {
    checkConfig,

    async start(connection, start) {
      const scopes = scopesOf(connection.config, profile.scopes);
      const parameters = await authorizationParameters(start, scopes);
      parameters.set('nonce', start.nonce);
      addRequestOptions(parameters, connection.config);
      const { configuration } = await open(connection);
      return client.buildAuthorizationUrl(configuration, parameters);
    },

    async finish(connection, start, callback) {
      const { provider, configuration } = await open(connection);
      provider.lendKeys(configuration);
      // Core §3.1.3.7 lets a client trust TLS instead of the signature. A guarded proxy may stand in between: check it.
      client.enableNonRepudiationChecks(configuration);
      const tokens = await exchangeCode(configuration, start, callback, {
        idToken: true,
        maxAgeSeconds: maxAgeOf(connection.config),
      });
      provider.returnKeys(configuration);
      const idToken: Record<string, unknown> = { ...tokens.claims() };
      const userinfo = await askUserinfo(configuration, provider, tokens.access_token, idToken);
      return {
        claims: readOidcClaims(idToken, userinfo, profile),
        tokens: readTokens(tokens, scopesOf(connection.config, profile.scopes), deps.now()),
        ...(typeof idToken.sid === 'string' && { providerSession: idToken.sid }),
      };
    },

    async logOut(connection, returnTo) {
      const { provider, configuration } = await open(connection);
      const problem = checkEndpoint('end_session_endpoint', provider.metadata.end_session_endpoint, deps);
      if (problem !== undefined) return null;
      return client.buildEndSessionUrl(configuration, { post_logout_redirect_uri: returnTo });
    },
  };
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
