/**
 * A sign-in at a provider, from the button to the session. `start` makes everything that the callback is checked against
 * and keeps it on this side; `finish` uses it once, lets the connector vouch, and takes the arrival in.
 */
import { randomBytes } from 'node:crypto';
import { ConnectorError } from '../connectors/connector.ts';
import type { Actor } from '../domain/actor.ts';
import { DomainError } from '../domain/errors.ts';
import type { Identity } from '../domain/identity.ts';
import { createId, joinIds, splitIds, toTimestamp } from '../domain/ids.ts';
import type { LinkDecision } from '../domain/link.ts';
import type { Session, SignIn } from '../domain/session.ts';
import type { User } from '../domain/user.ts';
import type { Rows } from '../stores/store.ts';
import { createSecret, hashSecret, matchesHash } from '../vault/secrets.ts';
import { type Arrived, arrive } from './arrival.ts';
import { openSettings } from './connection-settings.ts';
import { currentTime, type Dependencies } from './dependencies.ts';
import { keepTokens } from './keep-tokens.ts';
import { openSession } from './open-session.ts';
import { linkProved } from './settle-pending-link.ts';
import { type Origin, signInActor } from './sign-in-actor.ts';
import {
  findPendingLink,
  isOpen,
  pendingLinkOver,
  type StartedPendingLink,
  startPendingLink,
} from './start-pending-link.ts';
import { listWaysIn, requireWayIn, type WayIn } from './ways-in.ts';

/** How long a person may take at the provider. */
const signInMinutes = 15;

export interface StartedSignIn {
  /** Where to send the browser. */
  url: URL;
  /** Goes into a cookie: the callback must come from the browser that started. */
  browserSecret: string;
  expiresAt: string;
}

export type FinishedSignIn =
  | {
      signedIn: true;
      user: User;
      decision: LinkDecision;
      session: Session;
      sessionToken: string;
      returnTo: string | null;
      /** Where it was started to prove the account of a pending link: whether it did. */
      proof: 'linked' | 'not_linked' | null;
    }
  /** A challenge comes with the pending link whose question the person is to answer. */
  | { signedIn: false; decision: Extract<LinkDecision, { action: 'challenge' }>; pendingLink: StartedPendingLink }
  | {
      signedIn: false;
      decision: Extract<LinkDecision, { action: 'refuse' | 'hold' }>;
      pendingLink: null;
      /** What the policies that refused it have to say to the person. */
      notices: string[];
    };

/** What is kept sealed between start and finish. */
interface Checks {
  redirectUri: string;
  nonce: string;
  codeVerifier: string;
}

export function createSignInOperations(deps: Dependencies) {
  const { reads } = deps.store;

  return {
    /** The tenant's ways in that a person can choose, in the order in which they were registered. */
    choices: (tenantId: string): Promise<WayIn[]> => listWaysIn(deps, tenantId),

    /** `pendingLink`: the token of the pending link whose account this sign-in is to prove. */
    async start(
      tenantId: string,
      connectionId: string,
      request: { redirectUri: string; returnTo: string | null; pendingLink?: string },
    ): Promise<StartedSignIn> {
      const { connection, provider, connector } = await requireWayIn(deps, tenantId, connectionId);
      const pending = request.pendingLink === undefined ? null : await findPendingLink(reads, request.pendingLink);
      if (request.pendingLink !== undefined && (pending?.tenantId !== tenantId || !isOpen(pending, deps.entropy.now())))
        throw pendingLinkOver();
      const id = createId(deps.entropy);
      const state = `${joinIds(tenantId, id)}.${createSecret()}`;
      const checks: Checks = {
        redirectUri: request.redirectUri,
        nonce: createSecret(),
        codeVerifier: randomBytes(48).toString('base64url'),
      };
      const browserSecret = createSecret();
      const now = deps.entropy.now();
      const signIn: SignIn = {
        id,
        tenantId,
        connectionId,
        identityProviderId: provider.id,
        stateHash: hashSecret(state),
        browserHash: hashSecret(browserSecret),
        sealedChecks: deps.vault.seal(JSON.stringify(checks), signInPlace(tenantId, id)),
        sealedPosted: null,
        returnTo: pending ? pending.returnTo : request.returnTo,
        pendingLinkId: pending?.id ?? null,
        createdAt: toTimestamp(now),
        expiresAt: toTimestamp(now + signInMinutes * 60_000),
        usedAt: null,
      };
      const settings = openSettings(deps, connection, provider);
      const url = await refuseFailures(connector.start(settings, { ...checks, state }));
      await deps.store.transaction(async (rows) => {
        await rows.signIns.deleteExpired(tenantId, toTimestamp(now - signInMinutes * 60_000));
        await rows.signIns.insert(signIn);
      });
      return { url, browserSecret, expiresAt: signIn.expiresAt };
    },

    /**
     * A provider posted its answer from its own site, and so without the browser's cookies: it is kept until the browser
     * comes for it. What does not belong to an open sign-in is dropped: `finish` refuses it.
     */
    async keepPosted(state: string, form: URLSearchParams): Promise<void> {
      const signIn = await findSignIn(deps, state);
      if (!signIn) return;
      const { tenantId, id } = signIn;
      const sealed = deps.vault.seal(form.toString(), postedPlace(tenantId, id));
      await deps.store.transaction((rows) => rows.signIns.keepPosted(tenantId, id, sealed));
    },

    /**
     * Throws `sign_in_refused` when any check fails; a refusal by the linking rules is an answer. `pendingLink`: the token
     * that the browser has, when it was asked to prove an account.
     */
    async finish(
      callback: URL,
      browserSecret: string | null,
      from: Origin,
      pendingLink: string | null = null,
    ): Promise<FinishedSignIn> {
      const state = callback.searchParams.get('state') ?? '';
      const signIn = await takeSignIn(deps, state, browserSecret);
      const { tenantId } = signIn;
      const { connection, provider, connector } = await requireWayIn(deps, tenantId, signIn.connectionId);
      const checks = JSON.parse(deps.vault.open(signIn.sealedChecks, signInPlace(tenantId, signIn.id))) as Checks;
      const settings = openSettings(deps, connection, provider);
      const { claims, tokens } = await refuseFailures(
        connector.finish(settings, { ...checks, state }, withPosted(deps, signIn, callback)),
      );

      const actor = signInActor(tenantId, from);
      return deps.store.transaction(async (rows): Promise<FinishedSignIn> => {
        const arrived = await arrive(deps, rows, actor, { provider, connection, claims });
        if (signIn.pendingLinkId !== null) requireProof(arrived);
        if (arrived.identity === null) {
          const { decision, notices } = arrived;
          return { signedIn: false, decision, pendingLink: null, notices };
        }
        if (arrived.user === null) {
          const { decision, identity } = arrived;
          if (decision.action === 'hold') return { signedIn: false, decision, pendingLink: null, notices: [] };
          const asked = { identity, connectionId: connection.id, decision, returnTo: signIn.returnTo };
          const pendingLink = await startPendingLink(deps, rows, asked);
          await keepTokens(deps, rows, { identity, provider, connection, tokens, waitsUntil: pendingLink.expiresAt });
          return { signedIn: false, decision, pendingLink };
        }
        const { decision, user, identity } = arrived;
        await keepTokens(deps, rows, { identity, provider, connection, tokens });
        const linked =
          signIn.pendingLinkId === null
            ? null
            : await linkByOwnSignIn(deps, rows, actor, { id: signIn.pendingLinkId, token: pendingLink }, arrived);
        return {
          signedIn: true,
          user: linked?.user ?? user,
          decision,
          ...(await openSession(deps, rows, tenantId, user.id, identity.id, from)),
          returnTo: signIn.returnTo,
          proof: signIn.pendingLinkId === null ? null : linked?.user ? 'linked' : 'not_linked',
        };
      });
    },
  };
}

/** Whoever set out to prove an account must not come back with a new one: the whole arrival is undone. */
function requireProof({ decision }: Arrived): void {
  if (decision.action === 'sign_in' || decision.action === 'refuse') return;
  throw new DomainError('sign_in_refused', 'no account here has been signed in to this way before', {
    reason: 'proves_nothing',
  });
}

/** Links what waits in this browser to the user that has just signed in. Null, and nothing linked, when it is not theirs. */
async function linkByOwnSignIn(
  deps: Dependencies,
  rows: Rows,
  actor: Actor,
  { id, token }: { id: string; token: string | null },
  { user, identity }: { user: User; identity: Identity },
): Promise<Arrived | null> {
  const pending = token === null ? null : await findPendingLink(rows, token);
  if (pending?.tenantId !== actor.tenantId || pending.id !== id) return null;
  return linkProved(deps, rows, actor, pending, { by: 'sign_in', userId: user.id, identityId: identity.id });
}

/** The started sign-in of this state, while it is open. */
async function findSignIn(deps: Dependencies, state: string): Promise<SignIn | null> {
  const ids = splitIds(state.split('.')[0] ?? '');
  const signIn = ids && (await deps.store.reads.signIns.byId(...ids));
  const open = signIn && matchesHash(state, signIn.stateHash) && Date.parse(signIn.expiresAt) > deps.entropy.now();
  return open ? signIn : null;
}

/** The started sign-in of this state and browser, used up. Fails closed, and in one way, whatever is wrong with it. */
async function takeSignIn(deps: Dependencies, state: string, browserSecret: string | null): Promise<SignIn> {
  const signIn = await findSignIn(deps, state);
  const genuine = signIn && browserSecret !== null && matchesHash(browserSecret, signIn.browserHash);
  const taken =
    genuine &&
    (await deps.store.transaction((rows) => rows.signIns.use(signIn.tenantId, signIn.id, currentTime(deps))));
  if (!taken) {
    throw new DomainError(
      'sign_in_refused',
      'this sign-in was not started in this browser, took too long, or was finished before: start again',
    );
  }
  return signIn;
}

/** The callback as the provider meant it: what it posted stands in place of the query. */
function withPosted(deps: Dependencies, { tenantId, id, sealedPosted }: SignIn, callback: URL): URL {
  if (sealedPosted === null) return callback;
  const whole = new URL(callback);
  whole.search = deps.vault.open(sealedPosted, postedPlace(tenantId, id));
  return whole;
}

/** What the connector refuses is a refused sign-in, with the connector's code as its reason. */
async function refuseFailures<T>(vouching: Promise<T>): Promise<T> {
  try {
    return await vouching;
  } catch (error) {
    if (error instanceof ConnectorError)
      throw new DomainError('sign_in_refused', error.message, { reason: error.code });
    throw error;
  }
}

function signInPlace(tenantId: string, id: string): string {
  return `${tenantId}/sign_ins/${id}`;
}

function postedPlace(tenantId: string, id: string): string {
  return `${tenantId}/sign_ins/${id}/posted`;
}
