/**
 * Finds users that look the same and writes the suggestions down, in the transaction of whatever made them look so. Called
 * when a proved key was added; it costs one statement unless somebody has the same key. The sweep finds what is not looked
 * for here: what an import brought, what a changed linking rule proves, and what two transactions that added the same key at
 * one moment could not see of each other.
 */
import type { Actor } from '../domain/actor.ts';
import type { Identity } from '../domain/identity.ts';
import { createId } from '../domain/ids.ts';
import type { JsonObject } from '../domain/json.ts';
import type { LinkFacts } from '../domain/link.ts';
import type { Considered } from '../domain/link-candidate.ts';
import { arrivingKeys } from '../domain/linking-rule.ts';
import { emailKey, phoneKey } from '../domain/normalise.ts';
import {
  type Evidence,
  evidenceBetween,
  evidenceOfArrival,
  type KnownUser,
  type Suggestion,
} from '../domain/suggestion.ts';
import { linkingSettings } from '../domain/tenant.ts';
import type { User } from '../domain/user.ts';
import type { Rows, UserPair } from '../stores/store.ts';
import { currentTime, type Dependencies } from './dependencies.ts';
import { liveTenant } from './live-tenant.ts';
import { claimsOf } from './new-identity.ts';
import { providersOf } from './providers-of.ts';
import { type Fact, record } from './record.ts';

/** A key of more than ten users is a shared mailbox or the number of a switchboard: it says nothing of a person. */
const othersMax = 9;

/** Suggests each of the users with everyone who has proved the same key. How many suggestions are new. */
export async function suggestFor(deps: Dependencies, rows: Rows, actor: Actor, userIds: string[]): Promise<number> {
  const { tenantId } = actor;
  if (userIds.length === 0) return 0;
  const pairs = inOrder(await rows.suggestions.lookalikes(tenantId, userIds, othersMax));
  if (pairs.length === 0) return 0;
  const { evidenceOf } = await gatherKnown(rows, tenantId, [...new Set(pairs.flat())]);
  const alike = pairs.flatMap(([userId, otherUserId]) => {
    const evidence = evidenceOf(userId, otherUserId);
    return evidence.length === 0 ? [] : [{ userId, otherUserId, evidence }];
  });
  const undisputed = await withoutDismissed(rows, tenantId, alike);
  return makeSuggestions(
    deps,
    rows,
    actor,
    undisputed.map((pair) => ({ kind: 'users', identityId: null, ...pair })),
  );
}

/** An arrival that an administrator shall decide on is suggested with every user that it may belong to. */
export async function suggestArrival(
  deps: Dependencies,
  rows: Rows,
  actor: Actor,
  { provider, claims, tenant }: Pick<LinkFacts, 'provider' | 'claims' | 'tenant'>,
  identity: Identity,
  { candidates, considered }: { candidates: string[]; considered: Considered[] },
): Promise<number> {
  const arriving = arrivingKeys(provider.linkingRule, claims, tenant.verifiedDomains);
  return makeSuggestions(
    deps,
    rows,
    actor,
    considered
      .filter(({ userId }) => candidates.includes(userId))
      .map((each) => ({
        kind: 'arrival',
        userId: each.userId,
        otherUserId: null,
        identityId: identity.id,
        evidence: evidenceOfArrival(arriving, each),
      })),
  );
}

/** Writes down those that are not there yet, each with its event. How many there were. */
export async function makeSuggestions(
  deps: Dependencies,
  rows: Rows,
  actor: Actor,
  wanted: Pick<Suggestion, 'kind' | 'userId' | 'otherUserId' | 'identityId' | 'evidence'>[],
): Promise<number> {
  if (wanted.length === 0) return 0;
  const suggestions = wanted.map(
    (each): Suggestion => ({
      ...each,
      id: createId(deps.entropy),
      tenantId: actor.tenantId,
      status: 'open',
      createdAt: currentTime(deps),
      decidedAt: null,
      decidedBy: null,
    }),
  );
  const made = await rows.suggestions.insert(suggestions);
  await record(
    deps,
    rows,
    actor,
    ...made.map(
      (suggestion): Fact => ({
        type: 'suggestion.made',
        ...namesOf(suggestion),
        after: { suggestion: snapshot(suggestion) },
      }),
    ),
  );
  return made.length;
}

/** Whom a suggestion is about, as its events name them. */
export function namesOf({ userId, otherUserId, identityId }: Suggestion) {
  return { userId, counterpartUserId: otherUserId, identityId };
}

/** The suggestion as an event keeps it. */
export function snapshot({ tenantId: _, ...suggestion }: Suggestion): JsonObject {
  return suggestion as unknown as JsonObject;
}

/** What these users have proved, and so what any two of them have in common; nothing when one is not live. */
export async function gatherKnown(
  rows: Rows,
  tenantId: string,
  userIds: string[],
): Promise<{ evidenceOf(userId: string, otherUserId: string): Evidence[] }> {
  const { verifiedDomains } = linkingSettings(await liveTenant(rows, tenantId));
  const users = await rows.users.byIds(tenantId, userIds);
  const identities = await rows.identities.ofUsers(tenantId, userIds);
  const providers = await providersOf(rows, tenantId, [...identities.values()].flat());
  const separated = await rows.separations.among(tenantId, userIds);
  const known = new Map(
    users.map((user): [string, KnownUser] => [
      user.id,
      {
        user,
        identities: (identities.get(user.id) ?? []).map((identity) => ({
          claims: claimsOf(identity),
          provider: providers.get(identity.identityProviderId)!,
        })),
        separatedFrom: separated.flatMap(([owner, other]) => (owner === user.id ? [other] : [])),
      },
    ]),
  );
  return {
    evidenceOf(userId, otherUserId) {
      const [user, other] = [known.get(userId), known.get(otherUserId)];
      return user && other ? evidenceBetween(user, other, verifiedDomains) : [];
    },
  };
}

/** Whether a change gave the user a proved e-mail address or phone number that it had not. */
export function provesMore(before: User | null, after: User): boolean {
  return provedBy(after).some((key) => before === null || !provedBy(before).includes(key));
}

function provedBy({ email, emailVerified, phone, phoneVerified }: User): string[] {
  const keys = [
    emailVerified && email && `email:${emailKey(email)}`,
    phoneVerified && phone && `phone:${phoneKey(phone)}`,
  ];
  return keys.filter((key): key is string => typeof key === 'string' && key !== '');
}

/** Whether it gives its user an address that may be proved and was not: its provider's linking rule has the last word. */
export function mayProveMore(before: Identity | null, after: Identity): boolean {
  if (after.userId === null || !mayProve(after)) return false;
  if (before === null || before.userId !== after.userId || !mayProve(before)) return true;
  return emailKey(before.email!) !== emailKey(after.email!);
}

function mayProve({ email, emailVerified, claims }: Identity): boolean {
  return email !== null && (emailVerified || 'email_verified' in claims || 'xms_edov' in claims);
}

/** Each pair once, the lower id first, which is how a suggestion names them. */
function inOrder(pairs: readonly UserPair[]): UserPair[] {
  const ordered = pairs.map(([one, other]): UserPair => (one < other ? [one, other] : [other, one]));
  return [...new Map(ordered.map((pair) => [pair.join(), pair])).values()];
}

interface Alike {
  userId: string;
  otherUserId: string;
  evidence: Evidence[];
}

/** Who was said to be somebody else stays so when one of them is merged: the one that stands in for it inherits the no. */
async function withoutDismissed(rows: Rows, tenantId: string, alike: Alike[]): Promise<Alike[]> {
  const ids = [...new Set(alike.flatMap(({ userId, otherUserId }) => [userId, otherUserId]))];
  const tombstones = ids.length === 0 ? [] : await rows.users.tombstonesBelow(tenantId, ids);
  if (tombstones.length === 0) return alike;
  const standIns = new Map(tombstones.map(({ id, mergedInto }) => [id, mergedInto!]));
  const standInOf = (id: string): string => {
    const next = standIns.get(id);
    return next === undefined ? id : standInOf(next);
  };
  const dismissed = (await rows.suggestions.dismissedAmong(tenantId, [...ids, ...standIns.keys()])).map(
    ([one, other]): UserPair => [standInOf(one), standInOf(other)],
  );
  const apart = new Set(inOrder(dismissed).map((pair) => pair.join()));
  return alike.filter(({ userId, otherUserId }) => !apart.has([userId, otherUserId].join()));
}
