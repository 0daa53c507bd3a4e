/** `/v1/users/{id}/sessions` and `/v1/sessions/{id}`: signed-in browsers, and ending them. */
import { type Static, Type } from 'typebox';
import type { Session } from '../../domain/session.ts';
import type { DialectContext } from '../dialect.ts';
import { actorOf } from './authenticate.ts';
import { dataOf, IdParams, nullable, refTo, time, uuid } from './fields.ts';
import { describe, type NativeApp } from './routing.ts';

export const SessionBody = Type.Object(
  {
    id: uuid(),
    user_id: uuid(),
    identity_id: nullable(uuid({ description: 'The identity that it was signed in with.' })),
    active: Type.Boolean({ description: 'Neither ended nor expired.' }),
    ip: nullable(Type.String()),
    user_agent: nullable(Type.String()),
    created_at: time(),
    last_seen_at: time(),
    expires_at: time(),
    ended_at: nullable(time()),
  },
  { $id: 'Session', title: 'Session' },
);

export function addSessionRoutes(app: NativeApp, context: DialectContext): void {
  const { sessions } = context.operations;
  const tag = 'Sessions';

  app.get(
    '/v1/users/:id/sessions',
    {
      schema: {
        ...describe({
          id: 'listUserSessions',
          tag,
          summary: "List a user's sessions",
          description: 'Also those that ended, the oldest first. `sessions:write` will do as well.',
          scopes: ['sessions:read'],
          errors: ['user_not_found'],
        }),
        params: IdParams,
        response: { 200: dataOf(refTo(SessionBody)) },
      },
    },
    async (request) => {
      const found = await sessions.ofUser(actorOf(request), request.params.id);
      const now = context.now();
      return { data: found.map((session) => toSession(session, now)) };
    },
  );

  app.delete(
    '/v1/users/:id/sessions',
    {
      schema: {
        ...describe({
          id: 'endUserSessions',
          tag,
          summary: 'End all sessions of a user',
          scopes: ['sessions:write'],
          errors: ['user_not_found'],
        }),
        params: IdParams,
        response: { 200: Type.Object({ ended: Type.Integer({ description: 'How many there were.' }) }) },
      },
    },
    async (request) => {
      return { ended: await sessions.endAll(actorOf(request), request.params.id, 'revoked') };
    },
  );

  app.delete(
    '/v1/sessions/:id',
    {
      schema: {
        ...describe({
          id: 'endSession',
          tag,
          summary: 'End a session',
          description: 'Ending it twice changes nothing.',
          scopes: ['sessions:write'],
          errors: ['session_not_found'],
        }),
        params: IdParams,
        response: { 204: Type.Null({ description: 'Ended' }) },
      },
    },
    async (request, reply) => {
      await sessions.end(actorOf(request), request.params.id, 'revoked');
      return reply.code(204).send(null);
    },
  );
}

function toSession(session: Session, now: number): Static<typeof SessionBody> {
  return {
    id: session.id,
    user_id: session.userId,
    identity_id: session.identityId,
    active: session.endedAt === null && Date.parse(session.expiresAt) > now,
    ip: session.ip,
    user_agent: session.userAgent,
    created_at: session.createdAt,
    last_seen_at: session.lastSeenAt,
    expires_at: session.expiresAt,
    ended_at: session.endedAt,
  };
}
