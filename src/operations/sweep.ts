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
export const pageSize = 500;

/** Users that one call looks at, unless told. */
export const usersPerCall = 5000;

export function createSweepOperations(deps: Dependencies) {
  const { store } = deps;

  const find = async ({ tenantId }: Actor, id: string): Promise<Sweep> => {
    const sweep = await store.reads.sweeps.byId(tenantId, id);
    if (!sweep) throw new DomainError('sweep_not_found', 'there is no such sweep');
    return sweep;
  };

  return {
    /** The sweep that is not finished, or a new one. */
    async begin(actor: Actor): Promise<Sweep> {
      requireScope(actor, 'users:write');
      requireUnbound(actor);
      return store.transaction((rows) => begin(deps, rows, actor));
    },

    /**
     * Looks at up to `usersMax` further users. Whoever wants the whole tenant looked at calls it until `finishedAt` is set,
     * after which it does nothing. Two at once take turns, page by page.
     */
    async goOn(actor: Actor, id: string, usersMax = usersPerCall): Promise<Sweep> {
      requireScope(actor, 'users:write');
      requireUnbound(actor);
      let sweep = await find(actor, id);
      const size = Math.min(pageSize, store.bulkRowsMax);
      for (let left = usersMax; left > 0 && sweep.finishedAt === null; left -= size)
        sweep = await store.transaction((rows) => takePage(deps, rows, actor, id, Math.min(left, size)));
      return sweep;
    },

    async read(actor: Actor, id: string): Promise<Sweep> {
      requireScope(actor, 'users:read');
      requireUnbound(actor);
      return find(actor, id);
    },
  };
}

async function begin(deps: Dependencies, rows: Rows, { tenantId }: Actor): Promise<Sweep> {
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
