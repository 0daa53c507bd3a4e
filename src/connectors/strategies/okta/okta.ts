import { oidcStrategy } from '../../oidc/oidc-strategy.ts';

/**
 * Okta, a company's directory: https://developer.okta.com/docs/reference/api/oidc/
 * Whoever runs the organisation writes addresses and their verified bit. It is believed within the domains that the tenant
 * has shown to be its own, as every directory is; about any other address the person is asked.
 */
export const okta = oidcStrategy({
  name: 'okta',
  displayName: 'Okta',
  documentation: 'https://developer.okta.com/docs/reference/api/oidc/',
  mark: { colour: '#1e293b' },
  issuer: 'https://{domain}',
  options: {
    domain: {
      description: "The organisation's domain, with the authorization server's path where it is not the default one.",
      pattern: '[a-z0-9][a-z0-9.-]{1,250}[a-z0-9](?:/oauth2/[A-Za-z0-9]{1,40})?',
      example: 'acme.okta.com',
    },
  },
  asksAgain: true,
  scopes: ['openid', 'profile', 'email', 'offline_access'],
  defaultLinkingRule: { mode: 'verified_match', emailProof: 'tenant_verified_domains' },
  checkedAgainst: 'implementations',
});
