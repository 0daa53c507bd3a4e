import type { Timestamp } from './json.ts';

/** A signed-in browser. */
export interface Session {
  id: string;
  tenantId: string;
  userId: string;
  /** The identity that it was signed in with. */
  identityId: string | null;
  secretHash: Uint8Array;
  ip: string | null;
  userAgent: string | null;
  createdAt: Timestamp;
  lastSeenAt: Timestamp;
  expiresAt: Timestamp;
  endedAt: Timestamp | null;
}

/** One started sign-in: everything that its callback is checked against. Single use. */
export interface SignIn {
  id: string;
  tenantId: string;
  connectionId: string;
  identityProviderId: string;
  stateHash: Uint8Array;
  /** Binds the callback to the browser that started. */
  browserHash: Uint8Array;
  /** Nonce and PKCE verifier, sealed. */
  sealedChecks: string;
  /** What the provider posted to the callback, sealed, until this browser comes for its answer. */
  sealedPosted: string | null;
  returnTo: string | null;
  /** Set when it was started to prove the account of a pending link. */
  pendingLinkId: string | null;
  /** Set when it only tries the connection: it signs nobody in. */
  connectionTestId: string | null;
  createdAt: Timestamp;
  expiresAt: Timestamp;
  usedAt: Timestamp | null;
}
