import type { Claims } from '../../connector.ts';
import { undocumented } from '../../oauth2/oauth2-profile.ts';
import { oauth2Strategy } from '../../oauth2/oauth2-strategy.ts';
import { readObject, readSaid } from '../../read-claims.ts';

/**
 * WeCom (WeChat Work), a company's members: https://developer.work.weixin.qq.com/document/path/98152
 *
 * The token is the application's and not the person's: it is asked for with the company's id and the application's secret, the
 * code goes to the API that says who the person is, and nothing is kept. Members have a `userid`; who is none is refused. The
 * member's record is told as far as the application may see it, with an address that the company wrote: it proves nothing.
 */
export const wechatwork = oauth2Strategy({
  name: 'wechatwork',
  displayName: 'WeCom',
  documentation: 'https://developer.work.weixin.qq.com/document/path/98152',
  mark: { letters: '企', colour: '#1d4ed8' },
  options: {
    agent_id: { description: 'The id of the application (AgentID).', pattern: '\\d{1,12}', example: '1000002' },
  },
  authorization: {
    url: 'https://login.work.weixin.qq.com/wwlogin/sso/login?login_type=CorpApp&agentid={agent_id}',
    names: { client_id: 'appid', response_type: null, scope: null },
  },
  token: {
    url: 'https://qyapi.weixin.qq.com/cgi-bin/gettoken',
    method: 'GET',
    names: { client_id: 'corpid', client_secret: 'corpsecret', code: null, grant_type: null, redirect_uri: null },
  },
  tokensOf: 'application',
  api: {
    userinfo: {
      url: 'https://qyapi.weixin.qq.com/cgi-bin/auth/getuserinfo',
      accessToken: { field: 'access_token' },
      fields: ({ code }) => ({ code }),
    },
    member: {
      url: 'https://qyapi.weixin.qq.com/cgi-bin/user/get',
      accessToken: { field: 'access_token' },
      fields: ({ answers }) => ({ userid: readObject(answers.userinfo).userid }),
      optional: true,
    },
  },
  scopes: [],
  errors: { '40029': 'code_refused', '42003': 'code_refused', '40001': 'client_refused', '40013': 'client_refused' },
  refusalOf: ({ errcode }) => (errcode === undefined || errcode === 0 ? undefined : String(errcode)),
  subjectTypes: ['userid'],
  readClaims: ({ userinfo, member }) => readWechatworkClaims(userinfo, member),
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

export function readWechatworkClaims(userinfo: unknown, member: unknown): Claims {
  const user = readObject(member);
  const { userid } = readObject(userinfo);
  return readSaid({
    subject: userid,
    subjectType: 'userid',
    email: user.email,
    username: user.alias,
    displayName: user.name,
    picture: user.avatar,
    raw: { ...user, userid },
  });
}
