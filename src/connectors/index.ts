/** The registry of strategies: one line each. */
import type { ConnectorDependencies, Strategy } from './connector.ts';
import { ad } from './strategies/ad/ad.ts';
import { adfs } from './strategies/adfs/adfs.ts';
import { auth0 } from './strategies/auth0/auth0.ts';
import { cas } from './strategies/cas/cas.ts';
import { github } from './strategies/github/github.ts';
import { googleOauth2 } from './strategies/google-oauth2/google-oauth2.ts';
import { ldap } from './strategies/ldap/ldap.ts';
import { oidc } from './strategies/oidc/oidc.ts';
import { saml } from './strategies/saml/saml.ts';
import { samlp } from './strategies/samlp/samlp.ts';

const strategies: readonly ((deps: ConnectorDependencies) => Strategy)[] = [
  ad, //
  adfs,
  auth0,
  cas,
  github,
  googleOauth2,
  ldap,
  oidc,
  saml,
  samlp,
];

/** Every strategy by its name. Discovery and signing keys are remembered inside, so make it once per process. */
export function createConnectors(deps: ConnectorDependencies): ReadonlyMap<string, Strategy> {
  return new Map(strategies.map((create) => create(deps)).map((strategy) => [strategy.name, strategy]));
}
