/** An identity on the wire: JITSudo's UserIdentity first, ours after it. */
import { type Static, Type } from 'typebox';
import type { IdentitySummary } from '../../domain/identity.ts';
import type { IdentityDetails } from '../../operations/new-identity.ts';
import { jsonObject, nullable, oneOf, textInput, time, uuid, uuidInput } from './fields.ts';

const fields = {
  id: uuid(),
  user_id: nullable(uuid({ description: 'Null where the identity belongs to nobody yet.' })),
  identity_provider_id: uuid(),
  provider_name: Type.String(),
  provider_type: Type.String({ description: "The provider's strategy: `google-oauth2`, `github`, `oidc`, …" }),
  external_id: Type.String({ description: "The provider's stable name for the person: the subject." }),
  external_username: nullable(Type.String()),
  external_email: nullable(Type.String({ description: 'As the provider said it.' })),
  external_display_name: nullable(Type.String()),
  linked_by: oneOf(['auto', 'manual', 'scim'], {
    description: '`auto`: by a sign-in under the linking rules. `manual`: by a call. `scim`: by provisioning.',
  }),
  last_synced_at: nullable(time()),
  created_at: time(),
  updated_at: time(),
  subject_type: Type.String({ description: 'Where a provider has several kinds of subject; else empty.' }),
  external_email_verified: Type.Boolean({ description: "The provider's own bit; what it is worth is for the rules." }),
  external_phone: nullable(Type.String()),
  external_phone_verified: Type.Boolean(),
  position: Type.Integer({ description: "The order among its user's identities; the lowest is the primary one." }),
  linked_at: nullable(time()),
  first_login_at: nullable(time()),
  last_login_at: nullable(time()),
  logins_count: Type.Integer(),
  connection_ids: Type.Array(uuid(), { description: 'The connections that it came through.' }),
};

const example = {
  id: '0199b6a4-6c11-7a55-8f0e-1d2c3b4a5968',
  user_id: '0199b6a4-5f21-7c3e-9d2a-4b1f6c7d8e90',
  identity_provider_id: '0199b6a4-01aa-7000-8000-000038000000',
  provider_name: 'google',
  provider_type: 'google-oauth2',
  external_id: '113274839201928374650',
  external_username: null,
  external_email: 'ada@example.com',
  external_display_name: 'Ada Lovelace',
  linked_by: 'auto',
  last_synced_at: '2026-01-15T12:00:00.000Z',
  created_at: '2026-01-15T12:00:00.000Z',
  updated_at: '2026-01-15T12:00:00.000Z',
  subject_type: '',
  external_email_verified: true,
  external_phone: null,
  external_phone_verified: false,
  position: 0,
  linked_at: '2026-01-15T12:00:00.000Z',
  first_login_at: '2026-01-15T12:00:00.000Z',
  last_login_at: '2026-01-15T12:00:00.000Z',
  logins_count: 1,
  connection_ids: ['0199b6a4-02bb-7000-8000-000040000000'],
};

export const IdentityBody = Type.Object(fields, {
  $id: 'UserIdentity',
  title: 'UserIdentity',
  examples: [example],
});

export const IdentityWithClaimsBody = Type.Object(
  { ...fields, claims: jsonObject({ description: 'Everything that the provider said.' }) },
  {
    $id: 'UserIdentityWithClaims',
    title: 'UserIdentityWithClaims',
    examples: [{ ...example, claims: { sub: '113274839201928374650', email: 'ada@example.com' } }],
  },
);

/** What a caller may say about a new identity beyond its key. */
export const detailFields = {
  external_username: Type.Optional(nullable(textInput(255))),
  external_email: Type.Optional(nullable(textInput(320))),
  external_email_verified: Type.Optional(Type.Boolean()),
  external_phone: Type.Optional(nullable(textInput(40))),
  external_phone_verified: Type.Optional(Type.Boolean()),
  external_display_name: Type.Optional(nullable(textInput(300))),
  claims: Type.Optional(jsonObject({ description: 'What the provider said, at most 64 KiB.' })),
};

export const keyFields = {
  identity_provider_id: uuidInput(),
  external_id: Type.String({ minLength: 1, maxLength: 255, description: "The provider's name for the person." }),
  subject_type: Type.Optional(textInput(64, { description: 'Empty unless the provider has several.' })),
};

type DetailFields = Partial<Static<ReturnType<typeof Type.Object<typeof detailFields>>>>;

export function toIdentity(identity: IdentitySummary): Static<typeof IdentityBody> {
  const { provider } = identity;
  return {
    id: identity.id,
    user_id: identity.userId,
    identity_provider_id: identity.identityProviderId,
    provider_name: provider.name,
    provider_type: provider.strategy,
    external_id: identity.subject,
    external_username: identity.username,
    external_email: identity.email,
    external_display_name: identity.displayName,
    linked_by: identity.linkedBy,
    last_synced_at: identity.lastSyncedAt,
    created_at: identity.createdAt,
    updated_at: identity.updatedAt,
    subject_type: identity.subjectType,
    external_email_verified: identity.emailVerified,
    external_phone: identity.phone,
    external_phone_verified: identity.phoneVerified,
    position: identity.position,
    linked_at: identity.linkedAt,
    first_login_at: identity.firstLoginAt,
    last_login_at: identity.lastLoginAt,
    logins_count: identity.loginsCount,
    connection_ids: identity.connectionIds,
  };
}

export function fromDetails(fields: DetailFields): IdentityDetails {
  return {
    ...(fields.external_username !== undefined && { username: fields.external_username }),
    ...(fields.external_email !== undefined && { email: fields.external_email }),
    ...(fields.external_email_verified !== undefined && { emailVerified: fields.external_email_verified }),
    ...(fields.external_phone !== undefined && { phone: fields.external_phone }),
    ...(fields.external_phone_verified !== undefined && { phoneVerified: fields.external_phone_verified }),
    ...(fields.external_display_name !== undefined && { displayName: fields.external_display_name }),
    ...(fields.claims !== undefined && { claims: fields.claims }),
  };
}
