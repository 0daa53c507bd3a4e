/** A strategy of the OAuth 2.0 engine, from what its folder states. */
import type { CheckedAgainst, ConnectorDependencies, DefaultLinkingRule, Lacks, Strategy } from '../connector.ts';
import { drawLetterMark } from '../letter-mark.ts';
import { optionsIn, tokenSettings, toOptionsSchema } from '../options.ts';
import { createOAuth2Connector } from './oauth2-connector.ts';
import type { OAuth2Profile } from './oauth2-profile.ts';

export interface OAuth2Description extends OAuth2Profile {
  name: string;
  displayName: string;
  /** Where the provider documents it. */
  documentation: string;
  mark?: { letters?: string; colour?: string };
  subjectTypes?: readonly string[];
  lacks?: Lacks;
  defaultLinkingRule: DefaultLinkingRule;
  checkedAgainst?: CheckedAgainst;
}

export function oauth2Strategy(description: OAuth2Description): (deps: ConnectorDependencies) => Strategy {
  const { name, displayName, documentation, mark, subjectTypes = [''], lacks = {}, defaultLinkingRule } = description;
  const { configured: addresses = [], tokensOf, checkedAgainst } = description;
  const more = tokensOf === 'application' ? {} : tokenSettings(lacks);
  return (deps) => ({
    name,
    displayName,
    protocol: 'oauth2',
    connector: createOAuth2Connector(description, deps, lacks),
    defaultLinkingRule,
    logo: drawLetterMark(displayName, mark),
    documentation,
    options: toOptionsSchema(description.options ?? {}, { addresses, more }),
    addressOptions: optionsIn(calledAddresses(description), description.options ?? {}),
    scopes: description.scopes,
    subjectTypes,
    lacks,
    ...(checkedAgainst && { checkedAgainst }),
  });
}

/** Where our secret and the person's tokens are sent. The browser's way to the provider carries neither. */
function calledAddresses({ token, api, revoke }: OAuth2Description): string[] {
  return [token, ...Object.values(api), ...(revoke ? [revoke] : [])].map(({ url }) => url);
}
