import type { JsonObject, Timestamp } from './json.ts';
import type { MatchKey } from './linking-rule.ts';

/** How a person can show that an account is theirs. */
export type Proof = 'email_code' | 'sign_in';

/** A user that an arrival may belong to, and what would prove it. */
export interface PendingCandidate {
  userId: string;
  matchedOn: MatchKey[];
  /** Empty: nothing that the person could do here would prove it. */
  proofs: Proof[];
}

/** An arrival that waits for proof of an account. Of one identity and one browser; single use. */
export interface PendingLink {
  id: string;
  tenantId: string;
  identityId: string;
  connectionId: string | null;
  /** May be empty when `blind`. */
  candidates: PendingCandidate[];
  /** The person has proved nothing yet, so nothing that is shown may depend on whether there is a candidate. */
  blind: boolean;
  /** What `decideLink` said. */
  decision: JsonObject;
  /** Binds it to the browser, or to whoever holds the token. */
  browserHash: Uint8Array;
  returnTo: string | null;
  codeHash: Uint8Array | null;
  /** Whose proved address the code went to. */
  codeUserId: string | null;
  codeExpiresAt: Timestamp | null;
  codesSent: number;
  /** Wrong codes so far. */
  attempts: number;
  createdAt: Timestamp;
  expiresAt: Timestamp;
  settledAt: Timestamp | null;
  /** `declined`: the person said that no account here is theirs, and got none either. */
  settledAs: 'linked' | 'new_user' | 'declined' | 'superseded' | null;
}

/** A subject that shall not join a user by rule again. */
export interface Separation {
  tenantId: string;
  identityProviderId: string;
  subjectType: string;
  subject: string;
  userId: string;
  /** `declined`: the person said that the account is not theirs. `unlinked`: somebody took them apart. */
  cause: 'declined' | 'unlinked';
  createdAt: Timestamp;
}
