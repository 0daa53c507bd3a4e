/**
 * How two spellings are found to be the same. The spelling first given is kept for display; the key made here is what is
 * compared and indexed. Unicode and case are folded before anything is validated, so that `＠` cannot pass as `@` later.
 */
import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import { DomainError } from './errors.ts';

/** Folds what must not tell two people apart: NFKC, then lower case without a locale (no Turkish surprises). */
function fold(text: string): string {
  return text.normalize('NFKC').trim().toLowerCase();
}

/** The key of an e-mail address, or null when it is none. The local part keeps its dots and tags: they are the provider's. */
export function emailKey(email: string): string | null {
  const key = fold(email);
  // RFC 5321 §4.5.3.1: 64 octets of local part, 254 in all. Quoted local parts and address literals are not taken.
  const match = /^([^\s@"(),:;<>[\]\\]{1,64})@([^\s@"(),:;<>[\]\\]{1,253})$/u.exec(key);
  if (!match || key.length > 254) return null;
  const labels = match[2]!.split('.');
  return labels.length > 1 &&
    labels.every((label) => /^[\p{L}\p{N}\p{M}]([\p{L}\p{N}\p{M}-]{0,61}[\p{L}\p{N}\p{M}])?$/u.test(label))
    ? key
    : null;
}

/** As `emailKey`, but a bad address is refused. */
export function requireEmailKey(email: string): string {
  const key = emailKey(email);
  if (key === null)
    throw new DomainError('invalid_input', `\`${email.slice(0, 80)}\` is not an e-mail address`, { field: 'email' });
  return key;
}

/** The part of an e-mail key after the `@`. */
export function domainOf(key: string): string {
  return key.slice(key.lastIndexOf('@') + 1);
}

/**
 * The key of a phone number: E.164 (`+` and up to 15 digits) where the country is told, so that every spelling of one number
 * is one key; the bare digits where it is not. Null when it is none.
 */
export function phoneKey(phone: string): string | null {
  const text = phone.normalize('NFKC').trim();
  const international = text.startsWith('+') ? parsePhoneNumberFromString(text) : undefined;
  if (international?.isPossible() && !international.ext) return international.number;
  const key = text.replace(/[\s().-]/g, '');
  return /^\+?[0-9]{3,15}$/.test(key) ? key : null;
}

export function requirePhoneKey(phone: string): string {
  const key = phoneKey(phone);
  if (key === null)
    throw new DomainError('invalid_input', `\`${phone.slice(0, 40)}\` is not a phone number`, { field: 'phone' });
  return key;
}

/** The key of a username: case and compatibility forms do not tell two people apart. Null when empty or over 128. */
export function usernameKey(username: string): string | null {
  const key = fold(username);
  return key.length > 0 && key.length <= 128 && !/\p{C}/u.test(key) ? key : null;
}

export function requireUsernameKey(username: string): string {
  const key = usernameKey(username);
  if (key === null)
    throw new DomainError('invalid_input', `\`${username.slice(0, 80)}\` is not a username`, { field: 'username' });
  return key;
}
