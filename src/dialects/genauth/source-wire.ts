/** Identity sources and their connections in this API's words. No secret is among them. */
import type { Connection, IdentityProvider } from '../../domain/identity-provider.ts';
import type { JsonObject } from '../../domain/json.ts';
import { toWireId } from './ids.ts';
import { type ConnectionType, type ProviderName, toConnectionType, toProviderName } from './provider-names.ts';

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
  associationMode: 'none' | 'field' | 'challenge';
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
    associationMode: source.linkingRule.mode === 'never' ? 'none' : 'field',
    challengeBindingMethods: [],
    enabled: connection.enabled,
    fields: { ...connection.config, ...(connection.clientId !== null && { clientId: connection.clientId }) },
  };
}
