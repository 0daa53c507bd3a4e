import type { Claims } from '../../connector.ts';
import { undocumented } from '../../oauth2/oauth2-profile.ts';
import { oauth2Strategy } from '../../oauth2/oauth2-strategy.ts';
import { readFirst, readObject, readSaid } from '../../read-claims.ts';

/**
 * Spotify: https://developer.spotify.com/documentation/web-api/tutorials/code-flow
 * The address is the one that the person typed when they opened the account, and its documentation says itself that it is not
 * verified (https://developer.spotify.com/documentation/web-api/reference/get-current-users-profile): the person is asked.
 */
export const spotify = oauth2Strategy({
  name: 'spotify',
  displayName: 'Spotify',
  documentation: 'https://developer.spotify.com/documentation/web-api/tutorials/code-flow',
  mark: { colour: '#15803d' },
  authorization: { url: 'https://accounts.spotify.com/authorize' },
  token: { url: 'https://accounts.spotify.com/api/token', client: 'basic' },
  api: { userinfo: { url: 'https://api.spotify.com/v1/me' } },
  scopes: ['user-read-private', 'user-read-email'],
  readClaims: ({ userinfo }) => readSpotifyClaims(userinfo),
  lacks: {
    pkce: 'it speaks of PKCE for clients without a secret, and ours has one',
    login_hint: undocumented,
    email_verified: 'its documentation calls the address unverified',
    revoke: undocumented,
  },
  defaultLinkingRule: { mode: 'ask', emailProof: 'never' },
  checkedAgainst: 'implementations',
});

export function readSpotifyClaims(userinfo: unknown): Claims {
  const user = readObject(userinfo);
  return readSaid({
    subject: user.id,
    email: user.email,
    displayName: user.display_name,
    picture: readFirst(user.images).url,
    raw: user,
  });
}
