/** A strategy of the OAuth 2.0 engine, from what its folder states. */
import type { ConnectorDependencies, DefaultLinkingRule, Lacks, Strategy } from '../connector.ts';
import { drawLetterMark } from '../letter-mark.ts';
import { optionsIn, toOptionsSchema } from '../options.ts';
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
}

export function oauth2Strategy(description: OAuth2Description): (deps: ConnectorDependencies) => Strategy {
  const { name, displayName, documentation, mark, subjectTypes = [''], lacks = {}, defaultLinkingRule } = description;
  return (deps) => ({
    name,
    displayName,
    protocol: 'oauth2',
    connector: createOAuth2Connector(description, deps, lacks),
    defaultLinkingRule,
    logo: drawLetterMark(displayName, mark),
    documentation,
    options: toOptionsSchema(description.options ?? {}, description.configured),
    addressOptions: optionsIn(calledAddresses(description), description.options ?? {}),
    scopes: description.scopes,
    subjectTypes,
    lacks,
  });
}

/** Where our secret and the person's tokens are sent. The browser's way to the provider carries neither. */
function calledAddresses({ token, api, revoke }: OAuth2Description): string[] {
  return [token, ...Object.values(api), ...(revoke ? [revoke] : [])].map(({ url }) => url);
}
