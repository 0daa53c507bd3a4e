/** When an arrival at an identity provider may join a known user, and what makes its e-mail proved. */
import type { Claims } from './claims.ts';
import { domainOf, emailKey } from './normalise.ts';

export interface LinkingRule {
  /** `never`: an arrival joins nobody. `verified_match`: it joins the one user with the same e-mail, proved on both sides. */
  mode: 'never' | 'verified_match';
  /**
   * What makes the provider's e-mail proved: its own verified bit; that bit, for domains that it is authoritative for; or
   * nothing. Trust is a property of the provider's registration, never of the claim alone.
   */
  emailProof: 'verified_bit' | 'authoritative_domains' | 'never';
  /** Domains for which `authoritative_domains` believes the provider; a hosted domain that it names counts too. */
  authoritativeDomains: string[];
}

/** The safest rule: joins nobody, believes nothing. */
export const strictLinkingRule: LinkingRule = { mode: 'never', emailProof: 'never', authoritativeDomains: [] };

/** The e-mail key that the claims prove under the rule, or null. */
export function provedEmail(rule: LinkingRule, claims: Claims): string | null {
  if (claims.emailVerified !== true || claims.email === undefined) return null;
  const key = emailKey(claims.email);
  if (key === null || rule.emailProof === 'never') return null;
  if (rule.emailProof === 'verified_bit') return key;
  const domain = domainOf(key);
  return rule.authoritativeDomains.includes(domain) || claims.hostedDomain?.toLowerCase() === domain ? key : null;
}
