import type { Claims } from '../../connector.ts';
import { undocumented } from '../../oauth2/oauth2-profile.ts';
import { oauth2Strategy } from '../../oauth2/oauth2-strategy.ts';
import { readObject, readSaid } from '../../read-claims.ts';

/**
 * HUAWEI ID: https://developer.huawei.com/consumer/en/doc/HMS-Guides/account-web-guide/
 * The API that says who the person is takes the token in its body and the method's name in its address
 * (https://developer.huawei.com/consumer/en/doc/HMSCore-References/account-gateway-parseaccesstoken-0000001050050895). Refusals are numbers;
 * 1101 is any request that it does not like, and `sub_error` says why.
 * The subject is the `openID` of the application. The address is told without a verified bit: it proves nothing.
 */
export const huawei = oauth2Strategy({
  name: 'huawei',
  displayName: 'HUAWEI ID',
  documentation: 'https://developer.huawei.com/consumer/en/doc/HMS-Guides/account-web-guide/',
  mark: { colour: '#9f1239' },
  authorization: {
    url: 'https://oauth-login.cloud.huawei.com/oauth2/v3/authorize',
    parameters: { access_type: 'offline' },
  },
  token: { url: 'https://oauth-login.cloud.huawei.com/oauth2/v3/token' },
  api: {
    userinfo: {
      url: 'https://account.cloud.huawei.com/rest.php?nsp_svc=GOpen.User.getInfo',
      method: 'POST',
      accessToken: 'none',
      fields: ({ accessToken }) => ({ access_token: accessToken, getNickName: 1 }),
    },
  },
  revoke: {
    url: 'https://oauth-login.cloud.huawei.com/oauth2/v3/revoke',
    method: 'POST',
    accessToken: 'none',
    fields: ({ accessToken }) => ({ token: accessToken }),
    once: true,
  },
  scopes: ['openid', 'profile', 'email'],
  errors: {
    '1101': 'code_refused',
    '1102': 'code_refused',
    '1203': 'client_refused',
    '1107': 'access_denied',
    // A wrong secret; the address of the callback.
    '12304': 'client_refused',
    '20022': 'configuration_invalid',
  },
  refusalOf: huaweiRefusal,
  subjectTypes: ['openID'],
  readClaims: ({ userinfo }) => readHuaweiClaims(userinfo),
  lacks: {
    login_hint: undocumented,
    email_verified: 'it tells an address without a bit of its own',
  },
  defaultLinkingRule: { mode: 'ask', emailProof: 'never' },
  checkedAgainst: 'documentation',
});

/** The reason of a 1101, where it is one that says more than the number. */
export function huaweiRefusal({ error, sub_error }: Record<string, unknown>): string | undefined {
  if (error === undefined) return undefined;
  return String(sub_error === 12304 || sub_error === 20022 ? sub_error : error);
}

export function readHuaweiClaims(userinfo: unknown): Claims {
  const user = readObject(userinfo);
  return readSaid({
    subject: user.openID,
    subjectType: 'openID',
    email: user.email,
    displayName: user.displayName,
    picture: user.headPictureURL,
    raw: user,
  });
}
