/** What a line of an import may say. docs/import-export.md tells it to people. */
import { type Static, Type } from 'typebox';
import { subjectLengthMax } from '../../domain/claims.ts';

const text = (maxLength: number) => Type.Optional(Type.Union([Type.String({ maxLength }), Type.Null()]));
const flag = Type.Optional(Type.Boolean());
const object = Type.Optional(Type.Record(Type.String(), Type.Unknown()));
const time = Type.Optional(Type.Union([Type.String({ format: 'date-time' }), Type.Null()]));
const count = Type.Optional(Type.Integer({ minimum: 0, maximum: 2_147_483_647 }));
/** A UUID, `user_` and a ULID, 24 or 32 hexadecimal digits: read by `readUserId`. */
const userId = Type.Optional(Type.Union([Type.String({ maxLength: 64 }), Type.Null()]));

/** Over this, rows of one user would make a transaction of their own. */
export const identitiesMax = 100;

const exact = { additionalProperties: false };

export const identityLine = Type.Object(
  {
    id: Type.Optional(Type.String({ format: 'uuid' })),
    identity_provider: Type.String({ minLength: 1, maxLength: 255 }),
    subject_type: Type.Optional(Type.String({ maxLength: 64 })),
    external_id: Type.String({ minLength: 1, maxLength: subjectLengthMax }),
    email: text(320),
    email_verified: flag,
    phone: text(64),
    phone_verified: flag,
    username: text(255),
    display_name: text(1024),
    claims: object,
    linked_by: Type.Optional(Type.Enum(['auto', 'manual', 'scim'])),
    linked_at: time,
    connections: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 255 }), { maxItems: 100 })),
    first_login_at: time,
    last_login_at: time,
    logins_count: count,
    last_synced_at: time,
    created_at: time,
    updated_at: time,
  },
  exact,
);

export const userLine = Type.Object(
  {
    id: userId,
    email: text(320),
    email_verified: flag,
    phone: text(64),
    phone_verified: flag,
    username: text(255),
    external_id: text(255),
    name: text(1024),
    given_name: text(1024),
    family_name: text(1024),
    nickname: text(1024),
    picture: text(8192),
    locale: text(64),
    profile: object,
    user_metadata: object,
    app_metadata: object,
    status: Type.Optional(Type.Enum(['active', 'suspended'])),
    origin_key: text(600),
    last_login_at: time,
    logins_count: count,
    merged_into: userId,
    created_at: time,
    updated_at: time,
    identities: Type.Optional(Type.Array(identityLine, { maxItems: identitiesMax })),
  },
  exact,
);

export type UserLine = Static<typeof userLine>;
export type IdentityLine = Static<typeof identityLine>;
