import type { Claims } from '../../connector.ts';
import { undocumented } from '../../oauth2/oauth2-profile.ts';
import { oauth2Strategy } from '../../oauth2/oauth2-strategy.ts';
import { readObject, readSaid } from '../../read-claims.ts';

/**
 * Intuit: https://developer.intuit.com/app/developer/qbo/docs/develop/authentication-and-authorization/openid-connect
 * Its metadata is at a place of its own (https://developer.intuit.com/.well-known/openid-sandbox-configuration) and its UserInfo has
 * the standard claims in camel case: the person is asked for there. `emailVerified` says that the address was confirmed; an
 * arrival whose address a user has is asked to prove the account first.
 */
export const intuit = oauth2Strategy({
  name: 'intuit',
  displayName: 'Intuit',
  documentation:
    'https://developer.intuit.com/app/developer/qbo/docs/develop/authentication-and-authorization/openid-connect',
  mark: { colour: '#1d4ed8' },
  authorization: { url: 'https://appcenter.intuit.com/connect/oauth2' },
  token: { url: 'https://oauth.platform.intuit.com/oauth2/v1/tokens/bearer', client: 'basic' },
  api: { userinfo: { url: 'https://accounts.platform.intuit.com/v1/openid_connect/userinfo' } },
  revoke: {
    url: 'https://developer.api.intuit.com/v2/oauth2/tokens/revoke',
    method: 'POST',
    encoding: 'json',
    accessToken: 'none',
    client: 'basic',
    fields: ({ accessToken, refreshToken }) => ({ token: refreshToken ?? accessToken }),
  },
  scopes: ['openid', 'profile', 'email'],
  readClaims: ({ userinfo }) => readIntuitClaims(userinfo),
  lacks: {
    pkce: undocumented,
    login_hint: undocumented,
  },
  defaultLinkingRule: { mode: 'ask', emailProof: 'provider_verified_bit' },
  checkedAgainst: 'documentation',
});

export function readIntuitClaims(userinfo: unknown): Claims {
  const user = readObject(userinfo);
  const name = [user.givenName, user.familyName].filter((part) => typeof part === 'string').join(' ');
  return readSaid({
    subject: user.sub,
    email: user.email,
    emailVerified: user.emailVerified,
    phone: user.phoneNumber,
    phoneVerified: user.phoneNumberVerified,
    displayName: name,
    givenName: user.givenName,
    familyName: user.familyName,
    raw: user,
  });
}
