import { oidcStrategy } from '../../oidc/oidc-strategy.ts';

/**
 * Personal Microsoft accounts: https://learn.microsoft.com/entra/identity-platform/v2-protocols-oidc
 * `consumers` is one directory with a fixed id. The address may be of any mailbox, and its ID tokens have neither a verified
 * bit nor `xms_edov` (https://learn.microsoft.com/entra/identity-platform/id-token-claims-reference): it proves nothing,
 * and the person is asked.
 */
export const windowslive = oidcStrategy({
  name: 'windowslive',
  displayName: 'Microsoft account',
  documentation: 'https://learn.microsoft.com/entra/identity-platform/v2-protocols-oidc',
  mark: { letters: 'M', colour: '#0f6cbd' },
  issuer: 'https://login.microsoftonline.com/consumers/v2.0',
  asksAgain: true,
  scopes: ['openid', 'profile', 'email', 'offline_access'],
  lacks: {
    email_verified: 'its ID tokens have no such claim',
    revoke: 'nothing of the kind is known of it',
  },
  defaultLinkingRule: { mode: 'ask', emailProof: 'never' },
  checkedAgainst: 'implementations',
});
