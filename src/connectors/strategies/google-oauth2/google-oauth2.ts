import type { ConnectorDependencies, Strategy } from '../../connector.ts';
import { createOidcConnector } from '../../oidc/oidc-connector.ts';

/**
 * Google. Its e-mail claim is authoritative for Gmail addresses, and for a Workspace account, where `hd` names the
 * managed domain; a Google account may also carry any other address, once proved and since perhaps lost.
 * https://developers.google.com/identity/gsi/web/guides/verify-google-id-token
 */
export function googleOauth2(deps: ConnectorDependencies): Strategy {
  return {
    name: 'google-oauth2',
    displayName: 'Google',
    protocol: 'oidc',
    connector: createOidcConnector(
      { issuer: 'https://accounts.google.com', scopes: ['openid', 'email', 'profile'], hostedDomainClaim: 'hd' },
      deps,
    ),
    defaultLinkingRule: {
      mode: 'verified_match',
      emailProof: 'authoritative_domains',
      authoritativeDomains: ['gmail.com', 'googlemail.com'],
    },
  };
}
