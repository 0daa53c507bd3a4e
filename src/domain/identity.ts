import type { JsonObject, Timestamp } from './json.ts';

/** What names an identity: one subject at one identity provider. */
export interface IdentityKey {
  identityProviderId: string;
  subjectType: string;
  subject: string;
}

/** How an identity came to its user. */
export type LinkedBy = 'auto' | 'manual' | 'scim';

/** One subject at one identity provider; of one user, or of none yet. */
export interface Identity extends IdentityKey {
  id: string;
  tenantId: string;
  userId: string | null;
  /** As the provider said it, with the provider's own verified bit. */
  email: string | null;
  emailVerified: boolean;
  phone: string | null;
  phoneVerified: boolean;
  username: string | null;
  displayName: string | null;
  claims: JsonObject;
  linkedBy: LinkedBy;
  linkedAt: Timestamp | null;
  /** The order among the user's identities; the lowest is the primary one. */
  position: number;
  /** The connections that it came through. */
  connectionIds: string[];
  firstLoginAt: Timestamp | null;
  lastLoginAt: Timestamp | null;
  loginsCount: number;
  lastSyncedAt: Timestamp | null;
  createdAt: Timestamp;
  updatedAt: Timestamp;
}

/** An identity as it is read: with what its provider is called. */
export interface IdentityWithProvider extends Identity {
  provider: { name: string; displayName: string; strategy: string };
}

/** An identity as lists show it: claims are many times the rest, and few ask for them. */
export type IdentitySummary = Omit<IdentityWithProvider, 'claims'>;
