/** `/v1/events`: what happened. */
import { type Static, Type } from 'typebox';
import { type Event, eventTypes } from '../../domain/event.ts';
import type { Json, JsonObject } from '../../domain/json.ts';
import type { DialectContext } from '../dialect.ts';
import { actorOf } from './authenticate.ts';
import { closed, IdParams, jsonObject, nullable, oneOf, readTime, refTo, time, uuid, uuidInput } from './fields.ts';
import { pageOf, pageQuery, readPage, toPage } from './paging.ts';
import { describe, type NativeApp } from './routing.ts';

export const EventBody = Type.Object(
  {
    id: uuid(),
    type: oneOf(eventTypes),
    actor: jsonObject({
      description: 'Who made it: `kind` (`api_key`, `user` or `system`), `id`, `label`, from where.',
    }),
    user_id: nullable(uuid()),
    counterpart_user_id: nullable(uuid({ description: 'The other user of a merge, move or split.' })),
    identity_id: nullable(uuid()),
    identity_provider_id: nullable(uuid()),
    before: nullable(jsonObject()),
    after: nullable(jsonObject()),
    decision: nullable(jsonObject({ description: 'What was decided and why: the rules looked at, in order.' })),
    request_id: nullable(Type.String()),
    created_at: time(),
  },
  {
    $id: 'Event',
    title: 'Event',
    examples: [
      {
        id: '0199b6a4-6c12-7b00-9c11-223344556677',
        type: 'user.suspended',
        actor: { kind: 'api_key', id: '0199b6a4-0001-7000-8000-0123456789ab', label: 'back office', dialect: 'native' },
        user_id: '0199b6a4-5f21-7c3e-9d2a-4b1f6c7d8e90',
        counterpart_user_id: null,
        identity_id: null,
        identity_provider_id: null,
        before: { status: 'active' },
        after: { status: 'suspended' },
        decision: null,
        request_id: '6f1c6f0e-8f1f-4e0a-9b0a-1f2e3d4c5b6a',
        created_at: '2026-01-15T12:00:00.000Z',
      },
    ],
  },
);

const ListEventsQuery = closed({
  ...pageQuery,
  user_id: Type.Optional(uuidInput({ description: 'On either side of a merge, move or split.' })),
  identity_id: Type.Optional(uuidInput()),
  type: Type.Optional(
    Type.Array(oneOf(eventTypes), { maxItems: 50, description: 'One of these; repeat it for several.' }),
  ),
  from: Type.Optional(Type.String({ format: 'date-time', maxLength: 64, description: 'Inclusive.' })),
  to: Type.Optional(Type.String({ format: 'date-time', maxLength: 64, description: 'Exclusive.' })),
  order: Type.Optional(oneOf(['asc', 'desc'], { default: 'desc', description: 'Newest first unless told.' })),
});

export function addEventRoutes(app: NativeApp, context: DialectContext): void {
  const { events } = context.operations;

  app.get(
    '/v1/events',
    {
      schema: {
        ...describe({ id: 'listEvents', tag: 'Events', summary: 'List events', scopes: ['events:read'] }),
        querystring: ListEventsQuery,
        response: { 200: pageOf(refTo(EventBody)) },
      },
    },
    async (request) => {
      const { user_id, identity_id, type, from, to, order = 'desc' } = request.query;
      const found = await events.list(actorOf(request), readPage(request.query, order === 'desc'), {
        userId: user_id,
        identityId: identity_id,
        types: type,
        from: from && readTime(from, 'from'),
        to: to && readTime(to, 'to'),
      });
      return toPage(found, toEvent);
    },
  );

  app.get(
    '/v1/events/:id',
    {
      schema: {
        ...describe({
          id: 'getEvent',
          tag: 'Events',
          summary: 'Get an event',
          scopes: ['events:read'],
          errors: ['event_not_found'],
        }),
        params: IdParams,
        response: { 200: refTo(EventBody) },
      },
    },
    async (request) => toEvent(await events.read(actorOf(request), request.params.id)),
  );
}

export function toEvent(event: Event): Static<typeof EventBody> {
  return {
    id: event.id,
    type: event.type,
    actor: event.actor,
    user_id: event.userId,
    counterpart_user_id: event.counterpartUserId,
    identity_id: event.identityId,
    identity_provider_id: event.identityProviderId,
    before: event.before && (toSnakeCase(event.before) as JsonObject),
    after: event.after && (toSnakeCase(event.after) as JsonObject),
    decision: event.decision && (toSnakeCase(event.decision) as JsonObject),
    request_id: event.requestId,
    created_at: event.createdAt,
  };
}

/** Documents of other people's making: what is inside keeps its spelling. */
const opaque = new Set(['profile', 'userMetadata', 'appMetadata', 'claims', 'config', 'metadata', 'settings']);

function toSnakeCase(value: Json): Json {
  if (Array.isArray(value)) return value.map(toSnakeCase);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      opaque.has(key) ? member : toSnakeCase(member),
    ]),
  );
}
