/**
 * A sign-in at a provider, from the button to the session. `start` makes everything that the callback is checked against
 * and keeps it on this side; `finish` uses it once, lets the connector vouch, and takes the arrival in.
 */
import { randomBytes } from 'node:crypto';
import { ConnectorError, type Vouched } from '../connectors/connector.ts';
import type { Actor } from '../domain/actor.ts';
import type { Claims } from '../domain/claims.ts';
import { DomainError } from '../domain/errors.ts';
import type { Identity, IdentityWithProvider } from '../domain/identity.ts';
import type { Connection, IdentityProvider } from '../domain/identity-provider.ts';
import { createId, joinIds, splitIds, toTimestamp } from '../domain/ids.ts';
import type { LinkDecision } from '../domain/link.ts';
import type { ProviderTokens } from '../domain/provider-tokens.ts';
import type { Session, SignIn, SignInIntent } from '../domain/session.ts';
import type { User } from '../domain/user.ts';
import { joinTransaction, type Rows } from '../stores/store.ts';
import { createSecret, hashSecret, matchesHash } from '../vault/secrets.ts';
import { type Arrived, arrive } from './arrival.ts';
import { openSettings } from './connection-settings.ts';
import { connectionNotFound } from './connections.ts';
import { currentTime, type Dependencies } from './dependencies.ts';
import { createIdentityOperations, type LinkOutcome } from './identities.ts';
import { beginIntent, fulfilIntent, type PresentedIntent, type StartedIntent } from './intents.ts';
import { keepTokens } from './keep-tokens.ts';
import { requireMapped } from './map-claims.ts';
import { openSession } from './open-session.ts';
import { withServiceProvider } from './service-provider.ts';
import { linkProved } from './settle-pending-link.ts';
import { type Origin, signInActor } from './sign-in-actor.ts';
import {
  findPendingLink,
  isOpen,
  pendingLinkOver,
  type StartedPendingLink,
  startPendingLink,
} from './start-pending-link.ts';
import { takeStatement } from './taken-statements.ts';
import { listWaysIn, requireWayIn, type WayIn } from './ways-in.ts';

/** How long a person may take at the provider. */
const signInMinutes = 15;

/**
 * How many started sign-ins a tenant keeps. Beyond it the oldest go: a flood costs its own, and no more room. What one
 * address may start is bounded before (`server/hosted/sign-in-limits.ts`).
 */
const startedMax = 100_000;

export interface StartedSignIn {
  /** Where to send the browser. */
  url: URL;
  /** Comes back with the callback, and names this sign-in. */
  state: string;
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
  | {
      signedIn: false;
      decision: Extract<LinkDecision, { action: 'challenge' }>;
      pendingLink: StartedPendingLink;
      returnTo: string | null;
    }
  | {
      signedIn: false;
      decision: Extract<LinkDecision, { action: 'refuse' | 'hold' }>;
      pendingLink: null;
      /** What the policies that refused it have to say to the person. */
      notices: string[];
    };

/** Whose account a sign-in adds to, instead of signing anybody in. */
export interface LinksTo {
  userId: string;
  /** The session that it was started from: it must last until the end. */
  sessionId: string;
}

export interface FinishedLink {
  identity: IdentityWithProvider;
  outcome: LinkOutcome;
  returnTo: string | null;
}

/** What is kept sealed between start and finish. */
interface Checks {
  redirectUri: string;
  nonce: string;
  codeVerifier: string;
  linksTo?: LinksTo;
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
      request: {
        redirectUri: string;
        returnTo: string | null;
        pendingLink?: string;
        /** Whom the person says they are, for the provider to begin with. */
        loginHint?: string;
        intent?: StartedIntent;
        linksTo?: LinksTo;
      },
    ): Promise<StartedSignIn> {
      const way = await requireWayIn(deps, tenantId, connectionId);
      const pending = request.pendingLink === undefined ? null : await findPendingLink(reads, request.pendingLink);
      if (request.pendingLink !== undefined && (pending?.tenantId !== tenantId || !isOpen(pending, deps.entropy.now())))
        throw pendingLinkOver();
      const intent = request.intent ? await beginIntent(deps, tenantId, request.intent) : null;
      const { redirectUri, loginHint, linksTo } = request;
      return startAt(deps, way, {
        redirectUri,
        returnTo: pending ? pending.returnTo : request.returnTo,
        pendingLinkId: pending?.id ?? null,
        connectionTestId: null,
        intent,
        ...(loginHint !== undefined && { loginHint }),
        ...(linksTo && { linksTo }),
      });
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
     * that the browser has, when it was asked to prove an account. `sessionToken`: who is signed in there, for a sign-in that
     * was started to link or to confirm.
     */
    async finish(
      callback: URL,
      browserSecret: string | null,
      from: Origin,
      pendingLink: string | null = null,
      sessionToken: string | null = null,
    ): Promise<FinishedSignIn> {
      const state = callback.searchParams.get('state') ?? '';
      const signIn = await takeSignIn(deps, state, browserSecret);
      // INVARIANT: what only tries a connection, or was started to link, signs nobody in.
      if (signIn.connectionTestId !== null || linksToOf(deps, signIn)) throw notStartedHere();
      const way = await requireWayIn(deps, signIn.tenantId, signIn.connectionId);
      const { claims, tokens } = await vouchAt(deps, way, signIn, callback);
      return takeIn(deps, from, {
        ...way,
        claims,
        tokens,
        returnTo: signIn.returnTo,
        proves: signIn.pendingLinkId === null ? null : { id: signIn.pendingLinkId, token: pendingLink },
        intent: signIn.intent && { ...signIn.intent, sessionToken },
      });
    },

    /** Whether this callback ends a link and no sign-in: then `finishLink` takes it. */
    async isLink(callback: URL): Promise<boolean> {
      const signIn = await findSignIn(deps, callback.searchParams.get('state') ?? '');
      return signIn !== null && linksToOf(deps, signIn) !== undefined;
    },

    /**
     * The identity that the provider vouches for becomes the user's who set out to link it. Whose it is comes from what was
     * kept at the start; the session that it was started from must still last. Throws `identity_linked_elsewhere`.
     */
    async finishLink(callback: URL, browserSecret: string | null, from: Origin): Promise<FinishedLink> {
      const signIn = await takeSignIn(deps, callback.searchParams.get('state') ?? '', browserSecret);
      const { tenantId } = signIn;
      const linksTo = linksToOf(deps, signIn);
      if (!linksTo) throw notStartedHere();
      const way = await requireWayIn(deps, tenantId, signIn.connectionId);
      const { provider, connection } = way;
      const { claims: said, tokens } = await vouchAt(deps, way, signIn, callback);
      const claims = await requireMapped(deps, connection, said);
      return deps.store.transaction(async (rows) => {
        const user = await rows.users.byId(tenantId, linksTo.userId);
        const session = await rows.sessions.byId(tenantId, linksTo.sessionId);
        const lasts =
          session?.userId === linksTo.userId &&
          session.endedAt === null &&
          Date.parse(session.expiresAt) > deps.entropy.now();
        if (!lasts || user?.status !== 'active') throw notStartedHere();
        const actor: Actor = {
          ...signInActor(tenantId, from),
          kind: 'user',
          id: user.id,
          label: user.name ?? user.email ?? 'user',
          scopes: new Set(['identities:write']),
        };
        const joined = createIdentityOperations({ ...deps, store: joinTransaction(deps.store, rows) });
        const { identity, outcome } = await joined.link(actor, {
          userId: user.id,
          identityProviderId: provider.id,
          subjectType: claims.subjectType,
          subject: claims.subject,
          email: claims.email ?? null,
          emailVerified: claims.emailVerified,
          phone: claims.phone ?? null,
          phoneVerified: claims.phoneVerified,
          username: claims.username ?? null,
          displayName: claims.displayName ?? null,
          claims: claims.raw,
          connectionIds: [connection.id],
        });
        await keepTokens(deps, rows, { identity, provider, connection, tokens });
        return { identity, outcome, returnTo: signIn.returnTo };
      });
    },

    /**
     * Signs in by a name and a password that the person typed at our own page. Throws `sign_in_refused`, in one way for a
     * name that nobody has and a wrong password.
     */
    async byPassword(
      tenantId: string,
      connectionId: string,
      typed: { username: string; password: string },
      request: { returnTo: string | null; pendingLink: string | null; intent?: StartedIntent },
      from: Origin,
    ): Promise<FinishedSignIn> {
      const { connection, provider, strategy } = await requireWayIn(deps, tenantId, connectionId);
      if (!strategy.passwordConnector) throw connectionNotFound();
      const intent = request.intent ? await beginIntent(deps, tenantId, request.intent) : null;
      const settings = openSettings(deps, connection, provider);
      const { claims } = await refuseFailures(strategy.passwordConnector.verify(settings, typed));
      const pending = request.pendingLink === null ? null : await findPendingLink(reads, request.pendingLink);
      const proves =
        pending?.tenantId === tenantId && isOpen(pending, deps.entropy.now())
          ? { id: pending.id, token: request.pendingLink }
          : null;
      const returnTo = proves ? pending!.returnTo : request.returnTo;
      return takeIn(deps, from, {
        provider,
        connection,
        claims,
        returnTo,
        proves,
        intent: intent && { ...intent, sessionToken: request.intent!.sessionToken },
      });
    },
  };
}

/**
 * Makes everything that a callback is checked against, keeps it on this side, and says where to send the browser. The way in
 * may be switched off: who asks has looked at that.
 */
export async function startAt(
  deps: Dependencies,
  { connection, provider, strategy }: WayIn,
  request: {
    redirectUri: string;
    returnTo: string | null;
    pendingLinkId: string | null;
    connectionTestId: string | null;
    intent: SignInIntent | null;
    /** Whom the person says they are, for the provider to begin with. */
    loginHint?: string;
    linksTo?: LinksTo;
  },
): Promise<StartedSignIn> {
  const { connector } = strategy;
  if (!connector) throw connectionNotFound();
  const { tenantId } = connection;
  const id = createId(deps.entropy);
  const state = createState(tenantId, id);
  const checks: Checks = {
    redirectUri: request.redirectUri,
    nonce: createSecret(),
    codeVerifier: randomBytes(48).toString('base64url'),
    ...(request.linksTo && { linksTo: request.linksTo }),
  };
  const browserSecret = createSecret();
  const now = deps.entropy.now();
  const signIn: SignIn = {
    id,
    tenantId,
    connectionId: connection.id,
    identityProviderId: provider.id,
    stateHash: hashSecret(state),
    browserHash: hashSecret(browserSecret),
    sealedChecks: deps.vault.seal(JSON.stringify(checks), signInPlace(tenantId, id)),
    sealedPosted: null,
    returnTo: request.returnTo,
    pendingLinkId: request.pendingLinkId,
    connectionTestId: request.connectionTestId,
    intent: request.intent,
    createdAt: toTimestamp(now),
    expiresAt: toTimestamp(now + signInMinutes * 60_000),
    usedAt: null,
  };
  const settings = await withServiceProvider(
    deps,
    openSettings(deps, connection, provider),
    { connection, provider },
    request.redirectUri,
  );
  const { loginHint } = request;
  const url = await refuseFailures(
    connector.start(settings, { ...checks, state, ...(loginHint !== undefined && { loginHint }) }),
  );
  await deps.store.transaction(async (rows) => {
    await rows.signIns.deleteExpired(tenantId, toTimestamp(now - signInMinutes * 60_000));
    await rows.signIns.insert(signIn);
    await rows.signIns.trim(tenantId, startedMax);
  });
  return { url, state, browserSecret, expiresAt: signIn.expiresAt };
}

/** What the provider says to the callback of a started sign-in that was taken just now. */
export async function vouchAt(
  deps: Dependencies,
  { connection, provider, strategy }: WayIn,
  signIn: SignIn,
  callback: URL,
): Promise<Vouched> {
  if (!strategy.connector) throw connectionNotFound();
  const checks = JSON.parse(openChecks(deps, signIn)) as Checks | { received: unknown };
  if ('received' in checks) throw notStartedHere();
  const state = callback.searchParams.get('state') ?? '';
  const settings = await withServiceProvider(
    deps,
    openSettings(deps, connection, provider),
    { connection, provider },
    checks.redirectUri,
  );
  const vouched = await refuseFailures(
    strategy.connector.finish(settings, { ...checks, state }, withPosted(deps, signIn, callback)),
  );
  await takeStatement(deps, provider, vouched);
  return vouched;
}

export interface Vouching {
  provider: IdentityProvider;
  connection: Connection;
  claims: Claims;
  tokens?: ProviderTokens | undefined;
  returnTo: string | null;
  /** The pending link that the sign-in is to prove the account of, and the token that the browser has of it. */
  proves: { id: string; token: string | null } | null;
  /** What whoever was signed in already wanted of it, and the token of who is signed in now. */
  intent?: PresentedIntent | null;
}

/** Somebody was vouched for: the arrival is decided on, and whoever it lets in gets a session. */
export async function takeIn(
  deps: Dependencies,
  from: Origin,
  { provider, connection, claims: said, tokens, returnTo, proves, intent }: Vouching,
): Promise<FinishedSignIn> {
  const { tenantId } = connection;
  const claims = await requireMapped(deps, connection, said);
  const actor = signInActor(tenantId, from);
  return deps.store.transaction(async (rows): Promise<FinishedSignIn> => {
    if (intent) {
      const { user, identity, decision } = await fulfilIntent(deps, rows, from, intent, {
        provider,
        connection,
        claims,
      });
      await keepTokens(deps, rows, { identity, provider, connection, tokens });
      const opened = await openSession(deps, rows, tenantId, user.id, identity.id, from);
      return { signedIn: true, user, decision, ...opened, returnTo, proof: null };
    }
    const arrived = await arrive(deps, rows, actor, { provider, connection, claims });
    if (proves) requireProof(arrived);
    if (arrived.identity === null) {
      const { decision, notices } = arrived;
      return { signedIn: false, decision, pendingLink: null, notices };
    }
    if (arrived.user === null) {
      const { decision, identity } = arrived;
      if (decision.action === 'hold') return { signedIn: false, decision, pendingLink: null, notices: [] };
      const asked = { identity, connectionId: connection.id, decision, returnTo };
      const pendingLink = await startPendingLink(deps, rows, asked);
      await keepTokens(deps, rows, { identity, provider, connection, tokens, waitsUntil: pendingLink.expiresAt });
      return { signedIn: false, decision, pendingLink, returnTo };
    }
    const { decision, user, identity } = arrived;
    await keepTokens(deps, rows, { identity, provider, connection, tokens });
    const linked = proves && (await linkByOwnSignIn(deps, rows, actor, proves, arrived));
    return {
      signedIn: true,
      user: linked?.user ?? user,
      decision,
      ...(await openSession(deps, rows, tenantId, user.id, identity.id, from)),
      returnTo,
      proof: proves ? (linked?.user ? 'linked' : 'not_linked') : null,
    };
  });
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
export async function findSignIn(deps: Dependencies, state: string): Promise<SignIn | null> {
  const ids = splitIds(state.split('.')[0] ?? '');
  const signIn = ids && (await deps.store.reads.signIns.byId(...ids));
  const open = signIn && matchesHash(state, signIn.stateHash) && Date.parse(signIn.expiresAt) > deps.entropy.now();
  return open ? signIn : null;
}

/** The started sign-in of this state and browser, used up. Fails closed, and in one way, whatever is wrong with it. */
export async function takeSignIn(deps: Dependencies, state: string, browserSecret: string | null): Promise<SignIn> {
  const signIn = await findSignIn(deps, state);
  const genuine = signIn && browserSecret !== null && matchesHash(browserSecret, signIn.browserHash);
  const taken =
    genuine &&
    (await deps.store.transaction((rows) => rows.signIns.use(signIn.tenantId, signIn.id, currentTime(deps))));
  if (!taken) throw notStartedHere();
  return signIn;
}

export function notStartedHere(): DomainError {
  return new DomainError(
    'sign_in_refused',
    'this sign-in was not started in this browser, took too long, or was finished before: start again',
  );
}

/** The text by which a provider's answer names the sign-in. At most 80 characters: SAML Bindings §3.4.3 gives no more. */
export function createState(tenantId: string, id: string): string {
  return `${joinIds(tenantId, id)}.${createSecret().slice(0, 36)}`;
}

/** The callback as the provider meant it: what it posted stands in place of the query. */
function withPosted(deps: Dependencies, { tenantId, id, sealedPosted }: SignIn, callback: URL): URL {
  if (sealedPosted === null) return callback;
  const whole = new URL(callback);
  whole.search = deps.vault.open(sealedPosted, postedPlace(tenantId, id));
  return whole;
}

/** What the connector refuses is a refused sign-in, with the connector's code as its reason. */
export async function refuseFailures<T>(vouching: Promise<T>): Promise<T> {
  try {
    return await vouching;
  } catch (error) {
    if (error instanceof ConnectorError)
      throw new DomainError('sign_in_refused', error.message, { reason: error.code });
    throw error;
  }
}

/** What is kept sealed on the sign-in's row. */
export function openChecks(deps: Dependencies, { tenantId, id, sealedChecks }: SignIn): string {
  return deps.vault.open(sealedChecks, signInPlace(tenantId, id));
}

/** Whose account it is to add to, where it was started for that. */
function linksToOf(deps: Dependencies, signIn: SignIn): LinksTo | undefined {
  return (JSON.parse(openChecks(deps, signIn)) as { linksTo?: LinksTo }).linksTo;
}

export function signInPlace(tenantId: string, id: string): string {
  return `${tenantId}/sign_ins/${id}`;
}

export function postedPlace(tenantId: string, id: string): string {
  return `${signInPlace(tenantId, id)}/posted`;
}
