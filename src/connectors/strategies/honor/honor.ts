import { undocumented } from '../../oauth2/oauth2-profile.ts';
import { oauth2Strategy } from '../../oauth2/oauth2-strategy.ts';
import { huaweiRefusal, readHuaweiClaims } from '../huawei/huawei.ts';

/**
 * HONOR ID: https://developer.honor.com/cn/doc/guides/100977
 * It grew out of Huawei's and works as that does: the API that says who the person is takes the token in its body and the method's
 * name in its address. Its guide has no list of refusals; Huawei's numbers are taken. The subject is the `openID` of the application.
 * The address is told without a verified bit: it proves nothing.
 */
export const honor = oauth2Strategy({
  name: 'honor',
  displayName: 'HONOR ID',
  documentation: 'https://developer.honor.com/cn/doc/guides/100977',
  mark: { letters: '荣', colour: '#1e3a8a' },
  authorization: {
    url: 'https://hnoauth-login.cloud.hihonor.com/oauth2/v3/authorize',
    parameters: { access_type: 'offline' },
  },
  token: { url: 'https://hnoauth-login.cloud.hihonor.com/oauth2/v3/token' },
  api: {
    userinfo: {
      url: 'https://account-drcn.platform.hihonorcloud.com/rest.php?nsp_fmt=JSON&nsp_svc=GOpen.User.getInfo',
      method: 'POST',
      accessToken: 'none',
      fields: ({ accessToken }) => ({ access_token: accessToken, getNickName: 1 }),
    },
  },
  scopes: ['openid', 'profile'],
  errors: { '1101': 'code_refused', '12304': 'client_refused', '20022': 'configuration_invalid' },
  refusalOf: huaweiRefusal,
  subjectTypes: ['openID'],
  readClaims: ({ userinfo }) => readHuaweiClaims(userinfo),
  lacks: {
    pkce: undocumented,
    login_hint: undocumented,
    email_verified: 'it tells an address without a bit of its own',
    revoke: undocumented,
  },
  defaultLinkingRule: { mode: 'ask', emailProof: 'never' },
  checkedAgainst: 'documentation',
});
