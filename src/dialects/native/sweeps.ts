/** `/v1/linking/suggestions/sweep` and `/v1/linking/sweeps/{id}`: looking through all users for those that look the same. */
import { Type } from 'typebox';
import { usersPerCall } from '../../operations/sweep.ts';
import { answer, type DialectContext } from '../dialect.ts';
import { actorOf } from './authenticate.ts';
import { closed, IdParams, nullable, refTo } from './fields.ts';
import { describe, type NativeApp } from './routing.ts';
import { SweepBody, toSweep } from './suggestion.ts';

const tag = 'Suggestions';
const usersPerCallMax = 50_000;

export function addSweepRoutes(app: NativeApp, context: DialectContext): void {
  app.post(
    '/v1/linking/suggestions/sweep',
    {
      schema: {
        ...describe({
          id: 'sweepForSuggestions',
          tag,
          summary: 'Look through users for those that look the same',
          description:
            'Goes on with the sweep that is not finished, or begins one, and looks at the next users. Call it until ' +
            '`finished`. Nothing is lost when a call is cut off, nor done twice when two come at once.',
          scopes: ['users:write'],
        }),
        body: nullable(
          closed(
            {
              users_max: Type.Optional(
                Type.Integer({
                  minimum: 1,
                  maximum: usersPerCallMax,
                  default: usersPerCall,
                  description: 'How many users this call looks at.',
                }),
              ),
            },
            { examples: [{ users_max: usersPerCall }] },
          ),
        ),
        response: { 200: refTo(SweepBody) },
      },
    },
    (request, reply) =>
      answer(context, actorOf(request), request, reply, async (operations) =>
        toSweep(await operations.sweeps.run(actorOf(request), { usersMax: request.body?.users_max })),
      ),
  );

  app.get(
    '/v1/linking/sweeps/:id',
    {
      schema: {
        ...describe({
          id: 'getSweep',
          tag,
          summary: 'Get how far a sweep has come',
          scopes: ['users:read'],
          errors: ['sweep_not_found'],
        }),
        params: IdParams,
        response: { 200: refTo(SweepBody) },
      },
    },
    async (request) => toSweep(await context.operations.sweeps.read(actorOf(request), request.params.id)),
  );
}
