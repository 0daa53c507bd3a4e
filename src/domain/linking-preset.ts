/**
 * Whole sets of linking rules under one name, for tenants that come from elsewhere and want what they had. A preset is
 * written into the rules of the providers once, by a verb: what decides stays in the rule that anybody can read, version by
 * version, and no second set of rules stands behind it.
 */
import type { LinkingRule } from './linking-rule.ts';

export const linkingPresets = ['workos'] as const;
export type LinkingPreset = (typeof linkingPresets)[number];

/** Providers whose word for an address is enough, as WorkOS has it; Google's only for the addresses that are its own. */
const believed: Readonly<Record<string, Partial<LinkingRule>>> = {
  'google-oauth2': { emailProof: 'authoritative_domains', authoritativeDomains: ['gmail.com', 'googlemail.com'] },
  apple: { emailProof: 'provider_verified_bit' },
};

/** A company's own: believed for the domains that the tenant has verified. */
const ofCompanies = new Set(['oidc', 'saml', 'samlp', 'adfs', 'okta', 'waad', 'ldap', 'ad', 'cas']);

/**
 * The rule that a provider gets. One user for one address: an arrival joins the user of the address when it proves it, and
 * its person proves the mailbox otherwise. Name and picture follow the provider.
 */
export function presetRule(_preset: LinkingPreset, strategy: string): Partial<LinkingRule> {
  const rule: Partial<LinkingRule> = {
    matchOn: ['email'],
    loginOnly: false,
    jit: true,
    updateProfile: 'always',
    onConflict: 'ask',
    askUnproved: true,
  };
  if (believed[strategy]) return { ...rule, mode: 'verified_match', ...believed[strategy] };
  if (ofCompanies.has(strategy)) return { ...rule, mode: 'verified_match', emailProof: 'tenant_verified_domains' };
  // Whatever it says: asked, blindly, every time that somebody is new.
  return { ...rule, mode: 'ask', emailProof: 'never' };
}

/** Identities that no sign-in brings: users made by API. */
export function hasNoSignIn(strategy: string): boolean {
  return strategy === 'auth0';
}
