/** Random secrets and how they are compared. 256 random bits need one fast hash, not a slow one. */
import { hash as digest, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';
import { toBase62Text } from '../domain/ids.ts';

/** 43 letters and digits: 256 random bits. */
export function createSecret(): string {
  return toBase62Text(randomBytes(32));
}

/** Six digits to be typed: guessed once in a million, so whoever checks them counts the guesses. */
export function createOneTimeCode(): string {
  return String(randomInt(1_000_000)).padStart(6, '0');
}

export function hashSecret(secret: string): Uint8Array {
  return digest('sha256', secret, 'buffer');
}

/** Compares a secret with a kept hash, in a time that does not depend on where they differ. */
export function matchesHash(secret: string, hash: Uint8Array): boolean {
  const own = hashSecret(secret);
  return own.length === hash.length && timingSafeEqual(own, hash);
}

/** Whether two secrets are the same text, in a time that does not depend on where they differ. */
export function isSameSecret(one: string, other: string): boolean {
  if (one.length !== other.length) return false;
  let difference = 0;
  for (let index = 0; index < one.length; index += 1) difference |= one.charCodeAt(index) ^ other.charCodeAt(index);
  return difference === 0;
}
