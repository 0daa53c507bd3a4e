/** Signed-in browsers: who a session cookie belongs to, and ending it. */
import { type Actor, requireScope } from '../domain/actor.ts';
import { DomainError } from '../domain/errors.ts';
import { joinIds, splitIds } from '../domain/ids.ts';
import type { JsonObject } from '../domain/json.ts';
import type { Session } from '../domain/session.ts';
import type { User } from '../domain/user.ts';
import { matchesHash } from '../vault/secrets.ts';
import { currentTime, type Dependencies } from './dependencies.ts';
import { userNotFound } from './locked-users.ts';
import { type Fact, record } from './record.ts';

export interface SignedIn {
  session: Session;
  user: User;
}

/** What the cookie holds: the tenant and session, and the secret that proves it. */
export function sessionToken({ tenantId, id }: Pick<Session, 'tenantId' | 'id'>, secret: string): string {
  return `${joinIds(tenantId, id)}.${secret}`;
}

export function createSessionOperations(deps: Dependencies) {
  const { reads } = deps.store;

  const open = async (token: string): Promise<SignedIn | null> => {
    const [name, secret] = token.split('.');
    const ids = splitIds(name ?? '');
    const session = ids && secret ? await reads.sessions.byId(...ids) : null;
    if (!session || session.endedAt !== null || Date.parse(session.expiresAt) <= deps.entropy.now()) return null;
    if (!matchesHash(secret!, session.secretHash)) return null;
    const user = await reads.users.byId(session.tenantId, session.userId);
    return user && user.status === 'active' ? { session, user } : null;
  };

  return {
    /** Whom the cookie's token signs in, or null. */
    open,

    /** Throws `user_not_found`. */
    async ofUser(actor: Actor, userId: string): Promise<Session[]> {
      requireScope(actor, 'sessions:write');
      if (!(await reads.users.byId(actor.tenantId, userId))) throw userNotFound();
      return reads.sessions.ofUser(actor.tenantId, userId);
    },

    /** Ends a session. Ending it twice changes nothing. */
    async end(actor: Actor, id: string): Promise<void> {
      requireScope(actor, 'sessions:write');
      await deps.store.transaction(async (rows) => {
        const session = await rows.sessions.byId(actor.tenantId, id);
        if (!session) throw new DomainError('session_not_found', 'there is no such session');
        if (session.endedAt !== null) return;
        await rows.sessions.update({ ...session, endedAt: currentTime(deps) });
        await record(deps, rows, actor, {
          type: 'session.ended',
          userId: session.userId,
          identityId: session.identityId,
          before: sessionSnapshot(session),
        });
      });
    },

    /** Ends every session of a user, with an event for each; how many there were. */
    async endAll(actor: Actor, userId: string): Promise<number> {
      requireScope(actor, 'sessions:write');
      return deps.store.transaction(async (rows) => {
        await rows.users.lock(actor.tenantId, [userId]);
        const open = (await rows.sessions.ofUser(actor.tenantId, userId)).filter(({ endedAt }) => endedAt === null);
        await rows.sessions.endOfUser(actor.tenantId, userId, currentTime(deps));
        await record(
          deps,
          rows,
          actor,
          ...open.map(
            (session): Fact => ({
              type: 'session.ended',
              userId,
              identityId: session.identityId,
              before: sessionSnapshot(session),
            }),
          ),
        );
        return open.length;
      });
    },
  };
}

/** The session as an event keeps it: what tells it apart, never what proves it. */
function sessionSnapshot({ id, ip, userAgent, createdAt, lastSeenAt, expiresAt }: Session): JsonObject {
  return { sessionId: id, ip, userAgent, createdAt, lastSeenAt, expiresAt };
}
