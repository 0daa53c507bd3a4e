/** Identity sources and their connections in this API's words. No secret is among them. */
import type { Connection, IdentityProvider } from '../../domain/identity-provider.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { LinkingRule } from '../../domain/linking-rule.ts';
import { toWireId } from './ids.ts';
import { type ConnectionType, type ProviderName, toConnectionType, toProviderName } from './provider-names.ts';

/** `none`: always a user of its own. `field`: joins the user with the same field. `challenge`: the person is asked. */
export const associationModes = ['none', 'field', 'challenge'] as const;
export type AssociationMode = (typeof associationModes)[number];

const modes = { none: 'never', field: 'verified_match', challenge: 'ask' } as const;

export function toAssociationMode(mode: LinkingRule['mode']): AssociationMode {
  return associationModes.find((word) => modes[word] === mode)!;
}

export function fromAssociationMode(word: AssociationMode): LinkingRule['mode'] {
  return modes[word];
}

export interface ExtIdpDto {
  id: string;
  name: string;
  logo: string;
  type: ProviderName;
}

export interface ExtIdpConnDto {
  id: string;
  type: ConnectionType;
  extIdpId: string;
  logo: string;
  identifier: string;
  displayName: string;
  loginOnly: boolean;
  associationMode: AssociationMode;
  challengeBindingMethods: string[];
  enabled: boolean;
  fields: JsonObject;
}

export function toExtIdpDto({ id, displayName, logo, strategy }: IdentityProvider): ExtIdpDto {
  return { id: toWireId(id), name: displayName, logo: logo ?? '', type: toProviderName(strategy) };
}

export function toExtIdpConnDto(connection: Connection, source: IdentityProvider): ExtIdpConnDto {
  return {
    id: toWireId(connection.id),
    type: toConnectionType(connection.type, toProviderName(source.strategy)),
    extIdpId: toWireId(connection.identityProviderId),
    logo: connection.logo ?? '',
    identifier: connection.identifier,
    displayName: connection.displayName,
    loginOnly: connection.loginOnly,
    // The rule is the source's, so all of its connections tell the same.
    associationMode: toAssociationMode(source.linkingRule.mode),
    challengeBindingMethods: source.linkingRule.mode === 'ask' ? ['email-code'] : [],
    enabled: connection.enabled,
    fields: { ...connection.config, ...(connection.clientId !== null && { clientId: connection.clientId }) },
  };
}
