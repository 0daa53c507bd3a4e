/** The composition root: store, connectors and vault become operations, operations and dialects become a server. */
import { randomBytes } from 'node:crypto';
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import type { ConnectorDependencies, Fetch } from './connectors/connector.ts';
import { createConnectors } from './connectors/index.ts';
import type { RateLimit } from './dialects/dialect.ts';
import { dialects } from './dialects/index.ts';
import { createTicker, type Entropy } from './domain/ids.ts';
import type { Mailer, Outbox } from './mail/mailer.ts';
import { createPostbox } from './mail/postbox.ts';
import { createMapper } from './mapping/mapping.ts';
import { createOpenid } from './openid/openid.ts';
import type { Dependencies } from './operations/dependencies.ts';
import { createOperations, type Operations } from './operations/index.ts';
import { createUpstreamWork } from './operations/upstream-work.ts';
import { createPolicies } from './policies/policies.ts';
import { addHostedPages } from './server/hosted/hosted-pages.ts';
import { sendRefusalPage } from './server/hosted/refusal-page.ts';
import { writerFor } from './server/letters.ts';
import { createMetrics } from './server/metrics.ts';
import { sendNotFoundPage } from './server/not-found.ts';
import { createServer } from './server/server.ts';
import { findSite } from './server/site.ts';
import type { Database } from './stores/postgres/database.ts';
import { createPostgresStore } from './stores/postgres/index.ts';
import type { Store } from './stores/store.ts';
import { createVault, type SealingKey } from './vault/vault.ts';

export interface AppOptions {
  database: Database;
  sealingKeys: SealingKey[];
  baseUrl: string;
  logger: FastifyBaseLogger;
  fetch: Fetch;
  /** As `fetch`, for protocols other than HTTP; absent: none of those. */
  findAddress?: ConnectorDependencies['findAddress'];
  trustProxy: false | number;
  /** For development only: connections may name their endpoints, also plain http ones. */
  insecureDevelopmentEndpoints: boolean;
  entropy?: Entropy;
  /** The slug of the tenant that the sign-in pages serve; the oldest one when absent. */
  defaultTenant?: string | null;
  /** How much one credential may ask of a dialect that limits it. */
  rateLimit?: RateLimit | null;
  /** How much one address may ask of the sign-in pages. */
  signInRateLimit?: RateLimit | null;
  /** Null or absent: no mail is sent, and nothing that needs it is offered. */
  mailer?: Mailer | null;
  /** For development only: shown as a page. */
  outbox?: Outbox | null;
}

export interface App {
  server: FastifyInstance;
  operations: Operations;
  store: Store;
  /** From now on `/readyz` says no, and everything else goes on. */
  beginDraining(): void;
  /** Lets requests under way finish, then closes the database. */
  close(): Promise<void>;
}

/** The system's randomness, and a clock: the system's unless another is given. */
export function createEntropy(now: () => number = Date.now): Entropy {
  return { now, tick: createTicker(now), bytes: createRandomBytes() };
}

/** Asking the system costs a microsecond or more however few bytes are wanted: short ones are cut from a longer piece, each once. */
function createRandomBytes(): Entropy['bytes'] {
  const pieceLength = 4096;
  let piece = new Uint8Array(0);
  let used = 0;
  return (length) => {
    if (length > 64) return new Uint8Array(randomBytes(length));
    if (used + length > piece.length) {
      piece = new Uint8Array(randomBytes(pieceLength));
      used = 0;
    }
    const bytes = piece.slice(used, used + length);
    // What was handed out is not kept.
    piece.fill(0, used, used + length);
    used += length;
    return bytes;
  };
}

/** Everything wired, listening nowhere yet. The database's schema must be at head. */
export async function createApp(options: AppOptions): Promise<App> {
  const entropy = options.entropy ?? createEntropy();
  const store = createPostgresStore(options.database);
  const metrics = createMetrics();
  const postbox = options.mailer
    ? createPostbox(options.mailer, (outcome, error) => {
        metrics.countMail(outcome);
        if (outcome !== 'sent') options.logger.warn(describeMailFailure(error), `mail ${outcome}`);
      })
    : null;
  const mapper = createMapper();
  const upstream = createUpstreamWork({
    renewal(outcome, about) {
      metrics.countRenewal(outcome);
      const level = outcome === 'lost' ? 'error' : outcome === 'failed' ? 'warn' : 'debug';
      options.logger[level](about, `tokens of a provider: renewal: ${outcome}`);
    },
    revocation(outcome, about) {
      metrics.countRevocation(outcome);
      const level = outcome === 'failed' || outcome === 'dropped' ? 'warn' : 'info';
      options.logger[level](about, `tokens of a provider: revocation: ${outcome}`);
    },
  });
  const dependencies: Dependencies = {
    store,
    upstream,
    entropy,
    postbox,
    policies: createPolicies({ countError: metrics.countPolicyError }),
    mapper,
    vault: createVault(options.sealingKeys),
    strategies: createConnectors({
      fetch: options.fetch,
      ...(options.findAddress && { findAddress: options.findAddress }),
      now: () => new Date(entropy.now()),
      insecureDevelopmentEndpoints: options.insecureDevelopmentEndpoints,
    }),
  };
  const operations = createOperations(dependencies);
  const site = { operations, baseUrl: options.baseUrl, defaultTenant: options.defaultTenant ?? null };
  const openid = createOpenid({
    ...site,
    now: entropy.now,
    addressLimit: options.signInRateLimit ?? null,
    reportBug: (error) => options.logger.error({ err: error }, 'bug'),
  });
  let draining = false;
  const server = await createServer({
    dialects,
    context: {
      operations,
      baseUrl: options.baseUrl,
      now: entropy.now,
      siteOf: (request) => findSite(site, request),
      sendRefusalPage: (error, request, reply) => sendRefusalPage(site, error, request, reply),
      writerFor,
      rateLimit: options.rateLimit ?? null,
      answerToken: openid.answerToken,
    },
    readiness: async () =>
      draining ? { ready: false, problems: ['the server is stopping'] } : await store.readiness(),
    logger: options.logger,
    metrics,
    trustProxy: options.trustProxy,
    sendNotFoundPage: (request, reply) => sendNotFoundPage(site, request, reply),
    pages: async (app) => {
      await addHostedPages(app, {
        ...site,
        now: entropy.now,
        outbox: options.outbox ?? null,
        addressLimit: options.signInRateLimit ?? null,
      });
      await app.register((own) => openid.addRoutes(own));
    },
  });
  return {
    server,
    operations,
    store,
    beginDraining() {
      draining = true;
    },
    async close() {
      draining = true;
      await server.close();
      await upstream.close();
      await postbox?.close();
      await mapper.close();
      await store.close();
    },
  };
}

/** What the mail server's refusal says names whom it was for, which is nobody's business in a log. */
function describeMailFailure(error: unknown): { code?: unknown; status?: unknown } {
  const { code, responseCode } = (error ?? {}) as { code?: unknown; responseCode?: unknown };
  return { code, status: responseCode };
}
