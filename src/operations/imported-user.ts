/** A user as a line of an import tells of it. */
import type { DomainError } from '../domain/errors.ts';
import type { Timestamp } from '../domain/json.ts';
import type { User, UserProfile } from '../domain/user.ts';
import type { IdentityDetails } from './new-identity.ts';

export interface ImportedUser {
  id?: string;
  profile: UserProfile;
  status?: User['status'];
  /** Left out, it is made of the first identity. */
  originKey?: string | null;
  lastLoginAt?: Timestamp;
  loginsCount?: number;
  /** Makes it the tombstone of a user that was merged into this one. */
  mergedInto?: string;
  createdAt?: Timestamp;
  updatedAt?: Timestamp;
  /** The first one is primary. */
  identities: ImportedIdentity[];
}

export interface ImportedIdentity extends Omit<IdentityDetails, 'connectionIds'> {
  id?: string;
  /** A provider's name or id. */
  identityProvider: string;
  subjectType?: string;
  subject: string;
  /** Identifiers or ids of the connections that it came through. */
  connections?: string[];
  linkedAt?: Timestamp;
  firstLoginAt?: Timestamp;
  lastLoginAt?: Timestamp;
  loginsCount?: number;
  lastSyncedAt?: Timestamp;
  createdAt?: Timestamp;
  updatedAt?: Timestamp;
}

/** A line of the import: a user, or why it could not be read as one. */
export type ImportRow = { line: number; user: ImportedUser } | { line: number; refusal: DomainError };
