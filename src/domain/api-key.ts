import type { Timestamp } from './json.ts';
import type { Scope } from './scopes.ts';

/** A credential of an application, within one tenant. The secret itself is shown once and never kept in the open. */
export interface ApiKey {
  id: string;
  tenantId: string;
  name: string;
  /** SHA-256 of the secret: 256 random bits need no slow hash. */
  secretHash: Uint8Array;
  /** The secret, sealed, for the one dialect whose signature is an HMAC under it. */
  sealedSecret: string | null;
  scopes: Scope[];
  /** When set, the key sees and touches this provider's identities only. */
  identityProviderId: string | null;
  createdBy: string | null;
  createdAt: Timestamp;
  lastUsedAt: Timestamp | null;
  expiresAt: Timestamp | null;
  revokedAt: Timestamp | null;
  revokedBy: string | null;
}
