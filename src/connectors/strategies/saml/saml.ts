import type { ConnectorDependencies, Strategy } from '../../connector.ts';
import { createSamlConnector } from '../../saml/saml-connector.ts';
import { samlOptions } from '../../saml/saml-options.ts';

/**
 * Any SAML 2.0 identity provider, by its metadata (https://docs.oasis-open.org/security/saml/v2.0/). SAML has no bit that
 * says whether an address was verified: an assertion is the word of a company about its people, and it counts as "said to
 * be verified". That word is taken within the domains that the tenant has shown to be its own, and nowhere else: whoever runs
 * the provider can put any address into an assertion.
 */
export function saml(deps: ConnectorDependencies): Strategy {
  return {
    name: 'saml',
    displayName: 'SAML',
    protocol: 'saml',
    connector: createSamlConnector(deps),
    options: samlOptions,
    defaultLinkingRule: { mode: 'verified_match', emailProof: 'tenant_verified_domains' },
  };
}
