/** `/v1/events`: what happened, why, and taking it back. */
import { Type } from 'typebox';
import { answer, type DialectContext } from '../dialect.ts';
import { actorOf } from './authenticate.ts';
import { EventBody, EventExplanationBody, toEvent, toEventExplanation } from './event.ts';
import { eventFilters, eventRange, readEventFilters, readEventRange } from './event-search.ts';
import { closed, IdParams, oneOf, refTo } from './fields.ts';
import { pageOf, pageQuery, readPage, toPage } from './paging.ts';
import { describe, type NativeApp } from './routing.ts';

const ListEventsQuery = closed({
  ...pageQuery,
  ...eventFilters,
  ...eventRange,
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
      const { query } = request;
      const found = await events.list(actorOf(request), readPage(query, query.order !== 'asc'), {
        ...readEventFilters(query),
        ...readEventRange(query),
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

  app.get(
    '/v1/events/:id/explanation',
    {
      schema: {
        ...describe({
          id: 'explainEvent',
          tag: 'Events',
          summary: 'Explain an event',
          description:
            'What happened and why, in words and as data, from what was recorded then: nothing is decided again. Only ' +
            'whether it can be undone is told as things stand now.',
          scopes: ['events:read'],
          errors: ['event_not_found'],
        }),
        params: IdParams,
        response: { 200: refTo(EventExplanationBody) },
      },
    },
    async (request) => toEventExplanation(await events.explain(actorOf(request), request.params.id)),
  );

  app.post(
    '/v1/events/:id/undo',
    {
      schema: {
        ...describe({
          id: 'undoEvent',
          tag: 'Events',
          summary: 'Undo a link, move, unlink, split or merge',
          description:
            'Gives back what the event changed: ids, identities in their order, addresses with their verified bits, ' +
            'metadata, status. Answers with the event that took it back; undoing again answers with the same one and ' +
            'changes nothing. That event can be undone in turn. Refused with `undo_blocked` while something was built ' +
            'on it since: `details.blocked_by` lists what. Sessions that ended stay ended, and tokens of providers that ' +
            'were destroyed stay destroyed: the next sign-in brings new ones.',
          scopes: ['identities:write', 'users:write'],
          errors: [
            'event_not_found',
            'not_undoable',
            'undo_blocked',
            'last_owner',
            'identity_provider_mismatch',
            'policy_forbids',
            'changed_meanwhile',
          ],
        }),
        params: IdParams,
        querystring: closed({
          allow_last: Type.Optional(
            Type.Boolean({
              default: false,
              description: 'A user may be left without any identity, though it had others when the event happened.',
            }),
          ),
        }),
        response: { 200: refTo(EventBody) },
      },
    },
    (request, reply) =>
      answer(context, actorOf(request), request, reply, async (operations) => {
        const { allow_last = false } = request.query;
        return toEvent(await operations.undo(actorOf(request), request.params.id, { allowLast: allow_last }));
      }),
  );
}
