/** Why something happened, from what was recorded then, and what can still be done about it. */
import { type Actor, requireScope } from '../domain/actor.ts';
import type { Event } from '../domain/event.ts';
import { type Explanation, explain } from '../domain/explanation.ts';
import { decideUndo, isUndoable, type Obstacle } from '../domain/undo.ts';
import { currentTime, type Dependencies } from './dependencies.ts';
import { eventMissing, maySeeEvent } from './events.ts';
import { readUndoFacts } from './undo-facts.ts';

export interface ExplainedEvent extends Explanation {
  event: Event;
  undo: UndoStanding;
}

/** Whether the event can be taken back as things stand. */
export interface UndoStanding {
  state: 'possible' | 'blocked' | 'undone' | 'not_undoable';
  /** The event that took it back. */
  undoneBy: string | null;
  blockedBy: Obstacle[];
}

export function createExplainEventOperation(deps: Dependencies) {
  return async function explainEvent(actor: Actor, id: string): Promise<ExplainedEvent> {
    requireScope(actor, 'events:read');
    return deps.store.snapshot(async (reads) => {
      const event = await reads.events.byId(actor.tenantId, id);
      if (!event || !maySeeEvent(actor, event)) throw await eventMissing(reads, actor, id);
      const standing = async (): Promise<UndoStanding> => {
        if (!isUndoable(event)) return { state: 'not_undoable', undoneBy: null, blockedBy: [] };
        const question = { event, allowLast: false, now: currentTime(deps) };
        const decision = decideUndo(await readUndoFacts(reads, actor.tenantId, question));
        if (decision.action === 'already_undone') return { state: 'undone', undoneBy: decision.by.id, blockedBy: [] };
        if (decision.action === 'undo') return { state: 'possible', undoneBy: null, blockedBy: [] };
        return { state: 'blocked', undoneBy: null, blockedBy: decision.obstacles };
      };
      return { event, ...explain(event), undo: await standing() };
    });
  };
}
