/**
 * One-time codes: who may get one, how many, what the mail says, and whether the one that was typed is right. Everything
 * here does the same work whether or not there is anybody to write to.
 */
import { emailKey } from '../domain/normalise.ts';
import type { PendingLink } from '../domain/pending-link.ts';
import type { User } from '../domain/user.ts';
import type { Message } from '../mail/mailer.ts';
import type { Reads } from '../stores/store.ts';
import { hashSecret, matchesHash } from '../vault/secrets.ts';

export const codeMinutes = 10;
/** Of one pending link. */
export const codesMax = 3;
/** Wrong codes of one pending link. */
export const attemptsMax = 5;

/** How many codes may go to one user's address in a time, whoever asks. */
export interface CodesLimit {
  codesMax: number;
  windowMinutes: number;
  /** Why no code is sent, for the event. */
  said: string;
}

/**
 * An address is not to be flooded through us; and a patient guesser has ten codes a day, five tries at each, in a million.
 * A window is longer than its name by what a pending link may live, so that all codes of the last hour are counted.
 */
export const codesLimits: readonly CodesLimit[] = [
  { codesMax: 5, windowMinutes: 60 + 15, said: 'the address was sent as many codes as it may get in an hour' },
  { codesMax: 10, windowMinutes: 24 * 60 + 15, said: 'the address was sent as many codes as it may get in a day' },
];
/** How long a pending link is kept for its codes to be counted. */
export const codesWindowMinutes = Math.max(...codesLimits.map(({ windowMinutes }) => windowMinutes));

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

export function writeCodeMessage(about: {
  to: string;
  code: string;
  tenantName: string;
  providerName: string;
}): Message {
  const { to, code, tenantName, providerName } = about;
  const digits = `${code.slice(0, 3)} ${code.slice(3)}`;
  return {
    to,
    subject: oneLine(`Your code for ${tenantName}`),
    text: `Somebody signed in to ${oneLine(tenantName)} with ${oneLine(providerName)} and says that your account there is theirs.

If that was you, type this code on the page that asked for it:

    ${digits}

It works once, for ${codeMinutes} minutes. From then on, ${oneLine(providerName)} leads to your account too.

If it was not you, do nothing, and give the code to nobody: without it nothing changes.
`,
  };
}

/** Whether this is the code that was hashed for the token and address. */
export function isCodeText(token: string, address: string, code: string, hash: Uint8Array): boolean {
  return matchesHash(codeText(token, address, code), hash);
}

function codeText(token: string, address: string, code: string): string {
  return `${token}\n${address}\n${code}`;
}

/** Names are an operator's text: one line of it, of a sensible length. */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').slice(0, 80);
}
