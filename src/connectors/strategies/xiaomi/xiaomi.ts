import type { Claims } from '../../connector.ts';
import { undocumented } from '../../oauth2/oauth2-profile.ts';
import { oauth2Strategy } from '../../oauth2/oauth2-strategy.ts';
import { readObject, readSaid } from '../../read-claims.ts';

/**
 * Xiaomi account: https://dev.mi.com/xiaomihyperos/documentation/detail?pId=1708, and its API at pId=1517
 * Answers of the token endpoint have `&&&START&&&` before the JSON, and call the token a `mac` one, which its API takes as a plain
 * one in the address. A person has a `unionId` for all applications of one developer, and the token's answer has an `openId`. No
 * address is told: nothing is matched.
 */
export const xiaomi = oauth2Strategy({
  name: 'xiaomi',
  displayName: 'Xiaomi',
  documentation: 'https://dev.mi.com/xiaomihyperos/documentation/detail?pId=1708',
  mark: { letters: 'MI', colour: '#c2410c' },
  options: {
    subject_type: {
      description: 'Which of its names for a person counts: the one of this application, or of all your applications.',
      pattern: 'openId|unionId',
      example: 'unionId',
      default: 'openId',
    },
  },
  authorization: { url: 'https://account.xiaomi.com/oauth2/authorize' },
  token: {
    url: 'https://account.xiaomi.com/oauth2/token',
    method: 'GET',
    readAnswer: (said) => ({ ...said, token_type: 'bearer' }),
  },
  answerPrefix: '&&&START&&&',
  api: {
    userinfo: {
      url: 'https://open.account.xiaomi.com/user/profile',
      accessToken: { field: 'token' },
      fields: ({ clientId }) => ({ clientId }),
    },
  },
  scopes: ['1'],
  errors: { '96013': 'code_refused', '96009': 'code_refused', '96012': 'client_refused', '96002': 'client_refused' },
  refusalOf: ({ error, code, result }) =>
    error !== undefined
      ? String(error)
      : result === 'error' || (code !== undefined && code !== 0)
        ? String(code)
        : undefined,
  subjectTypes: ['openId', 'unionId'],
  readClaims: ({ userinfo }, { token, options }) => readXiaomiClaims(userinfo, token, options.subject_type ?? 'openId'),
  lacks: {
    pkce: undocumented,
    login_hint: undocumented,
    email: 'an address has a scope of its own, for applications that it has approved',
    revoke: undocumented,
  },
  defaultLinkingRule: { mode: 'never', emailProof: 'never' },
  checkedAgainst: 'documentation',
});

export function readXiaomiClaims(
  userinfo: unknown,
  { openId, union_id }: Readonly<Record<string, unknown>>,
  subjectType: string,
): Claims {
  const user = readObject(readObject(userinfo).data);
  return readSaid({
    subject: subjectType === 'openId' ? openId : union_id,
    subjectType,
    displayName: user.miliaoNick,
    picture: user.miliaoIcon,
    raw: { ...user, openId, union_id },
  });
}
