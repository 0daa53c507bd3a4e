/** What is told of a user: the standard claims of OpenID Connect Core §5.1. */
import type { SubjectFormat } from '../domain/application.ts';
import type { JsonObject } from '../domain/json.ts';
import type { User } from '../domain/user.ts';

export function toClaims(user: User, format: SubjectFormat): JsonObject {
  const all: Record<string, JsonObject[string] | null> = {
    name: user.name ?? spokenName(user),
    given_name: user.givenName,
    family_name: user.familyName,
    nickname: user.nickname ?? user.email?.split('@')[0] ?? null,
    preferred_username: user.username,
    picture: user.picture,
    locale: user.locale,
    // Seconds, says the standard; Auth0 says it as a text, and its users read it so.
    updated_at: format === 'auth0' ? user.updatedAt : Math.floor(Date.parse(user.updatedAt) / 1000),
    email: user.email,
    email_verified: user.email === null ? null : user.emailVerified,
    phone_number: user.phone,
    phone_number_verified: user.phone === null ? null : user.phoneVerified,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null)) as JsonObject;
}

function spokenName({ givenName, familyName, email }: User): string | null {
  return [givenName, familyName].filter((part) => part !== null).join(' ') || email;
}
