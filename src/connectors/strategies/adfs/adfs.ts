import type { ConnectorDependencies, Strategy } from '../../connector.ts';
import { createSamlConnector } from '../../saml/saml-connector.ts';
import { samlOptions } from '../../saml/saml-options.ts';

/**
 * Active Directory Federation Services, over SAML 2.0. Which claims it sends, and whether there is a NameID at all, are
 * rules that its operator writes; the claims carry WS-Federation names, which `saml-claims.ts` knows. Its user principal
 * name is no address: https://learn.microsoft.com/windows-server/identity/ad-fs/technical-reference/the-role-of-claims
 */
export function adfs(deps: ConnectorDependencies): Strategy {
  return {
    name: 'adfs',
    displayName: 'ADFS',
    protocol: 'saml',
    connector: createSamlConnector(deps),
    options: samlOptions,
    documentation: 'https://learn.microsoft.com/windows-server/identity/ad-fs/operations/create-a-relying-party-trust',
    defaultLinkingRule: { mode: 'verified_match', emailProof: 'tenant_verified_domains' },
  };
}
