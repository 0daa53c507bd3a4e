/** What a caller writes about a user, as one change: its profile, its custom data and whether it is suspended. */
import { Type } from 'typebox';
import { DomainError } from '../../domain/errors.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { User, UserProfile } from '../../domain/user.ts';
import { anyObject, flag, type InputOf, malformed, oneOf, optional, text } from './input.ts';
import { joinPhone } from './phone.ts';
import { genderKey, genders, plainFields, profileFields, statuses, statusKey } from './user-fields.ts';

const textFields = Object.fromEntries(
  [...Object.keys(plainFields), ...Object.keys(profileFields)].map((field) => [
    field,
    optional(text(field === 'photo' ? 4096 : 1000)),
  ]),
) as Record<keyof typeof plainFields | keyof typeof profileFields, ReturnType<typeof optionalText>>;

function optionalText() {
  return optional(text());
}

/** The fields that creating and updating share. */
export const writable = {
  ...textFields,
  status: optional(oneOf(...statuses)),
  email: optional(text(320)),
  phone: optional(text(40)),
  phoneCountryCode: optional(text(8)),
  gender: optional(oneOf('M', 'F', 'U', 'W')),
  emailVerified: flag(),
  phoneVerified: flag(),
  customData: optional(anyObject()),
  metadataSource: optional(Type.Unsafe<JsonObject>({ type: 'object' })),
  tenantIds: optional(Type.Array(text())),
  departmentIds: optional(Type.Array(text())),
  otp: optional(Type.Object({ secret: optional(text()), recoveryCode: optional(text()) })),
};

export type WritableUser = InputOf<ReturnType<typeof writableObject>>;

function writableObject() {
  return Type.Object(writable);
}

export interface UserChange {
  profile: UserProfile;
  merge: { profile: JsonObject; userMetadata: JsonObject };
  status: User['status'] | undefined;
}

/** Absent leaves a field as it is; an empty text clears it. */
export function readChange(input: WritableUser): UserChange {
  refuseUnkept(input);
  requireShortValues(input.customData);
  const profile: UserProfile = {};
  for (const [field, key] of Object.entries(plainFields))
    assign(profile, key, input[field as keyof typeof plainFields]);
  assign(profile, 'email', input.email);
  if (input.phone !== undefined)
    profile.phone = input.phone === '' ? null : joinPhone(input.phone, input.phoneCountryCode);
  else if (input.phoneCountryCode) throw malformed('phoneCountryCode', 'it needs a `phone`');
  if (input.emailVerified !== undefined) profile.emailVerified = input.emailVerified;
  if (input.phoneVerified !== undefined) profile.phoneVerified = input.phoneVerified;

  const more: JsonObject = {};
  for (const [field, key] of Object.entries(profileFields)) {
    const value = input[field as keyof typeof profileFields];
    if (value !== undefined) more[key] = value === '' ? null : value;
  }
  if (input.gender !== undefined) more[genderKey] = genders[input.gender]!;
  if (input.metadataSource !== undefined) more.metadata_source = input.metadataSource;
  if (input.status !== undefined) more[statusKey] = input.status === 'Activated' ? null : input.status;

  return {
    profile,
    merge: { profile: more, userMetadata: (input.customData ?? {}) as JsonObject },
    status: input.status === undefined ? undefined : input.status === 'Activated' ? 'active' : 'suspended',
  };
}

/** The change as the whole profile of a user that does not exist yet. */
export function asNewProfile({ profile, merge }: UserChange): UserProfile {
  return { ...profile, profile: withoutNulls(merge.profile), userMetadata: withoutNulls(merge.userMetadata) };
}

function assign<K extends keyof UserProfile>(profile: UserProfile, key: K, value: string | undefined): void {
  if (value !== undefined) Object.assign(profile, { [key]: value === '' ? null : value });
}

function withoutNulls(document: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(document).filter(([, value]) => value !== null));
}

/** What would be lost is refused, not dropped. */
function refuseUnkept({ otp, departmentIds, tenantIds }: WritableUser): void {
  const unkept = (field: string) =>
    new DomainError('not_supported', `\`${field}\` is not kept by this server: leave it out`, { field });
  if (otp?.secret) throw unkept('otp');
  if (departmentIds?.length) throw unkept('departmentIds');
  if (tenantIds?.length) throw unkept('tenantIds');
}

const customTextLengthMax = 1024;

function requireShortValues(customData: Record<string, unknown> = {}): void {
  for (const [key, value] of Object.entries(customData))
    if (typeof value === 'string' && value.length > customTextLengthMax)
      throw malformed('customData', `\`${key.slice(0, 80)}\` is over ${customTextLengthMax} characters`);
}
