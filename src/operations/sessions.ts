/** Signed-in browsers: who a session cookie belongs to, and ending it. */
import { type Actor, requireScope } from '../domain/actor.ts';
import { DomainError } from '../domain/errors.ts';
import { joinIds, splitIds } from '../domain/ids.ts';
import type { JsonObject } from '../domain/json.ts';
import type { Session, SessionEnding } from '../domain/session.ts';
import type { User } from '../domain/user.ts';
import type { Reads } from '../stores/store.ts';
import { matchesHash } from '../vault/secrets.ts';
import { currentTime, type Dependencies } from './dependencies.ts';
import { userNotFound } from './locked-users.ts';
import { type Fact, record } from './record.ts';
import { selfActor } from './self-actor.ts';
import type { Origin } from './sign-in-actor.ts';

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
      if (!actor.scopes.has('sessions:write')) requireScope(actor, 'sessions:read');
      if (!(await reads.users.byId(actor.tenantId, userId))) throw userNotFound();
      return reads.sessions.ofUser(actor.tenantId, userId);
    },

    /**
     * Ends a session, or the one that goes on for it. Doing it twice changes nothing, but what was `closed` may be `revoked`:
     * then what applications were given in it ends too. Throws `session_not_found`.
     */
    async end(actor: Actor, id: string, ending: 'closed' | 'revoked'): Promise<void> {
      requireScope(actor, 'sessions:write');
      await deps.store.transaction(async (rows) => {
        const session = await standingOf(rows, actor.tenantId, id);
        if (!session) throw new DomainError('session_not_found', 'there is no such session');
        if ((await rows.sessions.end(session, ending, currentTime(deps))) === 0) return;
        await record(deps, rows, actor, ended(session, ending));
      });
    },

    /**
     * The browser that held the session of this token has signed in anew: the same person goes on in the `next` session, with
     * all that applications were given in this one; that of anybody else is over.
     */
    async giveWay(token: string, next: Session, from: Origin): Promise<void> {
      const earlier = await open(token);
      if (!earlier || earlier.session.id === next.id) return;
      const { session, user } = earlier;
      const isSame = user.tenantId === next.tenantId && user.id === next.userId;
      await deps.store.transaction(async (rows) => {
        // INVARIANT: one replacement at a time, so that no session stands for one that is replaced itself.
        await rows.users.lock(user.tenantId, [user.id]);
        const at = currentTime(deps);
        const changed = isSame
          ? await rows.sessions.replace(session, next.id, at)
          : await rows.sessions.end(session, 'closed', at);
        if (changed === 0) return;
        const fact = ended(session, isSame ? 'replaced' : 'closed');
        const replaced: Fact = { ...fact, type: 'session.replaced', after: { sessionId: next.id } };
        await record(deps, rows, selfActor(user, from), isSame ? replaced : fact);
      });
    },

    /**
     * Ends every session of a user, with an event for each that was open; how many those were. To be `revoked` are also
     * those that are over, and those from before a merge. Throws `user_not_found`.
     */
    async endAll(actor: Actor, userId: string, ending: 'closed' | 'revoked'): Promise<number> {
      requireScope(actor, 'sessions:write');
      const { tenantId } = actor;
      return deps.store.transaction(async (rows) => {
        const [user] = await rows.users.lock(tenantId, [userId]);
        if (!user) throw userNotFound();
        const open = (await rows.sessions.ofUser(tenantId, userId)).filter(({ endedAt }) => endedAt === null);
        const below = await rows.users.tombstonesBelow(tenantId, [userId]);
        for (const id of [userId, ...below.map((tombstone) => tombstone.id)])
          await rows.sessions.endOfUser(tenantId, id, ending, currentTime(deps));
        await record(deps, rows, actor, ...open.map((session) => ended(session, ending)));
        return open.length;
      });
    },
  };
}

/** The session, or the one that goes on for it. */
export async function standingOf(
  { sessions }: Pick<Reads, 'sessions'>,
  tenantId: string,
  id: string,
): Promise<Session | null> {
  const session = await sessions.byId(tenantId, id);
  return session?.replacedBy ? sessions.byId(tenantId, session.replacedBy) : session;
}

function ended(session: Session, ending: SessionEnding): Fact {
  const { userId, identityId } = session;
  return { type: 'session.ended', userId, identityId, before: sessionSnapshot(session), after: { ending } };
}

/** The session as an event keeps it: what tells it apart, never what proves it. */
function sessionSnapshot({ id, ip, userAgent, createdAt, lastSeenAt, expiresAt }: Session): JsonObject {
  return { sessionId: id, ip, userAgent, createdAt, lastSeenAt, expiresAt };
}
