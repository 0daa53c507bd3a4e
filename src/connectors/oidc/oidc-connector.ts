/**
 * OpenID Connect Core 1.0, authorization code flow, as one connector that each strategy describes with a profile. It
 * owns discovery, the checks of the ID token and the reading of standard claims; a strategy adds data.
 */
import * as client from 'openid-client';
import { authorizationParameters, exchangeCode, openConfiguration, readTokens } from '../authorization-code.ts';
import type { ConnectionSettings, Connector, ConnectorDependencies } from '../connector.ts';
import { assertUsable, checkEndpoint, checkOverrides } from '../endpoints.ts';
import { toConnectorError } from '../provider-failures.ts';
import { renewTokens, revokeTokens } from '../token-renewal.ts';
import { createDiscovery, type DiscoveredProvider } from './discovery.ts';
import { readOidcClaims } from './oidc-claims.ts';

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
    if (profile.issuer !== undefined) return checkOverrides(config, ['issuer'], deps);
    const problem = checkEndpoint('issuer', config.issuer, deps);
    return problem === undefined ? [] : [problem];
  }

  async function open(connection: ConnectionSettings) {
    assertUsable(checkConfig(connection.config));
    const provider = await discover(String(connection.config.issuer ?? profile.issuer));
    return { provider, configuration: openConfiguration(provider.metadata, connection, deps) };
  }

  return {
    checkConfig,

    async start(connection, start) {
      const parameters = await authorizationParameters(start, profile.scopes);
      parameters.set('nonce', start.nonce);
      const { configuration } = await open(connection);
      return client.buildAuthorizationUrl(configuration, parameters);
    },

    async finish(connection, start, callback) {
      const { provider, configuration } = await open(connection);
      provider.lendKeys(configuration);
      // Core §3.1.3.7 lets a client trust TLS instead of the signature. A guarded proxy may stand in between: check it.
      client.enableNonRepudiationChecks(configuration);
      const tokens = await exchangeCode(configuration, start, callback, { idToken: true });
      provider.returnKeys(configuration);
      const idToken: Record<string, unknown> = { ...tokens.claims() };
      const userinfo = await askUserinfo(configuration, provider, tokens.access_token, idToken);
      return {
        claims: readOidcClaims(idToken, userinfo, profile),
        tokens: readTokens(tokens, profile.scopes, deps.now()),
        ...(typeof idToken.sid === 'string' && { providerSession: idToken.sid }),
      };
    },

    async refresh(connection, tokens) {
      const { provider, configuration } = await open(connection);
      provider.lendKeys(configuration);
      client.enableNonRepudiationChecks(configuration);
      const renewed = await renewTokens(configuration, tokens, deps.now());
      provider.returnKeys(configuration);
      return renewed;
    },

    async revoke(connection, tokens) {
      return revokeTokens((await open(connection)).configuration, tokens);
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
