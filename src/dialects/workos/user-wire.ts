/** A user as WorkOS shows it, and what a caller says about one in the domain's words. */
import { type Static, Type } from 'typebox';
import type { JsonObject } from '../../domain/json.ts';
import type { User, UserProfile } from '../../domain/user.ts';
import { toWireId } from './wire-ids.ts';

export interface WireUser {
  object: 'user';
  id: string;
  email: string;
  email_verified: boolean;
  first_name: string | null;
  last_name: string | null;
  name: string | null;
  profile_picture_url: string | null;
  locale: string | null;
  last_sign_in_at: string | null;
  external_id: string | null;
  metadata: Record<string, string>;
  created_at: string;
  updated_at: string;
}

/** All 14 keys, always: several SDKs fail on a user that lacks one. */
export function toWireUser(user: Omit<User, 'tenantId'>): WireUser {
  return {
    object: 'user',
    id: toWireId('user', user.id),
    // In WorkOS every user has an address, and its typed SDKs take no null here.
    email: user.email ?? '',
    email_verified: user.emailVerified,
    first_name: user.givenName,
    last_name: user.familyName,
    name: user.name ?? ([user.givenName, user.familyName].filter(Boolean).join(' ') || null),
    profile_picture_url: user.picture,
    locale: user.locale,
    last_sign_in_at: user.lastLoginAt,
    external_id: user.externalId,
    metadata: toWireMetadata(user.userMetadata),
    created_at: user.createdAt,
    updated_at: user.updatedAt,
  };
}

/** WorkOS's metadata is text under each key; what other dialects keep in any other form is not shown. */
export function toWireMetadata(metadata: JsonObject): Record<string, string> {
  const texts = Object.entries(metadata).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return Object.fromEntries(texts);
}

const text = (maxLength: number) => Type.Optional(Type.Unsafe<string | null>({ type: ['string', 'null'], maxLength }));

const password = {
  password: text(1024),
  password_hash: text(2048),
  password_hash_type: text(64),
  password_salt_position: text(64),
};

/** The fields that keep a password. Selfsame keeps none. */
export const passwordFields = Object.keys(password) as (keyof typeof password)[];

const profile = {
  name: text(512),
  first_name: text(256),
  last_name: text(256),
  email_verified: Type.Optional(Type.Unsafe<boolean | null>({ type: ['boolean', 'null'] })),
  external_id: Type.Optional(
    // Printable ASCII, as WorkOS has it; nothing that a path cannot carry.
    Type.Unsafe<string | null>({ type: ['string', 'null'], minLength: 1, maxLength: 128, pattern: '^[\\x20-\\x7e]+$' }),
  ),
  locale: text(64),
  metadata: Type.Optional(
    Type.Unsafe<Record<string, string | null> | null>({
      type: ['object', 'null'],
      additionalProperties: { type: ['string', 'null'] },
    }),
  ),
};

/** Fields that are not named here are let through and not kept: newer SDKs send more. */
export const CreateUserBody = Type.Object({
  email: Type.String({ minLength: 1, maxLength: 320 }),
  ...profile,
  ...password,
});
export const UpdateUserBody = Type.Object({
  email: Type.Optional(Type.String({ minLength: 1, maxLength: 320 })),
  ...profile,
  ...password,
});

/** The body's profile without its metadata, which merges and so has a way of its own. */
export function fromWireUser(body: Static<typeof UpdateUserBody>): UserProfile {
  const { email, email_verified, external_id, first_name, last_name, name, locale } = body;
  return {
    ...(email !== undefined && { email: email.trim() }),
    ...(typeof email_verified === 'boolean' && { emailVerified: email_verified }),
    ...(external_id !== undefined && { externalId: external_id }),
    ...(first_name !== undefined && { givenName: first_name }),
    ...(last_name !== undefined && { familyName: last_name }),
    ...(name !== undefined && { name }),
    ...(locale !== undefined && { locale }),
  };
}
