/** Which events are asked for: of a list, a stream and an export alike. */
import { type Static, Type } from 'typebox';
import { eventTypes } from '../../domain/event.ts';
import { closed, oneOf, readTime, uuidInput } from './fields.ts';

export const eventFilters = {
  user_id: Type.Optional(uuidInput({ description: 'On either side of a merge, move or split.' })),
  identity_id: Type.Optional(uuidInput()),
  identity_provider_id: Type.Optional(uuidInput()),
  actor_id: Type.Optional(uuidInput({ description: 'What this API key or operator did.' })),
  type: Type.Optional(
    Type.Array(oneOf(eventTypes), { maxItems: 50, description: 'One of these; repeat it for several.' }),
  ),
};

export const eventRange = {
  from: Type.Optional(Type.String({ format: 'date-time', maxLength: 64, description: 'Inclusive.' })),
  to: Type.Optional(Type.String({ format: 'date-time', maxLength: 64, description: 'Exclusive.' })),
};

const _filters = closed(eventFilters);
const _range = closed(eventRange);

export function readEventFilters(query: Static<typeof _filters>) {
  return {
    userId: query.user_id,
    identityId: query.identity_id,
    identityProviderId: query.identity_provider_id,
    actorId: query.actor_id,
    types: query.type,
  };
}

export function readEventRange({ from, to }: Static<typeof _range>) {
  return { from: from && readTime(from, 'from'), to: to && readTime(to, 'to') };
}
