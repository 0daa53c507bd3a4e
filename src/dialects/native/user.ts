/** A user on the wire: JITSudo's fields first, ours after them. */
import { type Static, Type } from 'typebox';
import type { JsonObject } from '../../domain/json.ts';
import type { User, UserProfile } from '../../domain/user.ts';
import { jsonObject, nullable, oneOf, textInput, time, uuid } from './fields.ts';

const authProviders = ['local', 'oidc', 'saml'] as const;
type AuthProvider = (typeof authProviders)[number];

export const UserBody = Type.Object(
  {
    id: uuid(),
    email: nullable(Type.String()),
    name: nullable(Type.String()),
    roles: Type.Array(Type.String(), { description: 'Kept as `app_metadata.roles`.' }),
    auth_provider: oneOf(authProviders, {
      description: 'How the user came in first; `app_metadata.auth_provider` where that says so.',
    }),
    active: Type.Boolean({ description: 'False for a suspended or merged user.' }),
    email_verified: Type.Boolean(),
    is_owner: Type.Boolean({ description: 'Always false: a tenant has no owner here.' }),
    created_at: time(),
    updated_at: time(),
    phone: nullable(Type.String()),
    phone_verified: Type.Boolean(),
    username: nullable(Type.String()),
    external_id: nullable(Type.String({ description: 'Your own name for the user; unique in the tenant.' })),
    given_name: nullable(Type.String()),
    family_name: nullable(Type.String()),
    nickname: nullable(Type.String()),
    picture: nullable(Type.String()),
    locale: nullable(Type.String()),
    profile: jsonObject({ description: 'Further standard claims: `birthdate`, `gender`, `website`, …' }),
    user_metadata: jsonObject({ description: 'What the user may change about himself.' }),
    app_metadata: jsonObject({ description: 'What only applications may change.' }),
    status: oneOf(['active', 'suspended', 'merged']),
    merged_into: nullable(uuid({ description: 'The user that stands in for this one since a merge.' })),
    last_login_at: nullable(time()),
    logins_count: Type.Integer(),
  },
  {
    $id: 'User',
    title: 'User',
    examples: [
      {
        id: '0199b6a4-5f21-7c3e-9d2a-4b1f6c7d8e90',
        email: 'ada@example.com',
        name: 'Ada Lovelace',
        roles: [],
        auth_provider: 'oidc',
        active: true,
        email_verified: true,
        is_owner: false,
        created_at: '2026-01-15T12:00:00.000Z',
        updated_at: '2026-01-15T12:00:00.000Z',
        phone: null,
        phone_verified: false,
        username: 'ada',
        external_id: 'customer-1815',
        given_name: 'Ada',
        family_name: 'Lovelace',
        nickname: null,
        picture: null,
        locale: 'en-GB',
        profile: {},
        user_metadata: { theme: 'dark' },
        app_metadata: {},
        status: 'active',
        merged_into: null,
        last_login_at: '2026-01-15T12:00:00.000Z',
        logins_count: 1,
      },
    ],
  },
);

/** What a caller may say about a user. Absent leaves as it is, null clears. */
export const profileFields = {
  email: Type.Optional(nullable(textInput(320))),
  email_verified: Type.Optional(Type.Boolean({ description: 'You vouch for the address.' })),
  phone: Type.Optional(nullable(textInput(40))),
  phone_verified: Type.Optional(Type.Boolean()),
  username: Type.Optional(nullable(textInput(128))),
  external_id: Type.Optional(
    nullable(
      Type.String({ minLength: 1, maxLength: 255, description: 'Your own name for the user; unique in the tenant.' }),
    ),
  ),
  name: Type.Optional(nullable(textInput(300))),
  given_name: Type.Optional(nullable(textInput(300))),
  family_name: Type.Optional(nullable(textInput(300))),
  nickname: Type.Optional(nullable(textInput(300))),
  picture: Type.Optional(nullable(textInput(2048))),
  locale: Type.Optional(nullable(textInput(64))),
  profile: Type.Optional(jsonObject()),
  user_metadata: Type.Optional(jsonObject()),
  app_metadata: Type.Optional(jsonObject()),
  roles: Type.Optional(Type.Array(textInput(128), { maxItems: 100, description: 'Kept as `app_metadata.roles`.' })),
};

export const authProviderField = Type.Optional(
  oneOf(authProviders, { description: 'Kept as `app_metadata.auth_provider`, when given.' }),
);

export type UserFields = Partial<Static<ReturnType<typeof Type.Object<typeof profileFields>>>>;

export function toUser(user: User): Static<typeof UserBody> {
  const { appMetadata, mergedInto, status } = user;
  return {
    id: user.id,
    email: user.email,
    name: user.name,
    roles: Array.isArray(appMetadata.roles) ? appMetadata.roles.filter((role) => typeof role === 'string') : [],
    auth_provider: authProviderOf(user),
    active: status === 'active' && mergedInto === null,
    email_verified: user.emailVerified,
    is_owner: false,
    created_at: user.createdAt,
    updated_at: user.updatedAt,
    phone: user.phone,
    phone_verified: user.phoneVerified,
    username: user.username,
    external_id: user.externalId,
    given_name: user.givenName,
    family_name: user.familyName,
    nickname: user.nickname,
    picture: user.picture,
    locale: user.locale,
    profile: user.profile,
    user_metadata: user.userMetadata,
    app_metadata: appMetadata,
    status: mergedInto === null ? status : 'merged',
    merged_into: mergedInto,
    last_login_at: user.lastLoginAt,
    logins_count: user.loginsCount,
  };
}

/** The fields as the domain has them; metadata and roles travel apart, as an update may replace or merge them. */
export function fromUserFields(fields: UserFields): UserProfile {
  return {
    ...(fields.email !== undefined && { email: fields.email }),
    ...(fields.email_verified !== undefined && { emailVerified: fields.email_verified }),
    ...(fields.phone !== undefined && { phone: fields.phone }),
    ...(fields.phone_verified !== undefined && { phoneVerified: fields.phone_verified }),
    ...(fields.username !== undefined && { username: fields.username }),
    ...(fields.external_id !== undefined && { externalId: fields.external_id }),
    ...(fields.name !== undefined && { name: fields.name }),
    ...(fields.given_name !== undefined && { givenName: fields.given_name }),
    ...(fields.family_name !== undefined && { familyName: fields.family_name }),
    ...(fields.nickname !== undefined && { nickname: fields.nickname }),
    ...(fields.picture !== undefined && { picture: fields.picture }),
    ...(fields.locale !== undefined && { locale: fields.locale }),
  };
}

/** The documents that the fields give, by the domain's names. */
export function fromDocuments({ profile, user_metadata, app_metadata }: UserFields) {
  return {
    ...(profile !== undefined && { profile }),
    ...(user_metadata !== undefined && { userMetadata: user_metadata }),
    ...(app_metadata !== undefined && { appMetadata: app_metadata }),
  };
}

/** Where the words of JITSudo's that are no columns of ours are kept. */
export function fromRoles({ roles, auth_provider }: { roles?: string[]; auth_provider?: AuthProvider }): JsonObject {
  return { ...(roles !== undefined && { roles }), ...(auth_provider !== undefined && { auth_provider }) };
}

function authProviderOf({ appMetadata, originKey }: User): AuthProvider {
  const said = authProviders.find((word) => word === appMetadata.auth_provider);
  if (said !== undefined) return said;
  const strategy = originKey?.split('|')[0] ?? 'auth0';
  if (strategy === 'auth0') return 'local';
  return /^(saml|samlp|adfs)$/.test(strategy) ? 'saml' : 'oidc';
}
