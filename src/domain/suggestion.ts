import type { JsonObject, Timestamp } from './json.ts';
import type { MatchKey } from './linking-rule.ts';

/** A key that both sides have proved. */
export interface Evidence {
  key: MatchKey;
  /** As it is compared. */
  value: string;
  /** What proves it on each side, in words. */
  said: string;
}

/** `users`: two users that look the same. `arrival`: an identity of nobody, and the user that it may belong to. */
export type SuggestionKind = 'users' | 'arrival';
export type SuggestionStatus = 'open' | 'approved' | 'dismissed';

/** Two that look like one person, for somebody to decide. */
export interface Suggestion {
  id: string;
  tenantId: string;
  kind: SuggestionKind;
  /** Of two users the one with the lower id, which is the older one; or the user that the arrival may belong to. */
  userId: string;
  otherUserId: string | null;
  identityId: string | null;
  evidence: Evidence[];
  status: SuggestionStatus;
  createdAt: Timestamp;
  decidedAt: Timestamp | null;
  decidedBy: JsonObject | null;
}

/** How far a search through all users of a tenant has come. */
export interface Sweep {
  id: string;
  tenantId: string;
  reached: string | null;
  usersSeen: number;
  suggestionsMade: number;
  startedAt: Timestamp;
  updatedAt: Timestamp;
  finishedAt: Timestamp | null;
}
