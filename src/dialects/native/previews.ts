/** What an unlink, a merge or an undo would come to: asked before it is done. */
import { Type } from 'typebox';
import type { DomainError } from '../../domain/errors.ts';
import { metadataPolicies } from '../../domain/merge.ts';
import { unlinkOutcomes } from '../../domain/unlink.ts';
import type { DialectContext } from '../dialect.ts';
import { actorOf } from './authenticate.ts';
import { ErrorBody, toRefusal } from './errors.ts';
import { ChangesBody, toChanges } from './event.ts';
import { closed, IdParams, nullable, oneOf, refTo, uuid, uuidInput } from './fields.ts';
import { IdentityBody, toIdentity } from './identity.ts';
import { describe, type NativeApp } from './routing.ts';
import { toUser, UserBody } from './user.ts';

const verdict = {
  possible: Type.Boolean(),
  refusal: Type.Optional(refTo(ErrorBody)),
};
const lost = {
  tokens_destroyed: Type.Optional(Type.Integer({ description: 'Tokens of providers that would be gone for good.' })),
  sessions_ended: Type.Optional(Type.Integer()),
};

export function addPreviewRoutes(app: NativeApp, { operations: { previews } }: DialectContext): void {
  const User = refTo(UserBody);
  const Identity = refTo(IdentityBody);

  app.post(
    '/v1/users/:id/identities/:identity_id/unlink-preview',
    {
      schema: {
        ...describe({
          id: 'previewUnlink',
          tag: 'Identities',
          summary: 'Tell what unlinking an identity would come to',
          description: 'Nothing is changed. What would be refused is told as `refusal`, as the unlinking would answer.',
          scopes: ['users:read', 'identities:read'],
          errors: ['user_not_found', 'identity_not_found'],
          readsOnly: true,
        }),
        params: Type.Object({ id: uuidInput(), identity_id: uuidInput() }),
        body: closed(
          { outcome: Type.Optional(oneOf(unlinkOutcomes)), allow_last: Type.Optional(Type.Boolean()) },
          { examples: [{ outcome: 'split' }] },
        ),
        response: {
          200: Type.Object({
            ...verdict,
            ...lost,
            remaining: Type.Optional(Type.Array(Identity, { description: 'What the user would have left, in order.' })),
            new_user: Type.Optional(refTo(UserBody)),
          }),
        },
      },
    },
    async (request) => {
      const { id, identity_id } = request.params;
      const { outcome = 'detach', allow_last = false } = request.body;
      const { result, refusal } = await previews.unlink(actorOf(request), {
        userId: id,
        which: { identityId: identity_id },
        outcome,
        allowLast: allow_last,
      });
      if (refusal) return refused(refusal);
      const [born] = result.splitUsers;
      return {
        possible: true,
        tokens_destroyed: result.tokensDestroyed,
        sessions_ended: result.sessionsEnded,
        remaining: result.remaining.map(toIdentity),
        ...(born && { new_user: toUser(born) }),
      };
    },
  );

  app.post(
    '/v1/users/:id/merge-preview',
    {
      schema: {
        ...describe({
          id: 'previewMerge',
          tag: 'Users',
          summary: 'Tell what merging another user into this one would come to',
          description: 'Nothing is changed. What would be refused is told as `refusal`, as the merge would answer.',
          scopes: ['users:read', 'identities:read'],
          errors: ['user_not_found'],
          readsOnly: true,
        }),
        params: IdParams,
        body: closed(
          { secondary_user_id: uuidInput(), metadata: Type.Optional(oneOf(metadataPolicies)) },
          { examples: [{ secondary_user_id: '0199b6a4-7777-7000-a000-5c6d7e8f9012', metadata: 'deep_merge' }] },
        ),
        response: {
          200: Type.Object({
            ...verdict,
            ...lost,
            user: Type.Optional(User),
            secondary_user: Type.Optional(User),
            identities: Type.Optional(Type.Array(Identity, { description: 'What the user would have, in order.' })),
          }),
        },
      },
    },
    async (request) => {
      const { secondary_user_id, metadata } = request.body;
      const { result, refusal } = await previews.merge(actorOf(request), {
        primaryId: request.params.id,
        secondaryId: secondary_user_id,
        ...(metadata && { metadata }),
      });
      if (refusal) return refused(refusal);
      return {
        possible: true,
        tokens_destroyed: result.tokensDestroyed,
        sessions_ended: result.sessionsEnded,
        user: toUser(result.user),
        secondary_user: toUser(result.secondary),
        identities: result.identities.map(toIdentity),
      };
    },
  );

  app.post(
    '/v1/events/:id/undo-preview',
    {
      schema: {
        ...describe({
          id: 'previewUndo',
          tag: 'Events',
          summary: 'Tell what undoing an event would come to',
          description:
            'Nothing is changed. What would be refused is told as `refusal`, as the undo would answer; of an event that was ' +
            'undone before, `undone_by` names the one that took it back.',
          scopes: ['events:read', 'users:read', 'identities:read'],
          errors: ['event_not_found'],
          readsOnly: true,
        }),
        params: IdParams,
        body: closed({ allow_last: Type.Optional(Type.Boolean()) }, { examples: [{}] }),
        response: {
          200: Type.Object({
            ...verdict,
            undone_by: nullable(uuid()),
            said: Type.Optional(Type.String({ description: 'What would happen, in words.' })),
            changes: Type.Optional(ChangesBody),
          }),
        },
      },
    },
    async (request) => {
      const { allow_last = false } = request.body;
      const { undoneBy, preview, refusal } = await previews.undo(actorOf(request), request.params.id, {
        allowLast: allow_last,
      });
      if (refusal) return { ...refused(refusal), undone_by: null };
      return preview
        ? { possible: true, undone_by: null, said: preview.said, changes: toChanges(preview.changes) }
        : { possible: false, undone_by: undoneBy };
    },
  );
}

function refused(refusal: DomainError) {
  return { possible: false, refusal: toRefusal(refusal) };
}
