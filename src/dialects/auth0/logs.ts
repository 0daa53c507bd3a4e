/** `/api/v2/logs` and a user's logs: our events, newest first, paged by offset or from a known one on. */
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import type { Actor } from '../../domain/actor.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Event } from '../../domain/event.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { Operations } from '../../operations/index.ts';
import type { DialectContext } from '../dialect.ts';
import { needs, requireActor } from './authenticate.ts';
import { refuse } from './errors.ts';
import { type FieldsQuery, fieldsQuery, pickFields } from './fields.ts';
import { fromLogId, toLogWire } from './log-wire.ts';
import { type OffsetQuery, offsetQuery, perPageMax, toOffset, toOffsetAnswer } from './paging.ts';
import { toUserId } from './user-id.ts';
import type { UserRoute } from './user-routes.ts';
import { requireUser } from './users.ts';

const sort = Type.Optional(Type.String({ maxLength: 100 }));
const listQuery = Type.Object({
  ...offsetQuery,
  ...fieldsQuery,
  sort,
  from: Type.Optional(Type.String({ maxLength: 100 })),
  take: Type.Optional(Type.Integer({ minimum: 0, maximum: perPageMax })),
  search: Type.Optional(Type.String({ maxLength: 2000 })),
  q: Type.Optional(Type.String({ maxLength: 2000 })),
});

interface ListQuery extends OffsetQuery, FieldsQuery {
  sort?: string;
  from?: string;
  take?: number;
  search?: string;
  q?: string;
}

const scopes = ['read:logs', 'read:logs_users'];

export function addLogs(app: FastifyInstance, { operations }: DialectContext): void {
  app.get('/api/v2/logs', { schema: { querystring: listQuery }, onRequest: needs(...scopes) }, async (request) => {
    const actor = requireActor(request);
    const query = request.query as ListQuery;
    if (query.search || query.q) {
      throw refuse(400, 'not_supported', "logs cannot be searched here: page through them, or ask for a user's");
    }
    const pick = (logs: JsonObject[]): JsonObject[] => logs.map((log) => pickFields(log, query));
    if (query.from !== undefined || query.take !== undefined) {
      const after = query.from === undefined ? undefined : fromLogId(query.from);
      if (after === null) throw refuse(400, 'invalid_query_string', '`from` must be a `log_id`');
      const { items } = await operations.events.list(actor, { limit: query.take ?? 50, after });
      return pick(await toLogWires(operations, actor, items));
    }
    const { items, total } = await operations.events.pageByOffset(actor, {
      ...toOffset(query),
      counted: query.include_totals,
      descending: isDescending(query.sort),
    });
    return toOffsetAnswer('logs', query, pick(await toLogWires(operations, actor, items)), total);
  });

  app.get('/api/v2/logs/:id', { onRequest: needs(...scopes) }, async (request) => {
    const actor = requireActor(request);
    const id = fromLogId((request.params as { id: string }).id);
    if (id === null) throw new DomainError('event_not_found', 'there is no such log');
    const [log] = await toLogWires(operations, actor, [await operations.events.read(actor, id)]);
    return log;
  });
}

export function logRoutes({ operations }: DialectContext): UserRoute[] {
  return [
    {
      method: 'GET',
      tail: '/logs',
      scopes,
      query: Type.Object({ ...offsetQuery, sort }),
      async handle(request, _reply, params) {
        const actor = requireActor(request);
        const query = request.query as OffsetQuery & { sort?: string };
        const user = await requireUser(operations, actor, params.id);
        const { include_totals: counted } = query;
        const search = { ...toOffset(query), counted, userId: user.id, descending: isDescending(query.sort) };
        const { items, total } = await operations.events.pageByOffset(actor, search);
        return toOffsetAnswer('logs', query, await toLogWires(operations, actor, items), total);
      },
    },
  ];
}

/** By date only: events are kept in the order in which they happened. */
function isDescending(order: string | undefined): boolean {
  if (order === undefined || order === '') return true;
  const direction = /^date:(-?1)$/.exec(order)?.[1];
  if (direction === undefined) throw refuse(400, 'invalid_query_string', '`sort` must be date:1 or date:-1');
  return direction === '-1';
}

async function toLogWires(operations: Operations, actor: Actor, events: Event[]): Promise<JsonObject[]> {
  const ids = new Set(events.map(({ userId }) => userId).filter((id) => id !== null));
  const users = await operations.users.readMany(actor, [...ids]);
  const nameOf = new Map(
    users.map((user) => [user.id, { userId: toUserId(user), name: user.email ?? user.username ?? user.name }]),
  );
  return events.map((event) => toLogWire(event, event.userId === null ? undefined : nameOf.get(event.userId)));
}
