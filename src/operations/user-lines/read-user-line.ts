/** One line of text becomes a user to import, or is refused with a reason that repeats nothing secret. */
import { Ajv, type ErrorObject } from 'ajv';
import addFormatsModule from 'ajv-formats';
import { DomainError } from '../../domain/errors.ts';
import { fromHex, fromObjectId, fromUlid, isUuid } from '../../domain/ids.ts';
import type { JsonObject, Timestamp } from '../../domain/json.ts';
import { parseJson } from '../../domain/parse-json.ts';
import type { UserProfile } from '../../domain/user.ts';
import type { ImportedIdentity, ImportedUser } from '../imported-user.ts';
import { type IdentityLine, type UserLine, userLine } from './user-line-schema.ts';

// The package's default export is the function itself under CommonJS interop.
const addFormats = addFormatsModule as unknown as (ajv: Ajv) => Ajv;
const validate = addFormats(new Ajv({ strict: false, allErrors: false })).compile<UserLine>(userLine);

/** Throws `malformed_json` or `invalid_input`. */
export function readUserLine(text: string): ImportedUser {
  const value = parseJson(text, 'the line');
  if (!validate(value)) throw describeProblem(validate.errors?.[0]);
  const { id, origin_key, merged_into, identities, ...line } = value;
  return present({
    id: id == null ? undefined : readUserId(id, 'id'),
    profile: readProfile(line),
    status: line.status,
    originKey: origin_key,
    lastLoginAt: readTime(line.last_login_at, 'last_login_at'),
    loginsCount: line.logins_count,
    mergedInto: merged_into == null ? undefined : readUserId(merged_into, 'merged_into'),
    createdAt: readTime(line.created_at, 'created_at'),
    updatedAt: readTime(line.updated_at, 'updated_at'),
    identities: (identities ?? []).map(readIdentity),
  });
}

/** What the line says of the person; what it leaves out stays out, so that an update leaves it as it is. */
function readProfile(line: Omit<UserLine, 'id' | 'identities'>): UserProfile {
  return present({
    email: line.email,
    emailVerified: line.email_verified,
    phone: line.phone,
    phoneVerified: line.phone_verified,
    username: line.username,
    externalId: line.external_id,
    name: line.name,
    givenName: line.given_name,
    familyName: line.family_name,
    nickname: line.nickname,
    picture: line.picture,
    locale: line.locale,
    profile: line.profile as JsonObject | undefined,
    userMetadata: line.user_metadata as JsonObject | undefined,
    appMetadata: line.app_metadata as JsonObject | undefined,
  });
}

function readIdentity(line: IdentityLine, index: number): ImportedIdentity {
  const time = (field: keyof IdentityLine): Timestamp | undefined =>
    readTime(line[field] as string | null | undefined, `identities/${index}/${field}`);
  return present({
    id: line.id?.toLowerCase(),
    identityProvider: line.identity_provider,
    subjectType: line.subject_type,
    subject: line.external_id,
    email: line.email,
    emailVerified: line.email_verified,
    phone: line.phone,
    phoneVerified: line.phone_verified,
    username: line.username,
    displayName: line.display_name,
    claims: line.claims as JsonObject | undefined,
    linkedBy: line.linked_by,
    linkedAt: time('linked_at'),
    connections: line.connections,
    firstLoginAt: time('first_login_at'),
    lastLoginAt: time('last_login_at'),
    loginsCount: line.logins_count,
    lastSyncedAt: time('last_synced_at'),
    createdAt: time('created_at'),
    updatedAt: time('updated_at'),
  });
}

/** An id in any of the spellings in which our APIs show one. */
function readUserId(text: string, field: string): string {
  const hex = /^[0-9a-f]{32}$/i.test(text) ? fromHex(text.toLowerCase()) : null;
  const ulid = text.startsWith('user_') ? fromUlid(text.slice('user_'.length)) : null;
  const id = isUuid(text) ? text.toLowerCase() : (ulid ?? hex ?? fromObjectId(text));
  if (id === null)
    throw invalid(field, `\`${field}\` must be a UUID, \`user_\` and a ULID, or 24 or 32 hexadecimal digits`);
  return id;
}

const firstInstant = Date.parse('0001-01-01T00:00:00Z');

/** Of a text that is known to be a date-time (RFC 3339): one that comes out as it went in. Leap seconds and the year 0 do not. */
const ourSpelling = /^(?!0000)\d{4}-\d\d-\d\dT\d\d:\d\d:[0-5]\d\.\d{3}Z$/;

/** The same instant in our spelling. PostgreSQL has no year 0. */
function readTime(text: string | null | undefined, field: string): Timestamp | undefined {
  if (text == null) return undefined;
  if (ourSpelling.test(text)) return text;
  const milliseconds = Date.parse(text);
  if (Number.isNaN(milliseconds) || milliseconds < firstInstant) throw invalid(field, `\`${field}\` is not a time`);
  const time = new Date(milliseconds).toISOString();
  if (time.length !== 24) throw invalid(field, `\`${field}\` is not a time of this era`);
  return time;
}

function describeProblem(error: ErrorObject | undefined): DomainError {
  const field = (error?.instancePath ?? '').slice(1);
  const params = error?.params as { additionalProperty?: string; missingProperty?: string } | undefined;
  if (params?.additionalProperty !== undefined) {
    const unknown = `${field ? `${field}/` : ''}${params.additionalProperty}`.slice(0, 120);
    return invalid(unknown, `the field \`${unknown}\` is not known`);
  }
  return invalid(field, `${field ? `\`${field}\`` : 'the line'} ${error?.message ?? 'is wrong'}`);
}

function invalid(field: string, message: string): DomainError {
  return new DomainError('invalid_input', message, { field });
}

type Present<T> = { [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined> } & {
  [K in keyof T as undefined extends T[K] ? never : K]: T[K];
};

/** The object without the fields that were left out. */
function present<T extends object>(fields: T): Present<T> {
  const kept: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(fields)) if (value !== undefined) kept[field] = value;
  return kept as Present<T>;
}
