import type { Claims } from '../../connector.ts';
import { undocumented } from '../../oauth2/oauth2-profile.ts';
import { oauth2Strategy } from '../../oauth2/oauth2-strategy.ts';
import { readObject, readSaid, readText } from '../../read-claims.ts';

/**
 * Baidu: https://openauth.baidu.com/doc/regdevelopers.html
 * A person has an `openid` for each application and a `unionid` for all of one developer; the default is the `openid`. The
 * name is shown with stars in it, and no address is told: nothing is matched.
 */
export const baidu = oauth2Strategy({
  name: 'baidu',
  displayName: 'Baidu',
  documentation: 'https://openauth.baidu.com/doc/regdevelopers.html',
  mark: { letters: '百', colour: '#1e40af' },
  options: {
    subject_type: {
      description: 'Which of its names for a person counts: the one of this application, or of all your applications.',
      pattern: 'openid|unionid',
      example: 'unionid',
      default: 'openid',
    },
  },
  authorization: { url: 'https://openapi.baidu.com/oauth/2.0/authorize' },
  token: { url: 'https://openapi.baidu.com/oauth/2.0/token' },
  api: {
    userinfo: {
      url: 'https://openapi.baidu.com/rest/2.0/passport/users/getInfo',
      accessToken: { field: 'access_token' },
    },
  },
  revoke: {
    url: 'https://openapi.baidu.com/rest/2.0/passport/auth/revokeAuthorization',
    accessToken: { field: 'access_token' },
    once: true,
  },
  scopes: ['basic'],
  refusalOf: ({ error, error_code }) =>
    typeof error === 'string' ? error : error_code === undefined ? undefined : String(error_code),
  subjectTypes: ['openid', 'unionid'],
  readClaims: ({ userinfo }, { options }) => readBaiduClaims(userinfo, options.subject_type ?? 'openid'),
  lacks: {
    pkce: undocumented,
    login_hint: undocumented,
    email: 'its API for a person has no address among its fields',
  },
  defaultLinkingRule: { mode: 'never', emailProof: 'never' },
  checkedAgainst: 'implementations',
});

export function readBaiduClaims(userinfo: unknown, subjectType: string): Claims {
  const user = readObject(userinfo);
  const portrait = readText(user.portrait);
  return readSaid({
    subject: user[subjectType],
    subjectType,
    displayName: user.username,
    picture: portrait && `https://himg.bdimg.com/sys/portrait/item/${encodeURIComponent(portrait)}`,
    raw: user,
  });
}
