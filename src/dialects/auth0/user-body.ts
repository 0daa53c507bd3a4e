/** What a caller says about a user, from this API's words to ours. */
import { type Static, Type } from 'typebox';
import type { IdentityWithProvider } from '../../domain/identity.ts';
import type { IdentityProvider } from '../../domain/identity-provider.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { UserProfile } from '../../domain/user.ts';
import type { IdentityDetails } from '../../operations/new-identity.ts';
import type { CreateUser, UpdateUser } from '../../operations/users.ts';
import { refuse } from './errors.ts';
import { requireMetadata } from './metadata-rules.ts';

const text = (maxLength: number) => Type.String({ minLength: 1, maxLength });
const phone = Type.String({ pattern: '^\\+[0-9]{1,15}$' });
const metadata = Type.Record(Type.String(), Type.Unknown());
const orNull = <T extends ReturnType<typeof text>>(schema: T) => Type.Optional(Type.Union([schema, Type.Null()]));

export const createUserBody = Type.Object(
  {
    connection: text(128),
    email: Type.Optional(text(254)),
    phone_number: Type.Optional(phone),
    username: Type.Optional(text(128)),
    email_verified: Type.Optional(Type.Boolean()),
    phone_verified: Type.Optional(Type.Boolean()),
    name: Type.Optional(text(300)),
    given_name: Type.Optional(text(150)),
    family_name: Type.Optional(text(150)),
    nickname: Type.Optional(text(300)),
    picture: Type.Optional(text(2000)),
    user_id: Type.Optional(Type.String({ pattern: '^\\S{1,255}$' })),
    user_metadata: Type.Optional(metadata),
    app_metadata: Type.Optional(metadata),
    blocked: Type.Optional(Type.Boolean()),
    // Taken and dropped: no password is kept here, and no mail sent.
    password: Type.Optional(Type.String({ maxLength: 1000 })),
    verify_email: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
);
export type CreateUserBody = Static<typeof createUserBody>;

export const updateUserBody = Type.Object(
  {
    connection: Type.Optional(text(128)),
    email: orNull(text(254)),
    phone_number: orNull(phone),
    username: orNull(text(128)),
    email_verified: Type.Optional(Type.Boolean()),
    phone_verified: Type.Optional(Type.Boolean()),
    name: orNull(text(300)),
    given_name: orNull(text(150)),
    family_name: orNull(text(150)),
    nickname: orNull(text(300)),
    picture: orNull(text(2000)),
    user_metadata: Type.Optional(metadata),
    app_metadata: Type.Optional(metadata),
    blocked: Type.Optional(Type.Boolean()),
    password: Type.Optional(Type.Union([Type.String(), Type.Null()])),
    verify_email: Type.Optional(Type.Boolean()),
    verify_phone_number: Type.Optional(Type.Boolean()),
    client_id: Type.Optional(Type.String()),
  },
  { additionalProperties: false, minProperties: 1 },
);
export type UpdateUserBody = Static<typeof updateUserBody>;

/** Only what the caller said: absent stays absent, null clears. */
function toProfile(body: Partial<UpdateUserBody>): UserProfile {
  const said = {
    email: body.email,
    emailVerified: body.email_verified,
    phone: body.phone_number,
    phoneVerified: body.phone_verified,
    username: body.username,
    name: body.name,
    givenName: body.given_name,
    familyName: body.family_name,
    nickname: body.nickname,
    picture: body.picture,
  };
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
}

/** A user of a database connection, with the one identity that it starts with. */
export function toCreateUser(
  body: CreateUserBody,
  { id: identityProviderId }: IdentityProvider,
  subject: string,
): CreateUser {
  const email = body.email?.toLowerCase();
  if (email === undefined && body.username === undefined && body.phone_number === undefined) {
    throw refuse(400, 'invalid_body', 'one of `email`, `username` and `phone_number` is needed');
  }
  const name = body.name ?? email ?? body.username ?? body.phone_number!;
  const nickname = body.nickname ?? email?.slice(0, email.lastIndexOf('@')) ?? body.username ?? name;
  const said: Partial<UpdateUserBody> = { ...body, name, nickname, ...(email !== undefined && { email }) };
  const { user_metadata: userMetadata = {}, app_metadata: appMetadata = {} } = body as Metadata;
  requireMetadata('user_metadata', userMetadata);
  requireMetadata('app_metadata', appMetadata);
  return {
    profile: { ...toProfile(said), userMetadata, appMetadata },
    originKey: `auth0|${subject}`,
    status: body.blocked ? 'suspended' : 'active',
    // The vendor lets one address be in several connections, once in each.
    unique: [],
    uniqueEmailAtProvider: true,
    identities: [{ identityProviderId, subject, ...toDetails(said, {}) }],
  };
}

interface Metadata {
  user_metadata?: JsonObject;
  app_metadata?: JsonObject;
}

/** `own` is the user's identity in a database connection, which says what the user says. */
export function toUpdateUser(body: UpdateUserBody, own: IdentityWithProvider | null): UpdateUser {
  if (body.password !== undefined) {
    throw refuse(400, 'not_supported', 'passwords are not kept here: a sign-in goes through an identity provider');
  }
  const said = own && body.email ? { ...body, email: body.email.toLowerCase() } : body;
  const profile = toProfile(said);
  const saysSomething = Object.keys(profile).length > 0;
  const merge: NonNullable<UpdateUser['merge']> = {};
  const { user_metadata: userMetadata, app_metadata: appMetadata } = body as Metadata;
  for (const [wire, field, document] of [
    ['user_metadata', 'userMetadata', userMetadata],
    ['app_metadata', 'appMetadata', appMetadata],
  ] as const) {
    if (document === undefined) continue;
    requireMetadata(wire, document);
    // The vendor takes an empty object as "remove all of it", and merges anything else at the first level.
    if (Object.keys(document).length === 0) profile[field] = {};
    else merge[field] = document;
  }
  return {
    profile,
    merge,
    unique: [],
    ...(own && saysSomething && { identity: { id: own.id, details: toDetails(said, own.claims), uniqueEmail: true } }),
  };
}

/** The same as an identity says it: fields of its own, and claims for the others. */
function toDetails(body: Partial<UpdateUserBody>, known: JsonObject): IdentityDetails {
  const claims: JsonObject = { ...known };
  for (const claim of ['name', 'given_name', 'family_name', 'nickname', 'picture'] as const) {
    const value = body[claim];
    if (value === null) delete claims[claim];
    else if (value !== undefined) claims[claim] = value;
  }
  return {
    ...(body.email !== undefined && { email: body.email }),
    ...(body.email_verified !== undefined && { emailVerified: body.email_verified }),
    ...(body.phone_number !== undefined && { phone: body.phone_number }),
    ...(body.phone_verified !== undefined && { phoneVerified: body.phone_verified }),
    ...(body.username !== undefined && { username: body.username }),
    ...(body.name !== undefined && { displayName: body.name }),
    claims,
  };
}
