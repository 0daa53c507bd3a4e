/** What a provider gave us to act for a person there. Every value is a secret: it is sealed at rest and never logged. */
import type { Timestamp } from './json.ts';

export interface ProviderTokens {
  accessToken: string;
  /** As the provider says it, mostly `bearer`. */
  tokenType: string;
  refreshToken?: string;
  idToken?: string;
  /** Of OAuth 1.0a, where the access token has a secret of its own. */
  tokenSecret?: string;
  /** What was granted; what was asked for where the provider does not say. */
  scopes: string[];
  /** Null where the provider does not say. */
  expiresAt: Timestamp | null;
}

/** The tokens of one identity through one connection, as they are kept. */
export interface IdentityTokens {
  tenantId: string;
  identityId: string;
  connectionId: string;
  tokenType: string;
  sealedAccessToken: string;
  sealedRefreshToken: string | null;
  sealedIdToken: string | null;
  sealedTokenSecret: string | null;
  scopes: string[];
  /** `needs_reauthorization`: the provider renews them no more, and the person has to sign in there again. */
  status: 'ok' | 'needs_reauthorization';
  /** Counts what was written, so that nothing older is written over what is newer. */
  version: number;
  /** Of the access token; null where the provider does not say. */
  expiresAt: Timestamp | null;
  /** When the provider gave the access token. */
  obtainedAt: Timestamp;
  /** When it gave the ID token: earlier, where a renewal brought none. */
  idTokenAt: Timestamp | null;
  /** Who renews them just now; null with a `renewalUntil`: nobody is to try before then. */
  renewalId: string | null;
  renewalUntil: Timestamp | null;
  /** Until then they may be taken once by whoever finishes the sign-in that brought them. */
  takeableUntil: Timestamp | null;
  /** Set when they came with an identity of nobody whose person was asked to prove an account: when that is over. */
  waitsUntil: Timestamp | null;
  createdAt: Timestamp;
  updatedAt: Timestamp;
}

/** How long before its end an access token is renewed: what is handed out is to be usable for a while. */
const marginSecondsMax = 30;

/** Whether the access token has ended, or is about to. One of a short life is renewed in the second half of it. */
export function isExpired(
  { expiresAt, obtainedAt }: Pick<IdentityTokens, 'expiresAt' | 'obtainedAt'>,
  now: number,
): boolean {
  if (expiresAt === null) return false;
  const end = Date.parse(expiresAt);
  const margin = Math.min(marginSecondsMax * 1000, (end - Date.parse(obtainedAt)) / 2);
  return now >= end - Math.max(margin, 0);
}
