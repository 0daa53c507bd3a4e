import type { Claims } from '../../connector.ts';
import { undocumented } from '../../oauth2/oauth2-profile.ts';
import { oauth2Strategy } from '../../oauth2/oauth2-strategy.ts';
import { readObject, readSaid, readText } from '../../read-claims.ts';

/**
 * Lark, in China Feishu: https://open.feishu.cn/document/authentication-management/access-token/get-user-access-token
 *
 * Two installations of one product, by `domain`. The exchange is JSON, and answers have a `code` that is 0. A person has an
 * `open_id` for each application, a `union_id` for all of one developer, and a `user_id` in their company; the default is the
 * `union_id`. The addresses are the company's to write, and come without a verified bit: they prove nothing.
 */
export const lark = oauth2Strategy({
  name: 'lark',
  displayName: 'Lark',
  documentation: 'https://open.feishu.cn/document/authentication-management/access-token/get-user-access-token',
  mark: { colour: '#1456f0' },
  options: {
    domain: {
      description: '`feishu.cn` in China, `larksuite.com` elsewhere.',
      pattern: 'feishu\\.cn|larksuite\\.com',
      example: 'larksuite.com',
      default: 'feishu.cn',
    },
    subject_type: {
      description:
        'Which of its names for a person counts: of all your applications, of this one, or of their company.',
      pattern: 'union_id|open_id|user_id',
      example: 'open_id',
      default: 'union_id',
    },
  },
  authorization: { url: 'https://accounts.{domain}/open-apis/authen/v1/authorize' },
  token: { url: 'https://open.{domain}/open-apis/authen/v2/oauth/token', encoding: 'json' },
  api: { userinfo: { url: 'https://open.{domain}/open-apis/authen/v1/user_info' } },
  scopes: ['contact:user.base:readonly', 'contact:user.email:readonly', 'offline_access'],
  refusalOf: ({ error, code }) =>
    typeof error === 'string' ? error : code === undefined || code === 0 ? undefined : String(code),
  subjectTypes: ['union_id', 'open_id', 'user_id'],
  readClaims: ({ userinfo }, { options }) => readLarkClaims(userinfo, options.subject_type ?? 'union_id'),
  lacks: {
    login_hint: undocumented,
    email_verified: "the company writes its members' addresses",
    revoke: undocumented,
  },
  defaultLinkingRule: { mode: 'ask', emailProof: 'never' },
  checkedAgainst: 'implementations',
});

export function readLarkClaims(userinfo: unknown, subjectType: string): Claims {
  const user = readObject(readObject(userinfo).data);
  return readSaid({
    subject: user[subjectType],
    subjectType,
    email: readText(user.enterprise_email) ?? user.email,
    phone: user.mobile,
    displayName: user.name,
    picture: user.avatar_url,
    raw: user,
  });
}
