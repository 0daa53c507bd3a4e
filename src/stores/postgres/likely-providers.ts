/**
 * Which providers the work of a tenant looks at: mostly those that it looked at before. Asked for beforehand they come with
 * what else work reads first, and cost it no statement of their own. Only their ids are remembered, never what they are: what
 * was guessed wrongly is read for nothing, and what was not guessed is read when it is asked for.
 */
const tenantsMax = 1000;
const providersMax = 8;

export interface LikelyProviders {
  of(tenantId: string): Iterable<string>;
  note(tenantId: string, id: string): void;
}

export function createLikelyProviders(): LikelyProviders {
  const noted = new Map<string, Set<string>>();
  return {
    of: (tenantId) => noted.get(tenantId) ?? [],
    note(tenantId, id) {
      let ids = noted.get(tenantId);
      if (!ids) {
        ids = new Set();
        noted.set(tenantId, ids);
        if (noted.size > tenantsMax) noted.delete(oldestOf(noted.keys()));
      }
      if (ids.has(id)) return;
      ids.add(id);
      if (ids.size > providersMax) ids.delete(oldestOf(ids));
    },
  };
}

function oldestOf(names: Iterable<string>): string {
  for (const name of names) return name;
  throw new RangeError('nothing is noted');
}
