/**
 * What an application is given for a signed-in person, by an API that is not OpenID: a session, an access token of a few
 * minutes that names it, and a refresh token of one use. The session is the browser's own, so signing out anywhere ends all
 * that came of it; signing in again does not: it goes on in the session that replaced it.
 *
 * INVARIANT: a code or refresh token that comes a second time is in two hands: what came of it ends (RFC 9700 §4.14).
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Actor } from '../domain/actor.ts';
import type { Application } from '../domain/application.ts';
import { DomainError } from '../domain/errors.ts';
import type { JsonObject } from '../domain/json.ts';
import type { Session } from '../domain/session.ts';
import type { User } from '../domain/user.ts';
import type { Rows } from '../stores/store.ts';
import { createSecret, hashSecret } from '../vault/secrets.ts';
import { type AppCode, codeKind, pendingPlace } from './app-authorizations.ts';
import { currentTime, type Dependencies } from './dependencies.ts';
import { toRecord } from './kept-records.ts';
import { createProviderTokenOperations, type HeldTokens } from './provider-tokens.ts';
import { createSessionOperations, standingOf } from './sessions.ts';
import { type Origin, signInActor } from './sign-in-actor.ts';

const refreshKind = 'AppRefresh';

export interface AppGrant {
  user: User;
  session: Session;
  /** The strategy of the identity that the session was signed in with; `email_code` when it was with none. */
  signedInBy: string | null;
  refreshToken: string;
  /** What the provider of the sign-in gave: with the code of that sign-in, once. */
  providerTokens: { strategy: string; tokens: HeldTokens } | null;
}

/** The person still has to prove the address that the sign-in came with. */
export interface ProofNeeded {
  pendingLink: string;
}

interface Refresh {
  /** Where it began, perhaps replaced since. */
  sessionId: string;
  grantId: string;
}

interface Live {
  /** The one that goes on. */
  session: Session;
  user: User;
  /** Where it began: that one, or one that it has replaced. */
  beganIn: string;
}

export function createAppGrantOperations(deps: Dependencies) {
  const { reads } = deps.store;
  const providerTokens = createProviderTokenOperations(deps);
  const sessions = createSessionOperations(deps);

  /**
   * The session, or the one that goes on for it, as long as that lasts, its user is active, and the identities of both still
   * lead to that user.
   */
  const findLive = async (tenantId: string, beganIn: string): Promise<Live | null> => {
    const first = await reads.sessions.byId(tenantId, beganIn);
    const session = await standingOf(reads, tenantId, beganIn);
    if (!first || first.ending === 'revoked') return null;
    if (!session || session.endedAt !== null || Date.parse(session.expiresAt) <= deps.entropy.now()) return null;
    const user = await reads.users.byId(tenantId, session.userId);
    if (user?.status !== 'active') return null;
    for (const identityId of new Set([first.identityId, session.identityId])) {
      const identity = identityId === null ? null : await reads.identities.byId(tenantId, identityId);
      if (identityId !== null && identity?.userId !== user.id) return null;
    }
    return { session, user, beganIn };
  };

  const strategyOf = async ({ tenantId, identityId }: Session): Promise<string | null> =>
    identityId === null
      ? 'email_code'
      : ((await reads.identities.byId(tenantId, identityId))?.provider.strategy ?? null);

  /** A refresh token, in the caller's transaction. */
  const handOut = async (
    rows: Rows,
    application: Application,
    { session, beganIn }: Live,
    grantId: string,
  ): Promise<string> => {
    const { tenantId, clientId, refreshTokenSeconds } = application;
    const refreshToken = createSecret();
    const payload: Refresh = { sessionId: beganIn, grantId };
    const index = { grantId, clientId, accountId: session.userId, expiresInSeconds: refreshTokenSeconds };
    const row = toRecord(
      tenantId,
      refreshKind,
      refreshToken,
      payload as unknown as JsonObject,
      index,
      deps.entropy.now(),
    );
    await rows.openidRecords.save(row);
    return refreshToken;
  };

  const grant = async (
    application: Application,
    live: Live,
    grantId: string,
    use: (rows: Rows) => Promise<boolean>,
  ): Promise<AppGrant | null> => {
    const refreshToken = await deps.store.transaction(async (rows) =>
      (await use(rows)) ? handOut(rows, application, live, grantId) : null,
    );
    if (refreshToken === null) return null;
    const { session, user } = live;
    return { session, user, signedInBy: await strategyOf(session), refreshToken, providerTokens: null };
  };

  const takeProviderTokens = async ({ session, signedInBy }: AppGrant): Promise<AppGrant['providerTokens']> => {
    if (session.identityId === null || signedInBy === null) return null;
    const tokens = await providerTokens.takeOnce(session.tenantId, session.identityId);
    return tokens && { strategy: signedInBy, tokens };
  };

  const endSession = async (tenantId: string, sessionId: string, grantId: string, from: Origin): Promise<void> => {
    await deps.store.transaction((rows) => rows.openidRecords.deleteOfGrant(tenantId, hashSecret(grantId)));
    await sessions.end(endingActor(tenantId, from), sessionId, 'revoked');
  };

  return {
    /** Who redeems a code: the application by its id, null when there is none. Asks no actor. */
    async redeem(
      application: Application,
      request: { code: string; codeVerifier: string | null },
    ): Promise<AppGrant | ProofNeeded> {
      const { tenantId, clientId } = application;
      const key = hashSecret(request.code);
      const row = await reads.openidRecords.byKey(tenantId, codeKind, key);
      if (!row || Date.parse(row.expiresAt) <= deps.entropy.now()) throw grantRefused('code');
      const code = row.payload as unknown as AppCode;
      // INVARIANT: a stranger who has found a code neither redeems nor spends it.
      if (code.clientId !== clientId) throw grantRefused('code');
      requireVerifier(code.codeChallenge, request.codeVerifier);
      if (row.consumedAt !== null) {
        await deps.store.transaction((rows) => rows.openidRecords.deleteOfGrant(tenantId, hashSecret(code.grantId)));
        throw grantRefused('code');
      }
      const use = (rows: Rows) => rows.openidRecords.consume(tenantId, codeKind, key, currentTime(deps));
      if (code.sealedPending !== null) {
        if (!(await deps.store.transaction(use))) throw grantRefused('code');
        return { pendingLink: deps.vault.open(code.sealedPending, pendingPlace(tenantId, key)) };
      }
      const live = code.sessionId === null ? null : await findLive(tenantId, code.sessionId);
      const granted = live && (await grant(application, live, code.grantId, use));
      if (!granted) throw grantRefused('code');
      return { ...granted, providerTokens: await takeProviderTokens(granted) };
    },

    /** A new refresh token for a used one. One that was used before ends its session. */
    async refresh(application: Application, refreshToken: string, from: Origin): Promise<AppGrant> {
      const { tenantId, clientId } = application;
      const key = hashSecret(refreshToken);
      const row = await reads.openidRecords.byKey(tenantId, refreshKind, key);
      if (!row || row.clientId !== clientId || Date.parse(row.expiresAt) <= deps.entropy.now())
        throw grantRefused('refresh token');
      const { sessionId, grantId } = row.payload as unknown as Refresh;
      const live = row.consumedAt === null ? await findLive(tenantId, sessionId) : null;
      const granted =
        live &&
        (await grant(application, live, grantId, (rows) =>
          rows.openidRecords.consume(tenantId, refreshKind, key, currentTime(deps)),
        ));
      if (granted) return granted;
      // Used before, perhaps a moment ago by somebody else; or its session is over: then this changes nothing.
      if (row.consumedAt !== null || live !== null) await endSession(tenantId, sessionId, grantId, from);
      throw grantRefused('refresh token');
    },

    /** The grant of somebody who has just been let in without a code of ours. */
    async open(application: Application, live: { session: Session; user: User }): Promise<AppGrant> {
      const granted = (await grant(
        application,
        { ...live, beganIn: live.session.id },
        createSecret(),
        async () => true,
      ))!;
      return { ...granted, providerTokens: await takeProviderTokens(granted) };
    },

    /**
     * Signs out: whoever holds the session's name may end it, as at the vendor's. Null for `returnTo` when it is no address
     * of an application of the tenant; nothing else is told of the session.
     */
    async signOut(tenantId: string, sessionId: string, from: Origin): Promise<void> {
      await sessions.end(endingActor(tenantId, from), sessionId, 'closed').catch((error: unknown) => {
        if (error instanceof DomainError && error.code === 'session_not_found') return;
        throw error;
      });
    },

    /** Whether any application of the tenant has this address to come back to after signing out. */
    async isSignOutUri(tenantId: string, uri: string): Promise<boolean> {
      for (let after: string | undefined; ; ) {
        const { items, hasMore } = await reads.applications.list(tenantId, { limit: 100, ...(after && { after }) });
        if (items.some(({ postLogoutRedirectUris }) => postLogoutRedirectUris.includes(uri))) return true;
        if (!hasMore) return false;
        after = items.at(-1)!.id;
      }
    },
  };
}

/** Of a code that was asked for with a challenge (RFC 7636 §4.6), and of no other: a verifier of nothing is a mix-up. */
function requireVerifier(codeChallenge: string | null, codeVerifier: string | null): void {
  if (codeChallenge === null && codeVerifier === null) return;
  const isMatch =
    codeChallenge !== null &&
    codeVerifier !== null &&
    isSame(createHash('sha256').update(codeVerifier).digest('base64url'), codeChallenge);
  if (!isMatch) throw grantRefused('code');
}

function isSame(one: string, other: string): boolean {
  return one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));
}

function endingActor(tenantId: string, from: Origin): Actor {
  return { ...signInActor(tenantId, from), label: 'application', scopes: new Set(['sessions:write']) };
}

export function grantRefused(what: 'code' | 'refresh token'): DomainError {
  return new DomainError('grant_refused', `the ${what} is unknown, expired or used, or is not this application's`);
}
