import type { Claims } from '../../connector.ts';
import { standardRevocation, undocumented } from '../../oauth2/oauth2-profile.ts';
import { oauth2Strategy } from '../../oauth2/oauth2-strategy.ts';
import { readObject, readSaid } from '../../read-claims.ts';

/**
 * Box: https://developer.box.com/guides/authentication/oauth2/
 * `login` of a user is their address (https://developer.box.com/reference/get-users-me/), which a company's administrator may
 * set; nothing says that it is verified: it proves nothing, and the person is asked.
 */
export const box = oauth2Strategy({
  name: 'box',
  displayName: 'Box',
  documentation: 'https://developer.box.com/guides/authentication/oauth2/',
  mark: { colour: '#0b5fc4' },
  authorization: { url: 'https://account.box.com/api/oauth2/authorize' },
  token: { url: 'https://api.box.com/oauth2/token' },
  api: { userinfo: { url: 'https://api.box.com/2.0/users/me' } },
  revoke: standardRevocation('https://api.box.com/oauth2/revoke'),
  scopes: [],
  readClaims: ({ userinfo }) => readBoxClaims(userinfo),
  lacks: {
    pkce: undocumented,
    login_hint: undocumented,
    email_verified: 'it tells an address without a bit of its own',
  },
  defaultLinkingRule: { mode: 'ask', emailProof: 'never' },
  checkedAgainst: 'implementations',
});

export function readBoxClaims(userinfo: unknown): Claims {
  const user = readObject(userinfo);
  return readSaid({
    subject: user.id,
    email: user.login,
    displayName: user.name,
    picture: user.avatar_url,
    locale: user.language,
    raw: user,
  });
}
