/**
 * Turns what the protocol library throws into our closed set of refusals, and drops everything else it carries: its
 * errors hold whole responses, token claims and callback parameters.
 */
import {
  AuthorizationResponseError,
  ClientError,
  ResponseBodyError,
  WWWAuthenticateChallengeError,
} from 'openid-client';
import { ConnectorError, type ConnectorErrorCode, connectorErrorMeanings } from './connector.ts';

export type Exchange = 'discovery' | 'token' | 'userinfo' | 'revocation';

/** Error codes that providers send and we may repeat, each with what it means here. */
export type KnownErrors = Readonly<Record<string, ConnectorErrorCode>>;

/** RFC 6749 §4.1.2.1 and §5.2; OpenID Connect Core 1.0 §3.1.2.6. */
const standardErrors: KnownErrors = {
  access_denied: 'access_denied',
  login_required: 'access_denied',
  interaction_required: 'access_denied',
  consent_required: 'access_denied',
  account_selection_required: 'access_denied',
  invalid_grant: 'code_refused',
  invalid_client: 'client_refused',
  unauthorized_client: 'client_refused',
  invalid_request: 'provider_error',
  invalid_scope: 'provider_error',
  unsupported_response_type: 'provider_error',
  unsupported_grant_type: 'provider_error',
  server_error: 'provider_error',
  temporarily_unavailable: 'provider_error',
};

export function toConnectorError(thrown: unknown, during: Exchange, strategyErrors: KnownErrors = {}): ConnectorError {
  if (thrown instanceof ConnectorError) return thrown;
  if (thrown instanceof AuthorizationResponseError || thrown instanceof ResponseBodyError)
    return fromProviderError(thrown.error, strategyErrors);
  if (thrown instanceof WWWAuthenticateChallengeError)
    return refuse(during === 'token' ? 'client_refused' : 'provider_error');
  if (thrown instanceof ClientError) return fromLibraryError(thrown.code, during);
  if (thrown instanceof TypeError) return fromTypeError(thrown);
  throw thrown;
}

function fromProviderError(error: string, strategyErrors: KnownErrors): ConnectorError {
  const known = { ...standardErrors, ...strategyErrors };
  // INVARIANT: a provider's own words are not repeated; a code is, once it is one that we know.
  if (!Object.hasOwn(known, error)) return refuse('provider_error');
  const code = known[error] ?? 'provider_error';
  return new ConnectorError(code, `${connectorErrorMeanings[code]} (\`${error}\`)`);
}

/** The library's codes that say what came back was not the protocol at all. */
const notTheProtocol = new Set([
  'OAUTH_RESPONSE_IS_NOT_CONFORM',
  'OAUTH_RESPONSE_IS_NOT_JSON',
  'OAUTH_PARSE_ERROR',
  'OAUTH_TIMEOUT',
  'OAUTH_ABORT',
]);

function fromLibraryError(libraryCode: string | undefined, during: Exchange): ConnectorError {
  if (libraryCode === undefined || notTheProtocol.has(libraryCode)) return refuse('provider_unreachable');
  if (during === 'discovery')
    return new ConnectorError('configuration_invalid', "the provider's metadata does not match the configured issuer");
  return refuse(during === 'token' ? 'token_invalid' : 'provider_error', libraryCode);
}

function fromTypeError(error: TypeError): ConnectorError {
  return refuse('provider_unreachable', error.name === 'GuardedFetchError' ? error.message : undefined);
}

function refuse(code: ConnectorErrorCode, detail?: string): ConnectorError {
  const meaning = connectorErrorMeanings[code];
  return new ConnectorError(code, detail === undefined ? meaning : `${meaning} (${detail})`);
}
