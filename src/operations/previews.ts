/** What an unlink, a merge or an undo would come to. Nothing is written. */
import { type Actor, requireScope } from '../domain/actor.ts';
import type { DomainError } from '../domain/errors.ts';
import type { Event } from '../domain/event.ts';
import { type Explanation, explain } from '../domain/explanation.ts';
import type { Rows } from '../stores/store.ts';
import type { Dependencies } from './dependencies.ts';
import { createMergeOperation, type Merge, type Merged } from './merge.ts';
import { asChanger, type Rehearsed, rehearse } from './rehearse.ts';
import { createUndoOperation } from './undo.ts';
import { createUnlinkOperation, type Unlink, type Unlinked } from './unlink.ts';

/** What goes with it, and nobody can give back. */
export interface Lost {
  tokensDestroyed: number;
  sessionsEnded: number;
}

export interface UndonePreview extends Explanation {
  event: Event;
}

export function createPreviewOperations(deps: Dependencies) {
  return {
    async unlink(actor: Actor, input: Unlink): Promise<Rehearsed<Unlinked & Lost>> {
      requireScope(actor, 'users:read');
      requireScope(actor, 'identities:read');
      return rehearse(deps, (joined, rows) =>
        losing(rows, actor, [input.userId], () => createUnlinkOperation(joined)(asChanger(actor), input)),
      );
    },

    async merge(actor: Actor, input: Merge): Promise<Rehearsed<Merged & Lost>> {
      requireScope(actor, 'users:read');
      requireScope(actor, 'identities:read');
      return rehearse(deps, (joined, rows) =>
        losing(rows, actor, [input.primaryId, input.secondaryId], () =>
          createMergeOperation(joined)(asChanger(actor), input),
        ),
      );
    },

    /** Null in place of what it would come to: it was undone before, by the event that is named. */
    async undo(
      actor: Actor,
      eventId: string,
      options: { allowLast?: boolean } = {},
    ): Promise<{ undoneBy: string | null; preview: UndonePreview | null; refusal: DomainError | null }> {
      requireScope(actor, 'events:read');
      requireScope(actor, 'users:read');
      requireScope(actor, 'identities:read');
      const { result, refusal } = await rehearse(deps, (joined) =>
        createUndoOperation(joined)(asChanger(actor), eventId, options),
      );
      if (refusal) return { undoneBy: null, preview: null, refusal };
      // An event that is there outside of the rehearsal was there before.
      const isDone = (await deps.store.reads.events.byId(actor.tenantId, result.id)) !== null;
      return isDone
        ? { undoneBy: result.id, preview: null, refusal: null }
        : { undoneBy: null, preview: { event: result, ...explain(result) }, refusal: null };
    },
  };
}

async function losing<T>(rows: Rows, actor: Actor, userIds: string[], change: () => Promise<T>): Promise<T & Lost> {
  const { tenantId } = actor;
  const identities = [...(await rows.identities.ofUsers(tenantId, userIds)).values()].flat();
  const ids = identities.map(({ id }) => id);
  const look = async () => {
    const tokens = ids.length === 0 ? [] : await rows.identityTokens.ofIdentities(tenantId, ids);
    let sessions = 0;
    for (const userId of userIds)
      sessions += (await rows.sessions.ofUser(tenantId, userId)).filter(({ endedAt }) => endedAt === null).length;
    return { tokens: tokens.length, sessions };
  };
  const before = await look();
  const changed = await change();
  const after = await look();
  return {
    ...changed,
    tokensDestroyed: before.tokens - after.tokens,
    sessionsEnded: before.sessions - after.sessions,
  };
}
