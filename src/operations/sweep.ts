/**
 * Looks through all users of a tenant for those that look the same. A page is one transaction: what it found and how far
 * the sweep has come are written together, so that a sweep that was killed goes on exactly where it was.
 */
import { type Actor, requireScope } from '../domain/actor.ts';
import { DomainError } from '../domain/errors.ts';
import { createId } from '../domain/ids.ts';
import type { Sweep } from '../domain/suggestion.ts';
import type { Rows } from '../stores/store.ts';
import { currentTime, type Dependencies } from './dependencies.ts';
import { suggestFor } from './suggest.ts';
import { requireUnbound } from './suggestions.ts';

/** Users in one transaction: many enough to be quick, few enough that nobody waits for it long. */
const pageSize = 500;

/** Users that one call looks at, unless told. */
export const usersPerCall = 5000;

export function createSweepOperations(deps: Dependencies) {
  const { store } = deps;

  return {
    /**
     * Goes on with the sweep that is not finished, or begins one, and looks at up to `usersMax` users. Whoever wants a
     * whole tenant looked at calls it until `finishedAt` is set. Two at once take turns, page by page, at the same sweep.
     */
    async run(actor: Actor, { usersMax = usersPerCall }: { usersMax?: number | undefined } = {}): Promise<Sweep> {
      requireScope(actor, 'users:write');
      requireUnbound(actor);
      let sweep = await store.transaction((rows) => goOn(deps, rows, actor));
      for (let left = usersMax; left > 0 && sweep.finishedAt === null; left -= pageSize) {
        const { id } = sweep;
        sweep = await store.transaction((rows) => takePage(deps, rows, actor, id, Math.min(left, pageSize)));
      }
      return sweep;
    },

    async read(actor: Actor, id: string): Promise<Sweep> {
      requireScope(actor, 'users:read');
      requireUnbound(actor);
      const sweep = await store.reads.sweeps.byId(actor.tenantId, id);
      if (!sweep) throw new DomainError('sweep_not_found', 'there is no such sweep');
      return sweep;
    },
  };
}

async function goOn(deps: Dependencies, rows: Rows, { tenantId }: Actor): Promise<Sweep> {
  // Two that begin at once begin the same one.
  await rows.lockKeys(tenantId, ['sweep']);
  const [latest] = (await rows.sweeps.list(tenantId, { limit: 1 })).items;
  if (latest && latest.finishedAt === null) return latest;
  const now = currentTime(deps);
  const sweep: Sweep = {
    id: createId(deps.entropy),
    tenantId,
    reached: null,
    usersSeen: 0,
    usersTotal: await rows.users.count(tenantId),
    suggestionsMade: 0,
    startedAt: now,
    updatedAt: now,
    finishedAt: null,
  };
  await rows.sweeps.insert(sweep);
  return sweep;
}

async function takePage(deps: Dependencies, rows: Rows, actor: Actor, id: string, size: number): Promise<Sweep> {
  const before = (await rows.sweeps.lock(actor.tenantId, id))!;
  if (before.finishedAt !== null) return before;
  const userIds = await rows.users.idsAfter(actor.tenantId, before.reached, size);
  const made = await suggestFor(deps, rows, actor, userIds);
  const now = currentTime(deps);
  const usersSeen = before.usersSeen + userIds.length;
  const sweep: Sweep = {
    ...before,
    reached: userIds.at(-1) ?? before.reached,
    usersSeen,
    // Users may have come since it began.
    usersTotal: Math.max(before.usersTotal, usersSeen),
    suggestionsMade: before.suggestionsMade + made,
    updatedAt: now,
    finishedAt: userIds.length < size ? now : null,
  };
  await rows.sweeps.update(sweep);
  return sweep;
}
