import { undocumented } from '../../oauth2/oauth2-profile.ts';
import { oauth2Strategy } from '../../oauth2/oauth2-strategy.ts';
import { alipayErrors, alipayRefusal, readAlipayClaims, unwrapAlipayToken } from './alipay-claims.ts';
import { signAlipayRequest } from './sign-alipay-request.ts';

/**
 * Alipay: https://opendocs.alipay.com/open/284/web
 *
 * There is one gateway; `method` says what is asked of it. Every request is signed with the application's private key
 * (RSA2), which stands in place of a client secret and is never sent; answers are wrapped in an object named after the
 * method, and refusals come with status 200. The callback says `auth_code`. A person has an `open_id` for each application;
 * applications from before 2023 see a `user_id` (https://opendocs.alipay.com/mini/0ai2i6). Alipay names no e-mail address.
 */
export const alipay = oauth2Strategy({
  name: 'alipay',
  displayName: 'Alipay',
  documentation: 'https://opendocs.alipay.com/open/284/web',
  mark: { letters: '支', colour: '#1677ff' },
  options: {
    subject_type: {
      description: 'Which of its names for a person counts; `user_id` for applications from before 2023.',
      pattern: 'open_id|user_id',
      example: 'user_id',
      default: 'open_id',
    },
  },
  authorization: {
    url: 'https://openauth.alipay.com/oauth2/publicAppAuthorize.htm',
    names: { client_id: 'app_id', response_type: null },
    scopeSeparator: ',',
  },
  codeParameter: 'auth_code',
  token: {
    url: 'https://openapi.alipay.com/gateway.do',
    names: { client_id: 'app_id', client_secret: null, redirect_uri: null },
    parameters: { method: 'alipay.system.oauth.token' },
    sign: signAlipayRequest,
    readAnswer: unwrapAlipayToken,
  },
  api: {
    userinfo: {
      url: 'https://openapi.alipay.com/gateway.do',
      method: 'POST',
      accessToken: 'none',
      fields: ({ clientId, accessToken }) => ({
        app_id: clientId,
        method: 'alipay.user.info.share',
        auth_token: accessToken,
      }),
      sign: signAlipayRequest,
    },
  },
  scopes: ['auth_user'],
  errors: alipayErrors,
  refusalOf: alipayRefusal,
  subjectTypes: ['open_id', 'user_id'],
  readClaims: ({ userinfo }, { options }) => readAlipayClaims(userinfo, options.subject_type ?? 'open_id'),
  lacks: {
    pkce: undocumented,
    login_hint: undocumented,
    email: 'its API for a person has no address among its fields',
    revoke: undocumented,
  },
  defaultLinkingRule: { mode: 'never', emailProof: 'never' },
  checkedAgainst: 'implementations',
});
