/** A user becomes a line that `readUserLine` reads back. What is null, empty or as a new user has it is left out. */
import type { IdentityWithProvider } from '../../domain/identity.ts';
import type { ExportedUser } from '../../operations/export-users.ts';
import type { IdentityLine, UserLine } from './user-line-schema.ts';

/** With its line end. `connections` tells the identifiers of connections by their ids. */
export function writeUserLine({ user, identities }: ExportedUser, connections: ReadonlyMap<string, string>): string {
  const line: UserLine = {
    id: user.id,
    email: user.email,
    email_verified: user.emailVerified,
    phone: user.phone,
    phone_verified: user.phoneVerified,
    username: user.username,
    external_id: user.externalId,
    name: user.name,
    given_name: user.givenName,
    family_name: user.familyName,
    nickname: user.nickname,
    picture: user.picture,
    locale: user.locale,
    profile: user.profile,
    user_metadata: user.userMetadata,
    app_metadata: user.appMetadata,
    ...(user.status === 'suspended' && { status: user.status }),
    last_login_at: user.lastLoginAt,
    logins_count: user.loginsCount,
    merged_into: user.mergedInto,
    created_at: user.createdAt,
    updated_at: user.updatedAt,
    identities: identities.map((identity) => toIdentityLine(identity, connections)),
  };
  // Null says that the user has none; left out, an import would make one of the first identity.
  return `${JSON.stringify({ ...leaveOut(line), origin_key: user.originKey })}\n`;
}

function toIdentityLine(identity: IdentityWithProvider, connections: ReadonlyMap<string, string>): IdentityLine {
  const line = {
    id: identity.id,
    identity_provider: identity.provider.name,
    subject_type: identity.subjectType || null,
    external_id: identity.subject,
    email: identity.email,
    email_verified: identity.emailVerified,
    phone: identity.phone,
    phone_verified: identity.phoneVerified,
    username: identity.username,
    display_name: identity.displayName,
    claims: identity.claims,
    linked_by: identity.linkedBy,
    linked_at: identity.linkedAt,
    // A connection that was removed has no identifier any more.
    connections: identity.connectionIds.flatMap((id) => connections.get(id) ?? []),
    first_login_at: identity.firstLoginAt,
    last_login_at: identity.lastLoginAt,
    logins_count: identity.loginsCount,
    last_synced_at: identity.lastSyncedAt,
    created_at: identity.createdAt,
    updated_at: identity.updatedAt,
  };
  return leaveOut(line) as IdentityLine;
}

function leaveOut<T extends object>(line: T): Partial<T> {
  return Object.fromEntries(Object.entries(line).filter(([, value]) => !isDefault(value))) as Partial<T>;
}

function isDefault(value: unknown): boolean {
  if (value === null || value === false || value === 0) return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}
