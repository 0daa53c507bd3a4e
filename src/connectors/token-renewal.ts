/**
 * What becomes of tokens after the sign-in, for the `oidc` and `oauth2` engines: renewed by their refresh token (RFC 6749
 * §6, OpenID Connect Core 1.0 §12) and ended at the provider (RFC 7009), over `openid-client`.
 */
import { decodeJwt } from 'jose';
import * as client from 'openid-client';
import { readTokens } from './authorization-code.ts';
import { ConnectorError, type ProviderTokens } from './connector.ts';
import { type KnownErrors, toConnectorError } from './provider-failures.ts';

/** What the provider gave for the refresh token. One that it does not replace goes on being the one to use. */
export async function renewTokens(
  configuration: client.Configuration,
  tokens: ProviderTokens,
  now: Date,
  errors: KnownErrors = {},
): Promise<ProviderTokens> {
  if (tokens.refreshToken === undefined)
    throw new ConnectorError('code_refused', 'there is no refresh token: the person has to sign in again');
  const answer = await client.refreshTokenGrant(configuration, tokens.refreshToken).catch((thrown: unknown) => {
    throw toConnectorError(thrown, 'token', errors);
  });
  // Core §12.2: a new ID token is about the person that the first one was about.
  const subject = answer.claims()?.sub;
  if (subject !== undefined && tokens.idToken !== undefined && decodeJwt(tokens.idToken).sub !== subject)
    throw new ConnectorError('token_invalid', 'the renewed tokens are of somebody else');
  return { refreshToken: tokens.refreshToken, ...readTokens(answer, tokens.scopes, now) };
}

/** False where the provider offers no revocation. */
export async function revokeTokens(configuration: client.Configuration, tokens: ProviderTokens): Promise<boolean> {
  if (configuration.serverMetadata().revocation_endpoint === undefined) return false;
  // RFC 7009 §2.1: the refresh token first, which should end the access tokens of its grant as well; not everywhere.
  const each = [
    [tokens.refreshToken, 'refresh_token'],
    [tokens.accessToken, 'access_token'],
  ] as const;
  for (const [token, hint] of each) {
    if (token === undefined) continue;
    await client.tokenRevocation(configuration, token, { token_type_hint: hint }).catch((thrown: unknown) => {
      throw toConnectorError(thrown, 'revocation');
    });
  }
  return true;
}
