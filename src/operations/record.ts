/** Writes down what happened: one event for one change, in the change's own transaction. */
import { type Actor, describeActor } from '../domain/actor.ts';
import type { Event, EventType } from '../domain/event.ts';
import type { Identity } from '../domain/identity.ts';
import { createId, toTimestamp } from '../domain/ids.ts';
import { isSameJson, type JsonObject } from '../domain/json.ts';
import type { User } from '../domain/user.ts';
import type { Rows } from '../stores/store.ts';
import type { Dependencies } from './dependencies.ts';

export interface Fact {
  type: EventType;
  userId?: string | null;
  counterpartUserId?: string | null;
  identityId?: string | null;
  identityProviderId?: string | null;
  before?: JsonObject | null;
  after?: JsonObject | null;
  decision?: object | null;
  undoes?: string | null;
}

/** INVARIANT: every state change appends its event in the same transaction. */
export async function record(deps: Dependencies, rows: Rows, actor: Actor, ...facts: Fact[]): Promise<Event[]> {
  const actorJson = describeActor(actor);
  const events = facts.map(
    (fact): Event => ({
      id: createId(deps.entropy),
      tenantId: actor.tenantId,
      type: fact.type,
      actor: actorJson,
      userId: fact.userId ?? null,
      counterpartUserId: fact.counterpartUserId ?? null,
      identityId: fact.identityId ?? null,
      identityProviderId: fact.identityProviderId ?? null,
      before: fact.before ?? null,
      after: fact.after ?? null,
      decision: (fact.decision as JsonObject | null | undefined) ?? null,
      requestId: actor.requestId ?? null,
      undoes: fact.undoes ?? null,
      createdAt: toTimestamp(deps.entropy.now()),
    }),
  );
  if (events.length > 0) await rows.events.append(events);
  return events;
}

/** The user as an event keeps it: whole, so that what was can be given back. */
export function userSnapshot({ tenantId: _, ...user }: User): JsonObject {
  return user as unknown as JsonObject;
}

/** The identity as an event keeps it. */
export function identitySnapshot(identity: Identity): JsonObject {
  const { tenantId: _tenant, provider: _provider, ...kept } = identity as Identity & { provider?: unknown };
  return kept as unknown as JsonObject;
}

/** The fields in which two objects differ, as they were and as they are. */
export function difference<T extends object>(before: T, after: T): { before: JsonObject; after: JsonObject } | null {
  const was: JsonObject = {};
  const is: JsonObject = {};
  for (const key of Object.keys(after) as (keyof T & string)[]) {
    if (key === 'updatedAt' || isSameJson(before[key], after[key])) continue;
    was[key] = before[key] as JsonObject[string];
    is[key] = after[key] as JsonObject[string];
  }
  return Object.keys(is).length > 0 ? { before: was, after: is } : null;
}
