import type { ConnectorDependencies, Strategy } from '../../connector.ts';
import { type OidcDescription, oidcStrategy } from '../../oidc/oidc-strategy.ts';

/**
 * Any OpenID provider, by its issuer. What its `email_verified` means is between it and those who trust it (OpenID Connect
 * Core §5.1), and only `iss` and `sub` name a person for good (§5.7): it is believed within the domains that the tenant has
 * shown to be its own; about any other address the person is asked.
 */
export const oidc = anyOidcStrategy({
  name: 'oidc',
  displayName: 'OpenID Connect',
  documentation: 'https://openid.net/specs/openid-connect-core-1_0.html',
  mark: { letters: 'ID' },
});

/** The same under another name, for a provider of which everybody has their own. */
export function anyOidcStrategy(
  called: Pick<OidcDescription, 'name' | 'displayName' | 'documentation' | 'mark' | 'checkedAgainst'>,
): (deps: ConnectorDependencies) => Strategy {
  const describe = oidcStrategy({
    ...called,
    asksAgain: true,
    scopes: ['openid', 'email', 'profile'],
    defaultLinkingRule: { mode: 'verified_match', emailProof: 'tenant_verified_domains' },
  });
  return (deps) => {
    const strategy = describe(deps);
    const issuer = { type: 'string' as const, description: "The provider's issuer, an https URL.", format: 'uri' };
    const { properties, required } = strategy.options!;
    return {
      ...strategy,
      options: { type: 'object', properties: { issuer, ...properties }, required: ['issuer', ...required] },
    };
  };
}
