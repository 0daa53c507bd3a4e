import type { Claims } from '../../connector.ts';
import { undocumented } from '../../oauth2/oauth2-profile.ts';
import { oauth2Strategy } from '../../oauth2/oauth2-strategy.ts';
import { readFirst, readObject, readSaid } from '../../read-claims.ts';

/**
 * Twitch: https://dev.twitch.tv/docs/authentication/getting-tokens-oauth/
 * The API wants the client's id beside the token, and tells an address only once it is verified
 * (https://dev.twitch.tv/docs/api/reference/#get-users), by whoever runs nobody's mailbox: an arrival whose address a user has
 * is asked to prove the account first. `scope` of its answers is a list, and its refusals are a status and a sentence.
 */
export const twitch = oauth2Strategy({
  name: 'twitch',
  displayName: 'Twitch',
  documentation: 'https://dev.twitch.tv/docs/authentication/getting-tokens-oauth/',
  mark: { colour: '#6d28d9' },
  authorization: { url: 'https://id.twitch.tv/oauth2/authorize' },
  token: { url: 'https://id.twitch.tv/oauth2/token' },
  api: {
    userinfo: {
      url: 'https://api.twitch.tv/helix/users',
      headers: ({ clientId }) => ({ 'client-id': clientId }),
    },
  },
  revoke: {
    url: 'https://id.twitch.tv/oauth2/revoke',
    method: 'POST',
    accessToken: 'none',
    fields: ({ clientId, accessToken }) => ({ client_id: clientId, token: accessToken }),
    once: true,
  },
  scopes: ['user:read:email'],
  errors: {
    'Invalid authorization code': 'code_refused',
    'Invalid refresh token': 'code_refused',
    'invalid client secret': 'client_refused',
    'invalid client': 'client_refused',
  },
  refusalOf: ({ status, message }) => (typeof status === 'number' && status >= 400 ? String(message) : undefined),
  readClaims: ({ userinfo }) => readTwitchClaims(userinfo),
  lacks: {
    pkce: undocumented,
    login_hint: undocumented,
    email_verified: 'it tells an address once it is verified, and none before, without a bit beside it',
  },
  defaultLinkingRule: { mode: 'ask', emailProof: 'provider_verified_bit' },
  checkedAgainst: 'implementations',
});

export function readTwitchClaims(userinfo: unknown): Claims {
  const user = readFirst(readObject(userinfo).data);
  return readSaid({
    subject: user.id,
    email: user.email,
    emailVerified: true,
    username: user.login,
    displayName: user.display_name,
    picture: user.profile_image_url,
    raw: user,
  });
}
