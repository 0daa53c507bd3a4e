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
