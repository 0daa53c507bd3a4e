/** Users with their identities go out page by page, all as they stood at one moment. */
import { type Actor, requireScope } from '../domain/actor.ts';
import type { IdentityWithProvider } from '../domain/identity.ts';
import type { User } from '../domain/user.ts';
import type { Dependencies } from './dependencies.ts';

/** A user, or the tombstone of a merged one, which has no identities and comes after the user that it points at. */
export interface ExportedUser {
  user: User;
  /** In order, the primary one first. */
  identities: IdentityWithProvider[];
}

const pageSize = 500;

export function createExportOperation(deps: Dependencies) {
  /**
   * Hands every live user to `write`, by id, each page followed by the tombstones below its users. Waits for `write`, so
   * that a slow reader never makes it hold more than a page. `connections` tells identifiers by connection id.
   */
  return async function exportUsers(
    actor: Actor,
    write: (page: ExportedUser[], connections: ReadonlyMap<string, string>) => Promise<void>,
  ): Promise<void> {
    requireScope(actor, 'users:read');
    requireScope(actor, 'identities:read');
    const { tenantId } = actor;
    await deps.store.snapshot(async (reads) => {
      const connections = new Map(
        (await reads.connections.ofTenant(tenantId)).map(({ id, identifier }) => [id, identifier]),
      );
      for (let after: string | undefined; ; ) {
        const page = await reads.users.list(tenantId, { limit: pageSize, after }, {});
        const ids = page.items.map(({ id }) => id);
        const identities = await reads.identities.ofUsers(tenantId, ids);
        const tombstones = await reads.users.tombstonesBelow(tenantId, ids);
        await write(
          [
            ...page.items.map((user) => ({ user, identities: identities.get(user.id) ?? [] })),
            ...tombstones.map((user) => ({ user, identities: [] })),
          ],
          connections,
        );
        if (!page.hasMore) return;
        after = ids.at(-1);
      }
    });
  };
}
