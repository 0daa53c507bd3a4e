import { undocumented } from '../../oauth2/oauth2-profile.ts';
import { oauth2Strategy } from '../../oauth2/oauth2-strategy.ts';
import { readWechatClaims, wechatErrors, wechatRefusal } from './wechat-claims.ts';

/**
 * WeChat for websites (a QR code) and, with `page` and `scopes` said otherwise, inside of WeChat's own browser:
 * https://developers.weixin.qq.com/doc/oplatform/Website_App/WeChat_Login/Wechat_Login.html
 *
 * Its words for client and secret are `appid` and `secret`, tokens are asked for by GET, and its errors come with status
 * 200 in `errcode`. A person has an `openid` for each application, and one `unionid` for all that are bound to the same
 * Open Platform account; by default it is the `unionid` that names them. WeChat names no e-mail address: nothing is matched.
 * A person who declines comes back without a code.
 */
export const wechat = oauth2Strategy({
  name: 'wechat',
  displayName: 'WeChat',
  documentation: 'https://developers.weixin.qq.com/doc/oplatform/Website_App/WeChat_Login/Wechat_Login.html',
  mark: { letters: '微', colour: '#15803d' },
  options: {
    subject_type: {
      description: 'Which of its names for a person counts: the one of all your applications, or of this one.',
      pattern: 'unionid|openid',
      example: 'openid',
      default: 'unionid',
    },
    page: {
      description: 'The page that asks: `qrconnect` on websites, `oauth2/authorize` inside of WeChat.',
      pattern: 'qrconnect|oauth2/authorize',
      example: 'oauth2/authorize',
      default: 'qrconnect',
    },
  },
  authorization: {
    url: 'https://open.weixin.qq.com/connect/{page}',
    names: { client_id: 'appid' },
    scopeSeparator: ',',
    fragment: 'wechat_redirect',
  },
  token: {
    url: 'https://api.weixin.qq.com/sns/oauth2/access_token',
    method: 'GET',
    names: { client_id: 'appid', client_secret: 'secret', redirect_uri: null },
  },
  refresh: {
    url: 'https://api.weixin.qq.com/sns/oauth2/refresh_token',
    names: { client_id: 'appid', client_secret: null },
  },
  api: {
    userinfo: {
      url: 'https://api.weixin.qq.com/sns/userinfo',
      accessToken: { field: 'access_token' },
      fields: ({ token }) => ({ openid: token.openid }),
    },
  },
  scopes: ['snsapi_login'],
  errors: wechatErrors,
  refusalOf: wechatRefusal,
  subjectTypes: ['unionid', 'openid'],
  readClaims: ({ userinfo }, { options }) => readWechatClaims(userinfo, options.subject_type ?? 'unionid'),
  lacks: {
    pkce: undocumented,
    login_hint: undocumented,
    email: 'an account is known by its telephone, and neither address nor number is told',
    revoke: undocumented,
  },
  defaultLinkingRule: { mode: 'never', emailProof: 'never' },
  checkedAgainst: 'implementations',
});
