/** A user becomes a line that `readUserLine` reads back. What is null, empty or as a new user has it is left out. */
import type { ExportedUser } from '../../operations/export-users.ts';
import type { StoredIdentity } from '../../stores/store.ts';
import type { IdentityLine, UserLine } from './user-line-schema.ts';

/** With its line end. `connections` tells the identifiers of connections by their ids. */
export function writeUserLine({ user, identities }: ExportedUser, connections: ReadonlyMap<string, string>): string {
  const own =
    token<UserLine>('id', user.id) +
    text<UserLine>('email', user.email) +
    flag<UserLine>('email_verified', user.emailVerified) +
    text<UserLine>('phone', user.phone) +
    flag<UserLine>('phone_verified', user.phoneVerified) +
    text<UserLine>('username', user.username) +
    text<UserLine>('external_id', user.externalId) +
    text<UserLine>('name', user.name) +
    text<UserLine>('given_name', user.givenName) +
    text<UserLine>('family_name', user.familyName) +
    text<UserLine>('nickname', user.nickname) +
    text<UserLine>('picture', user.picture) +
    text<UserLine>('locale', user.locale) +
    document<UserLine>('profile', user.profile) +
    document<UserLine>('user_metadata', user.userMetadata) +
    document<UserLine>('app_metadata', user.appMetadata) +
    token<UserLine>('status', user.status === 'active' ? null : user.status) +
    token<UserLine>('last_login_at', user.lastLoginAt) +
    count<UserLine>('logins_count', user.loginsCount) +
    token<UserLine>('merged_into', user.mergedInto) +
    token<UserLine>('created_at', user.createdAt) +
    token<UserLine>('updated_at', user.updatedAt);
  const theirs = identities.map((identity) => writeIdentity(identity, connections)).join(',');
  // Null says that the user has none; left out, an import would make one of the first identity.
  const origin = `,"origin_key":${JSON.stringify(user.originKey)}`;
  return `{${own.slice(1)}${theirs && `,"identities":[${theirs}]`}${origin}}\n`;
}

function writeIdentity(identity: StoredIdentity, connections: ReadonlyMap<string, string>): string {
  const written =
    token<IdentityLine>('id', identity.id) +
    text<IdentityLine>('identity_provider', identity.providerName) +
    text<IdentityLine>('subject_type', identity.subjectType || null) +
    text<IdentityLine>('external_id', identity.subject) +
    text<IdentityLine>('email', identity.email) +
    flag<IdentityLine>('email_verified', identity.emailVerified) +
    text<IdentityLine>('phone', identity.phone) +
    flag<IdentityLine>('phone_verified', identity.phoneVerified) +
    text<IdentityLine>('username', identity.username) +
    text<IdentityLine>('display_name', identity.displayName) +
    document<IdentityLine>('claims', identity.claims) +
    token<IdentityLine>('linked_by', identity.linkedBy) +
    token<IdentityLine>('linked_at', identity.linkedAt) +
    list<IdentityLine>('connections', identifiersOf(identity.connectionIds, connections)) +
    token<IdentityLine>('first_login_at', identity.firstLoginAt) +
    token<IdentityLine>('last_login_at', identity.lastLoginAt) +
    count<IdentityLine>('logins_count', identity.loginsCount) +
    token<IdentityLine>('last_synced_at', identity.lastSyncedAt) +
    token<IdentityLine>('created_at', identity.createdAt) +
    token<IdentityLine>('updated_at', identity.updatedAt);
  return `{${written.slice(1)}}`;
}

/** A connection that was removed has no identifier any more. */
function identifiersOf(ids: string[], connections: ReadonlyMap<string, string>): string[] {
  return ids.length === 0 ? ids : ids.flatMap((id) => connections.get(id) ?? []);
}

function text<Line>(name: keyof Line & string, value: string | null): string {
  return value === null ? '' : `,"${name}":${JSON.stringify(value)}`;
}

/** Of our own making, and so without anything to escape: an id, a time, a word. */
function token<Line>(name: keyof Line & string, value: string | null): string {
  return value === null ? '' : `,"${name}":"${value}"`;
}

function flag<Line>(name: keyof Line & string, value: boolean): string {
  return value ? `,"${name}":true` : '';
}

function count<Line>(name: keyof Line & string, value: number): string {
  return value === 0 ? '' : `,"${name}":${value}`;
}

function document<Line>(name: keyof Line & string, value: string): string {
  return value === '{}' ? '' : `,"${name}":${value}`;
}

function list<Line>(name: keyof Line & string, values: string[]): string {
  return values.length === 0 ? '' : `,"${name}":${JSON.stringify(values)}`;
}
