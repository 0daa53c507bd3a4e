import type { ConnectorDependencies, Strategy } from '../../connector.ts';
import { createSamlConnector } from '../../saml/saml-connector.ts';
import { samlOptions } from '../../saml/saml-options.ts';

/** The same as `saml`, under the name that Auth0 gives it and that its user ids begin with (`samlp|…`). */
export function samlp(deps: ConnectorDependencies): Strategy {
  return {
    name: 'samlp',
    displayName: 'SAML',
    protocol: 'saml',
    connector: createSamlConnector(deps),
    options: samlOptions,
    defaultLinkingRule: { mode: 'verified_match', emailProof: 'tenant_verified_domains' },
  };
}
