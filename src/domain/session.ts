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
  ending: SessionEnding | null;
  /** INVARIANT: a session that was not replaced itself. */
  replacedBy: string | null;
}

/**
 * How a session ended, by which what applications were given in it goes on or not: `closed`, the person went, and what
 * may go on without them does; `replaced`, the same person signed in again in the same browser, and it goes on as another
 * session; `revoked`, somebody took it away, and nothing of it goes on.
 */
export type SessionEnding = 'closed' | 'replaced' | 'revoked';

/**
 * What a sign-in is for, where its person is signed in already: `link` what it brings to the user, or `confirm` that they
 * are still there. Kept on this side from the start, and fulfilled in the same session alone.
 */
export interface SignInIntent {
  kind: 'link' | 'confirm';
  userId: string;
  sessionId: string;
}

/** Somebody typed an address, and a code went there. Single use. */
export interface EmailSignIn {
  id: string;
  tenantId: string;
  connectionId: string;
  /** As it was typed; `addressKey` is what is compared. */
  address: string;
  addressKey: string;
  /** Binds the code to the browser that asked for it. */
  browserHash: Uint8Array;
  returnTo: string | null;
  /** Set when it was started to prove the account of a pending link. */
  pendingLinkId: string | null;
  intent: SignInIntent | null;
  codeHash: Uint8Array | null;
  codeExpiresAt: Timestamp | null;
  /** Those that were asked for, whether or not they left. */
  codesSent: number;
  /** Wrong codes so far. */
  attempts: number;
  createdAt: Timestamp;
  expiresAt: Timestamp;
  usedAt: Timestamp | null;
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
  /** Set when whoever started it was signed in, and wanted something of it. */
  intent: SignInIntent | null;
  /** Set when it only tries the connection: it signs nobody in. */
  connectionTestId: string | null;
  createdAt: Timestamp;
  expiresAt: Timestamp;
  usedAt: Timestamp | null;
}
