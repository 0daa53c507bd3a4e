import { toHex } from './ids.ts';
import type { JsonObject, Timestamp } from './json.ts';

/** A person in a tenant. */
export interface User {
  id: string;
  tenantId: string;
  /** As first given; compared by its key. */
  email: string | null;
  emailVerified: boolean;
  phone: string | null;
  phoneVerified: boolean;
  username: string | null;
  /** The application's own name for the user; unique in the tenant. */
  externalId: string | null;
  name: string | null;
  givenName: string | null;
  familyName: string | null;
  nickname: string | null;
  picture: string | null;
  locale: string | null;
  /** Further standard claims (OpenID Connect Core §5.1): `birthdate`, `gender`, `website`, `address`, … */
  profile: JsonObject;
  /** What the user may change about himself. */
  userMetadata: JsonObject;
  /** What only applications may change. */
  appMetadata: JsonObject;
  status: 'active' | 'suspended';
  /** `strategy|subject` of the identity that the user was born with; stays when identities come and go. */
  originKey: string | null;
  lastLoginAt: Timestamp | null;
  loginsCount: number;
  /** Set on a tombstone: the user that stands in for this one since a merge. */
  mergedInto: string | null;
  createdAt: Timestamp;
  updatedAt: Timestamp;
}

/** What a caller may say about a user. Absent leaves as it is, null clears. */
export type UserProfile = Partial<
  Pick<
    User,
    | 'email'
    | 'emailVerified'
    | 'phone'
    | 'phoneVerified'
    | 'username'
    | 'externalId'
    | 'name'
    | 'givenName'
    | 'familyName'
    | 'nickname'
    | 'picture'
    | 'locale'
    | 'profile'
    | 'userMetadata'
    | 'appMetadata'
  >
>;

/** A user of whom nothing is known. */
export const blankUser: Omit<User, 'id' | 'tenantId' | 'createdAt' | 'updatedAt'> = {
  email: null,
  emailVerified: false,
  phone: null,
  phoneVerified: false,
  username: null,
  externalId: null,
  name: null,
  givenName: null,
  familyName: null,
  nickname: null,
  picture: null,
  locale: null,
  profile: {},
  userMetadata: {},
  appMetadata: {},
  status: 'active',
  originKey: null,
  lastLoginAt: null,
  loginsCount: 0,
  mergedInto: null,
};

/** What to call the person: the best of what is known. */
export function nameOf(user: User): string {
  const spoken = [user.givenName, user.familyName].filter((part) => part !== null).join(' ');
  return user.name ?? (spoken || (user.nickname ?? user.username ?? user.email ?? user.phone ?? 'Somebody'));
}

/** `strategy|subject` of the identity that a user was born with; a user that no identity named is called by its own id. */
export function originNameOf({ id, originKey }: Pick<User, 'id' | 'originKey'>): string {
  return originKey ?? `auth0|${toHex(id)}`;
}
