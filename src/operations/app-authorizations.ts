/**
 * An application asks for a person by the code flow of an API that is not OpenID (RFC 6749 §4.1): the request is kept on
 * this side while the person signs in at the hosted pages, and is answered with a code of one use. Who redeems it is
 * checked by `app-grants.ts`. Requests and codes are records of the same memory that the OpenID provider keeps.
 */
import type { Application } from '../domain/application.ts';
import { DomainError } from '../domain/errors.ts';
import { createId, joinIds, splitIds } from '../domain/ids.ts';
import type { JsonObject } from '../domain/json.ts';
import { emailKey } from '../domain/normalise.ts';
import { createSecret, hashSecret } from '../vault/secrets.ts';
import type { Dependencies } from './dependencies.ts';
import { type RecordIndex, toRecord } from './kept-records.ts';
import { requestsMax } from './openid.ts';
import { createSessionOperations } from './sessions.ts';
import { findPendingLink, isOpen } from './start-pending-link.ts';
import { listWaysIn } from './ways-in.ts';

/** How long a person may take to sign in. */
const requestMinutes = 60;
/** How long an application may take to redeem a code. */
const codeMinutes = 10;

/** What an application asked for. */
export interface AppRequest {
  clientId: string;
  /** One of the application's own, to the letter. */
  redirectUri: string;
  state: string | null;
  /** PKCE (RFC 7636), S256. */
  codeChallenge: string | null;
  /** The way in that the person is to take; null: any, and whoever is signed in already is enough. */
  connectionId: string | null;
  /** Whoever is signed in already is not enough. */
  fresh: boolean;
  /**
   * A sign-in that waits for proof of the e-mail address goes back to the application, which asks for the code itself; else
   * the hosted pages ask.
   */
  asksItself: boolean;
  /** For the page where the person signs in: `login_hint` and such. */
  hints: Record<string, string>;
}

/** What a code stands for. */
export interface AppCode {
  clientId: string;
  codeChallenge: string | null;
  /** Everything that comes of this code, to be ended together. */
  grantId: string;
  /** One of the two. */
  sessionId: string | null;
  /** Sealed: the token of the pending link that the person still has to prove. */
  sealedPending: string | null;
}

export const requestKind = 'AppRequest';
export const codeKind = 'AppCode';

export type Resumed =
  | { url: URL; tookQuestion: boolean }
  /** The hosted pages have a question to the person first. */
  | { question: true }
  /** The person has to sign in, perhaps by one way alone. */
  | { signIn: { connection: string | null; hints: Record<string, string> } };

export function createAppAuthorizationOperations(deps: Dependencies) {
  const { reads } = deps.store;
  const sessions = createSessionOperations(deps);

  const keep = (tenantId: string, kind: string, id: string, payload: object, index: RecordIndex): Promise<void> =>
    deps.store.transaction(async (rows) => {
      const now = deps.entropy.now();
      await rows.openidRecords.deleteExpired(tenantId, new Date(now).toISOString());
      await rows.openidRecords.save(toRecord(tenantId, kind, id, payload as JsonObject, index, now));
      if (kind === requestKind) await rows.openidRecords.trimRequests(tenantId, requestsMax);
    });

  const indexOf = (clientId: string, minutes: number, grantId: string | null = null): RecordIndex => ({
    grantId,
    clientId,
    accountId: null,
    expiresInSeconds: minutes * 60,
  });

  const findRequest = async (requestId: string): Promise<{ tenantId: string; asked: AppRequest; askedAt: number }> => {
    const tenantId = splitIds(requestId.split('.')[0] ?? '')?.[0];
    const row = tenantId && (await reads.openidRecords.byKey(tenantId, requestKind, hashSecret(requestId)));
    if (!tenantId || !row || row.consumedAt !== null || Date.parse(row.expiresAt) <= deps.entropy.now())
      throw requestOver();
    const { askedAt, ...asked } = row.payload as unknown as AppRequest & { askedAt: number };
    return { tenantId, asked, askedAt };
  };

  /** The browser's signed-in person, where that is who and how the application asked for. */
  const sessionFor = async (
    tenantId: string,
    asked: AppRequest,
    askedAt: number,
    sessionToken: string | null,
  ): Promise<string | null> => {
    const signedIn = sessionToken === null ? null : await sessions.open(sessionToken);
    // INVARIANT: a session of one tenant is none at another's.
    if (!signedIn || signedIn.session.tenantId !== tenantId) return null;
    const { session } = signedIn;
    if (asked.fresh && Date.parse(session.createdAt) < askedAt) return null;
    if (asked.connectionId !== null) {
      const connection = await reads.connections.byId(tenantId, asked.connectionId);
      const identity = session.identityId === null ? null : await reads.identities.byId(tenantId, session.identityId);
      if (!connection || identity?.identityProviderId !== connection.identityProviderId) return null;
    }
    return session.id;
  };

  /** A request is answered once. */
  const use = async (tenantId: string, requestId: string): Promise<void> => {
    const key = hashSecret(requestId);
    const at = new Date(deps.entropy.now()).toISOString();
    if (!(await deps.store.transaction((rows) => rows.openidRecords.consume(tenantId, requestKind, key, at))))
      throw requestOver();
  };

  const answer = async (
    tenantId: string,
    requestId: string,
    asked: AppRequest,
    outcome: { sessionId: string | null; pendingLink: string | null },
  ): Promise<URL> => {
    await use(tenantId, requestId);
    const code = createSecret();
    const grantId = createSecret();
    const { clientId, codeChallenge } = asked;
    const { sessionId, pendingLink } = outcome;
    const place = pendingPlace(tenantId, hashSecret(code));
    const sealedPending = pendingLink === null ? null : deps.vault.seal(pendingLink, place);
    const payload: AppCode = { clientId, codeChallenge, grantId, sessionId, sealedPending };
    await keep(tenantId, codeKind, code, payload, indexOf(clientId, codeMinutes, grantId));
    return withParameters(asked.redirectUri, { code, state: asked.state });
  };

  return {
    /** Throws when the application may not ask so. INVARIANT: nobody is sent to an address that is not the application's. */
    async start(application: Application, asked: Omit<AppRequest, 'clientId'>): Promise<string> {
      const { tenantId, clientId } = application;
      requireOwnUri(application, asked.redirectUri);
      const requestId = `${joinIds(tenantId, createId(deps.entropy))}.${createSecret()}`;
      const payload = { ...asked, clientId, askedAt: deps.entropy.now() };
      await keep(tenantId, requestKind, requestId, payload, indexOf(clientId, requestMinutes));
      return requestId;
    },

    /** The browser comes back, signed in or not. `pendingLink`: the question that its sign-in ended in. */
    async resume(
      requestId: string,
      browser: { sessionToken: string | null; pendingLink: string | null },
    ): Promise<Resumed> {
      const { tenantId, asked, askedAt } = await findRequest(requestId);
      const application = await reads.applications.byClientId(tenantId, asked.clientId);
      if (!application?.redirectUris.includes(asked.redirectUri)) throw requestOver();

      if (asked.asksItself && browser.pendingLink !== null) {
        const pending = await findPendingLink(reads, browser.pendingLink);
        const ours = pending?.tenantId === tenantId && pending.returnTo === resumePath(requestId);
        if (pending && ours && isOpen(pending, deps.entropy.now())) {
          const identity = await reads.identities.byId(tenantId, pending.identityId);
          if (emailKey(identity?.email ?? '') === null) return { question: true };
          const outcome = { sessionId: null, pendingLink: browser.pendingLink };
          const url = await answer(tenantId, requestId, asked, outcome);
          return { url, tookQuestion: true };
        }
      }
      const sessionId = await sessionFor(tenantId, asked, askedAt, browser.sessionToken);
      if (sessionId !== null)
        return {
          url: await answer(tenantId, requestId, asked, { sessionId, pendingLink: null }),
          tookQuestion: false,
        };
      if (asked.connectionId === null) return { signIn: { connection: null, hints: asked.hints } };
      const ways = await listWaysIn(deps, tenantId);
      const way = ways.find(({ connection }) => connection.id === asked.connectionId);
      if (!way)
        return {
          url: withParameters(asked.redirectUri, {
            error: 'connection_invalid',
            error_description: 'the way in has been closed',
            state: asked.state,
          }),
          tookQuestion: false,
        };
      return { signIn: { connection: way.connection.identifier, hints: asked.hints } };
    },

    /**
     * Where an application is told that a sign-in was refused, when it asked for one way in alone; null when it did not, and the
     * person may choose another way here.
     */
    async refuse(returnTo: string | null, because: { error: string; description: string }): Promise<URL | null> {
      const requestId = returnTo === null ? null : requestOfPath(returnTo);
      const found = requestId === null ? null : await findRequest(requestId).catch(() => null);
      if (requestId === null || !found?.asked.connectionId) return null;
      const { redirectUri, state } = found.asked;
      await use(found.tenantId, requestId);
      return withParameters(redirectUri, { error: because.error, error_description: because.description, state });
    },

    /** Whether a sign-in that ended in a question goes back to the application that asked for it. */
    async takesQuestions(returnTo: string | null): Promise<boolean> {
      const requestId = returnTo === null ? null : requestOfPath(returnTo);
      if (requestId === null || deps.postbox === null) return false;
      const found = await findRequest(requestId).catch(() => null);
      return found?.asked.asksItself ?? false;
    },
  };
}

/** Where the browser comes back to. */
export function resumePath(requestId: string): string {
  return `/sign-in/hand-over/${requestId}`;
}

function requestOfPath(path: string): string | null {
  return /^\/sign-in\/hand-over\/([0-9A-Za-z.]{1,200})$/.exec(path)?.[1] ?? null;
}

/** Of the code's row: what its sealing is bound to. */
export function pendingPlace(tenantId: string, key: Uint8Array): string {
  return `${tenantId}/openid_records/${codeKind}/${Buffer.from(key).toString('hex')}`;
}

export function withParameters(uri: string, parameters: Record<string, string | null>): URL {
  const url = new URL(uri);
  for (const [name, value] of Object.entries(parameters)) if (value !== null) url.searchParams.set(name, value);
  return url;
}

/** RFC 9700 §2.1: compared to the letter. */
export function requireOwnUri({ redirectUris }: Application, uri: string): void {
  if (redirectUris.includes(uri)) return;
  throw new DomainError('invalid_input', 'the `redirect_uri` is not one of the application, to the letter', {
    field: 'redirect_uri',
  });
}

function requestOver(): DomainError {
  return new DomainError(
    'sign_in_refused',
    'this was started too long ago or is over: go back to the application and start again',
    { reason: 'request_over' },
  );
}
