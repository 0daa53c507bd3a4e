/** `/v1/statistics`: how much there is and what happened, in numbers. */
import { type Static, Type } from 'typebox';
import type { DialectContext } from '../dialect.ts';
import { actorOf } from './authenticate.ts';
import { closed, nullable, oneOf, time, uuid } from './fields.ts';
import { describe, type NativeApp } from './routing.ts';

const CountedBody = Type.Object(
  {
    count: Type.Integer(),
    exactness: oneOf(['exact', 'estimated', 'at_least'], {
      description: 'Large numbers are estimated, or counted no further than told.',
    }),
  },
  { examples: [{ count: 42, exactness: 'exact' }] },
);

const number = () => Type.Integer();

const DayBody = Type.Object({
  date: Type.String({ format: 'date', description: 'A day in UTC.' }),
  arrivals: Type.Integer({ description: 'All of them.' }),
  sign_in: number(),
  link: number(),
  create_user: number(),
  challenge: number(),
  hold: number(),
  refuse: number(),
  estimated: Type.Boolean({ description: 'In a busy hour what came first is reckoned up to the whole.' }),
});

const tag = 'Statistics';

export function addStatisticsRoutes(app: NativeApp, { operations: { statistics } }: DialectContext): void {
  app.get(
    '/v1/statistics',
    {
      schema: {
        ...describe({
          id: 'getStatistics',
          tag,
          summary: 'Count what there is',
          scopes: ['users:read', 'identities:read'],
        }),
        response: {
          200: Type.Object({
            users: CountedBody,
            identities: CountedBody,
            pending_links: CountedBody,
            open_suggestions: CountedBody,
            at: time(),
          }),
        },
      },
    },
    async (request) => {
      const { users, identities, pendingLinks, openSuggestions, at } = await statistics.ofTenant(actorOf(request));
      return { users, identities, pending_links: pendingLinks, open_suggestions: openSuggestions, at };
    },
  );

  app.get(
    '/v1/statistics/events',
    {
      schema: {
        ...describe({
          id: 'countEventsByDay',
          tag,
          summary: 'Count arrivals by day and by what was decided',
          scopes: ['events:read'],
          errors: ['identity_provider_mismatch'],
        }),
        querystring: closed({
          days: Type.Optional(
            Type.Integer({ minimum: 1, maximum: 92, default: 30, description: 'In UTC; the last one is today.' }),
          ),
        }),
        response: {
          200: Type.Object({
            from: time(),
            to: time(),
            days: Type.Array(DayBody),
            kept_since: nullable(time({ description: 'Events from before are kept no longer.' })),
          }),
        },
      },
    },
    async (request) => {
      const { from, to, days, keptSince } = await statistics.decisionsByDay(actorOf(request), request.query.days ?? 30);
      return { from, to, days: days.map(toDay), kept_since: keptSince };
    },
  );

  app.get(
    '/v1/statistics/providers',
    {
      schema: {
        ...describe({
          id: 'listProviderTroubles',
          tag,
          summary: 'List the identity providers that had trouble in the last 24 hours',
          description:
            '`refused`: people who were refused or held. `failed`: sign-ins that came to nothing between us and the provider, such as ' +
            'by a wrong client secret; of many only some are written, so these are at least so many.',
          scopes: ['events:read', 'identity_providers:read'],
        }),
        response: {
          200: Type.Object({
            since: time(),
            data: Type.Array(
              Type.Object({
                identity_provider_id: uuid(),
                name: Type.String(),
                display_name: Type.String(),
                strategy: Type.String(),
                refused: CountedBody,
                failed: CountedBody,
                last: Type.Object({
                  event_id: uuid(),
                  at: time(),
                  rule: nullable(Type.String()),
                  said: nullable(Type.String({ description: 'Why, in words.' })),
                }),
              }),
            ),
          }),
        },
      },
    },
    async (request) => {
      const { since, providers } = await statistics.troubles(actorOf(request));
      return {
        since,
        data: providers.map(({ identityProviderId, displayName, last, ...provider }) => ({
          ...provider,
          identity_provider_id: identityProviderId,
          display_name: displayName,
          last: { event_id: last.eventId, at: last.at, rule: last.rule, said: last.said },
        })),
      };
    },
  );
}

function toDay({ date, estimated, ...numbers }: Omit<Static<typeof DayBody>, 'arrivals'>): Static<typeof DayBody> {
  const arrivals = Object.values(numbers).reduce((sum, each) => sum + each, 0);
  return { date, arrivals, ...numbers, estimated };
}
