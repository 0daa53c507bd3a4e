/** The verbs on identity providers: register, read, change, switch, remove. */
import { notOffered } from '../connectors/connector.ts';
import { type Actor, requireProvider, requireScope } from '../domain/actor.ts';
import { requireSoundRule } from '../domain/check-linking-rule.ts';
import { DomainError } from '../domain/errors.ts';
import type { IdentityProvider } from '../domain/identity-provider.ts';
import { createShortId } from '../domain/ids.ts';
import type { JsonObject } from '../domain/json.ts';
import { type LinkingRule, strictLinkingRule } from '../domain/linking-rule.ts';
import type { Page, PageRequest, Rows } from '../stores/store.ts';
import { requireSwitches } from './connection-settings.ts';
import { currentTime, type Dependencies } from './dependencies.ts';
import { destroyTokens, destroyTokensOfConnection } from './destroy-tokens.ts';
import { endpointsOf, requireIssuerOfProvider, requireSecretsStay } from './issuer.ts';
import { difference, identitySnapshot, record } from './record.ts';
import { requireUnchanged } from './require-unchanged.ts';

export interface CreateIdentityProvider {
  strategy: string;
  /** Unique in the tenant. */
  name: string;
  displayName?: string | null;
  logo?: string | null;
  enabled?: boolean;
  config?: JsonObject;
  /** The strategy's safe default, with these parts of it replaced. */
  linkingRule?: Partial<LinkingRule>;
  metadata?: JsonObject;
}

export interface UpdateIdentityProvider extends Partial<Omit<CreateIdentityProvider, 'strategy'>> {
  /** Says in as many words that the issuer may be another than the one that named the provider's identities. */
  allowIssuerChange?: boolean;
  /** Refuses with `changed_meanwhile` unless it was last changed then: for whoever read it, and edits what they read. */
  ifUpdatedAt?: string;
}

/** What happens to the identities of a provider that is removed: asked for, never silent. */
export type IdentitiesOfRemoved = 'refuse' | 'delete';

export function createIdentityProviderOperations(deps: Dependencies) {
  const { reads } = deps.store;

  const change = (
    actor: Actor,
    id: string,
    apply: (before: IdentityProvider) => IdentityProvider,
    { allowIssuerChange = false, ifUpdatedAt }: Pick<UpdateIdentityProvider, 'allowIssuerChange' | 'ifUpdatedAt'> = {},
  ) => {
    requireScope(actor, 'identity_providers:write');
    requireProvider(actor, id);
    return deps.store.transaction(async (rows) => {
      const before = await rows.identityProviders.lock(actor.tenantId, id);
      if (!before) throw identityProviderNotFound();
      requireUnchanged(before, ifUpdatedAt);
      const after = { ...apply(before), updatedAt: currentTime(deps) };
      const changed = difference(before, after);
      if (!changed) return before;
      if (changed.after.config !== undefined) {
        const strategy = deps.strategies.get(before.strategy);
        if (!allowIssuerChange) await requireIssuerOfProvider(rows, strategy, before, after);
        await requireSecretsStay(rows, strategy, before, after);
        requireSwitches(after.config);
        if (endpointsOf(before.config, strategy) !== endpointsOf(after.config, strategy))
          for (const connection of await rows.connections.ofProvider(actor.tenantId, id))
            await destroyTokensOfConnection(deps, rows, connection);
      }
      await rows.identityProviders.update(after);
      const switched = before.enabled === after.enabled ? 'updated' : after.enabled ? 'enabled' : 'disabled';
      await record(deps, rows, actor, { type: `identity_provider.${switched}`, identityProviderId: id, ...changed });
      return after;
    });
  };

  return {
    async create(actor: Actor, input: CreateIdentityProvider): Promise<IdentityProvider> {
      requireScope(actor, 'identity_providers:write');
      if (actor.identityProviderId !== null) requireProvider(actor, 'a new one');
      const strategy = requireStrategy(deps, input.strategy);
      requireName(input.name);
      requireSwitches(input.config ?? {});
      const now = currentTime(deps);
      const provider: IdentityProvider = {
        id: createShortId(deps.entropy),
        tenantId: actor.tenantId,
        strategy: strategy.name,
        name: input.name,
        displayName: input.displayName ?? input.name,
        logo: input.logo ?? null,
        enabled: input.enabled ?? true,
        config: input.config ?? {},
        linkingRule: requireSoundRule({
          ...strictLinkingRule,
          ...strategy.defaultLinkingRule,
          ...input.linkingRule,
          version: 1,
        }),
        metadata: input.metadata ?? {},
        syncStatus: 'pending',
        lastSyncedAt: null,
        syncError: null,
        createdAt: now,
        updatedAt: now,
      };
      return deps.store.transaction(async (rows) => {
        await rows.identityProviders.insert(provider);
        await record(deps, rows, actor, {
          type: 'identity_provider.created',
          identityProviderId: provider.id,
          after: provider as unknown as JsonObject,
        });
        return provider;
      });
    },

    async read(actor: Actor, id: string): Promise<IdentityProvider> {
      requireScope(actor, 'identity_providers:read');
      const provider = await reads.identityProviders.byId(actor.tenantId, id);
      if (!provider || !maySee(actor, id)) throw identityProviderNotFound();
      return provider;
    },

    /** The provider with this name, or null. */
    async byName(actor: Actor, name: string): Promise<IdentityProvider | null> {
      requireScope(actor, 'identity_providers:read');
      const provider = await reads.identityProviders.byName(actor.tenantId, name);
      return provider && maySee(actor, provider.id) ? provider : null;
    },

    async list(
      actor: Actor,
      page: PageRequest,
      search: { enabled?: boolean | undefined; strategies?: string[] | undefined } = {},
    ): Promise<Page<IdentityProvider>> {
      requireScope(actor, 'identity_providers:read');
      if (actor.identityProviderId === null) return reads.identityProviders.list(actor.tenantId, page, search);
      const own = await reads.identityProviders.byId(actor.tenantId, actor.identityProviderId);
      const matches =
        own !== null &&
        (search.enabled ?? own.enabled) === own.enabled &&
        (search.strategies?.includes(own.strategy) ?? true) &&
        page.after === undefined;
      return { items: matches ? [own] : [], hasMore: false, hasPrevious: false };
    },

    async update(actor: Actor, id: string, input: UpdateIdentityProvider): Promise<IdentityProvider> {
      if (input.name !== undefined) requireName(input.name);
      const apply = (before: IdentityProvider): IdentityProvider => ({
        ...before,
        name: input.name ?? before.name,
        displayName: input.displayName ?? before.displayName,
        logo: input.logo === undefined ? before.logo : input.logo,
        enabled: input.enabled ?? before.enabled,
        config: input.config ?? before.config,
        linkingRule: changedRule(before.linkingRule, input.linkingRule),
        metadata: input.metadata ?? before.metadata,
      });
      return change(actor, id, apply, input);
    },

    async setEnabled(actor: Actor, id: string, enabled: boolean): Promise<IdentityProvider> {
      return change(actor, id, (before) => ({ ...before, enabled }));
    },

    /**
     * Removes the provider and its connections. With identities still there it throws `identity_provider_in_use`, unless
     * the caller asks for them to be deleted too; that may leave users without a way in, and says how many.
     */
    async delete(actor: Actor, id: string, identities: IdentitiesOfRemoved): Promise<{ identitiesDeleted: number }> {
      requireScope(actor, 'identity_providers:write');
      requireProvider(actor, id);
      return deps.store.transaction(async (rows) => {
        const provider = await rows.identityProviders.lock(actor.tenantId, id);
        if (!provider) throw identityProviderNotFound();
        const count = await rows.identityProviders.countIdentities(actor.tenantId, id);
        if (count > 0 && identities === 'refuse') {
          throw new DomainError(
            'identity_provider_in_use',
            `the identity provider has ${count} identities: ask for them to be deleted too`,
            {
              identities: count,
            },
          );
        }
        const identitiesDeleted = await deleteIdentities(deps, rows, actor, id);
        await rows.identityProviders.delete(actor.tenantId, id);
        await record(deps, rows, actor, {
          type: 'identity_provider.deleted',
          identityProviderId: id,
          before: { ...(provider as unknown as JsonObject), identitiesDeleted },
        });
        return { identitiesDeleted };
      });
    },
  };
}

/** The rule with these parts replaced; a new version only when that makes a difference. */
function changedRule(before: LinkingRule, change?: Partial<LinkingRule>): LinkingRule {
  if (!change) return before;
  const { version } = before;
  const after = requireSoundRule({ ...before, ...change, version });
  return difference(before, after) ? { ...after, version: version + 1 } : before;
}

/** Identities in one step of a removal: many enough to be quick, few enough for one statement. */
const identitiesPerStep = 1000;

async function deleteIdentities(deps: Dependencies, rows: Rows, actor: Actor, providerId: string): Promise<number> {
  let deleted = 0;
  for (;;) {
    const some = await rows.identities.ofProvider(actor.tenantId, providerId, identitiesPerStep);
    if (some.length === 0) return deleted;
    const ids = some.map(({ id }) => id);
    await rows.sessions.endOfIdentities(actor.tenantId, ids, 'revoked', currentTime(deps));
    await destroyTokens(deps, rows, actor.tenantId, ids);
    await rows.identities.delete(actor.tenantId, ids);
    await record(
      deps,
      rows,
      actor,
      ...some.map((identity) => ({
        type: 'identity.unlinked' as const,
        userId: identity.userId,
        identityId: identity.id,
        identityProviderId: providerId,
        before: identitySnapshot(identity),
      })),
    );
    deleted += ids.length;
  }
}

export function identityProviderNotFound(): DomainError {
  return new DomainError('identity_provider_not_found', 'there is no such identity provider');
}

export function requireStrategy({ strategies }: Dependencies, name: string) {
  const strategy = strategies.get(name);
  if (strategy) return strategy;
  const named = notOffered.find((each) => each.name === name);
  if (named) {
    const { reason, instead } = named;
    const use = instead === undefined ? '' : `; use \`${instead}\``;
    throw new DomainError('invalid_input', `\`${name}\` is not offered: ${reason}${use}`, {
      field: 'strategy',
      reason,
    });
  }
  const known = [...strategies.keys()].join(', ');
  throw new DomainError('invalid_input', `\`${name.slice(0, 80)}\` is not a strategy: use one of ${known}`, {
    field: 'strategy',
  });
}

function maySee({ identityProviderId }: Actor, id: string): boolean {
  return identityProviderId === null || identityProviderId === id;
}

function requireName(name: string): void {
  if (/^[A-Za-z0-9](?:[A-Za-z0-9 ._-]{0,126}[A-Za-z0-9])?$/.test(name)) return;
  throw new DomainError(
    'invalid_input',
    'the name must be 1 to 128 letters, digits, spaces, dots, dashes or underscores',
    { field: 'name' },
  );
}
