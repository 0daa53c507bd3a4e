/** A search for users, as a tree: what every dialect's query language is translated to, and what the store answers. */
import type { Json } from './json.ts';

/** The fields that can be searched. Metadata is reached by path: `userMetadata.plan`, `appMetadata.roles.admin`. */
export type UserField =
  | 'id'
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
  | 'status'
  | 'originKey'
  | 'lastLoginAt'
  | 'loginsCount'
  | 'createdAt'
  | 'updatedAt'
  | 'identity.provider'
  | 'identity.strategy'
  | 'identity.subject'
  | 'identity.qualifiedSubject'
  | 'identity.email'
  | 'identity.emailVerified'
  | 'identity.displayName'
  | 'identity.username'
  | 'identity.identityProviderId'
  | `userMetadata.${string}`
  | `appMetadata.${string}`
  | `profile.${string}`;

/** `equals` compares without case; `is` exactly. `value` is text, number or boolean as the field is. */
export type UserFilter =
  | { all: UserFilter[] }
  | { any: UserFilter[] }
  | { not: UserFilter }
  | { field: UserField; op: 'exists' }
  | { field: UserField; op: 'in'; value: Json[] }
  | {
      field: UserField;
      op: 'is' | 'equals' | 'startsWith' | 'endsWith' | 'contains' | 'greater' | 'atLeast' | 'less' | 'atMost';
      value: string | number | boolean;
    };

export interface UserSort {
  field: Exclude<UserField, `${string}.${string}`>;
  descending: boolean;
}
