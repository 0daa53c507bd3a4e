/**
 * What the OpenID provider asks of us beyond its protocol: who a person is to an application, what they agreed to, and a
 * memory for codes, tokens and requests under way. Nothing here takes an actor: the protocol has said who may.
 */
import { type Actor, requireScope } from '../domain/actor.ts';
import { type Application, type ApplicationSubject, chooseAccount } from '../domain/application.ts';
import { isUuid, toTimestamp } from '../domain/ids.ts';
import type { JsonObject } from '../domain/json.ts';
import { originNameOf, type User } from '../domain/user.ts';
import type { Reads } from '../stores/store.ts';
import { createSecret, hashSecret } from '../vault/secrets.ts';
import { currentTime, type Dependencies } from './dependencies.ts';
import { endAccess } from './end-access.ts';
import { type RecordIndex, toRecord } from './kept-records.ts';
import { userNotFound } from './locked-users.ts';
import { record } from './record.ts';
import { standingOf } from './sessions.ts';
import { type Origin, signInActor } from './sign-in-actor.ts';
import type { TokenOperations } from './tokens.ts';
import { listWaysIn } from './ways-in.ts';

/** A user under the name that an application knows. */
export interface Account {
  /** Whose name it is, perhaps a tombstone's. Stays the same for all that came of one authorization. */
  accountId: string;
  /** Who stands behind it now. */
  user: User;
}

export interface FoundRecord {
  payload: JsonObject;
  consumedAt: string | null;
}

/** Longer than any token of ours. */
const tokenLengthMax = 8192;

/**
 * How many requests under way a tenant keeps: anybody may make one, without signing in. Beyond it the oldest go, as with
 * started sign-ins.
 */
export const requestsMax = 100_000;

/** How many links between tombstones are followed: more than any honest history has. */
const mergesMax = 50;

export function createOpenidOperations(deps: Dependencies, tokens: Pick<TokenOperations, 'verify'>) {
  const { reads } = deps.store;
  const now = (): number => deps.entropy.now();

  /** Who stands behind an account now, by the rules of `findAccount`. */
  const findAccount = async (
    tenantId: string,
    accountId: string,
    sessionId: string | null,
  ): Promise<Account | null> => {
    const user = await survivorOf(reads, tenantId, accountId);
    if (user?.status !== 'active') return null;
    const session = sessionId === null ? null : await reads.sessions.byId(tenantId, sessionId);
    if (session?.ending === 'revoked') return null;
    if (session?.identityId) {
      const identity = await reads.identities.byId(tenantId, session.identityId);
      if (identity?.userId !== user.id) return null;
    }
    return { accountId, user };
  };

  const bySubject = async ({ tenantId, id }: Application, subject: string): Promise<Account | null> => {
    const known = await reads.applicationSubjects.bySubject(tenantId, id, subject);
    const user = known && (await survivorOf(reads, tenantId, known.userId));
    return user?.status === 'active' ? { accountId: known!.userId, user } : null;
  };

  return {
    /** The account by which the application shall know this user, who is signed in. */
    async accountFor(application: Application, userId: string): Promise<string> {
      const { tenantId, id, mergedSubject } = application;
      const below = await reads.users.tombstonesBelow(tenantId, [userId]);
      const ids = [userId, ...below.map((tombstone) => tombstone.id)];
      return chooseAccount(mergedSubject, userId, await reads.applicationSubjects.ofUsers(tenantId, id, ids));
    },

    /**
     * Who stands behind an account now. Null when nobody does, or they are suspended: nothing is told of them then.
     * `sessionId`: the session that the question goes back to, perhaps ended since. INVARIANT: once it was revoked, or the
     * identity that it was signed in with leads to somebody else or to nobody, what came of it is over.
     */
    findAccount,

    /** Ends all that applications were given for this user: nobody's refresh token works any more. */
    async endAccess(actor: Actor, userId: string): Promise<void> {
      requireScope(actor, 'sessions:write');
      await deps.store.transaction(async (rows) => {
        const [user] = await rows.users.lock(actor.tenantId, [userId]);
        if (!user || user.mergedInto !== null) throw userNotFound();
        const ended = await endAccess(rows, actor.tenantId, userId);
        if (ended > 0) await record(deps, rows, actor, { type: 'application.access_ended', userId, before: { ended } });
      });
    },

    /** What the application calls this account: what it was told before, else told now, once and for all. */
    async subjectOf(application: Application, accountId: string): Promise<string> {
      const { tenantId, id: applicationId } = application;
      const [known] = await reads.applicationSubjects.ofUsers(tenantId, applicationId, [accountId]);
      if (known) return known.subject;
      return deps.store.transaction(async (rows) => {
        const user = await rows.users.byIdOrTombstone(tenantId, accountId);
        const subject: ApplicationSubject = {
          tenantId,
          applicationId,
          userId: accountId,
          subject: newSubject(application, user, accountId),
          createdAt: currentTime(deps),
        };
        if (await rows.applicationSubjects.insert(subject)) return subject.subject;
        const [theirs] = await rows.applicationSubjects.ofUsers(tenantId, applicationId, [accountId]);
        if (theirs) return theirs.subject;
        // A name that somebody else had before (an identity that was unlinked and born again): their own id is unique.
        await rows.applicationSubjects.insert({ ...subject, subject: accountId });
        return accountId;
      });
    },

    /** Whom the application calls so, and who that is now; null when nobody, or they are suspended. */
    bySubject,

    /**
     * Whose access token this is, and of which application; null when it is none in force of the tenant. INVARIANT: a token
     * that was made for an API (RFC 9068) is that API's: whoever serves it would hold the person's own rights here.
     */
    async holderOf(tenantId: string, token: string): Promise<{ application: Application; user: User } | null> {
      if (token.length > tokenLengthMax) return null;
      const row = await reads.openidRecords.byKey(tenantId, 'AccessToken', hashSecret(token));
      if (!row || Date.parse(row.expiresAt) <= now()) return null;
      const { clientId, accountId, sessionUid } = row.payload;
      if (typeof clientId !== 'string' || typeof accountId !== 'string') return null;
      const application = await reads.applications.byClientId(tenantId, clientId);
      const account = await findAccount(tenantId, accountId, typeof sessionUid === 'string' ? sessionUid : null);
      return application && account ? { application, user: account.user } : null;
    },

    /** Whom this ID token tells the application of; null when it is none in force that was made for it. */
    async ofIdToken(application: Application, issuer: string, token: string): Promise<User | null> {
      const claims = token.length > tokenLengthMax ? null : await tokens.verify(token, application.tenantId);
      const { iss, aud, sub, sid } = claims ?? {};
      const isOwn = iss === issuer && aud === application.clientId && typeof sub === 'string';
      const account = isOwn ? await bySubject(application, sub) : null;
      if (!account || typeof sid !== 'string') return account?.user ?? null;
      // INVARIANT: what is told of a session is over with it.
      const session = isUuid(sid) ? await standingOf(reads, application.tenantId, sid) : null;
      return session && session.endedAt === null ? account.user : null;
    },

    /** What the way in of this identity is called: its connections and its provider. */
    async waysOf(tenantId: string, identityId: string | null): Promise<string[]> {
      const identity = identityId === null ? null : await reads.identities.byId(tenantId, identityId);
      if (!identity) return [];
      const connections = await reads.connections.ofProvider(tenantId, identity.identityProviderId);
      return [identity.provider.name, ...connections.map(({ identifier }) => identifier)];
    },

    /** The user's identity at the provider that is called so, or that has a connection called so; the first of several. */
    async identityAt(tenantId: string, userId: string, name: string): Promise<string | null> {
      const identities = (await reads.identities.ofUser(tenantId, userId)) ?? [];
      const connection = await reads.connections.byIdentifier(tenantId, name);
      const found = identities.find(
        ({ provider, identityProviderId }) =>
          provider.name === name || identityProviderId === connection?.identityProviderId,
      );
      return found?.id ?? null;
    },

    /** The identifier of the way in that is called so, itself or its provider; null when there is none that is open. */
    async wayCalled(tenantId: string, name: string): Promise<string | null> {
      const ways = await listWaysIn(deps, tenantId);
      const found =
        ways.find(({ connection }) => connection.identifier === name) ??
        ways.find(({ provider }) => provider.name === name);
      return found?.connection.identifier ?? null;
    },

    /** The scopes that the user has agreed to. */
    async consented(application: Application, userId: string): Promise<string[]> {
      return (await reads.applicationConsents.of(application.tenantId, application.id, userId))?.scopes ?? [];
    },

    async consent(application: Application, userId: string, scopes: string[], from: Origin): Promise<void> {
      const { tenantId, id: applicationId } = application;
      await deps.store.transaction(async (rows) => {
        const before = await rows.applicationConsents.of(tenantId, applicationId, userId);
        const all = [...new Set([...(before?.scopes ?? []), ...scopes])].sort();
        await rows.applicationConsents.save({
          tenantId,
          applicationId,
          userId,
          scopes: all,
          updatedAt: currentTime(deps),
        });
        await record(deps, rows, signInActor(tenantId, from), {
          type: 'application.consented',
          userId,
          before: { applicationId, scopes: before?.scopes ?? [] },
          after: { applicationId, scopes: all },
        });
      });
    },

    records: {
      async save(tenantId: string, kind: string, id: string, payload: JsonObject, index: RecordIndex): Promise<void> {
        const row = toRecord(tenantId, kind, id, payload, index, now());
        await deps.store.transaction(async (rows) => {
          await rows.openidRecords.deleteExpired(tenantId, toTimestamp(now()));
          await rows.openidRecords.save(row);
          if (requestKinds.includes(kind)) await rows.openidRecords.trimRequests(tenantId, requestsMax);
        });
      },

      async find(tenantId: string, kind: string, id: string): Promise<FoundRecord | null> {
        const row = await reads.openidRecords.byKey(tenantId, kind, hashSecret(id));
        if (!row || Date.parse(row.expiresAt) <= now()) return null;
        return { payload: row.payload, consumedAt: row.consumedAt };
      },

      /** False when somebody else was first. */
      consume: (tenantId: string, kind: string, id: string): Promise<boolean> =>
        deps.store.transaction((rows) => rows.openidRecords.consume(tenantId, kind, hashSecret(id), currentTime(deps))),

      destroy: (tenantId: string, kind: string, id: string): Promise<void> =>
        deps.store.transaction((rows) => rows.openidRecords.delete(tenantId, kind, hashSecret(id))),

      revokeGrant: (tenantId: string, grantId: string): Promise<void> =>
        deps.store.transaction(async (rows) => {
          await rows.openidRecords.deleteOfGrant(tenantId, hashSecret(grantId));
          await rows.openidRecords.delete(tenantId, 'Grant', hashSecret(grantId));
        }),
    },
  };
}

/** What the library keeps of requests before anybody has signed in. */
const requestKinds = ['Interaction', 'PushedAuthorizationRequest'];

/** The user itself, or the live one that it was merged into, by way of others too. */
async function survivorOf(reads: Reads, tenantId: string, userId: string): Promise<User | null> {
  let user = await reads.users.byIdOrTombstone(tenantId, userId);
  for (let step = 0; user?.mergedInto && step < mergesMax; step += 1)
    user = await reads.users.byIdOrTombstone(tenantId, user.mergedInto);
  return user?.mergedInto ? null : user;
}

function newSubject({ subjectFormat }: Application, user: User | null, accountId: string): string {
  if (subjectFormat === 'auth0' && user) return originNameOf(user);
  // Random: it is kept, so nothing has to derive it again, and nobody can.
  if (subjectFormat === 'pairwise') return createSecret();
  return accountId;
}
