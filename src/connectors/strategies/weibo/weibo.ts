import type { Claims } from '../../connector.ts';
import { undocumented } from '../../oauth2/oauth2-profile.ts';
import { oauth2Strategy } from '../../oauth2/oauth2-strategy.ts';
import { readObject, readSaid } from '../../read-claims.ts';

/**
 * Weibo: https://open.weibo.com/wiki/Connect/login
 * The person is asked for by the `uid` that the token's answer names; refusals have `error` and `error_code`. Tokens are
 * renewed for mobile applications alone. Addresses need an approval of their own and are not asked for.
 */
export const weibo = oauth2Strategy({
  name: 'weibo',
  displayName: 'Weibo',
  documentation: 'https://open.weibo.com/wiki/Connect/login',
  mark: { letters: '微', colour: '#c2410c' },
  authorization: { url: 'https://api.weibo.com/oauth2/authorize', scopeSeparator: ',' },
  token: { url: 'https://api.weibo.com/oauth2/access_token' },
  api: {
    userinfo: {
      url: 'https://api.weibo.com/2/users/show.json',
      accessToken: { field: 'access_token' },
      fields: ({ token }) => ({ uid: token.uid }),
    },
  },
  revoke: {
    url: 'https://api.weibo.com/oauth2/revokeoauth2',
    method: 'POST',
    encoding: 'query',
    accessToken: { field: 'access_token' },
    once: true,
  },
  scopes: [],
  readClaims: ({ userinfo }) => readWeiboClaims(userinfo),
  lacks: {
    pkce: undocumented,
    login_hint: undocumented,
    email: 'it tells addresses to applications that it has approved for it',
    refresh: 'it renews the tokens of mobile applications alone',
  },
  defaultLinkingRule: { mode: 'never', emailProof: 'never' },
  checkedAgainst: 'implementations',
});

export function readWeiboClaims(userinfo: unknown): Claims {
  const user = readObject(userinfo);
  return readSaid({
    subject: user.idstr,
    username: user.screen_name,
    displayName: user.name,
    picture: user.avatar_large,
    locale: user.lang,
    raw: user,
  });
}
