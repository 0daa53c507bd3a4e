/**
 * A sign-in at a provider, from the button to the session. `start` makes everything that the callback is checked against
 * and keeps it on this side; `finish` uses it once, lets the connector vouch, and takes the arrival in.
 */
import { randomBytes } from 'node:crypto';
import { type Connector, ConnectorError, type Strategy } from '../connectors/connector.ts';
import type { Actor } from '../domain/actor.ts';
import { DomainError } from '../domain/errors.ts';
import type { Connection, IdentityProvider } from '../domain/identity-provider.ts';
import { createId, joinIds, splitIds, toTimestamp } from '../domain/ids.ts';
import type { LinkDecision } from '../domain/link.ts';
import type { Session, SignIn } from '../domain/session.ts';
import type { User } from '../domain/user.ts';
import { createSecret, hashSecret, matchesHash } from '../vault/secrets.ts';
import { arrive } from './arrival.ts';
import { connectionNotFound, secretPlace } from './connections.ts';
import { currentTime, type Dependencies } from './dependencies.ts';
import { sessionToken } from './sessions.ts';

/** How long a person may take at the provider. */
const signInMinutes = 15;
const sessionDays = 7;

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
    }
  | {
      signedIn: false;
      decision: Extract<LinkDecision, { action: 'refuse' | 'hold' | 'challenge' }>;
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

  const wayIn = async (tenantId: string, connectionId: string): Promise<WayIn> => {
    const connection = await reads.connections.byId(tenantId, connectionId);
    const provider = connection && (await reads.identityProviders.byId(tenantId, connection.identityProviderId));
    const strategy = provider ? deps.strategies.get(provider.strategy) : undefined;
    if (!connection || !provider || !strategy?.connector) throw connectionNotFound();
    if (!connection.enabled || !provider.enabled) {
      throw new DomainError('identity_provider_disabled', 'this way to sign in is switched off');
    }
    return { connection, provider, connector: strategy.connector };
  };

  return {
    /** The tenant's ways in that a person can choose, in the order in which they were registered. */
    async choices(
      tenantId: string,
    ): Promise<{ connection: Connection; provider: IdentityProvider; strategy: Strategy }[]> {
      const connections = await reads.connections.ofTenant(tenantId);
      const found = await Promise.all(
        connections.map(async (connection) => {
          const provider = await reads.identityProviders.byId(tenantId, connection.identityProviderId);
          const strategy = provider ? deps.strategies.get(provider.strategy) : undefined;
          return provider && strategy ? { connection, provider, strategy } : null;
        }),
      );
      return found.filter(
        (choice) => choice?.connection.enabled && choice.provider.enabled && !!choice.strategy.connector,
      ) as {
        connection: Connection;
        provider: IdentityProvider;
        strategy: Strategy;
      }[];
    },

    async start(
      tenantId: string,
      connectionId: string,
      request: { redirectUri: string; returnTo: string | null },
    ): Promise<StartedSignIn> {
      const { connection, provider, connector } = await wayIn(tenantId, connectionId);
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
        returnTo: request.returnTo,
        pendingLinkId: null,
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

    /** Throws `sign_in_refused` when any check fails; a refusal by the linking rules is an answer. */
    async finish(
      callback: URL,
      browserSecret: string | null,
      from: Pick<Actor, 'ip' | 'userAgent' | 'requestId'>,
    ): Promise<FinishedSignIn> {
      const state = callback.searchParams.get('state') ?? '';
      const signIn = await takeSignIn(deps, state, browserSecret);
      const { tenantId } = signIn;
      const { connection, provider, connector } = await wayIn(tenantId, signIn.connectionId);
      const checks = JSON.parse(deps.vault.open(signIn.sealedChecks, signInPlace(tenantId, signIn.id))) as Checks;
      const settings = openSettings(deps, connection, provider);
      const claims = await refuseFailures(connector.finish(settings, { ...checks, state }, callback));

      const actor: Actor = {
        tenantId,
        kind: 'system',
        id: null,
        label: 'sign-in',
        scopes: new Set(),
        identityProviderId: null,
        ...from,
      };
      return deps.store.transaction(async (rows) => {
        const arrived = await arrive(deps, rows, actor, { provider, connection, claims });
        const { decision, user, identity } = arrived;
        if (!user) return { signedIn: false, decision, notices: 'notices' in arrived ? arrived.notices : [] };
        const { session, secret } = newSession(deps, tenantId, user.id, identity.id, from);
        await rows.sessions.insert(session);
        return {
          signedIn: true,
          user,
          decision,
          session,
          sessionToken: sessionToken(session, secret),
          returnTo: signIn.returnTo,
        };
      });
    },
  };
}

interface WayIn {
  connection: Connection;
  provider: IdentityProvider;
  connector: Connector;
}

/** The started sign-in of this state and browser, used up. Fails closed, and in one way, whatever is wrong with it. */
async function takeSignIn(deps: Dependencies, state: string, browserSecret: string | null): Promise<SignIn> {
  const ids = splitIds(state.split('.')[0] ?? '');
  const signIn = ids && (await deps.store.reads.signIns.byId(...ids));
  const genuine =
    signIn &&
    matchesHash(state, signIn.stateHash) &&
    browserSecret !== null &&
    matchesHash(browserSecret, signIn.browserHash) &&
    Date.parse(signIn.expiresAt) > deps.entropy.now();
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

function openSettings(deps: Dependencies, connection: Connection, provider: IdentityProvider) {
  const { clientId, sealedClientSecret, config } = connection;
  return {
    strategy: provider.strategy,
    config: { ...provider.config, ...config },
    ...(clientId !== null && { clientId }),
    ...(sealedClientSecret !== null && {
      clientSecret: deps.vault.open(sealedClientSecret, secretPlace(connection.tenantId, connection.id)),
    }),
  };
}

function newSession(
  deps: Dependencies,
  tenantId: string,
  userId: string,
  identityId: string,
  from: Pick<Actor, 'ip' | 'userAgent'>,
): { session: Session; secret: string } {
  const secret = createSecret();
  const now = deps.entropy.now();
  const session: Session = {
    id: createId(deps.entropy),
    tenantId,
    userId,
    identityId,
    secretHash: hashSecret(secret),
    ip: from.ip ?? null,
    userAgent: from.userAgent?.slice(0, 512) ?? null,
    createdAt: toTimestamp(now),
    lastSeenAt: toTimestamp(now),
    expiresAt: toTimestamp(now + sessionDays * 86_400_000),
    endedAt: null,
  };
  return { session, secret };
}

function signInPlace(tenantId: string, id: string): string {
  return `${tenantId}/sign_ins/${id}`;
}
