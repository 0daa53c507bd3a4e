import type { ConnectorDependencies, Strategy } from '../../connector.ts';
import { createOidcConnector } from '../../oidc/oidc-connector.ts';

/**
 * Any OpenID provider, by its issuer. What its `email_verified` means is between it and those who trust it (OpenID Connect
 * Core §5.1), and only `iss` and `sub` name a person for good (§5.7): it is believed within the domains that the tenant has
 * shown to be its own; about any other address the person is asked.
 */
export function oidc(deps: ConnectorDependencies): Strategy {
  return {
    name: 'oidc',
    displayName: 'OpenID Connect',
    protocol: 'oidc',
    connector: createOidcConnector({ scopes: ['openid', 'email', 'profile'] }, deps),
    defaultLinkingRule: { mode: 'verified_match', emailProof: 'tenant_verified_domains' },
  };
}
