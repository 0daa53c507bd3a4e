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
