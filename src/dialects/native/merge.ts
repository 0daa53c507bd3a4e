/** `POST /v1/users/{id}/merge`: one person of two users. */
import { Type } from 'typebox';
import { metadataPolicies } from '../../domain/merge.ts';
import { answer, type DialectContext } from '../dialect.ts';
import { actorOf } from './authenticate.ts';
import { closed, IdParams, oneOf, refTo, uuidInput } from './fields.ts';
import { IdentityBody, toIdentity } from './identity.ts';
import { describe, type NativeApp } from './routing.ts';
import { toUser, UserBody } from './user.ts';

export function addMergeRoute(app: NativeApp, context: DialectContext): void {
  app.post(
    '/v1/users/:id/merge',
    {
      schema: {
        ...describe({
          id: 'mergeUsers',
          tag: 'Users',
          summary: 'Merge another user into this one',
          description:
            'The identities of the secondary user move behind those of this one. The secondary stays as a tombstone that ' +
            'names who stands in for it; its sessions end.',
          scopes: ['users:write', 'identities:write'],
          errors: [
            'user_not_found',
            'user_merged',
            'user_suspended',
            'merge_with_itself',
            'policy_forbids',
            'last_owner',
          ],
        }),
        params: IdParams,
        body: closed(
          {
            secondary_user_id: uuidInput(),
            metadata: Type.Optional(
              oneOf(metadataPolicies, {
                default: 'keep_primary',
                description: 'Whose user and app metadata the result has.',
              }),
            ),
          },
          { examples: [{ secondary_user_id: '0199b6a4-7777-7000-a000-5c6d7e8f9012', metadata: 'deep_merge' }] },
        ),
        response: {
          200: Type.Object({
            user: refTo(UserBody),
            secondary_user: refTo(UserBody),
            identities: Type.Array(refTo(IdentityBody)),
          }),
        },
      },
    },
    (request, reply) =>
      answer(context, actorOf(request), request, reply, async (operations) => {
        const { secondary_user_id, metadata } = request.body;
        const { user, secondary, identities } = await operations.merge(actorOf(request), {
          primaryId: request.params.id,
          secondaryId: secondary_user_id,
          ...(metadata && { metadata }),
        });
        return { user: toUser(user), secondary_user: toUser(secondary), identities: identities.map(toIdentity) };
      }),
  );
}
