/**
 * Who is calling: API keys and the access tokens issued to them. Keys are remembered for a short while by their id, so
 * that a request costs one hash and no query; a revocation drops them at once: in all processes of this server before it
 * is answered, in other servers as soon as the database tells them.
 */
import type { Actor } from '../domain/actor.ts';
import type { ApiKey } from '../domain/api-key.ts';
import { DomainError } from '../domain/errors.ts';
import { splitIds } from '../domain/ids.ts';
import { isSameSecret, matchesHash } from '../vault/secrets.ts';
import { apiKeyPlace } from './api-keys.ts';
import type { Dependencies } from './dependencies.ts';
import { createKeyUses } from './key-uses.ts';
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
  /** The same without waiting, of what was known a moment ago: null where it has to be looked up, or refused. */
  believed: {
    byKey(rawKey: string): Actor | null;
    bySignature(publicId: string): { actor: Actor; secret: string } | null;
    byToken(token: string): { actor: Actor; claims: Record<string, unknown> } | null;
  };
}

/** How long a key is believed without asking the database. */
const rememberedMilliseconds = 10_000;

interface Remembered {
  key: ApiKey;
  until: number;
  actor: Actor;
  /** When the key ends; never: infinity. */
  expiresAt: number;
  /** The secret, once it was shown and its hash compared, or opened to check a signature. */
  secret: string | null;
}

const rawKeyLength = 90;
const rawKeyShape = /^sk_([0-9A-Za-z]{43})_([0-9A-Za-z]{43})$/;

export function createAuthentication(deps: Dependencies, tokens: TokenOperations): Authentication {
  const remembered = new Map<string, Remembered>();
  const noteUse = createKeyUses(deps);
  let changes = 0;

  const load = async (publicId: string): Promise<Remembered> => {
    const now = deps.entropy.now();
    const known = remembered.get(publicId);
    if (known && known.until > now) return known;
    const ids = splitIds(publicId);
    const changesBefore = changes;
    const key = ids && (await deps.store.reads.apiKeys.byId(...ids));
    if (!key) throw unauthenticated();
    const entry: Remembered = {
      key,
      until: now + rememberedMilliseconds,
      actor: actorOf(key),
      expiresAt: key.expiresAt === null ? Number.POSITIVE_INFINITY : Date.parse(key.expiresAt),
      secret: null,
    };
    // INVARIANT: what was read while a key changed may be what it was before, and is good for this request alone.
    if (changes === changesBefore) remembered.set(publicId, entry);
    noteUse(key);
    return entry;
  };

  const loadInForce = async (publicId: string): Promise<Remembered> => {
    const entry = await load(publicId);
    if (!isInForce(entry, deps.entropy.now())) throw unauthenticated();
    return entry;
  };

  /** What `loadInForce` would answer without asking the database, or null. */
  const recall = (publicId: string): Remembered | null => {
    const known = remembered.get(publicId);
    if (!known) return null;
    const now = deps.entropy.now();
    return known.until > now && isInForce(known, now) ? known : null;
  };

  const byIdAndSecret = async (publicId: string, secret: string): Promise<Actor> => {
    const entry = await loadInForce(publicId);
    if (!matchesHash(secret, entry.key.secretHash)) throw unauthenticated();
    entry.secret = secret;
    return entry.actor;
  };

  /** Forgets a key that changed, or with null all keys of the tenant. */
  const forget = (tenantId: string, apiKeyId: string | null): void => {
    changes += 1;
    for (const [publicId, { key }] of remembered) {
      if (key.tenantId === tenantId && (apiKeyId === null || key.id === apiKeyId)) remembered.delete(publicId);
    }
  };
  deps.store.onApiKeyChanged(forget);
  deps.shared.onForget((known) => {
    if (known.what === 'api_key') forget(known.tenantId, known.id);
    if (known.what === 'tenant') forget(known.tenantId, null);
  });

  return {
    byKey: (rawKey) => {
      const match = rawKeyShape.exec(rawKey);
      return match ? byIdAndSecret(match[1]!, match[2]!) : Promise.reject(unauthenticated());
    },
    byIdAndSecret,
    async bySignature(publicId) {
      const entry = await loadInForce(publicId);
      if (entry.key.sealedSecret === null) throw unauthenticated();
      entry.secret = deps.vault.open(entry.key.sealedSecret, apiKeyPlace(entry.key.tenantId, entry.key.id));
      return { actor: entry.actor, secret: entry.secret };
    },
    async byToken(token) {
      const claims = await tokens.verify(token);
      if (!claims || typeof claims.key !== 'string') throw unauthenticated();
      const { actor } = await loadInForce(claims.key);
      return { actor, claims };
    },
    believed: {
      byKey(rawKey) {
        if (rawKey.length !== rawKeyLength || !rawKey.startsWith('sk_') || rawKey[46] !== '_') return null;
        const entry = recall(rawKey.slice(3, 46));
        return entry?.secret != null && isSameSecret(rawKey.slice(47), entry.secret) ? entry.actor : null;
      },
      bySignature(publicId) {
        const entry = recall(publicId);
        return entry?.secret != null && entry.key.sealedSecret !== null
          ? { actor: entry.actor, secret: entry.secret }
          : null;
      },
      byToken(token) {
        const claims = tokens.remembered(token);
        const entry = typeof claims?.key === 'string' ? recall(claims.key) : null;
        return entry && { actor: entry.actor, claims: claims! };
      },
    },
  };
}

function isInForce({ key, expiresAt }: Remembered, now: number): boolean {
  return key.revokedAt === null && expiresAt > now;
}

export function unauthenticated(): DomainError {
  return new DomainError('unauthenticated', 'the credential is missing, unknown, expired or revoked');
}

function actorOf({ tenantId, id, name, scopes, identityProviderId }: ApiKey): Actor {
  return { tenantId, kind: 'api_key', id, label: name, scopes: new Set(scopes), identityProviderId };
}
