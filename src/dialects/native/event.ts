/** An event on the wire, and what is told of one. */
import { type Static, Type } from 'typebox';
import { type Event, eventTypes } from '../../domain/event.ts';
import type { Json, JsonObject } from '../../domain/json.ts';
import type { Obstacle } from '../../domain/undo.ts';
import type { ExplainedEvent } from '../../operations/explain-event.ts';
import { jsonObject, nullable, oneOf, refTo, time, uuid } from './fields.ts';

const exampleEvent = {
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
  undoes: null,
  created_at: '2026-01-15T12:00:00.000Z',
};

export const EventBody = Type.Object(
  {
    id: uuid(),
    type: oneOf(eventTypes),
    actor: jsonObject({
      description: 'Who made it: `kind` (`api_key`, `operator`, `user` or `system`), `id`, `label`, from where.',
    }),
    user_id: nullable(uuid()),
    counterpart_user_id: nullable(uuid({ description: 'The other user of a merge, move or split.' })),
    identity_id: nullable(uuid()),
    identity_provider_id: nullable(uuid()),
    before: nullable(jsonObject()),
    after: nullable(jsonObject()),
    decision: nullable(jsonObject({ description: 'What was decided and why: the rules looked at, in order.' })),
    request_id: nullable(Type.String()),
    undoes: nullable(uuid({ description: 'The event that this one took back.' })),
    created_at: time(),
  },
  {
    $id: 'Event',
    title: 'Event',
    examples: [exampleEvent],
  },
);

const ObstacleBody = Type.Object({
  event_id: nullable(uuid({ description: 'Null where no event tells of it.' })),
  type: nullable(Type.String()),
  created_at: nullable(time()),
  said: Type.String({ description: 'What stands in the way, in words.' }),
});

export const ChangesBody = Type.Array(
  Type.Object({
    kind: oneOf(['user', 'identity']),
    id: uuid(),
    field: nullable(Type.String({ description: 'Null where the whole user or identity came or went.' })),
    before: Type.Any(),
    after: Type.Any(),
  }),
  { description: 'Field by field, what was and what became of it.' },
);

export const EventExplanationBody = Type.Object(
  {
    event: refTo(EventBody),
    said: Type.String({ description: 'What happened, in words.' }),
    by: Type.String({ description: 'Who did it, in words.' }),
    decision: Type.Unsafe<{
      action: string;
      reasons: { rule: string; settled: boolean; said: string }[];
      policies: JsonObject[];
      notices: string[];
    } | null>({
      type: ['object', 'null'],
      description: 'What was decided then; null for what a caller asked for and no rule was looked at.',
      required: ['action', 'reasons', 'policies', 'notices'],
      properties: {
        action: Type.String(),
        reasons: Type.Array(Type.Object({ rule: Type.String(), settled: Type.Boolean(), said: Type.String() }), {
          description: 'The rules in the order in which they were looked at; the last one settled it.',
        }),
        policies: Type.Array(jsonObject(), { description: 'The policies that determined it.' }),
        notices: Type.Array(Type.String()),
      },
    }),
    changes: ChangesBody,
    undo: Type.Object({
      state: oneOf(['possible', 'blocked', 'undone', 'not_undoable']),
      undone_by: nullable(uuid({ description: 'The event that took it back.' })),
      blocked_by: Type.Array(ObstacleBody, { description: 'What was built on it since.' }),
    }),
  },
  { $id: 'EventExplanation', title: 'EventExplanation', examples: [explanationExample()] },
);

export function toEventExplanation(told: ExplainedEvent): Static<typeof EventExplanationBody> {
  return {
    event: toEvent(told.event),
    said: told.said,
    by: told.by,
    decision: told.decision && { ...told.decision, policies: told.decision.policies.map(toSnakeCaseObject) },
    changes: toChanges(told.changes),
    undo: {
      state: told.undo.state,
      undone_by: told.undo.undoneBy,
      blocked_by: told.undo.blockedBy.map(toObstacle),
    },
  };
}

export function toChanges(changes: ExplainedEvent['changes']): Static<typeof ChangesBody> {
  return changes.map(({ kind, id, field, before, after }) => ({
    kind,
    id,
    field: field && snakeCase(field),
    before: toWireValue(field, before),
    after: toWireValue(field, after),
  }));
}

function toObstacle({ eventId, type, createdAt, said }: Obstacle): Static<typeof ObstacleBody> {
  return { event_id: eventId, type, created_at: createdAt, said };
}

function toWireValue(field: string | null, value: Json): Json {
  return field !== null && opaque.has(field) ? value : toSnakeCase(value);
}

function toSnakeCaseObject(value: JsonObject): JsonObject {
  return toSnakeCase(value) as JsonObject;
}

function explanationExample() {
  const { user_id } = exampleEvent;
  return {
    event: exampleEvent,
    said: `the user \`${user_id}\` was suspended`,
    by: 'the API key `back office` through the native API',
    decision: null,
    changes: [{ kind: 'user', id: user_id, field: 'status', before: 'active', after: 'suspended' }],
    undo: { state: 'not_undoable', undone_by: null, blocked_by: [] },
  };
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
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
    undoes: event.undoes,
    created_at: event.createdAt,
  };
}

/** Documents of other people's making: what is inside keeps its spelling. */
const opaque = new Set(['profile', 'userMetadata', 'appMetadata', 'claims', 'config', 'metadata', 'settings']);

function toSnakeCase(value: Json): Json {
  if (Array.isArray(value)) return value.map(toSnakeCase);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [snakeCase(key), opaque.has(key) ? member : toSnakeCase(member)]),
  );
}
