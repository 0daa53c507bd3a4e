/**
 * When an arrival at an identity provider may join a known user, and what makes the provider's word for it proved.
 * Trust is a property of the provider's registration, never of the claim alone.
 */
import type { Claims } from './claims.ts';
import type { JsonObject } from './json.ts';
import { domainKey, domainOf, emailKey, phoneKey, usernameKey } from './normalise.ts';

/** What an arrival and a user may have in common. */
export const matchKeys = ['email', 'phone', 'username', 'external_id'] as const;
export type MatchKey = (typeof matchKeys)[number];

export const linkingModes = ['never', 'ask', 'verified_match'] as const;
export const emailProofs = [
  'never',
  'provider_verified_bit',
  'authoritative_domains',
  'tenant_verified_domains',
  'xms_edov',
] as const;
export const phoneProofs = ['never', 'provider_verified_bit'] as const;
export const nameProofs = ['never', 'authoritative'] as const;
export const profileUpdates = ['never', 'first_link', 'always'] as const;
export const conflictOutcomes = ['ask', 'create_separate', 'refuse', 'review'] as const;
/** Everything that any provider is known to send for "verified". */
export const verifiedForms = [true, 'true', 'True', 'TRUE', '1', 1, 'yes', 'verified'] as const;

export interface LinkingRule {
  /** Raised by one with every change; a decision records the one that it was made by. */
  version: number;
  /**
   * `never`: an arrival joins nobody. `ask`: the person is asked to prove the account first. `verified_match`: it joins
   * the one user with the same key, proved on both sides; what is said to be verified and is not proved is asked about.
   */
  mode: (typeof linkingModes)[number];
  /** With `verified_match`: to ask also where nothing that came is so much as said to be verified. */
  askUnproved: boolean;
  /** The keys to look at, in order. */
  matchOn: MatchKey[];
  /**
   * What makes the provider's e-mail proved. All but `never` need its verified bit, in one of `verifiedForms`; then the bit
   * is enough, or counts for `authoritativeDomains` and the hosted domain that the provider names, or for the domains that
   * the tenant has verified, or where Microsoft says that the domain's owner is verified (`xms_edov`).
   */
  emailProof: (typeof emailProofs)[number];
  /** The exact values of `email_verified` that this provider means "verified" by. Boolean `true` nearly everywhere. */
  verifiedForms: (typeof verifiedForms)[number][];
  authoritativeDomains: string[];
  phoneProof: (typeof phoneProofs)[number];
  /** `authoritative`: the provider issues this tenant's usernames and external ids, as a company's directory does. */
  nameProof: (typeof nameProofs)[number];
  /** The raw claim that holds the application's own name for the person. */
  externalIdClaim: string | null;
  /** Known people only: an arrival that is nobody's and joins nobody is refused. */
  loginOnly: boolean;
  /** Whether an arrival that joins nobody gets a user of its own; else it is held for somebody to link. */
  jit: boolean;
  /** Whether the user's profile follows the provider. `first_link` fills what is empty, `always` follows every sign-in. */
  updateProfile: (typeof profileUpdates)[number];
  /** Arrivals with an address of other domains than the `allowed` ones (null: all), or of a `denied` one, join nobody. */
  emailDomains: { allowed: string[] | null; denied: string[] };
  /** Users that no arrival joins or is asked about; a metadata path holds the value or a list that has it. */
  neverLink: { userIds: string[]; metadata: JsonObject };
  /** How many identities of this provider one user may have. Null: as many as any user may have. */
  identitiesPerUserMax: number | null;
  /** When several users match, or the one that does has an identity at this provider already. */
  onConflict: (typeof conflictOutcomes)[number];
  /** Whether an identity that was unlinked may join the same user again by rule. */
  relinkAfterUnlink: boolean;
  /** Identities of one linking domain never join users of another. Null is a domain like any other. */
  linkingDomain: string | null;
}

/** The safest rule: joins nobody, believes nothing. */
export const strictLinkingRule: LinkingRule = {
  version: 1,
  mode: 'never',
  askUnproved: false,
  matchOn: ['email'],
  emailProof: 'never',
  verifiedForms: [true],
  authoritativeDomains: [],
  phoneProof: 'never',
  nameProof: 'never',
  externalIdClaim: null,
  loginOnly: false,
  jit: true,
  updateProfile: 'first_link',
  emailDomains: { allowed: null, denied: [] },
  neverLink: { userIds: [], metadata: {} },
  identitiesPerUserMax: null,
  onConflict: 'create_separate',
  relinkAfterUnlink: false,
  linkingDomain: null,
};

/** A key of an arrival, as it is compared, and whether the rule takes it as proved. */
export interface ArrivingKey {
  key: MatchKey;
  value: string;
  proved: boolean;
  /** Why, in words. */
  said: string;
}

/** The keys that the claims carry and the rule looks at, in the rule's order. */
export function arrivingKeys(rule: LinkingRule, claims: Claims, tenantDomains: readonly string[]): ArrivingKey[] {
  return rule.matchOn.flatMap((key) => {
    const value = claimOf(key, rule, claims);
    return value === null ? [] : [{ key, value, ...proofOf(key, rule, claims, tenantDomains) }];
  });
}

/** The e-mail key that the claims prove under the rule, or null. */
export function provedEmail(rule: LinkingRule, claims: Claims, tenantDomains: readonly string[]): string | null {
  const value = claimOf('email', rule, claims);
  return value !== null && proofOfEmail(value, rule, claims, tenantDomains).proved ? value : null;
}

/** The phone key that the claims prove under the rule, or null. */
export function provedPhone(rule: LinkingRule, claims: Claims): string | null {
  const value = claimOf('phone', rule, claims);
  return value !== null && proofOfPhone(rule, claims).proved ? value : null;
}

/** Whether the provider itself says that the address is verified, in a form that the rule knows. */
export function saysEmailVerified(rule: LinkingRule, claims: Claims): boolean {
  const said = claims.raw.email_verified;
  return claims.emailVerified === true || rule.verifiedForms.some((form) => form === said);
}

function claimOf(key: MatchKey, rule: LinkingRule, claims: Claims): string | null {
  if (key === 'email') return claims.email === undefined ? null : emailKey(claims.email);
  if (key === 'phone') {
    // Without its country a number is several people's.
    const phone = claims.phone === undefined ? null : phoneKey(claims.phone);
    return phone?.startsWith('+') ? phone : null;
  }
  if (key === 'username') return claims.username === undefined ? null : usernameKey(claims.username);
  const named = rule.externalIdClaim === null ? undefined : claims.raw[rule.externalIdClaim];
  return typeof named === 'string' && named !== '' ? named : null;
}

interface Proof {
  proved: boolean;
  said: string;
}

function proofOf(key: MatchKey, rule: LinkingRule, claims: Claims, tenantDomains: readonly string[]): Proof {
  if (key === 'email') return proofOfEmail(emailKey(claims.email!)!, rule, claims, tenantDomains);
  if (key === 'phone') return proofOfPhone(rule, claims);
  return rule.nameProof === 'authoritative'
    ? { proved: true, said: 'the provider issues the names of this tenant' }
    : { proved: false, said: 'this provider is not trusted to prove names' };
}

function proofOfEmail(value: string, rule: LinkingRule, claims: Claims, tenantDomains: readonly string[]): Proof {
  const no = (said: string): Proof => ({ proved: false, said });
  if (rule.emailProof === 'never') return no('this provider is not trusted to prove e-mail addresses');
  if (rule.emailProof === 'xms_edov') {
    // https://learn.microsoft.com/entra/identity-platform/migrate-off-email-claim-authorization: the bit is the token's
    // own, so it vouches within the directory (`tid`) that issued the token and nowhere else.
    const { xms_edov: owned, tid } = claims.raw;
    return typeof tid === 'string' && tid !== '' && [true, 1, '1', 'true'].some((form) => form === owned)
      ? { proved: true, said: 'the directory has verified that it owns the domain of the e-mail address' }
      : no('the directory does not say that it owns the domain of the e-mail address');
  }
  if (!saysEmailVerified(rule, claims)) return no('the provider does not say that the e-mail address is verified');
  if (rule.emailProof === 'provider_verified_bit')
    return { proved: true, said: 'the provider says that the e-mail address is verified' };
  const domain = domainOf(value);
  if (rule.emailProof === 'tenant_verified_domains') {
    return tenantDomains.includes(domain)
      ? { proved: true, said: 'the domain of the e-mail address is one that this tenant has verified' }
      : no('the domain of the e-mail address is none that this tenant has verified');
  }
  const hosted = claims.hostedDomain === undefined ? null : domainKey(claims.hostedDomain);
  return rule.authoritativeDomains.includes(domain) || hosted === domain
    ? { proved: true, said: 'the provider is authoritative for the domain of the e-mail address' }
    : no('this provider is not authoritative for the domain of the e-mail address');
}

function proofOfPhone(rule: LinkingRule, claims: Claims): Proof {
  if (rule.phoneProof === 'never')
    return { proved: false, said: 'this provider is not trusted to prove phone numbers' };
  return claims.phoneVerified
    ? { proved: true, said: 'the provider says that the phone number is verified' }
    : { proved: false, said: 'the provider does not say that the phone number is verified' };
}
