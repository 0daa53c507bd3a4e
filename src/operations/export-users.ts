/** Users with their identities go out page by page, all as they stood at one moment. */
import { type Actor, requireScope } from '../domain/actor.ts';
import type { Reads, StoredIdentity, StoredUser } from '../stores/store.ts';
import type { Dependencies } from './dependencies.ts';

/** A user, or the tombstone of a merged one, which has no identities and comes after the user that it points at. */
export interface ExportedUser {
  user: StoredUser;
  /** In order, the primary one first. */
  identities: StoredIdentity[];
}

const pageSize = 500;

export function createExportOperation(deps: Dependencies) {
  /**
   * Hands every live user to `write`, by id, each page followed by the tombstones below its users. Waits for `write`, so
   * that a slow reader never makes it hold more than two pages: one that is written, and the next. `connections` tells
   * identifiers by connection id.
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
      const readPage = pageReader(reads, tenantId, await reads.users.hasTombstones(tenantId));
      for (let page = await readPage(null); ; ) {
        const next = page.last === null ? null : readPage(page.last);
        // Whoever waits for it is told; it may fail while the page before it is written.
        next?.catch(() => {});
        try {
          await write(page.users, connections);
        } catch (error) {
          // The snapshot ends behind its last statement.
          await next?.catch(() => {});
          throw error;
        }
        if (next === null) return;
        page = await next;
      }
    });
  };
}

interface ExportPage {
  users: ExportedUser[];
  /** Behind which the next page begins; null for the last one. */
  last: string | null;
}

function pageReader(reads: Reads, tenantId: string, hasTombstones: boolean) {
  return async (after: string | null): Promise<ExportPage> => {
    const live = await reads.users.stored(tenantId, after, pageSize);
    const last = live.at(-1)?.id;
    if (last === undefined) return { users: [], last: null };
    const identities = await reads.identities.stored(tenantId, after, last);
    const users = live.map((user): ExportedUser => ({ user, identities: [] }));
    const byId = new Map(users.map((each) => [each.user.id, each]));
    for (const identity of identities) byId.get(identity.userId!)?.identities.push(identity);
    if (hasTombstones) {
      const ids = live.map(({ id }) => id);
      for (const { profile, userMetadata, appMetadata, ...user } of await reads.users.tombstonesBelow(tenantId, ids)) {
        const documents = {
          profile: JSON.stringify(profile),
          userMetadata: JSON.stringify(userMetadata),
          appMetadata: JSON.stringify(appMetadata),
        };
        users.push({ user: { ...user, ...documents }, identities: [] });
      }
    }
    return { users, last: live.length < pageSize ? null : last };
  };
}
