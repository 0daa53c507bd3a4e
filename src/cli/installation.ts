/** Opens what the configuration names: a database, and for commands that work on it the operations over it. */
import type { Logger } from 'pino';
import type { App, Siblings } from '../app.ts';
import type { Config } from '../config.ts';
import type { LogRequest } from '../server/request-log.ts';
import type { Database } from '../stores/postgres/database.ts';
import { migrate } from '../stores/postgres/migrate.ts';
import type { SealingKey } from '../vault/vault.ts';
import { findSealingKeys } from './sealing-keys.ts';

/** `poolMax`: how many connections for transactions a server's pool may have; absent: as one process needs. */
export async function openDatabase(config: Config, logger: Logger, poolMax?: number): Promise<Database> {
  if (config.databaseUrl === null) {
    const { openEmbedded } = await import('../stores/postgres/embedded.ts');
    return openEmbedded(config.dataDir);
  }
  const { openServer } = await import('../stores/postgres/server.ts');
  return openServer(config.databaseUrl, {
    ...(poolMax !== undefined && { poolMax }),
    onConnectionLost: (error) => logger.warn({ err: error }, 'the database dropped a connection'),
  });
}

/**
 * Most of the program, loaded when it is wanted: a start opens the database meanwhile, and a command that only needs the
 * database is spared it.
 */
export function loadApp() {
  return Promise.all([
    import('../app.ts'),
    import('../server/guarded-fetch.ts'),
    import('../mail/outbox.ts'),
    import('../mail/smtp.ts'),
  ]);
}

/** Everything wired over an open database whose schema is at head. */
export async function assembleApp(
  config: Config,
  parts: {
    database: Database;
    sealingKeys: SealingKey[];
    logger: Logger;
    logRequest?: LogRequest;
    allowedNetworks: readonly string[];
    siblings?: Siblings;
  },
): Promise<App> {
  const development = config.mode === 'development';
  const [{ createApp }, { createGuardedFetch }, { createOutbox }, { createSmtpMailer }] = await loadApp();
  const guardedFetch = createGuardedFetch({
    allowedNetworks: [...config.allowedNetworks, ...parts.allowedNetworks],
    insecureAllowHttp: development,
  });
  const outbox = development && config.mail === null ? createOutbox(Date.now) : null;
  const app = await createApp({
    database: parts.database,
    sealingKeys: parts.sealingKeys,
    baseUrl: config.baseUrl,
    logger: parts.logger,
    ...(parts.logRequest && { logRequest: parts.logRequest }),
    fetch: guardedFetch.fetch,
    findAddress: guardedFetch.findAddress,
    trustProxy: config.trustProxy,
    insecureDevelopmentEndpoints: development,
    listensEarly: development,
    defaultTenant: config.defaultTenant,
    rateLimit: config.rateLimit,
    signInRateLimit: config.signInRateLimit,
    mailer: config.mail ? createSmtpMailer(config.mail) : outbox,
    outbox,
    ...(parts.siblings && { siblings: parts.siblings }),
  });
  return {
    ...app,
    async close() {
      await app.close();
      await guardedFetch.close();
    },
  };
}

/** Runs work on the operations of the installation that the configuration names, and closes it again. */
export async function withOperations<T>(
  config: Config,
  logger: Logger,
  work: (operations: App['operations']) => Promise<T>,
): Promise<T> {
  const sealingKeys = await findSealingKeys(config);
  const database = await openDatabase(config, logger);
  let close = () => database.close();
  try {
    await migrate(database);
    const app = await assembleApp(config, { database, sealingKeys, logger, allowedNetworks: [] });
    close = app.close;
    return await work(app.operations);
  } finally {
    await close();
  }
}
