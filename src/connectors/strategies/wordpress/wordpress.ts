import type { Claims } from '../../connector.ts';
import { undocumented } from '../../oauth2/oauth2-profile.ts';
import { oauth2Strategy } from '../../oauth2/oauth2-strategy.ts';
import { readNumericSubject, readObject, readSaid } from '../../read-claims.ts';

/**
 * WordPress.com: https://developer.wordpress.com/docs/oauth2/
 * With the scope `auth` a token is good for one call alone, the one that says who the person is
 * (https://developer.wordpress.com/docs/api/1.1/get/me/). `email_verified` says that the address was confirmed; an arrival whose
 * address a user has is asked to prove the account first.
 */
export const wordpress = oauth2Strategy({
  name: 'wordpress',
  displayName: 'WordPress.com',
  documentation: 'https://developer.wordpress.com/docs/oauth2/',
  mark: { letters: 'W', colour: '#1e5f7a' },
  authorization: { url: 'https://public-api.wordpress.com/oauth2/authorize' },
  token: { url: 'https://public-api.wordpress.com/oauth2/token' },
  api: { userinfo: { url: 'https://public-api.wordpress.com/rest/v1.1/me' } },
  scopes: ['auth'],
  // Its word for a code that was used.
  errors: { invalid_request: 'code_refused' },
  readClaims: ({ userinfo }) => readWordpressClaims(userinfo),
  lacks: {
    pkce: undocumented,
    login_hint: undocumented,
    refresh: 'its tokens for signing in do not end',
    revoke: undocumented,
  },
  defaultLinkingRule: { mode: 'ask', emailProof: 'provider_verified_bit' },
  checkedAgainst: 'implementations',
});

export function readWordpressClaims(userinfo: unknown): Claims {
  const user = readObject(userinfo);
  const said = {
    subject: user.ID,
    email: user.email,
    emailVerified: user.email_verified,
    username: user.username,
    displayName: user.display_name,
    picture: user.avatar_URL,
    locale: user.language,
    raw: user,
  };
  return readSaid(said, readNumericSubject);
}
