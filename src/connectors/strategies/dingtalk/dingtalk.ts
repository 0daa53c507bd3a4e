import type { Claims } from '../../connector.ts';
import { undocumented } from '../../oauth2/oauth2-profile.ts';
import { oauth2Strategy } from '../../oauth2/oauth2-strategy.ts';
import { readObject, readSaid } from '../../read-claims.ts';

/**
 * DingTalk: https://open.dingtalk.com/document/orgapp/obtain-identity-credentials
 *
 * The callback says `authCode`, the exchange is JSON in words of its own, and the token has a header of its own
 * (https://open.dingtalk.com/document/isvapp/dingtalk-retrieve-user-information). A person has an `openId` for each application and
 * a `unionId` for all of one developer, which is the default. The address is told without a verified bit: it proves nothing.
 */
export const dingtalk = oauth2Strategy({
  name: 'dingtalk',
  displayName: 'DingTalk',
  documentation: 'https://open.dingtalk.com/document/orgapp/obtain-identity-credentials',
  mark: { letters: '钉', colour: '#1d4ed8' },
  options: {
    subject_type: {
      description: 'Which of its names for a person counts: the one of all your applications, or of this one.',
      pattern: 'unionId|openId',
      example: 'openId',
      default: 'unionId',
    },
  },
  authorization: { url: 'https://login.dingtalk.com/oauth2/auth', parameters: { prompt: 'consent' } },
  codeParameter: 'authCode',
  token: {
    url: 'https://api.dingtalk.com/v1.0/oauth2/userAccessToken',
    encoding: 'json',
    names: {
      client_id: 'clientId',
      client_secret: 'clientSecret',
      grant_type: 'grantType',
      refresh_token: 'refreshToken',
      redirect_uri: null,
    },
    readAnswer: ({ accessToken, refreshToken, expireIn, ...rest }) => ({
      ...rest,
      access_token: accessToken,
      refresh_token: refreshToken,
      expires_in: expireIn,
    }),
  },
  api: {
    userinfo: {
      url: 'https://api.dingtalk.com/v1.0/contact/users/me',
      accessToken: { header: 'x-acs-dingtalk-access-token' },
    },
  },
  scopes: ['openid'],
  errors: {
    'invalidParameter.authCode.notFound': 'code_refused',
    'invalidParameter.refreshToken.notFound': 'code_refused',
    invalidClientIdOrSecret: 'client_refused',
  },
  refusalOf: ({ code }) => (typeof code === 'string' ? code : undefined),
  subjectTypes: ['unionId', 'openId'],
  readClaims: ({ userinfo }, { options }) => readDingtalkClaims(userinfo, options.subject_type ?? 'unionId'),
  lacks: {
    pkce: undocumented,
    login_hint: undocumented,
    email_verified: 'it tells an address without a bit of its own',
    revoke: undocumented,
  },
  defaultLinkingRule: { mode: 'ask', emailProof: 'never' },
  checkedAgainst: 'implementations',
});

export function readDingtalkClaims(userinfo: unknown, subjectType: string): Claims {
  const user = readObject(userinfo);
  const { mobile, stateCode } = user;
  const hasPhone = typeof mobile === 'string' && typeof stateCode === 'string';
  return readSaid({
    subject: user[subjectType],
    subjectType,
    email: user.email,
    phone: hasPhone ? `+${stateCode}${mobile}` : undefined,
    displayName: user.nick,
    picture: user.avatarUrl,
    raw: user,
  });
}
