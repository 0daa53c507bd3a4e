/** Signs and verifies JSON Web Tokens (RFC 7519) with RS256, the one algorithm that every vendor's SDK takes. */
import { exportJWK, generateKeyPair, importJWK, type JWK, jwtVerify, SignJWT } from 'jose';
import type { JsonObject } from '../domain/json.ts';

export const signingAlgorithm = 'RS256';

export interface KeyPair {
  publicJwk: JsonObject;
  privateJwk: JsonObject;
}

export async function createKeyPair(): Promise<KeyPair> {
  const { publicKey, privateKey } = await generateKeyPair(signingAlgorithm, { extractable: true, modulusLength: 2048 });
  return {
    publicJwk: (await exportJWK(publicKey)) as JsonObject,
    privateJwk: (await exportJWK(privateKey)) as JsonObject,
  };
}

/** A signed token with exactly these claims. */
export async function signToken(privateJwk: JsonObject, keyId: string, claims: JsonObject): Promise<string> {
  const key = await importJWK(privateJwk as JWK, signingAlgorithm);
  return new SignJWT(claims).setProtectedHeader({ alg: signingAlgorithm, typ: 'JWT', kid: keyId }).sign(key);
}

/** The claims of a token that is whole and in force, or null. */
export async function verifyToken(publicJwk: JsonObject, token: string, now: Date): Promise<JsonObject | null> {
  try {
    const key = await importJWK(publicJwk as JWK, signingAlgorithm);
    // INVARIANT: the algorithm is ours, never the token's own word (RFC 8725 §3.1).
    const { payload } = await jwtVerify(token, key, {
      algorithms: [signingAlgorithm],
      currentDate: now,
      requiredClaims: ['exp'],
    });
    return payload as JsonObject;
  } catch {
    return null;
  }
}
