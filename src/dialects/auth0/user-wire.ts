/** A user as this API shows it. */
import type { IdentityWithProvider } from '../../domain/identity.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { User } from '../../domain/user.ts';
import { noTokens } from './identity-tokens.ts';
import { toIdentitiesOfUser } from './identity-wire.ts';
import { omitAbsent } from './omit-absent.ts';
import { toUserId } from './user-id.ts';

export function toUserWire(user: User, identities: IdentityWithProvider[], tokens = noTokens): JsonObject {
  return omitAbsent({
    // What else providers say about people stands at the root; our own fields win over a claim of the same name.
    ...user.profile,
    user_id: toUserId(user),
    email: user.email,
    email_verified: user.email === null ? undefined : user.emailVerified,
    username: user.username,
    phone_number: user.phone,
    phone_verified: user.phone === null ? undefined : user.phoneVerified,
    name: user.name,
    given_name: user.givenName,
    family_name: user.familyName,
    nickname: user.nickname,
    picture: user.picture,
    locale: user.locale,
    identities: toIdentitiesOfUser(identities, tokens),
    user_metadata: unlessEmpty(user.userMetadata),
    app_metadata: unlessEmpty(user.appMetadata),
    blocked: user.status === 'suspended',
    last_login: user.lastLoginAt,
    logins_count: user.loginsCount > 0 ? user.loginsCount : undefined,
    created_at: user.createdAt,
    updated_at: user.updatedAt,
  });
}

function unlessEmpty(document: JsonObject): JsonObject | undefined {
  return Object.keys(document).length > 0 ? document : undefined;
}
