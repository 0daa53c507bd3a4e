import { oidcStrategy } from '../../oidc/oidc-strategy.ts';

/**
 * Sign in with Slack: https://docs.slack.dev/authentication/sign-in-with-slack/
 * Refusals come with status 200 and `ok: false`. A workspace's owner may set the addresses of its members, and
 * `email_verified` is Slack's word for one of them having been confirmed. An arrival whose address a user has is asked to
 * prove the account first. Which workspace it was stands in `https://slack.com/team_id`.
 */
export const slack = oidcStrategy({
  name: 'slack',
  displayName: 'Slack',
  documentation: 'https://docs.slack.dev/authentication/sign-in-with-slack/',
  mark: { colour: '#4a154b' },
  issuer: 'https://slack.com',
  errors: {
    invalid_code: 'code_refused',
    code_already_used: 'code_refused',
    code_expired: 'code_refused',
    bad_client_secret: 'client_refused',
    invalid_client_id: 'client_refused',
    bad_redirect_uri: 'configuration_invalid',
  },
  scopes: ['openid', 'profile', 'email'],
  lacks: {
    pkce: 'nothing of the kind is known of it',
    refresh: 'it gives no refresh tokens for signing in',
    revoke: 'it ends tokens by an API method of its own',
  },
  defaultLinkingRule: { mode: 'ask', emailProof: 'provider_verified_bit' },
  checkedAgainst: 'implementations',
});
