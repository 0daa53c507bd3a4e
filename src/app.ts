/** The composition root of the server: `core.ts` makes operations, operations and dialects become a server. */
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import { type CoreOptions, createCore, createEntropy } from './core.ts';
import type { RateLimit } from './dialects/dialect.ts';
import { dialects } from './dialects/index.ts';
import type { Outbox } from './mail/mailer.ts';
import { createOpenid } from './openid/openid.ts';
import type { Operations } from './operations/index.ts';
import { addHostedPages } from './server/hosted/hosted-pages.ts';
import { sendRefusalPage } from './server/hosted/refusal-page.ts';
import { writerFor } from './server/letters.ts';
import { createMetrics } from './server/metrics.ts';
import { sendNotFoundPage } from './server/not-found.ts';
import { createServer } from './server/server.ts';
import { findSite } from './server/site.ts';
import type { Store } from './stores/store.ts';

export interface AppOptions extends CoreOptions {
  baseUrl: string;
  logger: FastifyBaseLogger;
  trustProxy: false | number;
  /** The slug of the tenant that the sign-in pages serve; the oldest one when absent. */
  defaultTenant?: string | null;
  /** How much one credential may ask of a dialect that limits it. */
  rateLimit?: RateLimit | null;
  /** How much one address may ask of the sign-in pages. */
  signInRateLimit?: RateLimit | null;
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

export { createEntropy };

/** Everything wired, listening nowhere yet. The database's schema must be at head. */
export async function createApp(options: AppOptions): Promise<App> {
  const entropy = options.entropy ?? createEntropy();
  const metrics = createMetrics();
  const core = createCore({ ...options, entropy }, metrics);
  const { operations, store } = core;
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
      await core.close();
    },
  };
}
