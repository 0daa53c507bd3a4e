/** Opens what the configuration names: a database, and for commands that work on it the operations over it. */
import type { Logger } from 'pino';
import type { App, Siblings } from '../app.ts';
import type { Config } from '../config.ts';
import type { CoreOptions } from '../core.ts';
import type { Operations } from '../operations/index.ts';
import type { LogRequest } from '../server/request-log.ts';
import type { Database } from '../stores/postgres/database.ts';
import { migrate } from '../stores/postgres/migrate.ts';
import type { SealingKey } from '../vault/vault.ts';
import { findSealingKeys } from './sealing-keys.ts';

/** `connections`: how many a PostgreSQL server is asked for; absent: as one process needs. */
export async function openDatabase(
  config: Config,
  logger: Logger,
  connections: { poolMax?: number; batches?: number } = {},
): Promise<Database> {
  if (config.databaseUrl === null) {
    const { openEmbedded } = await import('../stores/postgres/embedded.ts');
    return openEmbedded(config.dataDir);
  }
  const { openServer } = await import('../stores/postgres/server.ts');
  return openServer(config.databaseUrl, {
    ...connections,
    onConnectionLost: (error) => logger.warn({ err: error }, 'the database dropped a connection'),
  });
}

/** Most of the program, loaded when it is wanted: a start opens the database meanwhile. */
export function loadApp() {
  return Promise.all([import('../app.ts'), loadCore()]);
}

/** As much of it as a command needs, which serves nobody. */
function loadCore() {
  return Promise.all([
    import('../core.ts'),
    import('../server/guarded-fetch.ts'),
    import('../mail/outbox.ts'),
    import('../mail/smtp.ts'),
  ]);
}

interface Parts {
  database: Database;
  sealingKeys: SealingKey[];
  logger: Logger;
  allowedNetworks: readonly string[];
}

/** Everything wired over an open database whose schema is at head. */
export async function assembleApp(
  config: Config,
  parts: Parts & { logRequest?: LogRequest; siblings?: Siblings },
): Promise<App> {
  const [{ createApp }] = await loadApp();
  const { options, outbox, close } = await assembleOptions(config, parts);
  const app = await createApp({
    ...options,
    baseUrl: config.baseUrl,
    logger: parts.logger,
    ...(parts.logRequest && { logRequest: parts.logRequest }),
    trustProxy: config.trustProxy,
    listensEarly: config.mode === 'development',
    defaultTenant: config.defaultTenant,
    rateLimit: config.rateLimit,
    signInRateLimit: config.signInRateLimit,
    outbox,
    ...(parts.siblings && { siblings: parts.siblings }),
  });
  return {
    ...app,
    async close() {
      await app.close();
      await close();
    },
  };
}

async function assembleOptions(config: Config, { database, sealingKeys, logger, allowedNetworks }: Parts) {
  const development = config.mode === 'development';
  const [{ createCore }, { createGuardedFetch }, { createOutbox }, { createSmtpMailer }] = await loadCore();
  const guardedFetch = createGuardedFetch({
    allowedNetworks: [...config.allowedNetworks, ...allowedNetworks],
    insecureAllowHttp: development,
  });
  const outbox = development && config.mail === null ? createOutbox(Date.now) : null;
  const options: CoreOptions = {
    database,
    sealingKeys,
    logger,
    fetch: guardedFetch.fetch,
    findAddress: guardedFetch.findAddress,
    insecureDevelopmentEndpoints: development,
    mailer: config.mail ? createSmtpMailer(config.mail) : outbox,
  };
  return { options, outbox, createCore, close: () => guardedFetch.close() };
}

/** Nobody asks a command for its metrics. */
const uncounted = { countMail() {}, countRenewal() {}, countRevocation() {}, countPolicyError() {} };

/** Runs work on the operations of the installation that the configuration names, and closes it again. */
export async function withOperations<T>(
  config: Config,
  logger: Logger,
  work: (operations: Operations) => Promise<T>,
): Promise<T> {
  const sealingKeys = await findSealingKeys(config);
  const database = await openDatabase(config, logger);
  let close = () => database.close();
  try {
    await migrate(database);
    const assembled = await assembleOptions(config, { database, sealingKeys, logger, allowedNetworks: [] });
    const core = assembled.createCore(assembled.options, uncounted);
    close = async () => {
      await core.close();
      await assembled.close();
    };
    return await work(core.operations);
  } finally {
    await close();
  }
}
