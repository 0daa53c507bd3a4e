import type { ConnectorDependencies, Strategy } from '../../connector.ts';
import { createOidcConnector } from '../../oidc/oidc-connector.ts';

/** Any OpenID provider, by its issuer. Nobody knows what its e-mail bit is worth, so nothing is proved by it until the tenant says so. */
export function oidc(deps: ConnectorDependencies): Strategy {
  return {
    name: 'oidc',
    displayName: 'OpenID Connect',
    protocol: 'oidc',
    connector: createOidcConnector({ scopes: ['openid', 'email', 'profile'] }, deps),
    defaultLinkingRule: { mode: 'never', emailProof: 'never' },
  };
}
