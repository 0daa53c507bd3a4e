import { oidcStrategy } from '../../oidc/oidc-strategy.ts';

/**
 * Google. Its e-mail claim is authoritative for Gmail addresses, and for a Workspace account, where `hd` names the
 * managed domain; a Google account may also carry any other address, once proved and since perhaps lost.
 * https://developers.google.com/identity/gsi/web/guides/verify-google-id-token
 */
export const googleOauth2 = oidcStrategy({
  name: 'google-oauth2',
  displayName: 'Google',
  documentation: 'https://developers.google.com/identity/openid-connect/openid-connect',
  mark: { letters: 'G', colour: '#1a73e8' },
  issuer: 'https://accounts.google.com',
  // Without it there is no refresh token: https://developers.google.com/identity/protocols/oauth2/web-server#offline
  parameters: { access_type: 'offline' },
  scopes: ['openid', 'email', 'profile'],
  hostedDomainClaim: 'hd',
  defaultLinkingRule: {
    mode: 'verified_match',
    emailProof: 'authoritative_domains',
    authoritativeDomains: ['gmail.com', 'googlemail.com'],
  },
  checkedAgainst: 'implementations',
});
