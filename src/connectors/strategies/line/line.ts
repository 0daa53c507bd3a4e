import { oidcStrategy } from '../../oidc/oidc-strategy.ts';

/**
 * LINE Login: https://developers.line.biz/en/docs/line-login/integrate-line-login/
 * ID tokens of its web login carry an HMAC by the channel's secret (HS256), whatever its metadata says
 * (https://developers.line.biz/en/docs/line-login/verify-id-token/). The subject is the person's id within the LINE
 * provider, so that channels of one provider see the same. An address is told once LINE has approved the channel for it, and
 * without a verified bit: it proves nothing, and the person is asked.
 */
export const line = oidcStrategy({
  name: 'line',
  displayName: 'LINE',
  documentation: 'https://developers.line.biz/en/docs/line-login/integrate-line-login/',
  mark: { colour: '#04803f' },
  issuer: 'https://access.line.me',
  idTokensSignedBy: 'client_secret',
  scopes: ['openid', 'profile', 'email'],
  lacks: {
    login_hint: 'nothing of the kind is known of it',
    email_verified: 'its ID tokens have no such claim',
    revoke: 'it ends tokens under a parameter of its own, which RFC 7009 has otherwise',
  },
  defaultLinkingRule: { mode: 'ask', emailProof: 'never' },
  checkedAgainst: 'documentation',
});
