/** A connection on the wire. A client secret goes in and never comes out. */
import { type Static, Type } from 'typebox';
import type { Connection } from '../../domain/identity-provider.ts';
import { ClaimMappingInput, fromMapping, MappingBody, toMapping } from './claim-mapping.ts';
import { jsonObject, nullable, textInput, time, uuid } from './fields.ts';
import { allowIssuerChangeField, configInput } from './identity-provider.ts';

export const ConnectionBody = Type.Object(
  {
    id: uuid(),
    identity_provider_id: uuid(),
    identifier: Type.String({ description: 'Unique in the tenant.' }),
    display_name: Type.String(),
    type: Type.String(),
    logo: nullable(Type.String()),
    client_id: nullable(Type.String()),
    has_client_secret: Type.Boolean(),
    config: jsonObject({ description: 'Issuer, endpoints, scopes: what the strategy needs.' }),
    claim_mapping: nullable(MappingBody),
    enabled: Type.Boolean(),
    login_only: Type.Boolean({ description: 'Known people only: an arrival that nobody owns is refused.' }),
    created_at: time(),
    updated_at: time(),
  },
  {
    $id: 'Connection',
    title: 'Connection',
    examples: [
      {
        id: '0199b6a4-02bb-7000-8000-000040000000',
        identity_provider_id: '0199b6a4-01aa-7000-8000-000038000000',
        identifier: 'google',
        display_name: 'Google',
        type: 'google-oauth2',
        logo: null,
        client_id: '1234-abcd.apps.googleusercontent.com',
        has_client_secret: true,
        config: {},
        claim_mapping: null,
        enabled: true,
        login_only: false,
        created_at: '2026-01-15T12:00:00.000Z',
        updated_at: '2026-01-15T12:00:00.000Z',
      },
    ],
  },
);

export const connectionFields = {
  display_name: Type.Optional(textInput(300)),
  logo: Type.Optional(nullable(textInput(2048))),
  client_id: Type.Optional(nullable(textInput(1024))),
  client_secret: Type.Optional(nullable(textInput(8192, { description: 'Sealed at once; no answer carries it.' }))),
  config: Type.Optional(configInput()),
  claim_mapping: Type.Optional(nullable(ClaimMappingInput)),
  enabled: Type.Optional(Type.Boolean()),
  login_only: Type.Optional(Type.Boolean()),
  allow_issuer_change: allowIssuerChangeField(),
};

export function toConnection(connection: Connection): Static<typeof ConnectionBody> {
  return {
    id: connection.id,
    identity_provider_id: connection.identityProviderId,
    identifier: connection.identifier,
    display_name: connection.displayName,
    type: connection.type,
    logo: connection.logo,
    client_id: connection.clientId,
    has_client_secret: connection.sealedClientSecret !== null,
    config: connection.config,
    claim_mapping: connection.claimMapping && toMapping(connection.claimMapping),
    enabled: connection.enabled,
    login_only: connection.loginOnly,
    created_at: connection.createdAt,
    updated_at: connection.updatedAt,
  };
}

export function fromConnectionFields(fields: Partial<Static<ReturnType<typeof Type.Object<typeof connectionFields>>>>) {
  const {
    display_name,
    logo,
    client_id,
    client_secret,
    config,
    claim_mapping,
    enabled,
    login_only,
    allow_issuer_change,
  } = fields;
  return {
    ...(display_name !== undefined && { displayName: display_name }),
    ...(logo !== undefined && { logo }),
    ...(client_id !== undefined && { clientId: client_id }),
    ...(client_secret !== undefined && { clientSecret: client_secret }),
    ...(config !== undefined && { config }),
    ...(claim_mapping !== undefined && { claimMapping: claim_mapping && fromMapping(claim_mapping) }),
    ...(enabled !== undefined && { enabled }),
    ...(login_only !== undefined && { loginOnly: login_only }),
    ...(allow_issuer_change !== undefined && { allowIssuerChange: allow_issuer_change }),
  };
}
