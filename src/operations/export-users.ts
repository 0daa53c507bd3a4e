/** Users with their identities go out page by page, all as they stood at one moment. */
import { type Actor, requireScope } from '../domain/actor.ts';
import { DomainError } from '../domain/errors.ts';
import type { Lines, Reads } from '../stores/store.ts';
import type { Dependencies } from './dependencies.ts';

export type { Lines } from '../stores/store.ts';

const pageSize = 1000;

/** Behind whom a page begins: null for the first one. */
interface Place {
  after: string | null;
}

export function createExportOperation(deps: Dependencies) {
  /**
   * Hands the line of every live user to `write`, by id, each page followed by the tombstones below its users; a tombstone comes
   * after the user that it points at. Waits for `write`, so that a slow reader never makes it hold more than two pages.
   */
  const exportUsers = async (actor: Actor, write: (lines: Lines) => Promise<void>): Promise<void> => {
    requireRight(actor);
    const { tenantId } = actor;
    await deps.store.snapshotTwice(async (readers) => {
      const hasTombstones = await readers[0].userLines.hasTombstones(tenantId);
      let next: Promise<Place | null> = Promise.resolve({ after: null });
      let written: Promise<unknown> = Promise.resolve();

      /** Reads the page that is next and writes it behind the one before. False: there is none. */
      const writePage = ({ userLines }: Reads): Promise<boolean> => {
        const [first, before] = [next, written];
        const behind = first.then(async (page): Promise<Place | null> => {
          const last = page && (await userLines.endOfPage(tenantId, page.after, pageSize));
          return last === null ? null : { after: last };
        });
        const done = Promise.all([first, behind]).then(async ([page, following]) => {
          if (page === null) return false;
          const bounds = [tenantId, page.after, following?.after ?? null] as const;
          const lines = await userLines.ofUsers(...bounds);
          const tombstones = hasTombstones ? await userLines.ofTombstones(...bounds) : null;
          await before;
          await write(lines);
          if (tombstones) await write(tombstones);
          return true;
        });
        [next, written] = [behind, done];
        return done;
      };

      // Each goes on until there is nothing left; when one fails, the other one does behind the page that it is at.
      const ends = await Promise.allSettled(
        readers.map(async (reads) => {
          while (await writePage(reads));
        }),
      );
      for (const end of ends) if (end.status === 'rejected') throw end.reason;
    });
  };
  return Object.assign(exportUsers, { requireRight });
}

/** Refuses whoever may not have all of it. */
function requireRight(actor: Actor): void {
  requireScope(actor, 'users:read');
  requireScope(actor, 'identities:read');
  if (actor.identityProviderId !== null)
    throw new DomainError(
      'identity_provider_mismatch',
      'the credential is bound to an identity provider, and an export has identities of all of them',
    );
}
