/** The verbs on connections: the configured ways in through an identity provider. */
import { ConnectorError, type Strategy } from '../connectors/connector.ts';
import { type Actor, requireProvider, requireScope } from '../domain/actor.ts';
import type { ClaimMapping } from '../domain/claim-mapping.ts';
import { DomainError } from '../domain/errors.ts';
import type { Connection } from '../domain/identity-provider.ts';
import { createShortId } from '../domain/ids.ts';
import type { JsonObject } from '../domain/json.ts';
import { requireSwitches, secretPlace } from './connection-settings.ts';
import { currentTime, type Dependencies } from './dependencies.ts';
import { destroyTokensOfConnection } from './destroy-tokens.ts';
import { identityProviderNotFound, requireStrategy } from './identity-providers.ts';
import { endpointsOf, requireIssuerOfConnection } from './issuer.ts';
import { requireSoundMapping } from './map-claims.ts';
import { difference, record } from './record.ts';
import { requireUnchanged } from './require-unchanged.ts';

export interface CreateConnection {
  identityProviderId: string;
  /** Unique in the tenant. */
  identifier: string;
  displayName?: string;
  /** The variety of sign-in, where the provider has several; its strategy by default. */
  type?: string;
  logo?: string | null;
  clientId?: string | null;
  /** Sealed at once; no answer ever carries it. */
  clientSecret?: string | null;
  config?: JsonObject;
  /** Null: nothing is mapped. */
  claimMapping?: ClaimMapping | null;
  enabled?: boolean;
  loginOnly?: boolean;
  /** Says in as many words that the issuer may be another than the one that named the provider's identities. */
  allowIssuerChange?: boolean;
}

export interface UpdateConnection extends Partial<Omit<CreateConnection, 'identityProviderId' | 'type'>> {
  /** Set over what `config` is or becomes, key by key; a null removes its key. */
  mergeConfig?: JsonObject;
  /** Refuses with `changed_meanwhile` unless it was last changed then: for whoever read it, and edits what they read. */
  ifUpdatedAt?: string;
}

export function createConnectionOperations(deps: Dependencies) {
  const { reads } = deps.store;

  const change = (
    actor: Actor,
    id: string,
    apply: (before: Connection) => Connection,
    { allowIssuerChange = false, ifUpdatedAt }: Pick<UpdateConnection, 'allowIssuerChange' | 'ifUpdatedAt'> = {},
  ) => {
    requireScope(actor, 'identity_providers:write');
    return deps.store.transaction(async (rows) => {
      const before = await rows.connections.lock(actor.tenantId, id);
      if (!before) throw connectionNotFound();
      requireProvider(actor, before.identityProviderId);
      requireUnchanged(before, ifUpdatedAt);
      const after = { ...apply(before), updatedAt: currentTime(deps) };
      const changed = difference(withoutSecret(before), withoutSecret(after));
      const secretChanged = before.sealedClientSecret !== after.sealedClientSecret;
      if (!changed && !secretChanged) return before;
      const provider = (await rows.identityProviders.byId(actor.tenantId, after.identityProviderId))!;
      await requireUsable(deps, provider.strategy, after);
      const strategy = deps.strategies.get(provider.strategy);
      const moved = endpointsOf(before.config, strategy) !== endpointsOf(after.config, strategy);
      if (!allowIssuerChange) await requireIssuerOfConnection(rows, strategy, provider, after);
      // Tokens go where their provider was, or nowhere: not to an address that somebody put in its place.
      if (moved) await destroyTokensOfConnection(deps, rows, before);
      await rows.connections.update(after);
      const switched = before.enabled === after.enabled ? 'updated' : after.enabled ? 'enabled' : 'disabled';
      await record(deps, rows, actor, {
        type: `connection.${switched}`,
        identityProviderId: before.identityProviderId,
        before: { ...changed?.before, connectionId: id },
        after: { ...changed?.after, connectionId: id, ...(secretChanged && { clientSecretChanged: true }) },
      });
      return after;
    });
  };

  return {
    async create(actor: Actor, input: CreateConnection): Promise<Connection> {
      requireScope(actor, 'identity_providers:write');
      requireProvider(actor, input.identityProviderId);
      requireIdentifier(input.identifier);
      const config = await completeConfig(deps, actor.tenantId, input.identityProviderId, input.config ?? {});
      return deps.store.transaction(async (rows) => {
        const provider = await rows.identityProviders.lock(actor.tenantId, input.identityProviderId);
        if (!provider) throw identityProviderNotFound();
        const now = currentTime(deps);
        const id = createShortId(deps.entropy);
        const connection: Connection = {
          id,
          tenantId: actor.tenantId,
          identityProviderId: provider.id,
          identifier: input.identifier,
          displayName: input.displayName ?? provider.displayName,
          type: input.type ?? provider.strategy,
          logo: input.logo ?? null,
          clientId: input.clientId ?? null,
          sealedClientSecret: input.clientSecret
            ? deps.vault.seal(input.clientSecret, secretPlace(actor.tenantId, id))
            : null,
          config,
          claimMapping: input.claimMapping ?? null,
          enabled: input.enabled ?? true,
          loginOnly: input.loginOnly ?? false,
          createdAt: now,
          updatedAt: now,
        };
        await requireUsable(deps, provider.strategy, connection);
        const strategy = deps.strategies.get(provider.strategy);
        if (!input.allowIssuerChange) await requireIssuerOfConnection(rows, strategy, provider, connection);
        await rows.connections.insert(connection);
        await record(deps, rows, actor, {
          type: 'connection.created',
          identityProviderId: provider.id,
          after: { ...withoutSecret(connection), connectionId: id } as unknown as JsonObject,
        });
        return connection;
      });
    },

    async read(actor: Actor, id: string): Promise<Connection> {
      requireScope(actor, 'identity_providers:read');
      const connection = await reads.connections.byId(actor.tenantId, id);
      if (!connection || !maySee(actor, connection)) throw connectionNotFound();
      return connection;
    },

    async byIdentifier(actor: Actor, identifier: string): Promise<Connection | null> {
      requireScope(actor, 'identity_providers:read');
      const connection = await reads.connections.byIdentifier(actor.tenantId, identifier);
      return connection && maySee(actor, connection) ? connection : null;
    },

    /** Throws `identity_provider_not_found`. */
    async ofProvider(actor: Actor, identityProviderId: string): Promise<Connection[]> {
      requireScope(actor, 'identity_providers:read');
      requireProvider(actor, identityProviderId);
      if (!(await reads.identityProviders.byId(actor.tenantId, identityProviderId))) throw identityProviderNotFound();
      return reads.connections.ofProvider(actor.tenantId, identityProviderId);
    },

    async ofTenant(actor: Actor): Promise<Connection[]> {
      requireScope(actor, 'identity_providers:read');
      return (await reads.connections.ofTenant(actor.tenantId)).filter((connection) => maySee(actor, connection));
    },

    async update(actor: Actor, id: string, input: UpdateConnection): Promise<Connection> {
      if (input.identifier !== undefined) requireIdentifier(input.identifier);
      requireScope(actor, 'identity_providers:write');
      const completed = await completeChange(deps, actor, id, input);
      const strategy = await findStrategy(deps, actor, id);
      const apply = (before: Connection): Connection => ({
        ...before,
        identifier: input.identifier ?? before.identifier,
        displayName: input.displayName ?? before.displayName,
        logo: input.logo === undefined ? before.logo : input.logo,
        clientId: input.clientId === undefined ? before.clientId : input.clientId,
        sealedClientSecret: nextSecret(deps, strategy, before, completed),
        config: nextConfig(before, completed),
        claimMapping: input.claimMapping === undefined ? before.claimMapping : input.claimMapping,
        enabled: input.enabled ?? before.enabled,
        loginOnly: input.loginOnly ?? before.loginOnly,
      });
      return change(actor, id, apply, input);
    },

    async setEnabled(actor: Actor, id: string, enabled: boolean): Promise<Connection> {
      return change(actor, id, (before) => ({ ...before, enabled }));
    },

    async delete(actor: Actor, id: string): Promise<void> {
      requireScope(actor, 'identity_providers:write');
      await deps.store.transaction(async (rows) => {
        const connection = await rows.connections.lock(actor.tenantId, id);
        if (!connection) throw connectionNotFound();
        requireProvider(actor, connection.identityProviderId);
        await destroyTokensOfConnection(deps, rows, connection);
        await rows.connections.delete(actor.tenantId, id);
        await record(deps, rows, actor, {
          type: 'connection.deleted',
          identityProviderId: connection.identityProviderId,
          before: { ...withoutSecret(connection), connectionId: id } as unknown as JsonObject,
        });
      });
    },
  };
}

export function connectionNotFound(): DomainError {
  return new DomainError('connection_not_found', 'there is no such connection');
}

function nextConfig(before: Connection, { config, mergeConfig }: UpdateConnection): JsonObject {
  const next = config ?? before.config;
  if (mergeConfig === undefined) return next;
  return Object.fromEntries(Object.entries({ ...next, ...mergeConfig }).filter(([, value]) => value !== null));
}

/** It stays the connection's as long as there is one. */
async function findStrategy(deps: Dependencies, { tenantId }: Actor, id: string): Promise<Strategy | undefined> {
  const { reads } = deps.store;
  const connection = await reads.connections.byId(tenantId, id);
  const provider = connection && (await reads.identityProviders.byId(tenantId, connection.identityProviderId));
  return provider ? deps.strategies.get(provider.strategy) : undefined;
}

function nextSecret(
  deps: Dependencies,
  strategy: Strategy | undefined,
  before: Connection,
  input: UpdateConnection,
): string | null {
  if (input.clientSecret === null) return null;
  if (input.clientSecret !== undefined)
    return deps.vault.seal(input.clientSecret, secretPlace(before.tenantId, before.id));
  const moved =
    before.sealedClientSecret !== null &&
    endpointsOf(nextConfig(before, input), strategy) !== endpointsOf(before.config, strategy);
  // A kept secret must not be sent to an address that its owner never saw.
  if (moved)
    throw new DomainError('invalid_input', 'the issuer or an endpoint changes: give the client secret again', {
      field: 'client_secret',
    });
  return before.sealedClientSecret;
}

/** The config with what the strategy can look up for it, asked before any row is locked: somebody else's server may be slow. */
async function completeConfig(
  deps: Dependencies,
  tenantId: string,
  identityProviderId: string,
  config: JsonObject,
): Promise<JsonObject> {
  const provider = await deps.store.reads.identityProviders.byId(tenantId, identityProviderId);
  const connector = provider && deps.strategies.get(provider.strategy)?.connector;
  if (!connector?.complete) return config;
  try {
    return (await connector.complete(config)) as JsonObject;
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error;
    throw new DomainError('invalid_input', error.message, { field: 'config', problems: [error.message] });
  }
}

async function completeChange(
  deps: Dependencies,
  actor: Actor,
  id: string,
  input: UpdateConnection,
): Promise<UpdateConnection> {
  const { config, mergeConfig } = input;
  const before = config || mergeConfig ? await deps.store.reads.connections.byId(actor.tenantId, id) : null;
  if (!before || !maySee(actor, before)) return input;
  const complete = (some: JsonObject) => completeConfig(deps, actor.tenantId, before.identityProviderId, some);
  return {
    ...input,
    ...(config && { config: await complete(config) }),
    ...(mergeConfig && { mergeConfig: await complete(mergeConfig) }),
  };
}

function withoutSecret({ sealedClientSecret: _secret, tenantId: _tenant, ...connection }: Connection) {
  return connection;
}

async function requireUsable(
  deps: Dependencies,
  strategyName: string,
  { config, claimMapping }: Connection,
): Promise<void> {
  requireSoundMapping(deps, claimMapping);
  requireSwitches(config);
  const { connector, passwordConnector } = requireStrategy(deps, strategyName);
  const problems = (connector ?? passwordConnector)?.checkConfig(config) ?? [];
  if (problems.length === 0) return;
  throw new DomainError('invalid_input', problems.join('; '), { field: 'config', problems });
}

function requireIdentifier(identifier: string): void {
  if (/^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,126}[A-Za-z0-9])?$/.test(identifier)) return;
  throw new DomainError(
    'invalid_input',
    'the identifier must be 1 to 128 letters, digits, dots, dashes or underscores',
    { field: 'identifier' },
  );
}

function maySee(actor: Actor, { identityProviderId }: Connection): boolean {
  return actor.identityProviderId === null || actor.identityProviderId === identityProviderId;
}
