/**
 * Who is calling: API keys and the access tokens issued to them. Keys are remembered for a short while by their id, so
 * that a request costs one hash and no query; a revocation drops them at once, in this process and the others.
 */
import type { Actor } from '../domain/actor.ts';
import type { ApiKey } from '../domain/api-key.ts';
import { DomainError } from '../domain/errors.ts';
import { splitIds } from '../domain/ids.ts';
import { matchesHash } from '../vault/secrets.ts';
import { apiKeyPlace } from './api-keys.ts';
import { currentTime, type Dependencies } from './dependencies.ts';
import type { TokenOperations } from './tokens.ts';

export interface Authentication {
  /** The actor of a whole key, `sk_…`. */
  byKey(rawKey: string): Promise<Actor>;
  /** The actor of a key given in two parts: client id and secret. */
  byIdAndSecret(publicId: string, secret: string): Promise<Actor>;
  /** The actor of a signed request, with the secret that it must be signed with. Throws when there is no such key. */
  bySignature(publicId: string): Promise<{ actor: Actor; secret: string }>;
  /** The actor of an access token that `tokens.issue` made. */
  byToken(token: string): Promise<{ actor: Actor; claims: Record<string, unknown> }>;
  /** Forgets a key that changed, or with null all keys of the tenant. */
  forget(tenantId: string, apiKeyId: string | null): void;
}

/** How long a key is believed without asking the database. */
const rememberedMilliseconds = 10_000;
/** How often the last use of a key is written down. */
const touchedMilliseconds = 60_000;

interface Remembered {
  key: ApiKey;
  until: number;
  actor: Actor;
}

export function createAuthentication(deps: Dependencies, tokens: TokenOperations): Authentication {
  const remembered = new Map<string, Remembered>();

  const load = async (publicId: string): Promise<Remembered> => {
    const now = deps.entropy.now();
    const known = remembered.get(publicId);
    if (known && known.until > now) return known;
    const ids = splitIds(publicId);
    const key = ids && (await deps.store.reads.apiKeys.byId(...ids));
    if (!key) throw unauthenticated();
    const entry = { key, until: now + rememberedMilliseconds, actor: actorOf(key) };
    remembered.set(publicId, entry);
    void touch(key, now);
    return entry;
  };

  const touch = async (key: ApiKey, now: number): Promise<void> => {
    if (key.lastUsedAt !== null && now - Date.parse(key.lastUsedAt) < touchedMilliseconds) return;
    // Of no consequence for any answer: a failure to write it is none of the caller's business.
    await deps.store
      .transaction((rows) => rows.apiKeys.touch(key.tenantId, key.id, currentTime(deps)))
      .catch(() => undefined);
  };

  const loadInForce = async (publicId: string): Promise<Remembered> => {
    const entry = await load(publicId);
    const { revokedAt, expiresAt } = entry.key;
    if (revokedAt !== null || (expiresAt !== null && Date.parse(expiresAt) <= deps.entropy.now()))
      throw unauthenticated();
    return entry;
  };

  const byIdAndSecret = async (publicId: string, secret: string): Promise<Actor> => {
    const { key, actor } = await loadInForce(publicId);
    if (!matchesHash(secret, key.secretHash)) throw unauthenticated();
    return actor;
  };

  const forget = (tenantId: string, apiKeyId: string | null): void => {
    for (const [publicId, { key }] of remembered) {
      if (key.tenantId === tenantId && (apiKeyId === null || key.id === apiKeyId)) remembered.delete(publicId);
    }
  };
  deps.store.onApiKeyChanged(forget);

  return {
    byKey: (rawKey) => {
      const match = /^sk_([0-9A-Za-z]{43})_([0-9A-Za-z]{43})$/.exec(rawKey);
      return match ? byIdAndSecret(match[1]!, match[2]!) : Promise.reject(unauthenticated());
    },
    byIdAndSecret,
    async bySignature(publicId) {
      const { key, actor } = await loadInForce(publicId);
      if (key.sealedSecret === null) throw unauthenticated();
      return { actor, secret: deps.vault.open(key.sealedSecret, apiKeyPlace(key.tenantId, key.id)) };
    },
    async byToken(token) {
      const claims = await tokens.verify(token);
      if (!claims || typeof claims.key !== 'string') throw unauthenticated();
      const { actor } = await loadInForce(claims.key);
      return { actor, claims };
    },
    forget,
  };
}

export function unauthenticated(): DomainError {
  return new DomainError('unauthenticated', 'the credential is missing, unknown, expired or revoked');
}

function actorOf({ tenantId, id, name, scopes, identityProviderId }: ApiKey): Actor {
  return { tenantId, kind: 'api_key', id, label: name, scopes: new Set(scopes), identityProviderId };
}
