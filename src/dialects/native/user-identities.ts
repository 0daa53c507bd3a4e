/** `/v1/users/{id}/identities`: what a user has, and giving and taking. The list is the hot path of the product. */
import { Type } from 'typebox';
import { unlinkOutcomes } from '../../domain/unlink.ts';
import { answer, type DialectContext } from '../dialect.ts';
import { actorOf } from './authenticate.ts';
import { closed, dataOf, IdParams, nullable, oneOf, refTo, uuid, uuidInput } from './fields.ts';
import { detailFields, fromDetails, IdentityBody, keyFields, toIdentity } from './identity.ts';
import { describe, type NativeApp } from './routing.ts';

export function addUserIdentityRoutes(app: NativeApp, context: DialectContext): void {
  const { identities } = context.operations;
  const Identity = refTo(IdentityBody);

  app.get(
    '/v1/users/:id/identities',
    {
      schema: {
        ...describe({
          id: 'listUserIdentities',
          tag: 'Identities',
          summary: "List a user's identities",
          description: 'All of them, the primary one first.',
          scopes: ['identities:read'],
          errors: ['user_not_found'],
        }),
        params: IdParams,
        response: { 200: dataOf(Identity) },
      },
    },
    async (request) => {
      const found = await identities.summariesOfUser(actorOf(request), request.params.id);
      return { data: found.map(toIdentity) };
    },
  );

  app.post(
    '/v1/users/:id/identities',
    {
      schema: {
        ...describe({
          id: 'createUserIdentity',
          tag: 'Identities',
          summary: 'Link an identity to a user',
          description:
            'Repeating it is safe: an identity that the user has already is answered with 200. One of another user is ' +
            'never taken: unlink or move it.',
          scopes: ['identities:write'],
          errors: ['user_not_found', 'identity_provider_not_found', 'identity_linked_elsewhere', 'policy_forbids'],
        }),
        params: IdParams,
        body: closed(
          { ...keyFields, ...detailFields },
          {
            examples: [
              {
                identity_provider_id: '0199b6a4-01aa-7000-8000-000038000000',
                external_id: '113274839201928374650',
                external_email: 'ada@example.com',
              },
            ],
          },
        ),
        response: { 200: Identity, 201: Identity },
      },
    },
    (request, reply) =>
      answer(context, actorOf(request), request, reply, async (operations) => {
        const { identity_provider_id, external_id, subject_type, ...details } = request.body;
        const { identity, outcome } = await operations.identities.link(actorOf(request), {
          ...fromDetails(details),
          userId: request.params.id,
          identityProviderId: identity_provider_id,
          subject: external_id,
          ...(subject_type !== undefined && { subjectType: subject_type }),
        });
        reply.code(outcome === 'linked' ? 201 : 200);
        return toIdentity(identity);
      }),
  );

  app.delete(
    '/v1/users/:id/identities/:identity_id',
    {
      schema: {
        ...describe({
          id: 'deleteUserIdentity',
          tag: 'Identities',
          summary: 'Unlink an identity from a user',
          description:
            '`detach` leaves it without a user, `split` gives it a user of its own, `delete` forgets it. The last ' +
            'identity of a user goes only with `allow_last=true`.',
          scopes: ['identities:write'],
          errors: ['user_not_found', 'identity_not_found', 'last_identity', 'policy_forbids'],
        }),
        params: Type.Object({ id: uuidInput(), identity_id: uuidInput() }),
        querystring: closed({
          outcome: Type.Optional(oneOf(unlinkOutcomes, { default: 'detach' })),
          allow_last: Type.Optional(Type.Boolean({ default: false })),
        }),
        response: {
          200: Type.Object({
            identity_id: uuid(),
            outcome: oneOf(unlinkOutcomes),
            user_id: nullable(uuid({ description: 'Whose the identity is now: the new user after `split`, or null.' })),
          }),
        },
      },
    },
    async (request) => {
      const { id, identity_id } = request.params;
      const { outcome = 'detach', allow_last = false } = request.query;
      const { splitUsers } = await identities.unlink(actorOf(request), {
        userId: id,
        which: { identityId: identity_id },
        outcome,
        allowLast: allow_last,
      });
      return { identity_id, outcome, user_id: splitUsers[0]?.id ?? null };
    },
  );
}
