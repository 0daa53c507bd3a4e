/** A user's sessions: listed while they last, and revoked. */
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { DomainError } from '../../domain/errors.ts';
import type { Session } from '../../domain/session.ts';
import type { Page, PageRequest } from '../../operations/index.ts';
import { answer, type DialectContext } from '../dialect.ts';
import type { Authentication } from './authenticate.ts';
import { pageQuery, toPageRequest, toWireList } from './list.ts';
import { readUserId, UserParams } from './users.ts';
import { fromWireId, toWireId } from './wire-ids.ts';

export interface WireSession {
  object: 'session';
  id: string;
  user_id: string;
  ip_address: string | null;
  user_agent: string | null;
  auth_method: 'oauth' | 'magic_code';
  status: 'active' | 'revoked';
  expires_at: string;
  ended_at: string | null;
  created_at: string;
  updated_at: string;
}

export type KnownSession = Omit<Session, 'tenantId' | 'secretHash' | 'ending' | 'replacedBy'>;

export function toWireSession(session: KnownSession): WireSession {
  return {
    object: 'session',
    id: toWireId('session', session.id),
    user_id: toWireId('user', session.userId),
    ip_address: session.ip,
    user_agent: session.userAgent,
    // By a code to their address, a person signs in with no identity.
    auth_method: session.identityId === null ? 'magic_code' : 'oauth',
    status: session.endedAt === null ? 'active' : 'revoked',
    expires_at: session.expiresAt,
    ended_at: session.endedAt,
    created_at: session.createdAt,
    updated_at: session.endedAt ?? session.lastSeenAt,
  };
}

export function addSessions(untyped: FastifyInstance, context: DialectContext, { actorOf }: Authentication): void {
  const app = untyped.withTypeProvider<TypeBoxTypeProvider>();
  const { users, sessions } = context.operations;

  app.get(
    '/user_management/users/:id/sessions',
    { schema: { params: UserParams, querystring: Type.Object(pageQuery) } },
    async (request) => {
      const actor = actorOf(request);
      const { id } = await users.read(actor, readUserId(request.params.id));
      const active = (await sessions.ofUser(actor, id)).filter(
        ({ endedAt, expiresAt }) => endedAt === null && Date.parse(expiresAt) > context.now(),
      );
      const page = cutPage(active, toPageRequest('session', request.query));
      return toWireList({ ...page, items: page.items.map(toWireSession) });
    },
  );

  app.post('/user_management/sessions/revoke', { schema: { body: RevokeBody } }, async (request, reply) => {
    const actor = actorOf(request);
    const { session_id } = request.body;
    return answer(context, actor, request, reply, async (operations) => {
      const id = fromWireId('session', session_id);
      if (id === null) throw new DomainError('session_not_found', 'there is no such session');
      await operations.sessions.end(actor, id, 'revoked');
      return {};
    });
  });
}

const RevokeBody = Type.Object({ session_id: Type.String({ minLength: 1, maxLength: 200 }) });

/** One page of a list that is at hand whole: a person has a handful of sessions. */
function cutPage<T extends { id: string }>(items: T[], { limit, after, before, descending }: PageRequest): Page<T> {
  const sign = descending ? -1 : 1;
  const compare = (one: string, other: string): number => sign * (one < other ? -1 : one > other ? 1 : 0);
  const ordered = [...items].sort((one, other) => compare(one.id, other.id));
  const open = ordered.filter(
    ({ id }) => (after === undefined || compare(id, after) > 0) && (before === undefined || compare(id, before) < 0),
  );
  const cut = before === undefined ? open.slice(0, limit) : open.slice(-limit);
  const [first, last] = [cut[0], cut.at(-1)];
  return {
    items: cut,
    hasPrevious: first !== undefined && ordered.indexOf(first) > 0,
    hasMore: last !== undefined && ordered.indexOf(last) < ordered.length - 1,
  };
}
