/**
 * One-time codes: who may get one, and whether the one that was typed is right. Everything here does the same work whether
 * or not there is anybody to write to. How many an address may be sent is in `mailed-codes.ts`.
 */
import { emailKey } from '../domain/normalise.ts';
import type { PendingLink } from '../domain/pending-link.ts';
import type { User } from '../domain/user.ts';
import type { Reads } from '../stores/store.ts';
import { hashSecret, matchesHash } from '../vault/secrets.ts';

export const codeMinutes = 10;
/** Of one pending link. */
export const codesMax = 3;
/** Wrong codes of one pending link. */
export const attemptsMax = 5;

/** The one candidate that a code would prove. Of several, none: a mailbox does not tell which of them is meant. */
export function recipientOf({ candidates }: PendingLink): string | null {
  const provable = candidates.filter(({ proofs }) => proofs.includes('email_code'));
  return provable.length === 1 ? provable[0]!.userId : null;
}

/** The address that a code may go to: what the user has proved, in the spelling that is compared. */
export function provedAddressOf(
  user: Pick<User, 'email' | 'emailVerified' | 'status' | 'mergedInto'> | undefined | null,
): string | null {
  if (!user?.email || !user.emailVerified || user.status !== 'active' || user.mergedInto !== null) return null;
  return emailKey(user.email);
}

/** Bound to the token and the address: a row that is read elsewhere gives no code away, and a changed address voids it. */
export function hashCode(token: string, address: string, code: string): Uint8Array {
  return hashSecret(codeText(token, address, code));
}

/** Whether this is the code that was last sent for the pending link, to an address that is still the user's own. */
export async function isCodeRight(
  reads: Pick<Reads, 'users'>,
  pending: PendingLink,
  { token, code, now }: { token: string; code: string; now: number },
): Promise<boolean> {
  const user = await reads.users.byIdOrTombstone(pending.tenantId, pending.codeUserId ?? pending.identityId);
  const address = provedAddressOf(user);
  const same = matchesHash(codeText(token, address ?? '', code), pending.codeHash ?? new Uint8Array(32));
  return same && address !== null && pending.codeExpiresAt !== null && Date.parse(pending.codeExpiresAt) > now;
}

/** People type spaces and dashes, and some keyboards other digits. */
export function readCode(typed: string): string {
  return typed.slice(0, 64).normalize('NFKC').replace(/[\s-]/g, '');
}

/** Whether this is the code that was hashed for the token and address. */
export function isCodeText(token: string, address: string, code: string, hash: Uint8Array): boolean {
  return matchesHash(codeText(token, address, code), hash);
}

function codeText(token: string, address: string, code: string): string {
  return `${token}\n${address}\n${code}`;
}
