/**
 * A sign-in at a provider, from the button to the session. `start` makes everything that the callback is checked against
 * and keeps it on this side; `finish` uses it once, lets the connector vouch, and takes the arrival in.
 */
import { matchesHash } from '../vault/secrets.ts';
import { openSettings } from './connection-settings.ts';
import { connectionNotFound } from './connections.ts';
import type { Dependencies } from './dependencies.ts';
import { tellFailures } from './failed-sign-ins.ts';
import { beginIntent, type StartedIntent } from './intents.ts';
import type { Origin } from './sign-in-actor.ts';
import { findPendingLink, isOpen, pendingLinkOver } from './start-pending-link.ts';
import { type StartedSignIn, startAt } from './start-sign-in.ts';
import { findSignIn, notStartedHere, postedPlace, takeSignIn } from './started-sign-in.ts';
import { type FinishedSignIn, takeIn } from './take-in.ts';
import { refuseFailures, vouchAt } from './vouch.ts';
import { listWaysIn, requireWayIn, type WayIn } from './ways-in.ts';

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
        /** The provider shall ask again, also whom it knows still. */
        again?: boolean;
        intent?: StartedIntent;
      },
    ): Promise<StartedSignIn> {
      const way = await requireWayIn(deps, tenantId, connectionId);
      const pending = request.pendingLink === undefined ? null : await findPendingLink(reads, request.pendingLink);
      if (request.pendingLink !== undefined && (pending?.tenantId !== tenantId || !isOpen(pending, deps.entropy.now())))
        throw pendingLinkOver();
      const intent = request.intent ? await beginIntent(deps, tenantId, request.intent) : null;
      const { redirectUri, loginHint, again = false } = request;
      return startAt(deps, way, {
        redirectUri,
        returnTo: pending ? pending.returnTo : request.returnTo,
        pendingLinkId: pending?.id ?? null,
        connectionTestId: null,
        intent,
        // Whoever is to show that they are still there is to be asked.
        again: again || intent?.kind === 'confirm',
        ...(loginHint !== undefined && { loginHint }),
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
      // INVARIANT: what only tries a connection signs nobody in.
      if (signIn.connectionTestId !== null) throw notStartedHere();
      const way = await requireWayIn(deps, signIn.tenantId, signIn.connectionId);
      const { claims, tokens } = await tellFailures(deps, way, from, vouchAt(deps, way, signIn, callback));
      return takeIn(deps, from, {
        ...way,
        claims,
        tokens,
        returnTo: signIn.returnTo,
        proves: signIn.pendingLinkId === null ? null : { id: signIn.pendingLinkId, token: pendingLink },
        intent: signIn.intent && { ...signIn.intent, sessionToken },
      });
    },

    /** Where the sign-in of this state and browser was to lead, also when it has failed since. */
    async returnTo(state: string, browserSecret: string | null): Promise<string | null> {
      const signIn = await findSignIn(deps, state);
      return signIn && browserSecret !== null && matchesHash(browserSecret, signIn.browserHash)
        ? signIn.returnTo
        : null;
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
      const { claims } = await tellFailures(
        deps,
        { connection, provider },
        from,
        refuseFailures(strategy.passwordConnector.verify(settings, typed)),
      );
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
