/**
 * A sign-in that begins at the provider (SAML: "IdP-initiated"): it posts an answer that nobody here asked for. Whoever can
 * make a browser post can make it post such an answer, about somebody else than the person in front of it. So nothing happens on
 * the post: what was said is kept for this browser, and the person says on a page of ours whether to go on.
 *
 * INVARIANT: it never links to, or in any way uses, the session of whoever is signed in there already (GitLab #8360).
 */
import type { Claims } from '../connectors/connector.ts';
import type { Connection, IdentityProvider } from '../domain/identity-provider.ts';
import { createId, toTimestamp } from '../domain/ids.ts';
import type { SignIn } from '../domain/session.ts';
import { createSecret, hashSecret, matchesHash } from '../vault/secrets.ts';
import { openSettings } from './connection-settings.ts';
import { connectionNotFound } from './connections.ts';
import type { Dependencies } from './dependencies.ts';
import { tellFailures } from './failed-sign-ins.ts';
import { addressesOf, withServiceProvider } from './service-provider.ts';
import type { Origin } from './sign-in-actor.ts';
import {
  createState,
  findSignIn,
  notStartedHere,
  openChecks,
  postedPlace,
  signInPlace,
  takeSignIn,
} from './started-sign-in.ts';
import { type FinishedSignIn, takeIn } from './take-in.ts';
import { takeStatement } from './taken-statements.ts';
import { refuseFailures } from './vouch.ts';
import { requireWayIn } from './ways-in.ts';

/** How long a person may think about it. */
const confirmMinutes = 5;

/** What was posted to a connection's own address. */
export type Received =
  /** It answers a sign-in that was started here, and is kept for its callback. */
  | { kept: true; state: string }
  /** Nobody asked for it: the person is to confirm it, in the browser that holds the secret. */
  | { kept: false; state: string; browserSecret: string; expiresAt: string };

/** Whom a received sign-in is about, for the page that asks. */
export interface ReceivedSignIn {
  tenantId: string;
  provider: IdentityProvider;
  connection: Connection;
  /** What the provider calls the person. */
  name: string;
  returnTo: string | null;
}

export function createReceivedSignInOperations(deps: Dependencies) {
  const { reads } = deps.store;

  const requireOwnWayIn = async (tenantId: string, identifier: string) => {
    const found = await reads.connections.byIdentifier(tenantId, identifier);
    if (!found) throw connectionNotFound();
    return requireWayIn(deps, tenantId, found.id);
  };

  /** The received sign-in of this state and browser, still open, with what was said. */
  const open = async (signIn: SignIn | null, browserSecret: string | null) => {
    if (!signIn || browserSecret === null || !matchesHash(browserSecret, signIn.browserHash)) throw notStartedHere();
    const { received } = JSON.parse(openChecks(deps, signIn)) as { received?: { claims: Claims } };
    if (received === undefined || signIn.usedAt !== null) throw notStartedHere();
    return received;
  };

  return {
    /**
     * Takes what a provider posted. Throws `connection_not_found`, and `sign_in_refused` for what does not hold or may not
     * begin at the provider.
     */
    async receive(
      tenantId: string,
      identifier: string,
      posted: { redirectUri: string; form: URLSearchParams; returnTo: string | null },
    ): Promise<Received> {
      const { connection, provider, strategy } = await requireOwnWayIn(tenantId, identifier);
      const { connector } = strategy;
      if (!connector?.receive) throw connectionNotFound();
      const { redirectUri, form, returnTo } = posted;
      const relayed = form.get('RelayState') ?? '';
      const started = await findSignIn(deps, relayed);
      if (started?.connectionId === connection.id) {
        const sealed = deps.vault.seal(form.toString(), postedPlace(tenantId, started.id));
        await deps.store.transaction((rows) => rows.signIns.keepPosted(tenantId, started.id, sealed));
        return { kept: true, state: relayed };
      }
      const way = { connection, provider };
      const settings = await withServiceProvider(deps, openSettings(deps, connection, provider), way, redirectUri);
      const { acsUrl } = addressesOf(connection, redirectUri);
      const vouched = await tellFailures(deps, way, {}, refuseFailures(connector.receive(settings, acsUrl, form)));
      await takeStatement(deps, provider, vouched);

      const id = createId(deps.entropy);
      const state = createState(tenantId, id);
      const browserSecret = createSecret();
      const now = deps.entropy.now();
      const kept = JSON.stringify({ received: { claims: vouched.claims } });
      const signIn: SignIn = {
        id,
        tenantId,
        connectionId: connection.id,
        identityProviderId: provider.id,
        stateHash: hashSecret(state),
        browserHash: hashSecret(browserSecret),
        sealedChecks: deps.vault.seal(kept, signInPlace(tenantId, id)),
        sealedPosted: null,
        returnTo,
        pendingLinkId: null,
        intent: null,
        connectionTestId: null,
        createdAt: toTimestamp(now),
        expiresAt: toTimestamp(now + confirmMinutes * 60_000),
        usedAt: null,
      };
      await deps.store.transaction(async (rows) => {
        await rows.signIns.deleteExpired(tenantId, toTimestamp(now - confirmMinutes * 60_000));
        await rows.signIns.insert(signIn);
      });
      return { kept: false, state, browserSecret, expiresAt: signIn.expiresAt };
    },

    /** What waits for this browser's yes. Throws `sign_in_refused` when nothing does. */
    async readReceived(state: string, browserSecret: string | null): Promise<ReceivedSignIn> {
      const signIn = await findSignIn(deps, state);
      const { claims } = await open(signIn, browserSecret);
      const { tenantId, connectionId, returnTo } = signIn!;
      const { connection, provider } = await requireWayIn(deps, tenantId, connectionId);
      const name = claims.email ?? claims.displayName ?? claims.username ?? claims.subject;
      return { tenantId, provider, connection, name, returnTo };
    },

    /** The person said yes: from here on it is an arrival like any other. */
    async confirmReceived(state: string, browserSecret: string | null, from: Origin): Promise<FinishedSignIn> {
      const { claims } = await open(await findSignIn(deps, state), browserSecret);
      const { tenantId, connectionId, returnTo } = await takeSignIn(deps, state, browserSecret);
      const { connection, provider } = await requireWayIn(deps, tenantId, connectionId);
      return takeIn(deps, from, { provider, connection, claims, returnTo, proves: null });
    },

    /** What a provider's operator needs to know of us, for a connection of this tenant, switched on or not. */
    async describeConnection(
      tenantId: string,
      identifier: string,
      redirectUri: string,
    ): Promise<Record<string, string>> {
      const connection = await reads.connections.byIdentifier(tenantId, identifier);
      const provider = connection && (await reads.identityProviders.byId(tenantId, connection.identityProviderId));
      const connector = provider ? deps.strategies.get(provider.strategy)?.connector : undefined;
      if (!connection || !provider || !connector?.describe) throw connectionNotFound();
      const settings = openSettings(deps, connection, provider);
      const way = { connection, provider };
      const whole = await withServiceProvider(deps, settings, way, redirectUri);
      return refuseFailures(connector.describe(whole, { callback: redirectUri }));
    },
  };
}
