import type { Claims } from '../../connector.ts';
import { undocumented } from '../../oauth2/oauth2-profile.ts';
import { oauth2Strategy } from '../../oauth2/oauth2-strategy.ts';
import { readObject, readSaid } from '../../read-claims.ts';

/**
 * Douyin: https://open.douyin.com/platform/resource/docs/openapi/account-permission/get-access-token
 * Its word for the client's id is `client_key`, and answers are wrapped in `data` with an `error_code` of their own. A person has
 * an `open_id` for each application and a `union_id` for all of one developer; the default is the `union_id`. No address is told.
 */
export const douyin = oauth2Strategy({
  name: 'douyin',
  displayName: 'Douyin',
  documentation: 'https://open.douyin.com/platform/resource/docs/openapi/account-permission/get-access-token',
  mark: { letters: '抖', colour: '#18181b' },
  options: {
    subject_type: {
      description: 'Which of its names for a person counts: the one of all your applications, or of this one.',
      pattern: 'union_id|open_id',
      example: 'open_id',
      default: 'union_id',
    },
  },
  authorization: {
    url: 'https://open.douyin.com/platform/oauth/connect/',
    names: { client_id: 'client_key' },
    scopeSeparator: ',',
  },
  token: {
    url: 'https://open.douyin.com/oauth/access_token/',
    names: { client_id: 'client_key', redirect_uri: null },
    readAnswer: ({ data }) => readObject(data),
  },
  refresh: {
    url: 'https://open.douyin.com/oauth/refresh_token/',
    names: { client_id: 'client_key', client_secret: null },
  },
  api: {
    userinfo: {
      url: 'https://open.douyin.com/oauth/userinfo/',
      method: 'POST',
      accessToken: 'none',
      fields: ({ accessToken, token }) => ({ access_token: accessToken, open_id: token.open_id }),
    },
  },
  scopes: ['user_info'],
  errors: {
    '10007': 'code_refused',
    '10010': 'code_refused',
    '2190008': 'code_refused',
    '10003': 'client_refused',
    '10013': 'client_refused',
  },
  refusalOf: ({ data }) => {
    const { error_code } = readObject(data);
    return error_code === undefined || error_code === 0 ? undefined : String(error_code);
  },
  subjectTypes: ['union_id', 'open_id'],
  readClaims: ({ userinfo }, { options }) => readDouyinClaims(userinfo, options.subject_type ?? 'union_id'),
  lacks: {
    pkce: undocumented,
    login_hint: undocumented,
    email: 'its API for a person has no address among its fields',
    revoke: undocumented,
  },
  defaultLinkingRule: { mode: 'never', emailProof: 'never' },
  checkedAgainst: 'implementations',
});

export function readDouyinClaims(userinfo: unknown, subjectType: string): Claims {
  const user = readObject(readObject(userinfo).data);
  return readSaid({
    subject: user[subjectType],
    subjectType,
    displayName: user.nickname,
    picture: user.avatar,
    raw: user,
  });
}
