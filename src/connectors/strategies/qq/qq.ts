import type { Claims } from '../../connector.ts';
import { undocumented } from '../../oauth2/oauth2-profile.ts';
import { oauth2Strategy } from '../../oauth2/oauth2-strategy.ts';
import { readObject, readSaid } from '../../read-claims.ts';

/**
 * QQ: https://wiki.connect.qq.com/%E4%BD%BF%E7%94%A8authorization_code%E8%8E%B7%E5%8F%96access_token
 *
 * Three calls by GET: for the token, for who its person is (`/me`), and for what they are called. Answers are JSON with
 * `fmt=json` alone. A person has an `openid` for each application, and a `unionid` for those that one company has joined
 * (https://wiki.connect.qq.com/unionid%E4%BB%8B%E7%BB%8D); by default it is the `openid`, since not every application sees the other. No
 * address is told: nothing is matched.
 */
export const qq = oauth2Strategy({
  name: 'qq',
  displayName: 'QQ',
  documentation: 'https://wiki.connect.qq.com/%E4%BD%BF%E7%94%A8authorization_code%E8%8E%B7%E5%8F%96access_token',
  mark: { colour: '#0369a1' },
  options: {
    subject_type: {
      description: 'Which of its names for a person counts: the one of this application, or of all that were joined.',
      pattern: 'openid|unionid',
      example: 'unionid',
      default: 'openid',
    },
  },
  authorization: { url: 'https://graph.qq.com/oauth2.0/authorize', scopeSeparator: ',' },
  token: {
    url: 'https://graph.qq.com/oauth2.0/token',
    method: 'GET',
    parameters: { fmt: 'json' },
  },
  api: {
    me: {
      url: 'https://graph.qq.com/oauth2.0/me',
      accessToken: { field: 'access_token' },
      fields: ({ options }) => ({ fmt: 'json', ...(options.subject_type === 'unionid' && { unionid: 1 }) }),
    },
    userinfo: {
      url: 'https://graph.qq.com/user/get_user_info',
      accessToken: { field: 'access_token' },
      fields: ({ clientId, answers }) => ({ oauth_consumer_key: clientId, openid: readObject(answers.me).openid }),
    },
  },
  scopes: ['get_user_info'],
  errors: {
    '100009': 'client_refused',
    '100008': 'client_refused',
    '100019': 'code_refused',
    '100020': 'code_refused',
    '100022': 'code_refused',
    '100010': 'configuration_invalid',
  },
  refusalOf: ({ error, ret }) => {
    const refusal = error ?? ret;
    return refusal === undefined || refusal === 0 ? undefined : String(refusal);
  },
  subjectTypes: ['openid', 'unionid'],
  readClaims: ({ me, userinfo }, { options }) => readQqClaims(me, userinfo, options.subject_type ?? 'openid'),
  lacks: {
    pkce: undocumented,
    login_hint: undocumented,
    email: 'its API for a person has no address among its fields',
    revoke: undocumented,
  },
  defaultLinkingRule: { mode: 'never', emailProof: 'never' },
  checkedAgainst: 'implementations',
});

export function readQqClaims(me: unknown, userinfo: unknown, subjectType: string): Claims {
  const [who, user] = [readObject(me), readObject(userinfo)];
  return readSaid({
    subject: who[subjectType],
    subjectType,
    displayName: user.nickname,
    picture: user.figureurl_qq_2 ?? user.figureurl_qq_1,
    raw: { ...user, openid: who.openid, unionid: who.unionid },
  });
}
