/**
 * How two spellings are found to be the same. The spelling first given is kept for display; the key made here is what is
 * compared and indexed. Unicode and case are folded before anything is validated, so that `＠` cannot pass as `@` later.
 */
import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import { DomainError } from './errors.ts';

/** Folds what must not tell two people apart: NFKC, then lower case without a locale (no Turkish surprises). */
function fold(text: string): string {
  // Unicode's forms of plain letters are the letters.
  if (plain.test(text)) return text.toLowerCase().trim();
  return text.normalize('NFKC').toLowerCase().normalize('NFKC').trim();
}

const plain = /^[\x20-\x7e]*$/;

/** What no reader sees: two names that differ in it alone look the same. */
const hidden = /[\p{C}\p{Default_Ignorable_Code_Point}]/u;

/** The key of an e-mail address, or null when it is none. The local part keeps its dots and tags: they are the provider's. */
export function emailKey(email: string): string | null {
  const folded = fold(email);
  // RFC 5321 §4.5.3.1: 64 octets of local part, 254 in all. Quoted local parts and address literals are not taken.
  const match = /^([^\s@"(),:;<>[\]\\]{1,64})@([^\s@]{1,253})$/u.exec(folded);
  if (!match || hidden.test(folded)) return null;
  const domain = domainKey(match[2]!);
  const key = `${match[1]}@${domain}`;
  return domain === null || key.length > 254 ? null : key;
}

/**
 * The key of a domain name, or null when it is none: lower case, and in the form that is looked up (`xn--…`, RFC 5890
 * §2.3.2.1), so that `münchen.de` and `xn--mnchen-3ya.de` are one. INVARIANT: every list of domains is compared by it.
 */
export function domainKey(domain: string): string | null {
  const folded = fold(domain);
  const looked = /^[a-z0-9.-]*$/.test(folded) && !/(^|\.)xn--/.test(folded) ? folded : toAscii(folded);
  const labels = looked?.split('.') ?? [];
  return labels.length > 1 &&
    looked!.length <= 253 &&
    labels.every((label) => /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(label))
    ? looked
    : null;
}

/** Unicode's TR46, as the platform's `URL` does it (https://url.spec.whatwg.org/#concept-domain-to-ascii). */
function toAscii(domain: string): string | null {
  // A host may also be written with escapes and ports. A domain name has letters, digits, marks, dashes and dots.
  if (!/^[\p{L}\p{N}\p{M}.-]+$/u.test(domain) || hidden.test(domain)) return null;
  const url = `http://${domain}`;
  return URL.canParse(url) ? new URL(url).hostname : null;
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
  return key.length > 0 && key.length <= 128 && !hidden.test(key) ? key : null;
}

export function requireUsernameKey(username: string): string {
  const key = usernameKey(username);
  if (key === null)
    throw new DomainError('invalid_input', `\`${username.slice(0, 80)}\` is not a username`, { field: 'username' });
  return key;
}
