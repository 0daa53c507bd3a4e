/**
 * Tokens: JSON Web Tokens signed with the tenant's own key, made at the first need. The newest key signs; an older one is
 * believed and published as long as something that it signed may be in force.
 */
import { type Actor, requireScope } from '../domain/actor.ts';
import { createId, joinIds, splitIds } from '../domain/ids.ts';
import type { JsonObject } from '../domain/json.ts';
import type { SigningKey } from '../stores/store.ts';
import { createKeyPair, signingAlgorithm, signToken, verifyToken } from '../vault/signing.ts';
import { currentTime, type Dependencies } from './dependencies.ts';
import { liveTenant, tenantNotFound } from './live-tenant.ts';
import { record } from './record.ts';

export type { SigningKey };

export interface TokenOperations {
  /** Signs these claims as they are. `key`, the public id of the API key it is for, is what `authentication` reads. */
  issue(tenantId: string, claims: JsonObject): Promise<string>;
  /** The claims of a token of ours that is in force, or null; also null when it is not of the tenant that is named. */
  verify(token: string, tenantId?: string): Promise<JsonObject | null>;
  /** The claims of a token that `verify` found in force before and that still is; null of any other. */
  remembered(token: string): JsonObject | null;
  /** The tenant whose key a token names; whether it signed it, `verify` tells. */
  tenantOf(token: string): string | null;
  /** As `verify`, of a token that may have expired: for a hint, never for a right. */
  verifyOnceIssued(token: string, tenantId: string): Promise<JsonObject | null>;
  /** Private keys with their names, the one that signs first: for the OpenID provider, which signs by itself. */
  signingKeys(tenantId: string): Promise<{ keyId: string; privateJwk: JsonObject }[]>;
  /** The keys in use, the one that signs first. */
  listKeys(actor: Actor): Promise<SigningKey[]>;
  /** Makes a new key, which signs from now on. Other servers on the same database follow within a minute. */
  rotate(actor: Actor): Promise<SigningKey>;
  /** The tenant's public keys as a JWK Set (RFC 7517). Throws `tenant_not_found`. */
  jwks(tenantId: string): Promise<{ keys: JsonObject[] }>;
}

/** Verified tokens that are remembered, so that a client's next request costs no signature check. */
const rememberedMax = 10_000;

/** How long a process goes on with the keys that it knows. */
const keysKnownMilliseconds = 60_000;
/** How long a key is believed after the next one was made: longer than any token lives. */
const keyKeptMilliseconds = 31 * 86_400_000;

export function createTokenOperations(deps: Dependencies): TokenOperations {
  const keys = new Map<string, { all: SigningKey[]; until: number }>();
  const verified = new Map<string, { claims: JsonObject; tenantId: string; until: number }>();
  let changes = 0;
  deps.shared.onForget((known) => {
    if (known.what === 'signing_keys') forgetKeys(known.tenantId);
    if (known.what === 'tenant') forgetTenant(known.tenantId);
  });

  deps.store.onApiKeyChanged((tenantId, apiKeyId) => {
    // The tenant was deleted: what it signed is believed no more.
    if (apiKeyId === null) forgetTenant(tenantId);
  });

  const forgetKeys = (tenantId: string): void => {
    changes += 1;
    keys.delete(tenantId);
  };

  const forgetTenant = (tenantId: string): void => {
    forgetKeys(tenantId);
    for (const [token, known] of verified) if (known.tenantId === tenantId) verified.delete(token);
  };

  const keep = (tenantId: string, found: SigningKey[]): SigningKey[] => {
    const all = inUse(found, deps.entropy.now());
    if (all.length > 0) keys.set(tenantId, { all, until: deps.entropy.now() + keysKnownMilliseconds });
    return all;
  };

  const read = async (tenantId: string): Promise<SigningKey[]> => {
    const changesBefore = changes;
    const found = await deps.store.reads.signingKeys.ofTenant(tenantId);
    return changes === changesBefore ? keep(tenantId, found) : inUse(found, deps.entropy.now());
  };

  const load = async (tenantId: string): Promise<SigningKey[]> => {
    const known = keys.get(tenantId);
    return known && known.until > deps.entropy.now() ? known.all : read(tenantId);
  };

  const find = async (tenantId: string, id: string): Promise<SigningKey | undefined> => {
    const known = (await load(tenantId)).find((key) => key.id === id);
    if (known) return known;
    // Another process may have made it just now. A made-up id costs one read.
    return (await read(tenantId)).find((key) => key.id === id);
  };

  const make = async (tenantId: string): Promise<SigningKey> => {
    const pair = await createKeyPair();
    const id = createId(deps.entropy);
    return {
      id,
      tenantId,
      algorithm: signingAlgorithm,
      publicJwk: pair.publicJwk,
      sealedPrivateJwk: deps.vault.seal(JSON.stringify(pair.privateJwk), signingKeyPlace(tenantId, id)),
      createdAt: currentTime(deps),
    };
  };

  const open = (key: SigningKey): JsonObject =>
    JSON.parse(deps.vault.open(key.sealedPrivateJwk, signingKeyPlace(key.tenantId, key.id))) as JsonObject;

  /** INVARIANT: two callers at once end up with one key. */
  const loadOrCreate = async (tenantId: string): Promise<SigningKey> => {
    const [existing] = await load(tenantId);
    if (existing) return existing;
    const key = await make(tenantId);
    const all = await deps.store.transaction(async (rows) => {
      await rows.lockKeys(tenantId, ['signing_key']);
      await liveTenant(rows, tenantId);
      const found = await rows.signingKeys.ofTenant(tenantId);
      if (found.length > 0) return found;
      await rows.signingKeys.insert(key);
      return [key];
    });
    return keep(tenantId, all)[0]!;
  };

  const remember = (token: string, tenantId: string, claims: JsonObject): JsonObject => {
    if (verified.size >= rememberedMax) verified.delete(verified.keys().next().value!);
    verified.set(token, { claims, tenantId, until: (claims.exp as number) * 1000 });
    return claims;
  };

  return {
    async issue(tenantId, claims) {
      const key = await loadOrCreate(tenantId);
      return signToken(open(key), keyName(key), claims);
    },

    async signingKeys(tenantId) {
      await loadOrCreate(tenantId);
      return (await load(tenantId)).map((key) => ({ keyId: keyName(key), privateJwk: open(key) }));
    },

    async listKeys(actor) {
      requireScope(actor, 'applications:read');
      await loadOrCreate(actor.tenantId);
      return load(actor.tenantId);
    },

    async rotate(actor) {
      requireScope(actor, 'applications:write');
      const { tenantId } = actor;
      await loadOrCreate(tenantId);
      const key = await make(tenantId);
      await deps.store.transaction(async (rows) => {
        await rows.lockKeys(tenantId, ['signing_key']);
        await rows.signingKeys.insert(key);
        await record(deps, rows, actor, { type: 'signing_key.created', after: { id: key.id, keyId: keyName(key) } });
        rows.afterCommit(() => deps.shared.forget({ what: 'signing_keys', tenantId }));
      });
      return key;
    },

    async verify(token, tenantId) {
      const now = deps.entropy.now();
      const known = verified.get(token);
      if (known) {
        if (tenantId !== undefined && known.tenantId !== tenantId) return null;
        if (known.until > now) return known.claims;
        verified.delete(token);
        return null;
      }
      const ids = splitIds(keyIdOf(token) ?? '');
      if (!ids || (tenantId !== undefined && ids[0] !== tenantId)) return null;
      const key = await find(...ids);
      const claims = key && (await verifyToken(key.publicJwk, token, new Date(now)));
      return claims ? remember(token, ids[0], claims) : null;
    },

    remembered(token) {
      const known = verified.get(token);
      return known && known.until > deps.entropy.now() ? known.claims : null;
    },

    tenantOf: (token) => splitIds(keyIdOf(token) ?? '')?.[0] ?? null,

    async verifyOnceIssued(token, tenantId) {
      const ids = splitIds(keyIdOf(token) ?? '');
      const key = ids && ids[0] === tenantId ? await find(...ids) : undefined;
      const claims = key ? claimsOf(token) : null;
      // The clock is set to when it was made: everything else is checked.
      return key && typeof claims?.iat === 'number'
        ? verifyToken(key.publicJwk, token, new Date(claims.iat * 1000))
        : null;
    },

    async jwks(tenantId) {
      if ((await load(tenantId)).length === 0 && !(await deps.store.reads.tenants.byId(tenantId)))
        throw tenantNotFound();
      await loadOrCreate(tenantId);
      return {
        keys: (await load(tenantId)).map((key) => ({
          ...key.publicJwk,
          alg: key.algorithm,
          use: 'sig',
          kid: keyName(key),
        })),
      };
    },
  };
}

/** Newest first, without those whose successor is so old that nothing they signed is in force. */
function inUse(found: SigningKey[], now: number): SigningKey[] {
  const newestFirst = found.toSorted((a, b) => (a.id < b.id ? 1 : -1));
  return newestFirst.filter((_, index) => {
    const successor = newestFirst[index - 1];
    return !successor || Date.parse(successor.createdAt) + keyKeptMilliseconds > now;
  });
}

/** A signing key's name in tokens: it tells the tenant, so that a token is verified without asking around. */
export function keyName({ tenantId, id }: Pick<SigningKey, 'tenantId' | 'id'>): string {
  return joinIds(tenantId, id);
}

function signingKeyPlace(tenantId: string, id: string): string {
  return `${tenantId}/signing_keys/${id}`;
}

function claimsOf(token: string): JsonObject | null {
  try {
    return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')) as JsonObject;
  } catch {
    return null;
  }
}

function keyIdOf(token: string): string | null {
  try {
    const header = JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString('utf8')) as {
      kid?: unknown;
    };
    return typeof header.kid === 'string' ? header.kid : null;
  } catch {
    return null;
  }
}
