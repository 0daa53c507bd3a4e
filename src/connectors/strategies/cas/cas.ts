import { casOptions, createCasConnector } from '../../cas/cas-connector.ts';
import type { ConnectorDependencies, Strategy } from '../../connector.ts';

/**
 * A CAS server, as universities run them. Its `user` is a login name, which some give out again: `subject_attribute`
 * should name one that is never reused. Whoever runs the server writes its addresses, and nobody says that they were
 * proved: they are believed within the domains that the tenant has shown to be its own.
 */
export function cas(deps: ConnectorDependencies): Strategy {
  return {
    name: 'cas',
    displayName: 'CAS',
    protocol: 'cas',
    connector: createCasConnector(deps),
    options: casOptions,
    documentation: 'https://apereo.github.io/cas/development/protocol/CAS-Protocol-Specification.html',
    defaultLinkingRule: { mode: 'verified_match', emailProof: 'tenant_verified_domains' },
  };
}
