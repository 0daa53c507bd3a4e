/** Users that an arrival may belong to: what each has in common with it, who has proved it, and what keeps them apart. */
import type { JsonObject } from './json.ts';
import { identitiesPerUserMax } from './linkable.ts';
import type { ArrivingKey, LinkingRule, MatchKey } from './linking-rule.ts';
import { emailKey, phoneKey, usernameKey } from './normalise.ts';
import type { User } from './user.ts';

/** A live user with one of the arrival's keys, as it stands under lock. */
export interface LinkCandidate {
  user: Pick<
    User,
    | 'id'
    | 'status'
    | 'email'
    | 'emailVerified'
    | 'phone'
    | 'phoneVerified'
    | 'username'
    | 'externalId'
    | 'userMetadata'
    | 'appMetadata'
  >;
  identitiesCount: number;
  identitiesAtProvider: number;
  /** The linking domains of its identities' providers. */
  linkingDomains: (string | null)[];
  /** This identity was taken from this user before, or its person said that the account is another's. */
  separated: 'declined' | 'unlinked' | null;
  /**
   * Somebody's own account, whatever its unproved address says: one of its identities proves another address, or the
   * address was changed to this one after the account was made.
   */
  established: boolean;
}

/** A candidate that was looked at: what matched, and what was missing for it to be joined. */
export interface Considered {
  userId: string;
  /** Keys in common, with who has proved them. */
  matches: { key: MatchKey; provedByArrival: boolean; provedByUser: boolean }[];
  /** Why it is not joined by rule, in words; empty when nothing is in the way. */
  missing: string[];
}

/** A candidate with one key or more in common, and what rules it out altogether. */
export interface Match {
  candidate: LinkCandidate;
  keys: { key: MatchKey; provedByArrival: boolean; provedByUser: boolean }[];
  /** Null: it may be joined or asked about. */
  ruledOut: string | null;
}

export function matchCandidates(rule: LinkingRule, keys: ArrivingKey[], candidates: LinkCandidate[]): Match[] {
  return candidates.flatMap((candidate) => {
    const common = keys
      .filter(({ key, value }) => keyOf(key, candidate.user) === value)
      .map(({ key, proved }) => ({ key, provedByArrival: proved, provedByUser: hasProved(key, candidate.user) }));
    return common.length === 0 ? [] : [{ candidate, keys: common, ruledOut: whyRuledOut(rule, candidate) }];
  });
}

/** INVARIANT: an e-mail is compared with e-mails alone, a username with usernames: a name never passes for an address. */
function keyOf(key: MatchKey, user: LinkCandidate['user']): string | null {
  if (key === 'email') return user.email && emailKey(user.email);
  if (key === 'phone') return user.phone && phoneKey(user.phone);
  if (key === 'username') return user.username && usernameKey(user.username);
  return user.externalId;
}

/** Usernames and external ids are given by applications, never by the person: they stand as they are. */
function hasProved(key: MatchKey, user: LinkCandidate['user']): boolean {
  if (key === 'email') return user.emailVerified;
  return key === 'phone' ? user.phoneVerified : true;
}

function whyRuledOut(rule: LinkingRule, candidate: LinkCandidate): string | null {
  const { user, identitiesCount, identitiesAtProvider, linkingDomains, separated } = candidate;
  if (user.status === 'suspended') return 'the user is suspended';
  if (rule.neverLink.userIds.includes(user.id)) return 'the rule names the user as one that no arrival joins';
  if (hasMetadata(user, rule.neverLink.metadata)) return 'the metadata of the user says that no arrival joins it';
  if (linkingDomains.some((domain) => domain !== rule.linkingDomain)) return 'the user is of another linking domain';
  if (separated === 'declined') return 'the person said before that this account is not theirs';
  if (separated === 'unlinked' && !rule.relinkAfterUnlink) return 'the identity was taken from this user before';
  if (identitiesCount >= identitiesPerUserMax) return 'the user has as many identities as a user may have';
  if (rule.identitiesPerUserMax !== null && identitiesAtProvider >= rule.identitiesPerUserMax)
    return 'the user has as many identities at this provider as the rule allows';
  return null;
}

/** Whether any path, such as `app_metadata.roles`, holds the value, or a list that has it. */
function hasMetadata({ userMetadata, appMetadata }: LinkCandidate['user'], wanted: JsonObject): boolean {
  const roots: JsonObject = { user_metadata: userMetadata, app_metadata: appMetadata };
  return Object.entries(wanted).some(([path, value]) => {
    const found = path
      .split('.')
      .reduce<unknown>(
        (place, name) =>
          typeof place === 'object' && place !== null && Object.hasOwn(place, name)
            ? (place as JsonObject)[name]
            : undefined,
        roots,
      );
    return (Array.isArray(found) ? found : [found]).some((each) => JSON.stringify(each) === JSON.stringify(value));
  });
}
