/** Who looks like whom: users that have proved the same key. `evidenceBetween` is pure; what it finds, somebody decides. */
import type { Claims } from './claims.ts';
import type { IdentityProvider } from './identity-provider.ts';
import type { JsonObject, Timestamp } from './json.ts';
import type { Considered } from './link-candidate.ts';
import { type ArrivingKey, arrivingKeys, type MatchKey, matchKeys } from './linking-rule.ts';
import { emailKey, phoneKey } from './normalise.ts';
import type { User } from './user.ts';

/** A key that both sides have proved. */
export interface Evidence {
  key: MatchKey;
  /** As it is compared. */
  value: string;
  /** What proves it on each side, in words. */
  said: string;
}

/** `users`: two users that look the same. `arrival`: an identity of nobody, and the user that it may belong to. */
export const suggestionKinds = ['users', 'arrival'] as const;
export type SuggestionKind = (typeof suggestionKinds)[number];
export const suggestionStatuses = ['open', 'approved', 'dismissed'] as const;
export type SuggestionStatus = (typeof suggestionStatuses)[number];

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
  /** The last user that was looked at; null before the first. */
  reached: string | null;
  usersSeen: number;
  /** How many there were when it began. */
  usersTotal: number;
  suggestionsMade: number;
  startedAt: Timestamp;
  updatedAt: Timestamp;
  finishedAt: Timestamp | null;
}

/** A user as it is compared with another. */
export interface KnownUser {
  user: Pick<User, 'id' | 'email' | 'emailVerified' | 'phone' | 'phoneVerified' | 'externalId' | 'mergedInto'>;
  identities: KnownIdentity[];
  /** Users that its identities were taken apart from, or of whom the person said that they are somebody else. */
  separatedFrom: readonly string[];
}

/** What a provider said of a subject, and what the tenant makes of that provider's word. */
export interface KnownIdentity {
  claims: Claims;
  provider: Pick<IdentityProvider, 'displayName' | 'linkingRule'>;
}

/** Keys that tell a person apart. The others add to what these say, and say nothing alone. */
const tellingKeys: ReadonlySet<MatchKey> = new Set(['email', 'phone']);

/**
 * What two users have both proved, or nothing when they are not to be suggested: one of them stands for the other
 * already, they are of different linking domains, or they were taken apart before.
 */
export function evidenceBetween(one: KnownUser, other: KnownUser, tenantDomains: readonly string[] = []): Evidence[] {
  if (one.user.id === other.user.id) return [];
  if (one.user.mergedInto !== null || other.user.mergedInto !== null) return [];
  if (linkingDomainsOf(one, other).size > 1) return [];
  if (one.separatedFrom.includes(other.user.id) || other.separatedFrom.includes(one.user.id)) return [];

  const theirs = provedKeys(other, tenantDomains);
  const shared = provedKeys(one, tenantDomains).flatMap(({ key, value, said }): Evidence[] => {
    const match = theirs.find((each) => each.key === key && each.value === value);
    return match ? [{ key, value, said: `of the user: ${said}; of the other user: ${match.said}` }] : [];
  });
  // INVARIANT: nothing is suggested on what one side has not proved, nor on a name alone.
  return shared.some(({ key }) => tellingKeys.has(key)) ? shared : [];
}

/** What an arrival has in common with a user that it may belong to, proved on both sides when it was decided on. */
export function evidenceOfArrival(arriving: readonly ArrivingKey[], { matches }: Considered): Evidence[] {
  return arriving
    .filter(({ key }) => matches.some((match) => match.key === key && match.provedByArrival && match.provedByUser))
    .map(({ key, value, said }) => ({
      key,
      value,
      said: `of the arrival: ${said}; of the user: it has proved the same`,
    }));
}

interface ProvedKey {
  key: MatchKey;
  /** As it is compared. */
  value: string;
  said: string;
}

/** Each key once, in the order of `matchKeys`; what the user itself proved before what its identities did. */
function provedKeys({ user, identities }: KnownUser, tenantDomains: readonly string[]): ProvedKey[] {
  const all: (ProvedKey | null)[] = [
    proved('email', user.emailVerified && user.email && emailKey(user.email), 'its e-mail address is verified'),
    proved('phone', user.phoneVerified && user.phone && numberKey(user.phone), 'its phone number is verified'),
    proved('external_id', user.externalId, "it is the application's own name for the user"),
    ...identities.flatMap(({ claims, provider: { displayName, linkingRule } }) =>
      arrivingKeys({ ...linkingRule, matchOn: [...matchKeys] }, claims, tenantDomains)
        .filter((key) => key.proved)
        .map(({ key, value, said }) => proved(key, value, `at \`${displayName}\`, ${said}`)),
    ),
  ];
  const known = all.filter((key) => key !== null);
  const firsts = known.filter((key) => known.find((each) => each.key === key.key && each.value === key.value) === key);
  return firsts.sort((a, b) => matchKeys.indexOf(a.key) - matchKeys.indexOf(b.key));
}

/** Without its country a number is several people's. */
function numberKey(phone: string): string | null {
  const key = phoneKey(phone);
  return key?.startsWith('+') ? key : null;
}

function proved(key: MatchKey, value: string | false | null, said: string): ProvedKey | null {
  return value ? { key, value, said } : null;
}

/** A user without identities is of no linking domain, and goes with any. */
function linkingDomainsOf(...known: KnownUser[]): Set<string | null> {
  return new Set(
    known.flatMap(({ identities }) => identities.map(({ provider }) => provider.linkingRule.linkingDomain)),
  );
}
