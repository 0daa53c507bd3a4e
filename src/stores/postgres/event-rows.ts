import { DomainError } from '../../domain/errors.ts';
import type { EventSearch, Rows } from '../store.ts';
import { changedField, removeSomeEvents } from './event-removal.ts';
import { fetchPage } from './paging.ts';
import { prepared, type Queryable, Where } from './query.ts';

import { events } from './tables.ts';
import { ofLiveTenant } from './tenant-deletion.ts';

const select = `select ${events.columns()} from events`;
const insertOfLive = events.parts.insert(ofLiveTenant('tenant_id')).replace('$?', '$1');

export function createEventRows(db: Queryable): Rows['events'] {
  return {
    byId: async (tenantId, id) => {
      const { rows } = await db.query(prepared(`${select} where tenant_id = $1 and id = $2`, [tenantId, id]));
      return rows[0] ? events.fromRow(rows[0]) : null;
    },
    list: (tenantId, page, search) =>
      fetchPage(db, { select, id: 'events.id', where: toWhere(tenantId, search), fromRow: events.fromRow }, page),
    pageByOffset: async (tenantId, { offset, limit, descending, ...search }) => {
      const where = toWhere(tenantId, search);
      const { values } = where;
      const text = `${select} where ${where.text} order by id ${descending ? 'desc' : 'asc'} limit $${values.length + 1} offset $${values.length + 2}`;
      const found = await db.query(prepared(text, [...values, limit, offset]));
      const counted = await db.query(
        prepared(`select count(*)::integer as total from events where ${where.text}`, values),
      );
      return { items: found.rows.map(events.fromRow), total: counted.rows[0]!.total as number };
    },
    keptAfter: async (tenantId) => {
      const { rows } = await db.query(
        prepared('select events_kept_after as id from tenants where id = $1', [tenantId]),
      );
      return (rows[0]?.id as string | null | undefined) ?? null;
    },
    removeSome: (tenantId, old) => removeSomeEvents(db, tenantId, old),
    append: async (items) => {
      // INVARIANT: where a tenant was deleted, whoever was let in before changes nothing any more: no change is without its event.
      const { rowCount } = await db.query(prepared(insertOfLive, [events.rows(items)]));
      if (rowCount !== items.length) throw new DomainError('tenant_not_found', 'there is no such tenant');
    },
  };
}

function toWhere(tenantId: string, search: EventSearch): Where {
  const where = new Where('tenant_id = $?', tenantId);
  if (search.userId !== undefined)
    where.and('(user_id = $?::uuid or counterpart_user_id = $?::uuid)', search.userId, search.userId);
  if (search.identityId !== undefined) where.and('identity_id = $?::uuid', search.identityId);
  if (search.identityProviderId !== undefined) where.and('identity_provider_id = $?::uuid', search.identityProviderId);
  if (search.types !== undefined) where.and('type = any ($?::text[])', search.types);
  if (search.undoes !== undefined) where.and('undoes = $?::uuid', search.undoes);
  if (search.changed !== undefined) where.and(changedField, search.changed, search.changed);
  if (search.decided) where.and('decision is not null');
  if (search.ip !== undefined) where.and("actor ->> 'ip' = $?", search.ip);
  if (search.from !== undefined) where.and('created_at >= $?::timestamptz', search.from);
  if (search.to !== undefined) where.and('created_at < $?::timestamptz', search.to);
  return where;
}
