/** The start of a sign-in at a provider's. */
import { randomBytes } from 'node:crypto';
import { createId, toTimestamp } from '../domain/ids.ts';
import type { SignIn, SignInIntent } from '../domain/session.ts';
import { createSecret, hashSecret } from '../vault/secrets.ts';
import { openSettings } from './connection-settings.ts';
import { connectionNotFound } from './connections.ts';
import type { Dependencies } from './dependencies.ts';
import { tellFailures } from './failed-sign-ins.ts';
import { withServiceProvider } from './service-provider.ts';
import { type Checks, createState, signInPlace } from './started-sign-in.ts';
import { refuseFailures } from './vouch.ts';
import type { WayIn } from './ways-in.ts';

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
    /** The provider shall ask again, also whom it knows still. */
    again?: boolean;
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
    ...(request.again && { again: true }),
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
  const starting = refuseFailures(
    connector.start(settings, { ...checks, state, ...(loginHint !== undefined && { loginHint }) }),
  );
  // What a test comes to is told by the test.
  const isTest = request.connectionTestId !== null;
  const url = await (isTest ? starting : tellFailures(deps, { connection, provider }, {}, starting));
  await deps.store.transaction(async (rows) => {
    await rows.signIns.deleteExpired(tenantId, toTimestamp(now - signInMinutes * 60_000));
    await rows.signIns.insert(signIn);
    await rows.signIns.trim(tenantId, startedMax);
  });
  return { url, state, browserSecret, expiresAt: signIn.expiresAt };
}
