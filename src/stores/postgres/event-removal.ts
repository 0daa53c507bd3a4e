/**
 * Old events go, some in each transaction, in the order of their ids: an index scan from where the last one ended. How far
 * it has come stands in the tenant's row, written in the same transaction, so that whoever misses an event can be told why.
 */
import type { Rows } from '../store.ts';
import { prepared, type Queryable } from './query.ts';

/** A field of a user that an event changed: in `after`, or in its `user`. */
export const changedField = "(after -> 'user' ? $?::text or (type like 'user.%' and after ? $?::text))";

export async function removeSomeEvents(
  db: Queryable,
  tenantId: string,
  { before, types, unless, limit }: Parameters<Rows['events']['removeSome']>[1],
): Promise<{ seen: number; removed: number } | 'not_ours'> {
  // Whoever else is at it goes on.
  const held = await db.query(
    prepared(
      'select events_kept_after as reached from tenants where id = $1 and deleted_at is null for no key update skip locked',
      [tenantId],
    ),
  );
  if (!held.rows[0]) return 'not_ours';
  const reached = (held.rows[0].reached as string | null) ?? '00000000-0000-0000-0000-000000000000';
  if (reached >= before) return { seen: 0, removed: 0 };
  const found = await db.query(
    prepared('select id from events where tenant_id = $1 and id > $2 and id < $3 order by id limit $4', [
      tenantId,
      reached,
      before,
      limit,
    ]),
  );
  const ids = found.rows.map(({ id }) => id as string);
  const next = ids.length < limit ? before : (ids.at(-1) as string);
  const removal =
    'delete from events where tenant_id = $1 and id = any ($2::uuid[]) and type = any ($3::text[]) ' +
    `and (type = any ($5::text[]) and ${changedField.replaceAll('$?', '$4')}) is not true`;
  const removed =
    ids.length === 0 ? 0 : await db.query(prepared(removal, [tenantId, ids, types, unless.field, unless.in]));
  await db.query(prepared('update tenants set events_kept_after = $2 where id = $1', [tenantId, next]));
  return { seen: ids.length, removed: removed === 0 ? 0 : (removed.rowCount ?? 0) };
}
