/** What a provider says about a subject, in our words. A connector makes it; nothing in it is proved yet. */
import type { JsonObject } from './json.ts';

export interface Claims {
  /** The provider's stable name for the person, byte for byte as it came. */
  subject: string;
  /** `''` unless the provider has several kinds of subject (`openid`, `unionid`). */
  subjectType: string;
  email?: string;
  /** The provider's own bit. True only for the boolean `true`, or forms that the strategy declares. */
  emailVerified: boolean;
  phone?: string;
  phoneVerified: boolean;
  username?: string;
  displayName?: string;
  givenName?: string;
  familyName?: string;
  picture?: string;
  locale?: string;
  /** The domain whose organisation runs the account (Google's `hd`). */
  hostedDomain?: string;
  /** Everything that the provider said, for people who look. */
  raw: JsonObject;
}

/** The longest subject that is taken: OpenID Connect Core §2 caps `sub` at 255 ASCII characters. */
export const subjectLengthMax = 255;
