/** `GET /events`: what happened, of that for which WorkOS has a name. */
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { requireScope } from '../../domain/actor.ts';
import { DomainError } from '../../domain/errors.ts';
import type { DialectContext } from '../dialect.ts';
import type { Authentication } from './authenticate.ts';
import { eventTypesOf, namedEventTypes, toWireEvent } from './event-wire.ts';
import { emptyList, pageQuery, toPageRequest, toWireList } from './list.ts';

export function addEvents(untyped: FastifyInstance, { operations }: DialectContext, { actorOf }: Authentication): void {
  const app = untyped.withTypeProvider<TypeBoxTypeProvider>();

  app.get('/events', { schema: { querystring: EventsQuery } }, async (request) => {
    const [actor, { query }] = [actorOf(request), request];
    // An event shows its user whole, so whoever lists events reads users.
    requireScope(actor, 'users:read');
    const names = readNames([...(query.events ?? []), ...(query['events[]'] ?? [])]);
    const types = names.length === 0 ? namedEventTypes : eventTypesOf(names);
    const search = { types, from: readTime('range_start', query), to: readTime('range_end', query) };
    // There are no organizations here, so nothing happened in one.
    if (query.organization_id) return emptyList;
    // The live API answers the oldest first and is followed by `after`; its documents say newest first.
    const page = await operations.events.list(actor, toPageRequest('event', query, 'asc'), search);
    const userIds = new Set(page.items.map(({ userId }) => userId).filter((id) => id !== null));
    const users = await operations.users.readMany(actor, [...userIds]);
    const current = new Map(users.map((user) => [user.id, user]));
    return toWireList({ ...page, items: page.items.map((event) => toWireEvent(event, current)) });
  });
}

const Names = Type.Optional(Type.Array(Type.String({ maxLength: 4000 }), { maxItems: 200 }));
const Time = Type.Optional(Type.String({ maxLength: 40 }));

const EventsQuery = Type.Object({
  ...pageQuery,
  /** Comma-joined, repeated, or with brackets: the SDKs differ. */
  events: Names,
  'events[]': Names,
  range_start: Time,
  range_end: Time,
  organization_id: Type.Optional(Type.String({ maxLength: 200 })),
});

function readNames(given: string[]): string[] {
  const names = given.flatMap((text) => text.split(',')).map((name) => name.trim());
  const bad = names.find((name) => name !== '' && !/^[a-z_]+(\.[a-z_]+)+$/.test(name));
  if (bad !== undefined) {
    throw new DomainError(
      'invalid_input',
      `\`${bad.slice(0, 80)}\` is not the name of an event, like \`user.created\``,
      {
        field: 'events',
      },
    );
  }
  return names.filter((name) => name !== '');
}

/** ISO 8601, a date or a time, between the years that the database's calendar and four digits hold. */
function readTime(field: 'range_start' | 'range_end', query: Partial<Record<string, unknown>>): string | undefined {
  const text = query[field] as string | undefined;
  if (text === undefined || text === '') return undefined;
  const time = /^[12]\d{3}-\d{2}-\d{2}(T.*)?$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time)) {
    throw new DomainError('invalid_input', `\`${field}\` must be a time like \`2026-01-31T12:00:00.000Z\``, { field });
  }
  return new Date(time).toISOString();
}
