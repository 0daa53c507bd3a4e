/** A strategy of the OpenID Connect engine, from what its folder states. */
import type { ConnectorDependencies, DefaultLinkingRule, Lacks, Strategy } from '../connector.ts';
import { drawLetterMark } from '../letter-mark.ts';
import { optionsIn, toOptionsSchema } from '../options.ts';
import { createOidcConnector, type OidcProfile } from './oidc-connector.ts';

export interface OidcDescription extends OidcProfile {
  name: string;
  displayName: string;
  /** Where the provider documents it. */
  documentation: string;
  mark?: { letters?: string; colour?: string };
  lacks?: Lacks;
  defaultLinkingRule: DefaultLinkingRule;
}

export function oidcStrategy(description: OidcDescription): (deps: ConnectorDependencies) => Strategy {
  const { name, displayName, documentation, mark, lacks = {}, defaultLinkingRule } = description;
  return (deps) => ({
    name,
    displayName,
    protocol: 'oidc',
    connector: createOidcConnector(description, deps, lacks),
    defaultLinkingRule,
    logo: drawLetterMark(displayName, mark),
    documentation,
    options: toOptionsSchema(description.options ?? {}),
    addressOptions: optionsIn([description.issuer ?? ''], description.options ?? {}),
    scopes: description.scopes,
    subjectTypes: [''],
    lacks,
  });
}
