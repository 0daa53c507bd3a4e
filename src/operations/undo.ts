/** Takes an event back: gives back the rows that it changed, as far as nothing was built on it since. */
import { type Actor, requireProvider, requireScope } from '../domain/actor.ts';
import { changesOf } from '../domain/changes.ts';
import { DomainError } from '../domain/errors.ts';
import type { Event } from '../domain/event.ts';
import type { Identity } from '../domain/identity.ts';
import type { JsonObject } from '../domain/json.ts';
import { decideUndo, type UndoDecision } from '../domain/undo.ts';
import type { UndoFacts } from '../domain/undo-facts.ts';
import type { UndoPlan } from '../domain/undo-plan.ts';
import type { User } from '../domain/user.ts';
import type { Rows } from '../stores/store.ts';
import { authorise, withPermission } from './authorise.ts';
import { currentTime, type Dependencies } from './dependencies.ts';
import { destroyTokens } from './destroy-tokens.ts';
import { eventMissing, maySeeEvent } from './events.ts';
import { requireNotLastOwner } from './last-owner.ts';
import type { Governed } from './policy-request.ts';
import { identitySnapshot, record, userSnapshot } from './record.ts';
import { lockUndoFacts } from './undo-facts.ts';
import { separate } from './unlink.ts';

export function createUndoOperation(deps: Dependencies) {
  /**
   * The event that took it back: a new one, or the one of the first time. Throws `not_undoable`, and `undo_blocked` with
   * everything that stands in the way.
   */
  return async function undo(actor: Actor, eventId: string, options: { allowLast?: boolean } = {}): Promise<Event> {
    requireScope(actor, 'identities:write');
    requireScope(actor, 'users:write');
    return deps.store.transaction(async (rows) => {
      const event = await rows.events.byId(actor.tenantId, eventId);
      if (!event || !maySeeEvent(actor, event)) throw await eventMissing(rows, actor, eventId);
      const question = { event, allowLast: options.allowLast ?? false, now: currentTime(deps) };
      const facts = await lockUndoFacts(rows, actor.tenantId, question);
      for (const { before, after } of changesOf(event).identities) requireOwnProvider(actor, before ?? after);
      const decision = decideUndo(facts);
      if (decision.action === 'already_undone') return decision.by;
      if (decision.action === 'refuse') throw refusal(event, decision);
      const { insert, update, remove } = decision.plan.identities;
      for (const { identityProviderId } of [...insert, ...update, ...remove])
        requireProvider(actor, identityProviderId);
      const permission = await authorise(deps, rows, actor, ...governedBy(event, facts, decision.plan));
      await apply(deps, rows, actor, decision.plan);
      const [undone] = await record(deps, rows, actor, {
        type: 'linking.undone',
        userId: event.userId,
        counterpartUserId: event.counterpartUserId,
        identityId: event.identityId,
        identityProviderId: event.identityProviderId,
        before: presentRows(facts, decision.plan),
        after: plannedRows(decision.plan),
        decision: withPermission({ action: 'undo', kept: decision.plan.kept, reasons: decision.reasons }, permission),
        undoes: event.id,
      });
      return undone!;
    });
  };
}

/** What the policies are asked: about the user of the event, who is there or comes back. */
function governedBy(event: Event, { users }: UndoFacts, plan: UndoPlan): Governed[] {
  const there = [...users, ...plan.users.insert];
  const user = there.find(({ id }) => id === event.userId) ?? there[0];
  const other = there.find(({ id }) => id === event.counterpartUserId) ?? null;
  if (!user) return [];
  return [{ action: 'linking:undo', user, other, undoes: event.type, happenedAt: event.createdAt }];
}

async function apply(deps: Dependencies, rows: Rows, actor: Actor, plan: UndoPlan): Promise<void> {
  const { tenantId } = actor;
  const { users, identities, parted, joined } = plan;
  const now = currentTime(deps);
  const merged = users.update.filter(({ mergedInto }) => mergedInto !== null).map(({ id }) => id);
  for (const id of [...merged, ...users.remove]) await requireNotLastOwner(rows, tenantId, id);
  // Users first, so that there is somebody to give back to; those who go last, when nothing is theirs any more.
  if (users.insert.length > 0) await rows.users.insert(users.insert);
  if (users.update.length > 0) await rows.users.update(...users.update);
  if (identities.insert.length > 0) await rows.identities.insert(identities.insert);
  if (identities.update.length > 0) await rows.identities.update(identities.update);
  const moved = [...parted, ...joined].map(({ identity }) => identity.id);
  if (moved.length > 0) await rows.sessions.endOfIdentities(tenantId, moved, 'closed', now);
  const removed = identities.remove.map(({ id }) => id);
  const freed = identities.update.filter(({ userId }) => userId === null).map(({ id }) => id);
  await destroyTokens(deps, rows, tenantId, [...new Set([...removed, ...freed, ...moved])]);
  if (removed.length > 0) await rows.identities.delete(tenantId, removed);
  for (const id of merged) await rows.sessions.endOfUser(tenantId, id, 'closed', now);
  for (const id of users.remove) await rows.users.delete(tenantId, id);
  // Who was taken apart is not to be found together again by rule; who is together again may be.
  if (parted.length > 0)
    await rows.separations.insert(parted.map(({ identity, userId }) => separate(deps, identity, userId, 'unlinked')));
  for (const { identity, userId } of joined) {
    await rows.separations.delete(tenantId, identity, userId);
    await rows.pendingLinks.supersede(tenantId, identity.id, now);
  }
}

/** Both sides whole, so that this can be taken back too. */
function presentRows({ users, identities }: UndoFacts, plan: UndoPlan): JsonObject {
  const changedUsers = new Set([...plan.users.update.map(({ id }) => id), ...plan.users.remove]);
  const changed = new Set([...plan.identities.update, ...plan.identities.remove].map(({ id }) => id));
  return rowsOf(
    users.filter(({ id }) => changedUsers.has(id)),
    identities.filter(({ id }) => changed.has(id)),
  );
}

function plannedRows({ users, identities }: UndoPlan): JsonObject {
  return rowsOf([...users.insert, ...users.update], [...identities.insert, ...identities.update]);
}

function rowsOf(users: User[], identities: Identity[]): JsonObject {
  return { users: users.map(userSnapshot), identities: identities.map(identitySnapshot) };
}

function requireOwnProvider(actor: Actor, row: JsonObject | null): void {
  if (typeof row?.identityProviderId === 'string') requireProvider(actor, row.identityProviderId);
}

/** As many as anyone reads; how many there are in all is said beside. */
const obstaclesShownMax = 100;

function refusal(event: Event, decision: Extract<UndoDecision, { action: 'refuse' }>): DomainError {
  if (decision.because === 'not_undoable')
    return new DomainError('not_undoable', `an event \`${event.type}\` cannot be undone`, {
      event_id: event.id,
      type: event.type,
    });
  const { obstacles } = decision;
  return new DomainError(
    'undo_blocked',
    `the event cannot be undone while something depends on it: ${obstacles[0]!.said}`,
    {
      event_id: event.id,
      blocked_by: obstacles.slice(0, obstaclesShownMax).map(({ eventId, type, createdAt, said }) => ({
        event_id: eventId,
        type,
        created_at: createdAt,
        said,
      })),
      blocked_by_count: obstacles.length,
    },
  );
}
