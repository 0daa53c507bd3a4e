/** What every link must keep, whoever asks: linking domains stay apart, and a user's identities stay countable. */
import { DomainError } from './errors.ts';
import type { Identity } from './identity.ts';
import type { IdentityProvider } from './identity-provider.ts';

/** More than anyone has, few enough to hand out in one answer. */
export const identitiesPerUserMax = 1000;

/**
 * Refuses with `linking_domain_mismatch` or `too_many_identities` unless these identities may all be one user's.
 * `providers` has theirs.
 */
export function requireLinkable(
  identities: Pick<Identity, 'identityProviderId'>[],
  providers: ReadonlyMap<string, Pick<IdentityProvider, 'linkingRule'>>,
): void {
  if (identities.length > identitiesPerUserMax)
    throw new DomainError('too_many_identities', `a user may have ${identitiesPerUserMax} identities`);
  const counts = new Map<string, number>();
  for (const { identityProviderId: id } of identities) counts.set(id, (counts.get(id) ?? 0) + 1);
  const domains = new Set<string | null>();
  for (const [id, count] of counts) {
    const { identitiesPerUserMax: most, linkingDomain } = providers.get(id)!.linkingRule;
    domains.add(linkingDomain);
    if (most !== null && count > most)
      throw new DomainError('too_many_identities', `a user may have ${most} identities of this provider`, {
        identity_provider_id: id,
      });
  }
  if (domains.size > 1)
    throw new DomainError(
      'linking_domain_mismatch',
      'the identities are of different linking domains, which never join',
      { linking_domains: [...domains] },
    );
}
