/**
 * Whether an event may be taken back, and what that comes to. Pure and total: what the event recorded, the rows as they
 * are and the events since go in; a plan of rows comes out, or everything that stands in the way.
 *
 * The order is the policy:
 *   1. only a link, move, unlink, split, merge or undo can be taken back, and while it holds: a second time changes nothing;
 *   2. nothing that it moved was moved since, and everybody that it touched still stands;
 *   3. who comes back finds its names free, who goes has nothing of its own that was built since;
 *   4. no user loses its last way in, unless the caller says so in as many words;
 *   5. what it placed goes back to its place; other fields go back where they still are what it made of them.
 * Sign-ins do not stand in the way, nor do changes of other fields.
 */
import {
  type Changes,
  changesOf,
  isPlacing,
  isStanding,
  placingEventTypes,
  sameJson,
  touchedUserIds,
} from './changes.ts';
import { type Reason, Reasons } from './decision.ts';
import { DomainError } from './errors.ts';
import type { Event, EventType } from './event.ts';
import { wordsOf } from './event-words.ts';
import type { Timestamp } from './json.ts';
import { undoneBy, withoutCancelled } from './later-events.ts';
import { requireLinkable } from './linkable.ts';
import type { UndoFacts } from './undo-facts.ts';
import { planUndo, type UndoPlan } from './undo-plan.ts';
import type { User } from './user.ts';

export const undoableEventTypes = [
  'identity.linked',
  'identity.moved',
  'identity.unlinked',
  'user.merged',
  'linking.undone',
] as const satisfies EventType[];

/** One thing that stands in the way: an event since, or a state of which no event tells. */
export interface Obstacle {
  eventId: string | null;
  type: EventType | null;
  createdAt: Timestamp | null;
  said: string;
}

export type UndoDecision =
  | { action: 'undo'; plan: UndoPlan; reasons: Reason[] }
  | { action: 'already_undone'; by: Event; reasons: Reason[] }
  | { action: 'refuse'; because: 'not_undoable' | 'blocked'; obstacles: Obstacle[]; reasons: Reason[] };

export function decideUndo(facts: UndoFacts): UndoDecision {
  const { event } = facts;
  const reasons = new Reasons();
  const changes = changesOf(event);
  if (!isUndoable(event)) {
    const said = `an event \`${event.type}\` cannot be undone`;
    return { action: 'refuse', because: 'not_undoable', obstacles: [], reasons: reasons.settled('undoable', said) };
  }
  reasons.passed('undoable', `an event \`${event.type}\` can be undone`);

  const by = undoneBy(event, facts.later);
  if (by) return { action: 'already_undone', by, reasons: reasons.settled('holds', 'it was undone before') };
  reasons.passed('holds', 'it was not undone, or that was undone too');

  const plan = planUndo(facts, changes);
  for (const [rule, look] of checks) {
    const obstacles = dropRepeated(look(facts, changes, plan));
    const [first] = obstacles;
    if (first) {
      const more = obstacles.length > 1 ? `, and ${obstacles.length - 1} more` : '';
      const settled = reasons.settled(rule, `${first.said}${more}`);
      return { action: 'refuse', because: 'blocked', obstacles, reasons: settled };
    }
    reasons.passed(rule, passedWords[rule]);
  }
  return { action: 'undo', plan, reasons: reasons.settled('undo', 'nothing was built on it since') };
}

/** An identity of nobody that is gone with its provider is nobody's to be given back. */
export function isUndoable({ type, userId }: Pick<Event, 'type' | 'userId'>): boolean {
  return (undoableEventTypes as readonly EventType[]).includes(type) && userId !== null;
}

type Look = (facts: UndoFacts, changes: Changes, plan: UndoPlan) => Obstacle[];

const checks = [
  ['built_on_top', findBuiltOnTop],
  ['as_it_left_them', findMoved],
  ['names_free', findTaken],
  ['nothing_of_its_own', findOwn],
  ['linkable', findUnlinkable],
  ['last_identity', findLastWaysIn],
] as const satisfies [string, Look][];

const passedWords: Record<(typeof checks)[number][0], string> = {
  built_on_top: 'no event since moved what it moved',
  as_it_left_them: 'everything that it placed is where it left it',
  names_free: 'nobody else has a name that would come back',
  nothing_of_its_own: 'who would go has nothing that came since',
  linkable: 'the linking domains and limits allow what was',
  last_identity: 'nobody loses its last way in, or the caller allows it',
};

/** Rule 2, by the events. */
function findBuiltOnTop({ later }: UndoFacts, changes: Changes): Obstacle[] {
  const placed = new Set(changes.identities.filter(isPlacing).map(({ id }) => id));
  const touched = touchedUserIds(changes);
  return withoutCancelled(later)
    .filter(({ type }) => (placingEventTypes as readonly EventType[]).includes(type))
    .filter((each) => {
      const since = changesOf(each);
      return (
        since.identities.some((change) => placed.has(change.id) && isPlacing(change)) ||
        since.users.some((change) => touched.has(change.id) && isStanding(change))
      );
    })
    .map(obstacleOf);
}

/** Rule 2, by the rows: also what no event tells of. */
function findMoved({ users, identities, later }: UndoFacts, changes: Changes): Obstacle[] {
  const found: Obstacle[] = [];
  for (const { id, after } of changes.identities.filter(isPlacing)) {
    const now = identities.find((identity) => identity.id === id);
    if (after === null && now) found.push(state(`the identity \`${id}\` is there again`));
    if (after !== null && !now) found.push(state(`the identity \`${id}\` is gone`));
    if (after !== null && now && now.userId !== after.userId)
      found.push(
        state(`the identity \`${id}\` belongs to ${now.userId ? `the user \`${now.userId}\`` : 'nobody'} now`),
      );
  }
  const flips = changes.users.some(isStanding);
  for (const id of touchedUserIds(changes)) {
    const change = changes.users.find((each) => each.id === id);
    const now = users.find((user) => user.id === id);
    const wasLeft = change === undefined || change.after !== null;
    if (!wasLeft && now) found.push(state(`there is a user \`${id}\` again`));
    if (wasLeft && !now) found.push(state(`the user \`${id}\` is gone`));
    if (!wasLeft || !now) continue;
    const left = change?.after ?? {};
    if (now.mergedInto !== (left.mergedInto ?? null)) found.push(state(`the user \`${id}\` was merged or given back`));
    // Nobody comes back to life, or is locked away, by way of another.
    if (flips && now.status !== (left.status ?? 'active')) {
      const told = withoutCancelled(later).filter(
        ({ type, userId }) => userId === id && (type === 'user.suspended' || type === 'user.reactivated'),
      );
      found.push(...told.map(obstacleOf));
      // Of a user that the event left as it was, only what was told since says that it is otherwise now.
      if (told.length === 0 && change) found.push(state(`the user \`${id}\` is ${now.status} now`));
    }
  }
  return found;
}

/** Rule 3: who comes back. */
function findTaken({ sameKey, namesakes, providers, later }: UndoFacts, _changes: Changes, plan: UndoPlan): Obstacle[] {
  const found: Obstacle[] = [];
  for (const { id, userId } of sameKey) {
    const owner = userId === null ? 'nobody yet' : `the user \`${userId}\``;
    found.push(state(`the subject is known again, as the identity \`${id}\` of ${owner}`));
  }
  const back = [...plan.users.insert, ...plan.users.update.filter(({ mergedInto }) => mergedInto === null)];
  for (const other of namesakes) {
    const mine = back.find((user) => user.id !== other.id && sharedName(user, other) !== null);
    if (mine) found.push(state(`the user \`${other.id}\` has taken the ${sharedName(mine, other)} of \`${mine.id}\``));
  }
  for (const { identityProviderId } of [...plan.identities.insert, ...plan.identities.update]) {
    if (providers.has(identityProviderId)) continue;
    const deleted = later.filter(
      (event) => event.type === 'identity_provider.deleted' && event.identityProviderId === identityProviderId,
    );
    found.push(...deleted.map(obstacleOf));
    if (deleted.length === 0) found.push(state(`the identity provider \`${identityProviderId}\` is gone`));
  }
  for (const id of plan.incomplete) found.push(state(`what \`${id}\` was is not recorded whole`));
  return found;
}

/** What happens around a user without making anything of it. */
const ofNoWeight = new Set<EventType>([
  'suggestion.made',
  'suggestion.dismissed',
  'session.ended',
  'session.replaced',
  'user.sign_in_refused',
  'linking.challenged',
  'linking.code_sent',
  'linking.code_refused',
  'sign_in.code_sent',
  'sign_in.code_refused',
  'sign_in.failed',
  'linking.declined',
]);

/** Rule 3: who goes. A user that was made goes without a trace, so anything since is in the way; a tombstone may have had a life. */
function findOwn(facts: UndoFacts, changes: Changes, plan: UndoPlan): Obstacle[] {
  const { later, identities, tombstones } = facts;
  const found: Obstacle[] = [];
  const since = withoutCancelled(later).filter(({ type }) => !ofNoWeight.has(type));
  for (const id of plan.users.remove) {
    const told = since.filter(({ userId, counterpartUserId }) => userId === id || counterpartUserId === id);
    found.push(...told.map(obstacleOf));
    const made = changes.users.find((change) => change.id === id)?.after;
    const now = facts.users.find((user) => user.id === id);
    if (told.length === 0 && now && now.loginsCount !== (made?.loginsCount ?? 0))
      found.push(state(`the user \`${id}\` has signed in since: merge it into the other one instead`));
    if (told.length > 0) continue;
    for (const tombstone of tombstones.filter(({ mergedInto }) => mergedInto === id))
      found.push(state(`the user \`${tombstone.id}\` was merged into \`${id}\``));
  }
  const leaving = new Set([
    ...plan.users.remove,
    ...plan.users.update.filter((user) => user.mergedInto).map((u) => u.id),
  ]);
  const replaced = new Set([...plan.identities.update, ...plan.identities.remove].map(({ id }) => id));
  for (const identity of identities) {
    if (identity.userId === null || !leaving.has(identity.userId)) continue;
    const goes = plan.identities.remove.some(({ id }) => id === identity.id);
    const next = plan.identities.update.find(({ id }) => id === identity.id);
    if (goes || (next && replaced.has(identity.id) && next.userId !== identity.userId)) continue;
    const told = since.filter((each) => changesOf(each).identities.some(({ id }) => id === identity.id));
    found.push(...told.map(obstacleOf));
    if (told.length === 0) found.push(state(`the user \`${identity.userId}\` has the identity \`${identity.id}\``));
  }
  return found;
}

function findUnlinkable({ providers }: UndoFacts, _changes: Changes, plan: UndoPlan): Obstacle[] {
  const found: Obstacle[] = [];
  for (const { userId, identities, gains } of plan.owners) {
    if (!gains) continue;
    try {
      requireLinkable(identities, providers);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      found.push(state(`of the user \`${userId}\`: ${error.message}`));
    }
  }
  return found;
}

/** Rule 4. A user that had none before the event is given back as it was. */
function findLastWaysIn({ later, hadNone, allowLast }: UndoFacts, _changes: Changes, plan: UndoPlan): Obstacle[] {
  // INVARIANT: no user loses its last way in, unless the caller says so in as many words.
  if (allowLast) return [];
  const emptied = plan.owners.filter(({ userId, identities, loses }) => {
    const goes = plan.users.remove.includes(userId) || plan.users.update.some((u) => u.id === userId && u.mergedInto);
    return loses && identities.length === 0 && !goes && !hadNone.has(userId);
  });
  return emptied.flatMap(({ userId }) => {
    const took = withoutCancelled(later).filter((event) =>
      changesOf(event).identities.some(({ before }) => before?.userId === userId),
    );
    return [
      state(`the user \`${userId}\` would be left without any identity: pass \`allow_last\` to undo it all the same`),
      ...took.map(obstacleOf),
    ];
  });
}

const uniqueNames = { username: 'username', externalId: 'external id', originKey: 'origin key' } as const;

/** `usernames` are compared as they are looked up: the store says who has them, here it is only told which one. */
function sharedName(user: User, other: User): string | null {
  const [first] = (Object.keys(uniqueNames) as (keyof typeof uniqueNames)[]).filter(
    (field) => user[field] !== null && other[field] !== null && fold(user[field]) === fold(other[field]),
  );
  return first === undefined ? null : uniqueNames[first];
}

function fold(name: string): string {
  return name.normalize('NFKC').trim().toLowerCase();
}

function obstacleOf(event: Event): Obstacle {
  return { eventId: event.id, type: event.type, createdAt: event.createdAt, said: wordsOf(event) };
}

function state(said: string): Obstacle {
  return { eventId: null, type: null, createdAt: null, said };
}

function dropRepeated(obstacles: Obstacle[]): Obstacle[] {
  return obstacles.filter((one, place) => obstacles.findIndex((other) => sameJson({ ...one }, { ...other })) === place);
}
