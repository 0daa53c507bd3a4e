/** Access tokens: JSON Web Tokens signed with the tenant's own key, made at the first need. */
import { createId, joinIds, splitIds } from '../domain/ids.ts';
import type { JsonObject } from '../domain/json.ts';
import type { SigningKey } from '../stores/store.ts';
import { createKeyPair, signingAlgorithm, signToken, verifyToken } from '../vault/signing.ts';
import { currentTime, type Dependencies } from './dependencies.ts';
import { tenantNotFound } from './tenants.ts';

export interface TokenOperations {
  /** Signs these claims as they are. `key`, the public id of the API key it is for, is what `authentication` reads. */
  issue(tenantId: string, claims: JsonObject): Promise<string>;
  /** The claims of a token of ours that is in force, or null. */
  verify(token: string): Promise<JsonObject | null>;
  /** The tenant's public keys as a JWK Set (RFC 7517). Throws `tenant_not_found`. */
  jwks(tenantId: string): Promise<{ keys: JsonObject[] }>;
}

/** Verified tokens that are remembered, so that a client's next request costs no signature check. */
const rememberedMax = 10_000;

export function createTokenOperations(deps: Dependencies): TokenOperations {
  const keys = new Map<string, SigningKey[]>();
  const verified = new Map<string, JsonObject & { exp: number }>();

  const load = async (tenantId: string): Promise<SigningKey[]> => {
    const known = keys.get(tenantId);
    if (known) return known;
    const found = await deps.store.reads.signingKeys.ofTenant(tenantId);
    if (found.length > 0) keys.set(tenantId, found);
    return found;
  };

  /** INVARIANT: two callers at once end up with one key. */
  const loadOrCreate = async (tenantId: string): Promise<SigningKey> => {
    const [existing] = await load(tenantId);
    if (existing) return existing;
    const pair = await createKeyPair();
    const all = await deps.store.transaction(async (rows) => {
      await rows.lockKeys(tenantId, ['signing_key']);
      const found = await rows.signingKeys.ofTenant(tenantId);
      if (found.length > 0) return found;
      const id = createId(deps.entropy);
      const key: SigningKey = {
        id,
        tenantId,
        algorithm: signingAlgorithm,
        publicJwk: pair.publicJwk,
        sealedPrivateJwk: deps.vault.seal(JSON.stringify(pair.privateJwk), signingKeyPlace(tenantId, id)),
        createdAt: currentTime(deps),
      };
      await rows.signingKeys.insert(key);
      return [key];
    });
    keys.set(tenantId, all);
    return all[0]!;
  };

  const remember = (token: string, claims: JsonObject): JsonObject => {
    if (verified.size >= rememberedMax) verified.delete(verified.keys().next().value!);
    verified.set(token, claims as JsonObject & { exp: number });
    return claims;
  };

  return {
    async issue(tenantId, claims) {
      const key = await loadOrCreate(tenantId);
      const privateJwk = JSON.parse(
        deps.vault.open(key.sealedPrivateJwk, signingKeyPlace(tenantId, key.id)),
      ) as JsonObject;
      return signToken(privateJwk, keyName(key), claims);
    },

    async verify(token) {
      const now = deps.entropy.now();
      const known = verified.get(token);
      if (known) {
        if (known.exp * 1000 > now) return known;
        verified.delete(token);
        return null;
      }
      const ids = splitIds(keyIdOf(token) ?? '');
      const key = ids && (await load(ids[0])).find(({ id }) => id === ids[1]);
      const claims = key && (await verifyToken(key.publicJwk, token, new Date(now)));
      return claims ? remember(token, claims) : null;
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

/** A signing key's name in tokens: it tells the tenant, so that a token is verified without asking around. */
function keyName({ tenantId, id }: SigningKey): string {
  return joinIds(tenantId, id);
}

function signingKeyPlace(tenantId: string, id: string): string {
  return `${tenantId}/signing_keys/${id}`;
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
