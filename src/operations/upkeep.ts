/**
 * What is done behind everybody's back, some rows in each transaction: the rows of deleted tenants go, and events that are
 * kept no longer. Every process may do it at any time: of two at the same tenant one passes on, and one that is killed has
 * left nothing half done that the next does not go on with.
 */
import { firstIdAt, keepDaysOf, passingEventTypes, rememberedChange } from '../domain/event-retention.ts';
import type { DeletionPlace } from '../stores/store.ts';
import type { Dependencies } from './dependencies.ts';
import { destroySomeTokensOfConnection } from './destroy-tokens.ts';

/** Rows in one transaction: many enough to be quick, few enough that nobody waits for it long. */
export const rowsPerStep = 500;

/** Tenants that are looked for at once. */
const tenantsPerLook = 100;

const dayMilliseconds = 86_400_000;

export interface UpkeepProgress {
  tenantId: string;
  /** So far, of this tenant, by this process. */
  rows: number;
  done: boolean;
}

export interface UpkeepOptions {
  /** Asked between two steps: true ends it there. */
  isStopped?: () => boolean;
  onProgress?: (progress: UpkeepProgress) => void;
}

export function createUpkeep(deps: Dependencies) {
  const { store } = deps;

  const endTokens = async (tenantId: string, isStopped: () => boolean): Promise<void> => {
    for (const { id } of await store.reads.connections.ofTenant(tenantId)) {
      for (let taken = rowsPerStep; taken === rowsPerStep && !isStopped(); )
        taken = await store.transaction((rows) =>
          destroySomeTokensOfConnection(deps, rows, { tenantId, id }, rowsPerStep),
        );
    }
  };

  return {
    /** Whether there still are rows of a deleted tenant of this slug. */
    async isBeingDeleted(slug: string): Promise<boolean> {
      return (await store.reads.tenants.beingDeleted(1, slug)).length > 0;
    },

    /**
     * Goes on with every tenant that was deleted, or with the one of this slug, until its last row is gone. False: another
     * process is at one of them, or it was stopped.
     */
    async finishDeletions(options: UpkeepOptions & { slug?: string } = {}): Promise<boolean> {
      const { isStopped = () => false, onProgress = () => {}, slug } = options;
      let finished = true;
      const waiting = await store.reads.tenants.beingDeleted(tenantsPerLook, slug);
      for (const { id: tenantId } of waiting) {
        // What providers gave is ended there too, as well as it goes, while the connections still have their secrets.
        await endTokens(tenantId, isStopped);
        let place: DeletionPlace = { table: 0, after: null };
        let deleted = 0;
        for (;;) {
          if (isStopped()) return false;
          const step = await store.transaction((rows) => rows.tenants.deleteSome(tenantId, place, rowsPerStep));
          if (step.state === 'not_ours') finished = false;
          if (step.state !== 'going_on') {
            onProgress({ tenantId, rows: deleted, done: step.state === 'gone' });
            break;
          }
          ({ place } = step);
          deleted += step.deleted;
          if (step.deleted > 0) onProgress({ tenantId, rows: deleted, done: false });
        }
      }
      return finished && waiting.length < tenantsPerLook;
    },

    /** Removes the events that their tenants keep no longer. */
    async removeOldEvents({ isStopped = () => false, onProgress = () => {} }: UpkeepOptions = {}): Promise<void> {
      for (const tenant of await store.reads.tenants.forgetful()) {
        const days = keepDaysOf(tenant);
        if (days === null) continue;
        const old = {
          before: firstIdAt(deps.entropy.now() - days * dayMilliseconds),
          types: passingEventTypes,
          unless: rememberedChange,
          limit: rowsPerStep,
        };
        let removed = 0;
        for (let seen = rowsPerStep; seen === rowsPerStep && !isStopped(); ) {
          const step = await store.transaction((rows) => rows.events.removeSome(tenant.id, old));
          if (step === 'not_ours') break;
          seen = step.seen;
          removed += step.removed;
        }
        if (removed > 0) onProgress({ tenantId: tenant.id, rows: removed, done: true });
      }
    },
  };
}
