import { oidcStrategy } from '../../oidc/oidc-strategy.ts';

/**
 * Microsoft Entra ID, formerly Azure AD: https://learn.microsoft.com/entra/identity-platform/v2-protocols-oidc
 *
 * For `organizations` and `common` the metadata names the issuer by a template, and the ID token names the directory (`tid`).
 * Whoever runs a directory writes whatever they like into `email`; only with `xms_edov`, an optional claim of the
 * application, does Microsoft say that the directory has shown the address's domain to be its own:
 * https://learn.microsoft.com/entra/identity-platform/migrate-off-email-claim-authorization
 */
export const waad = oidcStrategy({
  name: 'waad',
  displayName: 'Microsoft Entra ID',
  documentation: 'https://learn.microsoft.com/entra/identity-platform/v2-protocols-oidc',
  mark: { letters: 'M', colour: '#0f6cbd' },
  issuer: 'https://login.microsoftonline.com/{tenant}/v2.0',
  options: {
    tenant: {
      description: 'The directory, by its id or domain; or `organizations`, `common`: any of them.',
      pattern: '[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}[A-Za-z0-9])?',
      example: 'contoso.onmicrosoft.com',
      default: 'organizations',
    },
  },
  asksAgain: true,
  scopes: ['openid', 'profile', 'email', 'offline_access'],
  lacks: {
    email_verified: 'it has `xms_edov` in its place, which the linking rule reads',
    revoke: 'nothing of the kind is known of it',
  },
  defaultLinkingRule: { mode: 'verified_match', emailProof: 'xms_edov' },
  checkedAgainst: 'implementations',
});
