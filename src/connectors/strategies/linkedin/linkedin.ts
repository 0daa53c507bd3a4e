import type { Claims } from '../../connector.ts';
import { type RevokeCall, undocumented } from '../../oauth2/oauth2-profile.ts';
import { oauth2Strategy } from '../../oauth2/oauth2-strategy.ts';
import { readObject, readSaid } from '../../read-claims.ts';

/** https://learn.microsoft.com/linkedin/shared/authentication/programmatic-refresh-tokens */
const revoke: RevokeCall = {
  url: 'https://www.linkedin.com/oauth/v2/revoke',
  method: 'POST',
  accessToken: 'none',
  client: 'body',
  fields: ({ accessToken }) => ({ token: accessToken }),
  once: true,
};

/**
 * Sign in with LinkedIn: https://learn.microsoft.com/linkedin/consumer/integrations/self-serve/sign-in-with-linkedin-v2
 *
 * It speaks OpenID Connect, and its ID tokens do not repeat the nonce, so that they bind nothing to the sign-in: the person is
 * asked for at UserInfo, with the access token that the code was exchanged for. `email_verified` says that the member has
 * confirmed the address, which LinkedIn does not run: an arrival whose address a user has is asked to prove the account.
 */
export const linkedin = oauth2Strategy({
  name: 'linkedin',
  displayName: 'LinkedIn',
  documentation: 'https://learn.microsoft.com/linkedin/consumer/integrations/self-serve/sign-in-with-linkedin-v2',
  mark: { letters: 'in', colour: '#0a66c2' },
  issuer: 'https://www.linkedin.com/oauth',
  authorization: { url: 'https://www.linkedin.com/oauth/v2/authorization' },
  token: { url: 'https://www.linkedin.com/oauth/v2/accessToken' },
  api: { userinfo: { url: 'https://api.linkedin.com/v2/userinfo' } },
  revoke,
  scopes: ['openid', 'profile', 'email'],
  // Its word for a code that was used, or is another's.
  errors: { invalid_request: 'code_refused', invalid_redirect_uri: 'configuration_invalid' },
  readClaims: ({ userinfo }) => readLinkedinClaims(userinfo),
  lacks: { pkce: 'it offers PKCE to native applications that it has approved', login_hint: undocumented },
  defaultLinkingRule: { mode: 'ask', emailProof: 'provider_verified_bit' },
  checkedAgainst: 'implementations',
});

/** `locale` is a text for some members and an object for others. */
export function readLinkedinClaims(userinfo: unknown): Claims {
  const user = readObject(userinfo);
  const { language, country } = readObject(user.locale);
  return readSaid({
    subject: user.sub,
    email: user.email,
    emailVerified: user.email_verified,
    displayName: user.name,
    givenName: user.given_name,
    familyName: user.family_name,
    picture: user.picture,
    locale: typeof language === 'string' && typeof country === 'string' ? `${language}-${country}` : user.locale,
    raw: user,
  });
}
