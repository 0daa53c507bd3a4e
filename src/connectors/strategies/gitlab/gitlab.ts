import { oidcStrategy } from '../../oidc/oidc-strategy.ts';

/**
 * GitLab, gitlab.com's or one's own: https://docs.gitlab.com/integration/openid_connect_provider/
 * `email` is the account's primary address and `email_verified` says whether it was confirmed. An administrator may confirm
 * an address for somebody, and an installation may be set up to ask for no confirmation
 * (https://docs.gitlab.com/security/user_email_confirmation/), so that the bit is worth recording and proves nothing
 * to others: an arrival whose address a user has is asked to prove the account first.
 */
export const gitlab = oidcStrategy({
  name: 'gitlab',
  displayName: 'GitLab',
  documentation: 'https://docs.gitlab.com/integration/openid_connect_provider/',
  mark: { letters: 'GL', colour: '#c2410c' },
  issuer: 'https://{host}',
  options: {
    host: {
      description: "The installation's host name.",
      pattern: '[a-z0-9](?:[a-z0-9.-]{0,250}[a-z0-9])?(?::\\d{1,5})?',
      example: 'gitlab.example.com',
      default: 'gitlab.com',
    },
  },
  asksAgain: true,
  scopes: ['openid', 'profile', 'email'],
  defaultLinkingRule: { mode: 'ask', emailProof: 'provider_verified_bit' },
  checkedAgainst: 'implementations',
});
