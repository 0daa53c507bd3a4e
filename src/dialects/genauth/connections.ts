/** The endpoints on connections, the configured ways in through an identity source. */
import { Type } from 'typebox';
import type { Actor } from '../../domain/actor.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Connection } from '../../domain/identity-provider.ts';
import type { Operations } from '../../operations/index.ts';
import { readFields } from './connection-fields.ts';
import type { Endpoints } from './endpoints.ts';
import { requireConnectionId, requireSourceId } from './ids.ts';
import { anyObject, flag, malformed, oneOf, optional, paging, required, text } from './input.ts';
import { connectionTypes, providerOf, toProviderName } from './provider-names.ts';
import { associationModes, fromAssociationMode, toExtIdpConnDto } from './source-wire.ts';
import { requireOwnTenant, where } from './sources.ts';

const tenantId = optional(text());
const connectionIdsMax = 200;
const bindingMethods = ['email-password', 'username-password', 'phone-password', 'phone-code', 'email-code'] as const;

export function addConnectionEndpoints(endpoints: Endpoints): void {
  endpoints.post(
    'create-ext-idp-conn',
    Type.Object({
      extIdpId: required(),
      type: oneOf(...connectionTypes),
      identifier: required(128),
      displayName: required(128),
      fields: anyObject(),
      loginOnly: flag(),
      logo: optional(text(4096)),
      tenantId,
    }),
    async ({ operations, actor, input }) => {
      requireOwnTenant(actor, input.tenantId);
      return operations.together(async (joined) => {
        const source = await joined.identityProviders.read(actor, requireSourceId(input.extIdpId));
        if (providerOf(input.type) !== toProviderName(source.strategy))
          throw malformed(
            'type',
            `a connection of a \`${toProviderName(source.strategy)}\` source cannot be \`${input.type}\``,
          );
        const connection = await joined.connections.create(actor, {
          identityProviderId: source.id,
          identifier: input.identifier,
          displayName: input.displayName,
          type: input.type,
          logo: input.logo || null,
          loginOnly: input.loginOnly ?? false,
          ...readFields(input.fields),
        });
        return toExtIdpConnDto(connection, source);
      });
    },
  );

  endpoints.post(
    'update-ext-idp-conn',
    Type.Object({
      id: required(),
      displayName: required(128),
      fields: anyObject(),
      logo: optional(text(4096)),
      loginOnly: flag(),
      associationMode: optional(oneOf(...associationModes)),
      challengeBindingMethods: optional(Type.Array(oneOf(...bindingMethods), { maxItems: bindingMethods.length })),
      tenantId,
    }),
    async ({ operations, actor, input }) => {
      requireOwnTenant(actor, input.tenantId);
      requireProvableBinding(input.challengeBindingMethods);
      const { config, ...client } = readFields(input.fields);
      return operations.together(async (joined) => {
        const connection = await joined.connections.update(actor, requireConnectionId(input.id), {
          displayName: input.displayName,
          ...(input.logo !== undefined && { logo: input.logo || null }),
          ...(input.loginOnly !== undefined && { loginOnly: input.loginOnly }),
          ...client,
          mergeConfig: config,
        });
        if (input.associationMode !== undefined)
          await joined.identityProviders.update(actor, connection.identityProviderId, {
            linkingRule: { mode: fromAssociationMode(input.associationMode) },
          });
        return describe(joined, actor, connection);
      });
    },
  );

  endpoints.post(
    'delete-ext-idp-conn',
    Type.Object({ id: required(), tenantId }),
    async ({ operations, actor, input }) => {
      requireOwnTenant(actor, input.tenantId);
      await operations.connections.delete(actor, requireConnectionId(input.id));
      return { success: true };
    },
  );

  endpoints.post(
    'change-ext-idp-conn-state',
    Type.Object({
      id: required(),
      enabled: Type.Boolean(),
      appId: optional(text()),
      appIds: optional(Type.Array(text())),
      tenantId,
    }),
    async ({ operations, actor, input }) => {
      requireOwnTenant(actor, input.tenantId);
      // The vendor switches it for one application; here the switch is the connection's own.
      await operations.connections.setEnabled(actor, requireConnectionId(input.id), input.enabled);
      return { success: true };
    },
  );

  endpoints.post(
    'change-ext-idp-conn-association-state',
    Type.Object({ id: required(), association: Type.Boolean(), tenantId }),
    async ({ operations, actor, input }) => {
      requireOwnTenant(actor, input.tenantId);
      return operations.together(async (joined) => {
        const { identityProviderId } = await joined.connections.read(actor, requireConnectionId(input.id));
        const { linkingRule } = await joined.identityProviders.read(actor, identityProviderId);
        // A switch has two positions: one that asks is on already, and stays what it is.
        if (input.association !== (linkingRule.mode !== 'never'))
          await joined.identityProviders.update(actor, identityProviderId, {
            linkingRule: { mode: input.association ? 'verified_match' : 'never' },
          });
        return { success: true };
      });
    },
  );

  endpoints.post(
    'change-userpool-tenant-ext-idp-conn-state',
    Type.Object({
      connIds: Type.Array(required(), { minItems: 1, maxItems: connectionIdsMax }),
      enabled: Type.Boolean(),
      tenantId,
    }),
    async ({ operations, actor, input }) => {
      requireOwnTenant(actor, input.tenantId);
      return operations.together(async (joined) => {
        for (const id of input.connIds)
          await joined.connections.setEnabled(actor, requireConnectionId(id), input.enabled);
        return { success: true };
      });
    },
  );

  endpoints.get(
    'ext-idp-conn-apps',
    Type.Object({ id: required(), ...where, ...paging, type: optional(text(64)) }),
    async ({ operations, actor, input }) => {
      requireOwnTenant(actor, input.tenantId);
      await operations.connections.read(actor, requireConnectionId(input.id));
      // No applications yet, so none of which a switch could be told.
      return { totalCount: 0, list: [] };
    },
  );
}

/** The one way to prove an account here is a code to its proved address, beside signing in with what it has. */
function requireProvableBinding(methods: readonly string[] | undefined): void {
  if (!methods || methods.length === 0 || methods.includes('email-code')) return;
  throw new DomainError(
    'not_supported',
    'accounts are proved by a code sent by mail: name `email-code` among the methods',
  );
}

async function describe(operations: Operations, actor: Actor, connection: Connection) {
  return toExtIdpConnDto(connection, await operations.identityProviders.read(actor, connection.identityProviderId));
}
