/**
 * Trying a connection before people depend on it. An operator asks for a test and opens its address in a browser; the
 * sign-in that follows goes every step of a real one. What is kept of it is the test's own report, for a day, and the event
 * that a test was made: no identity, no user, no session, and no token of the provider.
 */
import { type Actor, describeActor, requireProvider, requireScope, systemActor } from '../domain/actor.ts';
import type { Claims } from '../domain/claims.ts';
import {
  blankReport,
  type ConnectionTest,
  failedStep,
  failStep,
  passStep,
  type TestReport,
  type TestStatus,
  withoutSecrets,
} from '../domain/connection-test.ts';
import { DomainError } from '../domain/errors.ts';
import type { Connection, IdentityProvider } from '../domain/identity-provider.ts';
import { createId, joinIds, splitIds, toTimestamp } from '../domain/ids.ts';
import type { JsonObject } from '../domain/json.ts';
import type { Tenant } from '../domain/tenant.ts';
import type { Rows } from '../stores/store.ts';
import { createSecret, hashSecret, matchesHash } from '../vault/secrets.ts';
import { openSettings } from './connection-settings.ts';
import { connectionNotFound } from './connections.ts';
import { currentTime, type Dependencies } from './dependencies.ts';
import { createExplainOperation } from './explain.ts';
import { liveTenant } from './live-tenant.ts';
import { mapClaims } from './map-claims.ts';
import { record } from './record.ts';
import type { Origin } from './sign-in-actor.ts';
import { type StartedSignIn, startAt } from './start-sign-in.ts';
import { findSignIn, notStartedHere, takeSignIn } from './started-sign-in.ts';
import { refuseFailures, vouchAt } from './vouch.ts';
import { findWayIn, type WayIn } from './ways-in.ts';

/** From the asking to the end of it. */
const testMinutes = 30;
const reportHours = 24;
/** How many of a tenant's may wait at once. */
const openMax = 50;

export interface OpenedTest {
  test: ConnectionTest;
  tenant: Tenant;
  connection: Connection;
  provider: IdentityProvider;
  kind: 'redirect' | 'password';
}

/** A test as its readers see it, with who asked for it and how it stands now. */
export type SeenTest = Omit<ConnectionTest, 'status'> & { status: TestStatus };

export function createConnectionTestOperations(deps: Dependencies) {
  const { reads } = deps.store;
  const explain = createExplainOperation(deps);

  /** The test that this secret opens, while it may be gone through. */
  const findOpen = async (token: string, status: ConnectionTest['status']): Promise<ConnectionTest> => {
    const ids = splitIds(token.split('.')[0] ?? '');
    const test = ids && (await reads.connectionTests.byId(...ids));
    if (!test || !matchesHash(token, test.secretHash) || !isOpen(test, deps.entropy.now())) throw testOver();
    if (test.status !== status) throw testOver();
    return test;
  };

  /** Takes it up, once: whoever comes second finds it over. */
  const takeUp = (test: ConnectionTest): Promise<ConnectionTest> =>
    deps.store.transaction(async (rows) => {
      const locked = await rows.connectionTests.lock(test.tenantId, test.id);
      if (locked?.status !== 'waiting') throw testOver();
      const started: ConnectionTest = { ...locked, status: 'started' };
      await rows.connectionTests.update(started);
      return started;
    });

  const conclude = (test: ConnectionTest, way: WayIn, report: TestReport, from: Origin): Promise<ConnectionTest> =>
    deps.store.transaction(async (rows) => {
      const failed = report.steps.find(({ outcome }) => outcome === 'failed');
      const locked = await rows.connectionTests.lock(test.tenantId, test.id);
      if (locked?.status !== 'started') throw testOver();
      const finished: ConnectionTest = {
        ...locked,
        status: failed ? 'failed' : 'passed',
        report,
        finishedAt: currentTime(deps),
      };
      await rows.connectionTests.update(finished);
      await recordTested(deps, rows, finished, way, from, failed?.step ?? null);
      return finished;
    });

  /** From what was vouched for to the report: reads, maps and decides, and writes nothing of it. */
  const judge = async (way: WayIn, begun: TestReport, claims: Claims): Promise<TestReport> => {
    const told: TestReport = { ...begun, said: withoutSecrets(claims.raw), claims: withCleanRaw(claims) };
    const read = passStep(told, 'claims');
    const outcome = await mapClaims(deps, way.connection, claims);
    if (!outcome.mapped) {
      const said = outcome.problems.map(({ claim, said }) => `${claim}: ${said}`).join('; ');
      return { ...failStep(read, 'mapping', 'mapping_failed', said), mappingProblems: outcome.problems };
    }
    const said = way.connection.claimMapping === null ? 'this connection maps nothing' : undefined;
    const mapped: TestReport = {
      ...passStep(read, 'mapping', said),
      mapped: withCleanRaw(outcome.claims),
      changed: outcome.changed,
    };
    return decide(way, mapped, outcome.claims);
  };

  const decide = async ({ connection, provider }: WayIn, report: TestReport, claims: Claims): Promise<TestReport> => {
    const asking = systemActor(provider.tenantId, 'a test of a connection');
    const asked = { identityProviderId: provider.id, connectionId: connection.id, claims, supposeEnabled: true };
    try {
      const { decision, policies, notices, user, identity } = await explain(asking, asked);
      const linking = {
        decision,
        policies: policies.map(({ id, name }) => ({ id, name })),
        notices,
        userId: user?.id ?? null,
        identityId: identity?.id ?? null,
      };
      return { ...passStep(report, 'decision'), linking };
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      return failStep(report, 'decision', error.code, error.message);
    }
  };

  return {
    /** Throws `connection_not_found`. `token` opens the test, and is told once. */
    async create(actor: Actor, connectionId: string): Promise<{ test: SeenTest; token: string }> {
      requireScope(actor, 'identity_providers:write');
      const { tenantId } = actor;
      const way = await findWayIn(deps, tenantId, connectionId);
      requireProvider(actor, way.provider.id);
      const id = createId(deps.entropy);
      const token = `${joinIds(tenantId, id)}.${createSecret()}`;
      const now = deps.entropy.now();
      const test: ConnectionTest = {
        id,
        tenantId,
        connectionId,
        secretHash: hashSecret(token),
        actor: describeActor(actor),
        status: 'waiting',
        report: blankReport(kindOf(way)),
        createdAt: toTimestamp(now),
        expiresAt: toTimestamp(now + testMinutes * 60_000),
        finishedAt: null,
      };
      await deps.store.transaction(async (rows) => {
        await rows.connectionTests.deleteOlderThan(tenantId, toTimestamp(now - reportHours * 3_600_000));
        if ((await rows.connectionTests.countOpen(tenantId, toTimestamp(now), openMax)) >= openMax)
          throw new DomainError('rate_limited', `${openMax} tests are open: wait until some of them are over`);
        await rows.connectionTests.insert(test);
      });
      return { test, token };
    },

    /** The report names people: it needs the scopes of whatever it shows. Throws `connection_test_not_found`. */
    async read(actor: Actor, connectionId: string, id: string): Promise<SeenTest> {
      for (const scope of ['identity_providers:read', 'identities:read', 'users:read'] as const)
        requireScope(actor, scope);
      const connection = await reads.connections.byId(actor.tenantId, connectionId);
      if (!connection) throw connectionNotFound();
      requireProvider(actor, connection.identityProviderId);
      const test = await reads.connectionTests.byId(actor.tenantId, id);
      const kept = test && Date.parse(test.createdAt) + reportHours * 3_600_000 > deps.entropy.now();
      if (!kept || test.connectionId !== connectionId)
        throw new DomainError('connection_test_not_found', 'there is no such test of this connection');
      const over = test.finishedAt === null && !isOpen(test, deps.entropy.now());
      return over ? { ...test, status: 'expired' } : test;
    },

    /** What the page of a test is about, before it begins. Throws `connection_test_over`. */
    async open(token: string): Promise<OpenedTest> {
      const test = await findOpen(token, 'waiting');
      const way = await findWayIn(deps, test.tenantId, test.connectionId);
      const tenant = await liveTenant(reads, test.tenantId);
      return { test, tenant, connection: way.connection, provider: way.provider, kind: kindOf(way) };
    },

    /** Sends the browser to the provider; a test that fails before that is over. */
    async start(
      token: string,
      redirectUri: string,
      from: Origin,
    ): Promise<{ sent: true; signIn: StartedSignIn } | { sent: false; test: ConnectionTest }> {
      const waiting = await findOpen(token, 'waiting');
      const way = await findWayIn(deps, waiting.tenantId, waiting.connectionId);
      const test = await takeUp(waiting);
      try {
        const request = { redirectUri, returnTo: null, pendingLinkId: null, connectionTestId: test.id, intent: null };
        return { sent: true, signIn: await startAt(deps, way, request) };
      } catch (error) {
        const report = failWith(test.report, 'start', error, false);
        return { sent: false, test: await conclude(test, way, report, from) };
      }
    },

    /** What people call the connection that was tried. */
    async nameOf({ tenantId, connectionId }: ConnectionTest): Promise<string> {
      return (await findWayIn(deps, tenantId, connectionId)).connection.displayName;
    },

    /** Whether this state belongs to a test, so that its callback comes here. */
    async owns(state: string): Promise<boolean> {
      return ((await findSignIn(deps, state))?.connectionTestId ?? null) !== null;
    },

    /** Throws `sign_in_refused` when the callback is of no test that this browser began; every other failure is a report. */
    async finish(callback: URL, browserSecret: string | null, from: Origin): Promise<ConnectionTest> {
      const signIn = await takeSignIn(deps, callback.searchParams.get('state') ?? '', browserSecret);
      const { tenantId, connectionId, connectionTestId } = signIn;
      const test = connectionTestId === null ? null : await reads.connectionTests.byId(tenantId, connectionTestId);
      if (test?.status !== 'started') throw notStartedHere();
      const way = await findWayIn(deps, tenantId, connectionId);
      const begun = passStep(test.report, 'discovery');
      try {
        const { claims } = await vouchAt(deps, way, signIn, callback);
        return await conclude(test, way, await judge(way, passStep(begun, 'token_exchange'), claims), from);
      } catch (error) {
        const report = failWith(begun, 'finish', error, callback.searchParams.has('error'));
        return conclude(test, way, report, from);
      }
    },

    /** The same for a name and a password typed at our own page: one attempt. */
    async byPassword(
      token: string,
      typed: { username: string; password: string },
      from: Origin,
    ): Promise<ConnectionTest> {
      const waiting = await findOpen(token, 'waiting');
      const way = await findWayIn(deps, waiting.tenantId, waiting.connectionId);
      const { passwordConnector } = way.strategy;
      if (!passwordConnector) throw connectionNotFound();
      const test = await takeUp(waiting);
      try {
        const settings = openSettings(deps, way.connection, way.provider);
        const { claims } = await refuseFailures(passwordConnector.verify(settings, typed));
        return await conclude(test, way, await judge(way, passStep(test.report, 'password'), claims), from);
      } catch (error) {
        return conclude(test, way, failWith(test.report, 'password', error, false), from);
      }
    },
  };
}

function kindOf({ strategy }: WayIn): 'redirect' | 'password' {
  return strategy.connector ? 'redirect' : 'password';
}

function isOpen({ expiresAt, finishedAt }: ConnectionTest, now: number): boolean {
  return finishedAt === null && Date.parse(expiresAt) > now;
}

export function testOver(): DomainError {
  return new DomainError(
    'connection_test_over',
    'this test was gone through, took too long, or never was: ask for another',
  );
}

/** The report with a connector's refusal at its step. Anything else is a bug, and not of the connection. */
function failWith(
  report: TestReport,
  during: 'start' | 'finish' | 'password',
  error: unknown,
  providerSaidError: boolean,
): TestReport {
  if (!(error instanceof DomainError) || error.code !== 'sign_in_refused') throw error;
  const reason = String(error.details?.reason ?? 'callback_invalid');
  return failStep(report, failedStep(during, reason, providerSaidError), reason, error.message);
}

function withCleanRaw(claims: Claims): Claims {
  return { ...claims, raw: withoutSecrets(claims.raw) };
}

/** The event is the operator's: who opened the address is not known, only from where. */
async function recordTested(
  deps: Dependencies,
  rows: Rows,
  test: ConnectionTest,
  { provider, connection }: WayIn,
  from: Origin,
  failedAt: string | null,
): Promise<void> {
  const { kind, id, label } = test.actor as { kind: Actor['kind']; id: string | null; label: string };
  const actor: Actor = {
    tenantId: test.tenantId,
    kind,
    id,
    label,
    scopes: new Set(),
    identityProviderId: null,
    ...(from.requestId !== undefined && { requestId: from.requestId }),
    ...(from.ip !== undefined && { ip: from.ip }),
  };
  await record(deps, rows, actor, {
    type: 'connection.tested',
    identityProviderId: provider.id,
    after: { connectionId: connection.id, testId: test.id, status: test.status, failedAt } satisfies JsonObject,
  });
}
