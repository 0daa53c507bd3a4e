import { DomainError } from '../../domain/errors.ts';
import type { Event } from '../../domain/event.ts';
import { firstIdOf } from '../../domain/ids.ts';
import type { EventSearch, Rows } from '../store.ts';
import { changedField, removeSomeEvents } from './event-removal.ts';
import { fetchPage, type Listing } from './paging.ts';
import { prepared, type Queryable, Where } from './query.ts';
import { events } from './tables.ts';
import { ofLiveTenant } from './tenant-deletion.ts';

const select = `select ${events.columns()} from events`;
const insertOfLive = events.parts.insert(ofLiveTenant('r.tenant_id')).replace('$?', '$1');
/** From here on the tenants are asked for apart, so that the events can go in however is quickest. */
const many = 100;

export function createEventRows(db: Queryable): Rows['events'] {
  return {
    byId: async (tenantId, id) => {
      const { rows } = await db.query(prepared(`${select} where tenant_id = $1 and id = $2`, [tenantId, id]));
      return rows[0] ? events.fromRow(rows[0]) : null;
    },
    list: (tenantId, page, search) => {
      const { lists, rest } = inLists(search);
      const where = toWhere(tenantId, rest);
      return fetchPage(db, { select, id: 'events.id', where, ...(lists && { lists }), fromRow: events.fromRow }, page);
    },
    pageByOffset: async (tenantId, { offset, limit, descending, counted = true, ...search }) => {
      const where = toWhere(tenantId, search);
      const { values } = where;
      const text = `${select} where ${where.text} order by id ${descending ? 'desc' : 'asc'} limit $${values.length + 1} offset $${values.length + 2}`;
      const { rows } = await db.query(prepared(text, [...values, counted ? limit : limit + 1, offset]));
      const items = rows.slice(0, limit).map(events.fromRow);
      if (!counted) return { items, total: offset + rows.length };
      const count = prepared(`select count(*)::integer as total from events where ${where.text}`, values);
      return { items, total: (await db.query(count)).rows[0]!.total as number };
    },
    idsBehind: async (tenantId, after, limit) => {
      const text = 'select id from events where tenant_id = $1 and id > $2::uuid order by id desc limit $3::integer';
      return (await db.query(prepared(text, [tenantId, after, limit]))).rows.map(({ id }) => id as string);
    },
    byIds: async (tenantId, ids) => {
      const text = `${select} where tenant_id = $1 and id = any ($2::uuid[]) order by id`;
      return (await db.query(prepared(text, [tenantId, ids]))).rows.map(events.fromRow);
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
      if (items.length >= many) {
        await requireLiveTenants(db, [...new Set(items.map(({ tenantId }) => tenantId))]);
        return events.write(db, items);
      }
      const { rowCount } = await db.query(prepared(insertOfLive, [events.rows(items)]));
      if (rowCount !== items.length) throw noTenant();
    },
  };
}

async function requireLiveTenants(db: Queryable, ids: string[]): Promise<void> {
  const text = `select 1 from unnest($1::uuid[]) as k (id) where ${ofLiveTenant('k.id')}`;
  if ((await db.query(prepared(text, [ids]))).rows.length !== ids.length) throw noTenant();
}

function noTenant(): DomainError {
  return new DomainError('tenant_not_found', 'there is no such tenant');
}

/** More types than this are most of what happens: then it is quicker to go through all events in order. */
const typesMax = 8;

/** A user's events and those of a type have indexes that have them in order; both sides of a merge, or several types, do not. */
function inLists(search: EventSearch): { lists?: NonNullable<Listing<Event>['lists']>; rest: EventSearch } {
  const { userId, types, ...others } = search;
  if (userId !== undefined) {
    const lists: Listing<Event>['lists'] = [
      ['user_id = $?::uuid', userId],
      ['counterpart_user_id = $?::uuid and user_id is distinct from $?::uuid', userId, userId],
    ];
    return { lists, rest: { ...others, types } };
  }
  const isNarrow = others.identityId !== undefined || others.undoes !== undefined || types?.length === 0;
  if (types === undefined || isNarrow || types.length > typesMax) return { rest: search };
  return { lists: [...new Set(types)].map((type) => ['type = $?::text', type]), rest: others };
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
  if (search.actorId !== undefined)
    where.and("actor ->> 'id' = $? and actor ->> 'kind' in ('api_key', 'operator')", search.actorId);
  if (search.ip !== undefined) where.and("actor ->> 'ip' = $?", search.ip);
  if (search.from !== undefined)
    where.and('created_at >= $?::timestamptz and id >= $?::uuid', search.from, idAround(search.from, -clockDriftMs));
  if (search.to !== undefined)
    where.and('created_at < $?::timestamptz and id < $?::uuid', search.to, idAround(search.to, clockDriftMs));
  return where;
}

/**
 * INVARIANT: an event's id is made when the event is (`record.ts`), so a span of time is a span of ids, in whose order events
 * are read. This much a clock may go back under a running process, whose ids go on.
 */
const clockDriftMs = 3_600_000;

function idAround(at: string, differenceMs: number): string {
  return firstIdOf(Date.parse(at) + differenceMs);
}
