import { oidcStrategy } from '../../oidc/oidc-strategy.ts';

/**
 * Yahoo: https://developer.yahoo.com/oauth2/guide/openid_connect/
 * Yahoo runs its mailboxes, and has given the names of forgotten ones to other people
 * (https://en.wikipedia.org/wiki/Yahoo_Mail#Inactive_accounts): being the authority today says nothing of who had the address when the
 * user was made. An arrival whose address a user has is asked to prove the account first.
 */
export const yahoo = oidcStrategy({
  name: 'yahoo',
  displayName: 'Yahoo',
  documentation: 'https://developer.yahoo.com/oauth2/guide/openid_connect/',
  mark: { letters: 'Y!', colour: '#5f01d1' },
  issuer: 'https://api.login.yahoo.com',
  scopes: ['openid', 'profile', 'email'],
  defaultLinkingRule: { mode: 'ask', emailProof: 'provider_verified_bit' },
  checkedAgainst: 'implementations',
});
