/**
 * Reads a provider's words into ours, strictly: a value of the wrong type is as good as absent, except for the
 * subject, without which there is no identity and so no sign-in.
 */
import { type Claims, ConnectorError } from './connector.ts';

const subjectCharactersMax = 255; // OpenID Connect Core 1.0 §2, `sub`
const textCharactersMax = 1024;
const emailCharactersMax = 320;
const urlCharactersMax = 2048;
const rawBytesMax = 64 * 1024;

// Cc: control characters, of which PostgreSQL cannot store U+0000; Cs: halves of a surrogate pair, which UTF-8 cannot carry.
const unstorable = /[\p{Cc}\p{Cs}]/u;

/**
 * The subject, byte for byte: never trimmed, folded or decoded, since two spellings are two people.
 *
 * INVARIANT: what comes out is 1 to 255 storable characters and not blank, so that no two people share an "empty" subject.
 */
export function readSubject(value: unknown): string {
  if (typeof value !== 'string') throw new ConnectorError('claims_invalid', 'the provider named no subject');
  if (value.trim() === '') throw new ConnectorError('claims_invalid', 'the provider named an empty subject');
  if (value.length > subjectCharactersMax)
    throw new ConnectorError(
      'claims_invalid',
      `the provider's subject is longer than ${subjectCharactersMax} characters`,
    );
  if (unstorable.test(value))
    throw new ConnectorError('claims_invalid', "the provider's subject holds control characters");
  return value;
}

/** The subject of a provider whose ids are numbers: a safe positive integer, as its decimal digits. */
export function readNumericSubject(value: unknown): string {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 1)
    throw new ConnectorError('claims_invalid', 'the provider named no subject');
  return String(value);
}

export function readText(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.trim() === '' || value.length > textCharactersMax) return undefined;
  return unstorable.test(value) ? undefined : value;
}

/** An address as the provider spells it; normalizing is for whoever compares. */
export function readEmail(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length > emailCharactersMax) return undefined;
  return /^[^\s@\p{Cc}\p{Cs}]+@[^\s@\p{Cc}\p{Cs}]+$/u.test(value) ? value : undefined;
}

export function readHttpUrl(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length > urlCharactersMax || !URL.canParse(value)) return undefined;
  return /^https?:$/.test(new URL(value).protocol) ? value : undefined;
}

/** A domain name in lower case, as `hd` of Google; anything that is not one is absent. */
export function readDomain(value: unknown): string | undefined {
  const domain = readText(value)?.toLowerCase();
  return domain !== undefined && /^[^\s@/:]+\.[^\s@/:]+$/.test(domain) ? domain : undefined;
}

/**
 * A provider's "verified" bit. Boolean true, or one of the spellings that a strategy declares because its provider's
 * documentation does; everything else (`"true"`, 1, null, missing, a list) is not verified.
 */
export function readVerified(value: unknown, declaredSpellings: readonly unknown[] = []): boolean {
  return value === true || declaredSpellings.includes(value);
}

/** Values of one exchange, worthless or dangerous to keep afterwards. */
const oneTimeClaims = new Set(['nonce', 'at_hash', 'c_hash', 's_hash', 'jti', 'sid', 'iat', 'exp', 'nbf', 'auth_time']);

/**
 * What the provider sent, fit for a `jsonb` column: bounded, without one-time values, without NUL, and without keys
 * that would reach a prototype when someone copies the object.
 */
export function keepRaw(claims: Record<string, unknown>): Record<string, unknown> {
  requireShallow(claims, 0);
  const text = JSON.stringify(claims, (key, value) => {
    if (key === '__proto__' || key === 'constructor' || key === 'prototype') return undefined;
    return typeof value === 'string' ? value.replaceAll('\u0000', '').replace(/\p{Cs}/gu, '\ufffd') : value;
  });
  if (Buffer.byteLength(text) > rawBytesMax)
    throw new ConnectorError(
      'claims_invalid',
      `the provider said more about the person than ${rawBytesMax / 1024} KiB`,
    );
  const kept = Object.entries(JSON.parse(text) as Record<string, unknown>).filter(([key]) => !oneTimeClaims.has(key));
  return Object.fromEntries(kept);
}

/** As deep as bodies may be. Over some thousand levels the platform's own JSON would end in a full stack. */
const rawDepthMax = 64;

function requireShallow(value: unknown, depth: number): void {
  if (typeof value !== 'object' || value === null) return;
  if (depth > rawDepthMax)
    throw new ConnectorError('claims_invalid', `the provider's words are nested over ${rawDepthMax} levels deep`);
  for (const member of Object.values(value)) requireShallow(member, depth + 1);
}

/** Leaves out what is undefined, so that an absent claim is an absent key. */
export function withoutUndefined<T extends object>(object: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const entries = Object.entries(object).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]: Exclude<T[K], undefined> };
}

/** What a provider says of a person, before it is known to be of the right kind. */
export interface Said {
  subject: unknown;
  subjectType?: string;
  email?: unknown;
  /** Whether the address is verified, as the provider says it: believed only where it is boolean true. */
  emailVerified?: unknown;
  phone?: unknown;
  phoneVerified?: unknown;
  username?: unknown;
  displayName?: unknown;
  givenName?: unknown;
  familyName?: unknown;
  picture?: unknown;
  locale?: unknown;
  hostedDomain?: unknown;
  /** Everything, for people who look. */
  raw: Record<string, unknown>;
}

/** Ours for theirs: `readSubject` says what a subject has to be, everything else is absent unless it is what it should be. */
export function readSaid(said: Said, readSubjectAs: (value: unknown) => string = readSubject): Claims {
  const email = readEmail(said.email);
  const phone = readText(said.phone);
  return withoutUndefined({
    subject: readSubjectAs(said.subject),
    subjectType: said.subjectType ?? '',
    email,
    emailVerified: email !== undefined && readVerified(said.emailVerified),
    phone,
    phoneVerified: phone !== undefined && readVerified(said.phoneVerified),
    username: readText(said.username),
    displayName: readText(said.displayName),
    givenName: readText(said.givenName),
    familyName: readText(said.familyName),
    picture: readHttpUrl(said.picture),
    locale: readText(said.locale),
    hostedDomain: readDomain(said.hostedDomain),
    raw: keepRaw(said.raw),
  }) as Claims;
}

/** An object of an answer; empty where there is none, so that what is missing is refused by what reads it. */
export function readObject(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

/** The first entry of a list that is an object; empty where there is none. */
export function readFirst(value: unknown): Record<string, unknown> {
  return readObject(Array.isArray(value) ? value[0] : undefined);
}

/** The subject of a provider that sends its ids as numbers in some answers and as digits in others. */
export function readNumberOrText(value: unknown): string {
  return typeof value === 'number' ? readNumericSubject(value) : readSubject(value);
}
