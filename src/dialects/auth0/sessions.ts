/** `POST /api/v2/users/{id}/revoke-access`: ends a user's sessions, and what applications were given for them. */
import { type Static, Type } from 'typebox';
import { DomainError } from '../../domain/errors.ts';
import { isUuid } from '../../domain/ids.ts';
import type { DialectContext } from '../dialect.ts';
import { requireActor } from './authenticate.ts';
import type { UserRoute } from './user-routes.ts';
import { requireUser } from './users.ts';

const revokeBody = Type.Object(
  {
    session_id: Type.Optional(Type.String({ minLength: 1, maxLength: 255 })),
    preserve_refresh_tokens: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
);

export function sessionRoutes({ operations }: DialectContext): UserRoute[] {
  return [
    {
      method: 'POST',
      tail: '/revoke-access',
      scopes: ['delete:sessions', 'delete:refresh_tokens'],
      body: Type.Union([revokeBody, Type.Null()]),
      async handle(request, reply, params) {
        const actor = requireActor(request);
        const { session_id: sessionId, preserve_refresh_tokens: keep } = (request.body ?? {}) as Static<
          typeof revokeBody
        >;
        const user = await requireUser(operations, actor, params.id);
        const ending = keep ? 'closed' : 'revoked';
        if (sessionId === undefined) {
          await operations.sessions.endAll(actor, user.id, ending);
          if (!keep) await operations.openid.endAccess(actor, user.id);
        } else {
          const sessions = isUuid(sessionId) ? await operations.sessions.ofUser(actor, user.id) : [];
          const session = sessions.find(({ id }) => id === sessionId);
          if (!session) throw new DomainError('session_not_found', 'the user has no such session');
          await operations.sessions.end(actor, session.id, ending);
        }
        return reply.code(202).send();
      },
    },
  ];
}
