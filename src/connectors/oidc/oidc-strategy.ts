/** A strategy of the OpenID Connect engine, from what its folder states. */
import type { CheckedAgainst, ConnectorDependencies, DefaultLinkingRule, Lacks, Strategy } from '../connector.ts';
import { drawLetterMark } from '../letter-mark.ts';
import { optionsIn, tokenSettings, toOptionsSchema } from '../options.ts';
import { createOidcConnector, type OidcProfile } from './oidc-connector.ts';
import { requestSettings } from './request-options.ts';

export interface OidcDescription extends OidcProfile {
  name: string;
  displayName: string;
  /** Where the provider documents it. */
  documentation: string;
  mark?: { letters?: string; colour?: string };
  lacks?: Lacks;
  defaultLinkingRule: DefaultLinkingRule;
  checkedAgainst?: CheckedAgainst;
}

export function oidcStrategy(description: OidcDescription): (deps: ConnectorDependencies) => Strategy {
  const { name, displayName, documentation, mark, lacks = {}, defaultLinkingRule, checkedAgainst } = description;
  return (deps) => ({
    name,
    displayName,
    protocol: 'oidc',
    connector: createOidcConnector(description, deps, lacks),
    defaultLinkingRule,
    logo: drawLetterMark(displayName, mark),
    documentation,
    options: toOptionsSchema(description.options ?? {}, { more: { ...requestSettings, ...tokenSettings(lacks) } }),
    addressOptions: optionsIn([description.issuer ?? ''], description.options ?? {}),
    scopes: description.scopes,
    subjectTypes: [''],
    lacks,
    ...(checkedAgainst && { checkedAgainst }),
  });
}
