/** The composition root of the server: `core.ts` makes operations, operations and dialects become a server. */
import { fileURLToPath } from 'node:url';
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import { type CoreOptions, createCore, createEntropy } from './core.ts';
import { type RateLimit, spellingsOf } from './dialects/dialect.ts';
import { dialects } from './dialects/index.ts';
import type { Outbox } from './mail/mailer.ts';
import { createOpenid } from './openid/openid.ts';
import type { Operations } from './operations/index.ts';
import { createSharedMemory, type SharedMemory } from './operations/shared-memory.ts';
import { addConsole } from './server/console/console-routes.ts';
import { addHostedPages } from './server/hosted/hosted-pages.ts';
import { previewPage } from './server/hosted/preview-page.ts';
import { sendRefusalPage } from './server/hosted/refusal-page.ts';
import { writerFor } from './server/letters.ts';
import { createMetrics, type Snapshot } from './server/metrics.ts';
import { sendNotFoundPage } from './server/not-found.ts';
import type { LogRequest } from './server/request-log.ts';
import { createServer } from './server/server.ts';
import { addressOf, findSite } from './server/site.ts';
import type { Store } from './stores/store.ts';

export interface AppOptions extends CoreOptions {
  baseUrl: string;
  logger: FastifyBaseLogger;
  /** How the line of a request is written; absent: by `logger`. */
  logRequest?: LogRequest;
  trustProxy: false | number;
  /** Listens before everything that makes requests quick is made. */
  listensEarly?: boolean;
  /** The slug of the tenant that the sign-in pages serve; the oldest one when absent. */
  defaultTenant?: string | null;
  /** How much one credential may ask of a dialect that limits it. */
  rateLimit?: RateLimit | null;
  /** How much one address may ask of the sign-in pages. */
  signInRateLimit?: RateLimit | null;
  /** For development only: shown as a page. */
  outbox?: Outbox | null;
  /** Where the built console is; absent: where this program's own build leaves it. */
  consoleDir?: string;
  /** The other processes of this server; absent: there are none. */
  siblings?: Siblings;
}

export interface Siblings {
  shared: SharedMemory;
  /** What every process counted, each its own `Snapshot`: this one's among them. */
  gatherMetrics(): Promise<Snapshot[]>;
  /** Why the server as a whole is not ready yet, if it is not. */
  problems(): string[];
}

export interface App {
  server: FastifyInstance;
  operations: Operations;
  store: Store;
  /** What this process alone has counted. */
  snapshotMetrics(): Promise<Snapshot>;
  /** From now on `/readyz` says no, and everything else goes on. */
  beginDraining(): void;
  /** Lets requests under way finish, then closes the database. */
  close(): Promise<void>;
}

/** The same from `src/` and from `dist/`. */
const builtConsole = fileURLToPath(new URL('../console/dist', import.meta.url));

export { createEntropy };

/** Everything wired, listening nowhere yet. The database's schema must be at head. */
export async function createApp(options: AppOptions): Promise<App> {
  const entropy = options.entropy ?? createEntropy();
  const { siblings } = options;
  const shared = siblings?.shared ?? createSharedMemory(entropy.now);
  const metrics = createMetrics(siblings?.gatherMetrics);
  const core = createCore({ ...options, entropy, shared }, metrics);
  const { operations, store } = core;
  const site = { operations, baseUrl: options.baseUrl, defaultTenant: options.defaultTenant ?? null };
  const openid = createOpenid({
    ...site,
    now: entropy.now,
    shared,
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
      addressOf: (tenant) => addressOf(site, tenant),
      previewPage: (tenant, look) => previewPage(operations, tenant, look),
      sendRefusalPage: (error, request, reply) => sendRefusalPage(site, error, request, reply),
      writerFor,
      shared,
      userSpellings: spellingsOf(dialects),
      rateLimit: options.rateLimit ?? null,
      answerToken: openid.answerToken,
    },
    readiness: async () => {
      const problems = draining ? ['the server is stopping'] : (siblings?.problems() ?? []);
      return problems.length > 0 ? { ready: false, problems } : await store.readiness();
    },
    logger: options.logger,
    ...(options.logRequest && { logRequest: options.logRequest }),
    metrics,
    trustProxy: options.trustProxy,
    listensEarly: options.listensEarly ?? false,
    sendNotFoundPage: (request, reply) => sendNotFoundPage(site, request, reply),
    pages: async (app) => {
      await addHostedPages(app, {
        ...site,
        now: entropy.now,
        shared,
        outbox: options.outbox ?? null,
        addressLimit: options.signInRateLimit ?? null,
      });
      await app.register((own) => openid.addRoutes(own));
      await app.register((own) => addConsole(own, { ...site, consoleDir: options.consoleDir ?? builtConsole }));
    },
  });
  return {
    server,
    operations,
    store,
    snapshotMetrics: metrics.snapshot,
    beginDraining() {
      draining = true;
    },
    async close() {
      draining = true;
      await server.close();
      await core.close();
    },
  };
}
