/**
 * OAuth 2.0 with an API that says who the person is: for providers without OpenID Connect. It owns the code exchange,
 * the calls to the API, the renewal and the ending of tokens; a strategy's profile says how its provider has them.
 */
import * as client from 'openid-client';
import { authorizationParameters, exchangeCode, openConfiguration, readTokens } from '../authorization-code.ts';
import {
  type ConnectionSettings,
  type Connector,
  type ConnectorDependencies,
  ConnectorError,
  type Lacks,
} from '../connector.ts';
import { assertUsable, checkEndpoint, checkOverrides } from '../endpoints.ts';
import { checkOptions, fillTemplate, readOptions, readScopes } from '../options.ts';
import { renewTokens, revocable } from '../token-renewal.ts';
import { askApi, callApi } from './call-api.ts';
import type { ApiCall, Known, OAuth2Profile, TokenEndpoint } from './oauth2-profile.ts';
import { rename, speakTokenDialect } from './token-dialect.ts';

export function createOAuth2Connector(
  profile: OAuth2Profile,
  deps: ConnectorDependencies,
  lacks: Lacks = {},
): Connector {
  const { options = {}, errors = {}, authorization } = profile;
  const fixed = ['issuer', 'authorization_endpoint', 'token_endpoint', 'revocation_endpoint'];
  const all = [...fixed, ...Object.keys(profile.api).map((name) => `${name}_endpoint`)];
  const { configured = [] } = profile;
  const overridable = all.filter((name) => !configured.includes(name));

  const checkConfig = (config: Record<string, unknown>) => [
    ...checkOverrides(config, overridable, deps),
    ...configured.map((name) => checkEndpoint(name, config[name], deps)).filter((problem) => problem !== undefined),
    ...checkOptions(config, options),
  ];

  /** The address of an endpoint: development may have moved it. */
  function addressOf({ config, clientId = '' }: ConnectionSettings, name: string, template: string): string {
    if (config[name] !== undefined) return String(config[name]);
    return fillTemplate(template, { ...readOptions(config, options), client_id: encodeURIComponent(clientId) });
  }

  function know(connection: ConnectionSettings, more: Partial<Known> = {}): Known {
    return {
      clientId: connection.clientId ?? '',
      clientSecret: connection.clientSecret ?? '',
      options: readOptions(connection.config, options),
      now: deps.now(),
      code: '',
      accessToken: '',
      refreshToken: undefined,
      token: {},
      answers: {},
      ...more,
    };
  }

  function open(connection: ConnectionSettings, endpoint: TokenEndpoint): client.Configuration {
    assertUsable(checkConfig(connection.config));
    const authorizationEndpoint = addressOf(connection, 'authorization_endpoint', authorization.url);
    const tokenEndpoint = addressOf(connection, 'token_endpoint', endpoint.url);
    const server = {
      issuer: String(connection.config.issuer ?? profile.issuer ?? new URL(authorizationEndpoint).origin),
      authorization_endpoint: authorizationEndpoint,
      token_endpoint: tokenEndpoint,
      token_endpoint_auth_methods_supported: ['client_secret_post'],
    };
    const spoken = { ...endpoint, url: tokenEndpoint };
    const fetch = speakTokenDialect(spoken, profile, know(connection), deps.fetch);
    return openConfiguration(server, connection, { ...deps, fetch });
  }

  function ask(connection: ConnectionSettings, name: string, call: ApiCall, known: Known): Promise<unknown> {
    const asked = askApi({ ...call, url: addressOf(connection, `${name}_endpoint`, call.url) }, profile, known, deps);
    return call.optional ? asked.catch(forgiveRefusal) : asked;
  }

  const connector: Connector = {
    checkConfig,

    async start(connection, start) {
      const configuration = open(connection, profile.token);
      const scopes = readScopes(connection.config, profile.scopes);
      const parameters = await authorizationParameters(start, scopes, lacks);
      if (scopes.length === 0) parameters.delete('scope');
      else parameters.set('scope', scopes.join(authorization.scopeSeparator ?? ' '));
      const standard = client.buildAuthorizationUrl(configuration, parameters);
      const url = new URL(addressOf(connection, 'authorization_endpoint', authorization.url));
      const spoken = rename(Object.fromEntries(standard.searchParams), authorization.names ?? {});
      for (const [name, value] of Object.entries({ ...spoken, ...authorization.parameters }))
        url.searchParams.set(name, value);
      if (authorization.fragment !== undefined) url.hash = authorization.fragment;
      return url;
    },

    async finish(connection, start, callback) {
      const scopes = readScopes(connection.config, profile.scopes);
      const standard = withStandardCode(callback, profile.codeParameter);
      const repeated = (profile.fromCallback ?? []).map((name) => [name, standard.searchParams.get(name) ?? '']);
      const parameters = { ...profile.token.parameters, ...Object.fromEntries(repeated) };
      const configuration = open(connection, { ...profile.token, parameters });
      if (standard.searchParams.has('code')) profile.checkCallback?.(callback.searchParams, know(connection));
      const answer = await exchangeCode(configuration, start, standard, { idToken: false, errors, lacks });
      const tokens = readTokens(answer, scopes, deps.now());
      const answers: Record<string, unknown> = {};
      const known = know(connection, {
        code: standard.searchParams.get('code') ?? '',
        accessToken: tokens.accessToken,
        refreshToken: tokens.refreshToken,
        token: { ...answer },
        answers,
      });
      for (const [name, call] of Object.entries(profile.api)) answers[name] = await ask(connection, name, call, known);
      const claims = profile.readClaims(answers, known);
      return profile.tokensOf === 'application' ? { claims } : { claims, tokens };
    },
  };

  if (lacks.refresh === undefined)
    connector.refresh = async (connection, tokens) => {
      const configuration = open(connection, { ...profile.token, ...profile.refresh });
      return renewTokens(configuration, tokens, deps.now(), errors);
    };

  const { revoke } = profile;
  if (revoke !== undefined)
    connector.revoke = async (connection, tokens) => {
      assertUsable(checkConfig(connection.config));
      const call = { ...revoke, url: addressOf(connection, 'revocation_endpoint', revoke.url) };
      const each = revoke.once ? revocable(tokens).slice(-1) : revocable(tokens);
      for (const [index, { token, hint }] of each.entries()) {
        const refreshToken = hint === 'refresh_token' ? token : undefined;
        const known = know(connection, { accessToken: tokens.accessToken, refreshToken });
        const response = await callApi(call, known, deps);
        await response.body?.cancel();
        // A token that ended with the one before it may be refused as unknown.
        if (!response.ok && index === 0)
          throw new ConnectorError('provider_error', 'the provider did not end the tokens');
      }
      return true;
    };

  return connector;
}

/** The callback with its code where RFC 6749 §4.1.2 has it. */
function withStandardCode(callback: URL, codeParameter = 'code'): URL {
  if (codeParameter === 'code') return callback;
  const standard = new URL(callback);
  standard.searchParams.delete('code');
  for (const code of callback.searchParams.getAll(codeParameter)) standard.searchParams.append('code', code);
  return standard;
}

function forgiveRefusal(thrown: unknown): Record<string, never> {
  if (thrown instanceof ConnectorError && thrown.code === 'provider_error') return {};
  throw thrown;
}
