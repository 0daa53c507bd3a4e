import type { Claims } from '../../connector.ts';
import { undocumented } from '../../oauth2/oauth2-profile.ts';
import { oauth2Strategy } from '../../oauth2/oauth2-strategy.ts';
import { readFirst, readNumberOrText, readObject, readSaid } from '../../read-claims.ts';

/**
 * Instagram, professional accounts: its login for everybody ended in December 2024
 * (https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/business-login).
 * It names no address: nothing is matched.
 */
export const instagram = oauth2Strategy({
  name: 'instagram',
  displayName: 'Instagram',
  documentation:
    'https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/business-login',
  mark: { colour: '#a21caf' },
  authorization: { url: 'https://www.instagram.com/oauth/authorize', scopeSeparator: ',' },
  token: { url: 'https://api.instagram.com/oauth/access_token', readAnswer: unwrapInstagramToken },
  api: {
    userinfo: {
      url: 'https://graph.instagram.com/v23.0/me',
      accessToken: { field: 'access_token' },
      fields: () => ({ fields: 'user_id,username,name,profile_picture_url' }),
    },
  },
  scopes: ['instagram_business_basic'],
  errors: {
    'Invalid authorization code': 'code_refused',
    'This authorization code has been used': 'code_refused',
    'Error validating client secret.': 'client_refused',
    'Invalid platform app': 'client_refused',
  },
  refusalOf: ({ error_message, error }) =>
    typeof error_message === 'string' ? error_message : error === undefined ? undefined : 'error',
  readClaims: ({ userinfo }) => readInstagramClaims(userinfo),
  lacks: {
    pkce: undocumented,
    login_hint: undocumented,
    email: 'its API for a person has no address among its fields',
    refresh: 'it renews long-lived tokens by themselves, and gives no refresh token',
    revoke: undocumented,
  },
  defaultLinkingRule: { mode: 'never', emailProof: 'never' },
  checkedAgainst: 'implementations',
});

/** The answer is a list of one, or stands by itself. */
export function unwrapInstagramToken(said: Record<string, unknown>): Record<string, unknown> {
  const { permissions, ...token } = Array.isArray(said.data) ? readFirst(said.data) : said;
  return { ...token, ...(typeof permissions === 'string' && { scope: permissions }) };
}

export function readInstagramClaims(userinfo: unknown): Claims {
  const user = readObject(userinfo);
  const said = {
    subject: user.user_id,
    username: user.username,
    displayName: user.name,
    picture: user.profile_picture_url,
    raw: user,
  };
  return readSaid(said, readNumberOrText);
}
