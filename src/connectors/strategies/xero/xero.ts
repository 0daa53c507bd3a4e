import { oidcStrategy } from '../../oidc/oidc-strategy.ts';

/**
 * Xero: https://developer.xero.com/documentation/guides/oauth2/sign-in/
 * The ID token names an address and says nothing of whether it is verified: it proves nothing, and the person is asked.
 */
export const xero = oidcStrategy({
  name: 'xero',
  displayName: 'Xero',
  documentation: 'https://developer.xero.com/documentation/guides/oauth2/sign-in/',
  mark: { colour: '#0078a0' },
  issuer: 'https://identity.xero.com',
  scopes: ['openid', 'profile', 'email', 'offline_access'],
  lacks: {
    email_verified: 'its ID tokens have no such claim',
  },
  defaultLinkingRule: { mode: 'ask', emailProof: 'never' },
  checkedAgainst: 'implementations',
});
