import type { Claims } from '../../connector.ts';
import { undocumented } from '../../oauth2/oauth2-profile.ts';
import { oauth2Strategy } from '../../oauth2/oauth2-strategy.ts';
import { readObject, readSaid } from '../../read-claims.ts';

/**
 * Dropbox: https://www.dropbox.com/developers/documentation/http/documentation#authorization
 * Its API is POST throughout. `email_verified` says that the person has confirmed the address, which Dropbox does not run: an
 * arrival whose address a user has is asked to prove the account first. A refresh token comes with `token_access_type`.
 */
export const dropbox = oauth2Strategy({
  name: 'dropbox',
  displayName: 'Dropbox',
  documentation: 'https://www.dropbox.com/developers/documentation/http/documentation#authorization',
  mark: { colour: '#0051d6' },
  authorization: {
    url: 'https://www.dropbox.com/oauth2/authorize',
    parameters: { token_access_type: 'offline' },
  },
  token: { url: 'https://api.dropboxapi.com/oauth2/token' },
  api: {
    userinfo: {
      url: 'https://api.dropboxapi.com/2/users/get_current_account',
      method: 'POST',
      encoding: 'query',
    },
  },
  revoke: { url: 'https://api.dropboxapi.com/2/auth/token/revoke', method: 'POST', encoding: 'query', once: true },
  scopes: ['account_info.read'],
  readClaims: ({ userinfo }) => readDropboxClaims(userinfo),
  lacks: {
    login_hint: undocumented,
  },
  defaultLinkingRule: { mode: 'ask', emailProof: 'provider_verified_bit' },
  checkedAgainst: 'implementations',
});

export function readDropboxClaims(userinfo: unknown): Claims {
  const user = readObject(userinfo);
  const name = readObject(user.name);
  return readSaid({
    subject: user.account_id,
    email: user.email,
    emailVerified: user.email_verified,
    displayName: name.display_name,
    givenName: name.given_name,
    familyName: name.surname,
    picture: user.profile_photo_url,
    locale: user.locale,
    raw: user,
  });
}
