/**
 * Finds users that look the same and writes the suggestions down, in the transaction of whatever made them look so. Called
 * when a proved key was added; it costs one statement unless somebody has the same key. Two transactions that add the same
 * key at one moment may not see each other: the sweep finds what they missed.
 */
import type { Actor } from '../domain/actor.ts';
import type { Identity } from '../domain/identity.ts';
import { createId } from '../domain/ids.ts';
import type { JsonObject } from '../domain/json.ts';
import { emailKey, phoneKey } from '../domain/normalise.ts';
import { type Evidence, evidenceBetween, type KnownUser, type Suggestion } from '../domain/suggestion.ts';
import type { User } from '../domain/user.ts';
import type { Rows, UserPair } from '../stores/store.ts';
import { currentTime, type Dependencies } from './dependencies.ts';
import { claimsOf } from './new-identity.ts';
import { type Fact, record } from './record.ts';

/** A key of more others than this is a shared mailbox or the number of a switchboard: it says nothing of a person. */
const othersMax = 20;

/** Suggests each of the users with everyone who has proved the same key. How many suggestions are new. */
export async function suggestFor(deps: Dependencies, rows: Rows, actor: Actor, userIds: string[]): Promise<number> {
  const { tenantId } = actor;
  if (userIds.length === 0) return 0;
  const pairs = inOrder(await rows.suggestions.lookalikes(tenantId, userIds, othersMax));
  if (pairs.length === 0) return 0;
  const known = await gatherKnown(rows, tenantId, [...new Set(pairs.flat())]);
  const alike = pairs.flatMap(([userId, otherUserId]) => {
    const [user, other] = [known.get(userId), known.get(otherUserId)];
    const evidence = user && other ? evidenceBetween(user, other) : [];
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
    ...made.map((suggestion): Fact => ({
      type: 'suggestion.made',
      ...namesOf(suggestion),
      after: { suggestion: snapshot(suggestion) },
    })),
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

/** Live users as they are compared. */
export async function gatherKnown(rows: Rows, tenantId: string, userIds: string[]): Promise<Map<string, KnownUser>> {
  const users = await rows.users.byIds(tenantId, userIds);
  const identities = await rows.identities.ofUsers(tenantId, userIds);
  const providerIds = new Set([...identities.values()].flat().map(({ identityProviderId }) => identityProviderId));
  const found = await Promise.all([...providerIds].map((id) => rows.identityProviders.byId(tenantId, id)));
  const providers = new Map(found.flatMap((provider) => (provider ? [[provider.id, provider]] : [])));
  const separated = await rows.separations.among(tenantId, userIds);
  return new Map(
    users.map((user) => [
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

/** Whether the identity may prove an e-mail address; its provider's linking rule has the last word. */
export function mayProve({ email, emailVerified, claims }: Identity): boolean {
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
