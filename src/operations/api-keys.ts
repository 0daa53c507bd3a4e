/** The verbs on API keys: make, read, revoke. Checking one that a caller presents is in `authentication.ts`. */
import { type Actor, requireScope } from '../domain/actor.ts';
import type { ApiKey } from '../domain/api-key.ts';
import { DomainError } from '../domain/errors.ts';
import { createId, joinIds } from '../domain/ids.ts';
import type { Timestamp } from '../domain/json.ts';
import type { Scope } from '../domain/scopes.ts';
import type { Page, PageRequest } from '../stores/store.ts';
import { createSecret, hashSecret } from '../vault/secrets.ts';
import { currentTime, type Dependencies } from './dependencies.ts';
import { identityProviderNotFound } from './identity-providers.ts';
import { liveTenant, tenantNotFound } from './live-tenant.ts';
import { record } from './record.ts';

export interface CreateApiKey {
  name: string;
  scopes: Scope[];
  expiresAt?: Timestamp | null;
  identityProviderId?: string | null;
}

/** A new key with what is shown this once. */
export interface CreatedApiKey {
  apiKey: ApiKey;
  /** The key's public name: an OAuth client id, an access key id. */
  publicId: string;
  secret: string;
  /** Both in one word, `sk_<public id>_<secret>`. */
  rawKey: string;
}

export function createApiKeyOperations(deps: Dependencies) {
  const { reads } = deps.store;

  const create = async (actor: Actor, input: CreateApiKey): Promise<CreatedApiKey> => {
    requireScope(actor, 'api_keys:write');
    // A key cannot make a stronger one than itself.
    for (const scope of input.scopes) requireScope(actor, scope);
    const identityProviderId = input.identityProviderId ?? actor.identityProviderId;
    if (actor.identityProviderId !== null && identityProviderId !== actor.identityProviderId)
      throw identityProviderNotFound();
    const id = createId(deps.entropy);
    const secret = createSecret();
    const apiKey: ApiKey = {
      id,
      tenantId: actor.tenantId,
      name: input.name,
      secretHash: hashSecret(secret),
      sealedSecret: deps.vault.seal(secret, apiKeyPlace(actor.tenantId, id)),
      scopes: [...new Set(input.scopes)],
      identityProviderId,
      createdBy: actor.id ?? actor.label,
      createdAt: currentTime(deps),
      lastUsedAt: null,
      expiresAt: input.expiresAt ?? null,
      revokedAt: null,
      revokedBy: null,
    };
    return deps.store.transaction(async (rows) => {
      await liveTenant(rows, actor.tenantId);
      if (identityProviderId !== null && !(await rows.identityProviders.byId(actor.tenantId, identityProviderId))) {
        throw identityProviderNotFound();
      }
      await rows.apiKeys.insert(apiKey);
      await record(deps, rows, actor, {
        type: 'api_key.created',
        identityProviderId,
        after: { id, name: apiKey.name, scopes: apiKey.scopes, expiresAt: apiKey.expiresAt },
      });
      const publicId = publicIdOf(apiKey);
      return { apiKey, publicId, secret, rawKey: `sk_${publicId}_${secret}` };
    });
  };

  return {
    create,

    /** A key for another tenant: the first one of a tenant that was just made. Only the master tenant's keys make them. */
    async createFor(actor: Actor, tenantId: string, input: CreateApiKey): Promise<CreatedApiKey> {
      if (tenantId !== actor.tenantId) {
        requireScope(actor, 'api_keys:write');
        const own = await reads.tenants.byId(actor.tenantId);
        const reaches = actor.kind === 'operator' || (own?.isMaster && actor.identityProviderId === null);
        const reached = reaches && (await reads.tenants.byId(tenantId));
        if (!reached) throw tenantNotFound();
      }
      return create({ ...actor, tenantId }, input);
    },

    async read(actor: Actor, id: string): Promise<ApiKey> {
      requireScope(actor, 'api_keys:read');
      const key = await reads.apiKeys.byId(actor.tenantId, id);
      if (!key) throw apiKeyNotFound();
      return key;
    },

    async list(
      actor: Actor,
      page: PageRequest,
      search: { identityProviderId?: string | undefined } = {},
    ): Promise<Page<ApiKey>> {
      requireScope(actor, 'api_keys:read');
      return reads.apiKeys.list(actor.tenantId, page, search);
    },

    /**
     * Revoked for good; the row stays, so that events still name it. Revoking twice changes nothing. INVARIANT: once it is
     * answered, no process of this server takes the key for a request that begins later.
     */
    async revoke(actor: Actor, id: string): Promise<ApiKey> {
      requireScope(actor, 'api_keys:write');
      return deps.store.transaction(async (rows) => {
        const key = await rows.apiKeys.byId(actor.tenantId, id);
        if (!key) throw apiKeyNotFound();
        rows.afterCommit(() => deps.shared.forget({ what: 'api_key', tenantId: actor.tenantId, id }));
        if (key.revokedAt !== null) return key;
        const revoked: ApiKey = { ...key, revokedAt: currentTime(deps), revokedBy: actor.id ?? actor.label };
        await rows.apiKeys.update(revoked);
        await record(deps, rows, actor, {
          type: 'api_key.revoked',
          before: { id, name: key.name },
          after: { id, revokedAt: revoked.revokedAt },
        });
        return revoked;
      });
    },
  };
}

/** 43 letters and digits that name the tenant and the key. */
export function publicIdOf({ tenantId, id }: Pick<ApiKey, 'tenantId' | 'id'>): string {
  return joinIds(tenantId, id);
}

/** What the sealing of a key's secret is bound to. */
export function apiKeyPlace(tenantId: string, id: string): string {
  return `${tenantId}/api_keys/${id}`;
}

function apiKeyNotFound(): DomainError {
  return new DomainError('api_key_not_found', 'there is no such API key');
}
