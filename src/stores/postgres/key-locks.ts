/**
 * Names that a transaction holds until it ends. A name is one advisory lock, under a shared one of its tenant; who wants
 * very many takes the tenant's alone, because the server's table of locks has room for some ten thousand in all.
 */
import { prepared, type Queryable } from './query.ts';

/** Over this, the whole tenant is locked instead: others of the tenant wait, those of other tenants do not. */
const singleKeysMax = 200;

const lockTenant = 'select pg_advisory_xact_lock(hashtextextended($1, 0))';
const lockSingly =
  'select case place when 1 then pg_advisory_xact_lock_shared(hashtextextended(name, 0)) ' +
  'else pg_advisory_xact_lock(hashtextextended(name, 0)) end from unnest($1::text[]) with ordinality as n (name, place)';

export async function lockKeys(db: Queryable, tenantId: string, keys: Iterable<string>): Promise<void> {
  const tenant = `${tenantId}/`;
  const wanted = new Set<string>();
  for (const key of keys) {
    wanted.add(key);
    if (wanted.size > singleKeysMax) return void (await db.query(prepared(lockTenant, [tenant])));
  }
  if (wanted.size === 0) return;
  // In one order, so that two callers who want the same names never wait for each other.
  const names = [...wanted].sort().map((key) => `${tenantId}/${key}`);
  await db.query(prepared(lockSingly, [[tenant, ...names]]));
}
