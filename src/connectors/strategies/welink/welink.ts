import type { Claims } from '../../connector.ts';
import { undocumented } from '../../oauth2/oauth2-profile.ts';
import { oauth2Strategy } from '../../oauth2/oauth2-strategy.ts';
import { readObject, readSaid } from '../../read-claims.ts';

/**
 * WeLink, a company's members, by Huawei Cloud: https://open-doc.welink.huaweicloud.com/docs/serverapi/contact/getidbycode.html
 * The token is the application's and not the person's, and is kept for nobody; the code goes to the API that says who the person is,
 * whose answers carry `code`, the text `0` for success. The member's record is told as far as the application may see it, with an
 * address that the company wrote: it proves nothing.
 */
export const welink = oauth2Strategy({
  name: 'welink',
  displayName: 'WeLink',
  documentation: 'https://open-doc.welink.huaweicloud.com/docs/serverapi/contact/getidbycode.html',
  mark: { colour: '#b91c1c' },
  authorization: {
    url: 'https://login.welink.huaweicloud.com/connect/oauth2/sns_authorize',
    names: { client_id: 'appid' },
  },
  token: {
    url: 'https://open.welink.huaweicloud.com/api/auth/v2/tickets',
    encoding: 'json',
    names: { code: null, grant_type: null, redirect_uri: null },
  },
  tokensOf: 'application',
  api: {
    userinfo: {
      url: 'https://open.welink.huaweicloud.com/api/auth/v2/userid',
      accessToken: { header: 'x-wlk-authorization' },
      fields: ({ code }) => ({ code }),
    },
    member: {
      url: 'https://open.welink.huaweicloud.com/api/contact/v1/users',
      accessToken: { header: 'x-wlk-authorization' },
      fields: ({ answers }) => ({ userId: readObject(answers.userinfo).userId }),
      optional: true,
    },
  },
  scopes: ['snsapi_login'],
  errors: { '41012': 'code_refused', '47009': 'code_refused', '41015': 'client_refused', '1002': 'client_refused' },
  refusalOf: ({ code }) => (code === undefined || code === '0' ? undefined : String(code)),
  subjectTypes: ['userId'],
  readClaims: ({ userinfo, member }) => readWelinkClaims(userinfo, member),
  lacks: {
    pkce: undocumented,
    login_hint: undocumented,
    email_verified: "the company writes its members' addresses",
    refresh: "its tokens are the application's, and none of the person's",
    revoke: "its tokens are the application's, and none of the person's",
  },
  defaultLinkingRule: { mode: 'ask', emailProof: 'never' },
  checkedAgainst: 'implementations',
});

export function readWelinkClaims(userinfo: unknown, member: unknown): Claims {
  const [who, user] = [readObject(userinfo), readObject(member)];
  return readSaid({
    subject: who.userId,
    subjectType: 'userId',
    email: user.userEmail,
    displayName: user.userNameCn,
    raw: { ...user, userId: who.userId, tenantId: who.tenantId },
  });
}
