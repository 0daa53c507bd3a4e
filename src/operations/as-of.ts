/** A user's identities as they stood at a time, told again from the events. */
import { type Actor, requireScope } from '../domain/actor.ts';
import { replay } from '../domain/as-of.ts';
import { placingEventTypes } from '../domain/changes.ts';
import { DomainError } from '../domain/errors.ts';
import type { Identity, IdentitySummary } from '../domain/identity.ts';
import { toTimestamp } from '../domain/ids.ts';
import type { JsonObject, Timestamp } from '../domain/json.ts';
import type { Reads } from '../stores/store.ts';
import type { Dependencies } from './dependencies.ts';
import { inOneOrder, readEvents, tellsTheBeginning } from './event-history.ts';
import { eventsRemoved } from './events.ts';
import { userNotFound } from './locked-users.ts';

export interface IdentitiesAsOf {
  identities: IdentitySummary[];
  /** Who stood in for the user at that time, when it was merged away by then. */
  mergedInto: string | null;
}

export function createAsOfOperation({ store, entropy }: Dependencies) {
  /** In order, the primary one first. Throws `user_not_found` when the user was not there, or is deleted since. */
  return async function ofUserAsOf(actor: Actor, userId: string, asOf: Timestamp): Promise<IdentitiesAsOf> {
    requireScope(actor, 'identities:read');
    requireScope(actor, 'events:read');
    if (Date.parse(asOf) > entropy.now())
      throw new DomainError('invalid_input', '`as_of` is in the future: give a time that has passed', {
        field: 'as_of',
      });
    return store.snapshot(async (reads) => {
      let id = userId;
      let found = await standingAt(reads, actor.tenantId, id, asOf);
      // Merges never close into a circle, and each step is one merge.
      while (found.standing === 'merged' && found.mergedInto !== null) {
        id = found.mergedInto;
        found = await standingAt(reads, actor.tenantId, id, asOf);
      }
      if (found.standing !== 'live') throw userNotFound();
      const visible = found.identities.filter(
        ({ identityProviderId }) =>
          actor.identityProviderId === null || actor.identityProviderId === identityProviderId,
      );
      const identities: IdentitySummary[] = [];
      for (const told of visible)
        identities.push(await describe(reads, actor.tenantId, told, asOf, found.toldBy.get(String(told.id))!));
      return { identities, mergedInto: id === userId ? null : id };
    });
  };
}

async function standingAt(reads: Reads, tenantId: string, userId: string, asOf: Timestamp) {
  const until = { userId, to: toTimestamp(Date.parse(asOf) + 1) };
  // Deleting a user is for good: of whom it was, nothing is told again.
  if (!(await reads.users.byIdOrTombstone(tenantId, userId)) && !(await wasUndone(reads, tenantId, userId)))
    throw userNotFound();
  const events = [
    await readEvents(reads, tenantId, { ...until, types: [...placingEventTypes] }),
    await readEvents(reads, tenantId, { ...until, types: ['user.updated'], changed: 'identity' }),
  ];
  const told = inOneOrder(events);
  const keptAfter = await reads.events.keptAfter(tenantId);
  // Told from the middle on, it would lack what was there already.
  if (keptAfter !== null && !(await isWhole(reads, tenantId, userId, keptAfter))) throw eventsRemoved(keptAfter);
  return replay(userId, told);
}

/** Whether events tell of the user from its first day on, whenever that was. */
async function isWhole(reads: Reads, tenantId: string, userId: string, keptAfter: string): Promise<boolean> {
  const events = await readEvents(reads, tenantId, { userId, types: [...placingEventTypes] }, keptAfter);
  return tellsTheBeginning(events, userId, keptAfter);
}

/** Whether the user is no more because what made it was taken back, and not because somebody deleted it. */
async function wasUndone(reads: Reads, tenantId: string, userId: string): Promise<boolean> {
  const events = await readEvents(reads, tenantId, { userId, types: [...placingEventTypes] });
  return replay(userId, events).standing === 'undone';
}

/** With what its provider had said of it by then, which sign-ins tell, and what the provider is called. */
async function describe(
  reads: Reads,
  tenantId: string,
  told: JsonObject,
  asOf: Timestamp,
  toldBy: string,
): Promise<IdentitySummary> {
  const id = String(told.id);
  const signIns = { identityId: id, types: ['user.signed_in' as const], to: toTimestamp(Date.parse(asOf) + 1) };
  const [last] = (await reads.events.list(tenantId, { limit: 1, descending: true }, signIns)).items;
  const said = last && last.id > toldBy ? (last.after?.identity as JsonObject | undefined) : undefined;
  const { position, userId } = told;
  const { claims: _claims, ...identity } = { ...told, ...said, position, userId } as unknown as Identity;
  return { ...identity, tenantId, provider: await readProvider(reads, tenantId, identity.identityProviderId) };
}

async function readProvider(reads: Reads, tenantId: string, id: string): Promise<IdentitySummary['provider']> {
  const provider = await reads.identityProviders.byId(tenantId, id);
  if (provider) return provider;
  const search = { identityProviderId: id, types: ['identity_provider.deleted' as const] };
  const [deleted] = (await reads.events.list(tenantId, { limit: 1 }, search)).items;
  const { name, displayName, strategy } = (deleted?.before ?? {}) as Partial<IdentitySummary['provider']>;
  return { name: name ?? id, displayName: displayName ?? id, strategy: strategy ?? 'unknown' };
}
