/**
 * A connection may say in expressions of its own what a person's claims are made of. This is what a mapping may touch, and
 * what becomes of the claims; the expressions themselves are evaluated elsewhere.
 */
import type { Claims } from './claims.ts';
import type { Json, JsonObject } from './json.ts';
import { emailKey, phoneKey } from './normalise.ts';

/**
 * What a mapping may say, each with the name that the claim has among the provider's own words where an identity keeps it
 * there alone.
 *
 * INVARIANT: who the person is (subject, its type), what is verified, and whose account it is (the hosted domain) are not
 * among them: an expression cannot reach them under any name.
 */
export const mappableClaims = [
  'email',
  'phone',
  'username',
  'displayName',
  'givenName',
  'familyName',
  'picture',
  'locale',
] as const;

export type MappableClaim = (typeof mappableClaims)[number];

/** One expression for each claim that is mapped. */
export type ClaimMapping = Partial<Record<MappableClaim, string>>;

/** What the expressions came to: undefined leaves the claim as it is, null takes it away. */
export type MappedValues = Partial<Record<MappableClaim, Json | undefined>>;

export interface MappingProblem {
  claim: MappableClaim;
  said: string;
}

export type MappingOutcome =
  | { mapped: true; claims: Claims; changed: MappableClaim[] }
  | { mapped: false; problems: MappingProblem[] };

/** Claims of the provider that vouch for its address and for no other, in whatever form they come. */
const emailVouchers = ['email_verified', 'xms_edov', 'hd'];

const keptInRaw: Partial<Record<MappableClaim, string>> = {
  givenName: 'given_name',
  familyName: 'family_name',
  picture: 'picture',
  locale: 'locale',
};

/** The claims with the values in their places, or everything that is wrong with the values. */
export function applyMapping(claims: Claims, values: MappedValues): MappingOutcome {
  const problems: MappingProblem[] = [];
  const next: Claims = { ...claims, raw: { ...claims.raw } };
  const changed: MappableClaim[] = [];
  for (const claim of mappableClaims) {
    const value = values[claim];
    if (value === undefined) continue;
    const wrong = value === null ? null : whatIsWrong(claim, value);
    if (wrong !== null) problems.push({ claim, said: wrong });
    else if (write(next, claim, isBlank(value) ? undefined : (value as string))) changed.push(claim);
  }
  return problems.length > 0 ? { mapped: false, problems } : { mapped: true, claims: next, changed };
}

function isBlank(value: Json): boolean {
  return value === null || (typeof value === 'string' && value.trim() === '');
}

/** Whether it changed anything. */
function write(claims: Claims, claim: MappableClaim, value: string | undefined): boolean {
  if (claim === 'email') return writeEmail(claims, value);
  if (claim === 'phone') return writePhone(claims, value);
  if (claims[claim] === value) return false;
  if (value === undefined) delete claims[claim];
  else claims[claim] = value;
  const name = keptInRaw[claim];
  if (name !== undefined) setOwn(claims.raw, name, value);
  return true;
}

/**
 * INVARIANT: another address than the provider's own is not verified, and nothing that the provider said of its own
 * vouches for it, here or when the identity is read again.
 */
function writeEmail(claims: Claims, value: string | undefined): boolean {
  const isOwn = value !== undefined && claims.email !== undefined && emailKey(value) === emailKey(claims.email);
  if (isOwn || value === claims.email) return false;
  if (value === undefined) delete claims.email;
  else claims.email = value;
  claims.emailVerified = false;
  delete claims.hostedDomain;
  for (const voucher of emailVouchers) delete claims.raw[voucher];
  return true;
}

function writePhone(claims: Claims, value: string | undefined): boolean {
  const isOwn = value !== undefined && claims.phone !== undefined && phoneKey(value) === phoneKey(claims.phone);
  if (isOwn || value === claims.phone) return false;
  if (value === undefined) delete claims.phone;
  else claims.phone = value;
  claims.phoneVerified = false;
  delete claims.raw.phone_number_verified;
  return true;
}

function setOwn(raw: JsonObject, name: string, value: string | undefined): void {
  if (value === undefined) delete raw[name];
  else raw[name] = value;
}

const lengthMax: Record<MappableClaim, number> = {
  email: 320,
  phone: 40,
  username: 255,
  displayName: 300,
  givenName: 300,
  familyName: 300,
  picture: 2048,
  locale: 40,
};

function whatIsWrong(claim: MappableClaim, value: Json): string | null {
  if (typeof value !== 'string') return `it must come to a text, and came to ${kindOf(value)}`;
  if (value.length > lengthMax[claim]) return `it may be ${lengthMax[claim]} characters long, and is ${value.length}`;
  if (/[\p{Cc}\p{Cs}]/u.test(value)) return 'it has control characters';
  if (value.trim() === '') return null;
  if (claim === 'email' && (emailKey(value) === null || /\s/.test(value))) return 'it is no e-mail address';
  if (claim === 'phone' && phoneKey(value) === null) return 'it is no telephone number';
  if (claim === 'picture' && !(/^https?:\/\//i.test(value) && URL.canParse(value))) return 'it is no web address';
  return null;
}

function kindOf(value: Json): string {
  if (Array.isArray(value)) return 'a list';
  if (value !== null && typeof value === 'object') return 'an object';
  return typeof value === 'number' ? 'a number' : 'true or false';
}
