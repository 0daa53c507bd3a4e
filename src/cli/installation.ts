/** Opens what the configuration names: a database, and for commands that work on it the operations over it. */
import type { Logger } from 'pino';
import type { App } from '../app.ts';
import type { Config } from '../config.ts';
import { type CoreOptions, createCore } from '../core.ts';
import { createOutbox } from '../mail/outbox.ts';
import { createSmtpMailer } from '../mail/smtp.ts';
import type { Operations } from '../operations/index.ts';
import { createGuardedFetch } from '../server/guarded-fetch.ts';
import type { Database } from '../stores/postgres/database.ts';
import { openEmbedded } from '../stores/postgres/embedded.ts';
import { migrate } from '../stores/postgres/migrate.ts';
import { openServer } from '../stores/postgres/server.ts';
import type { SealingKey } from '../vault/vault.ts';
import { findSealingKeys } from './sealing-keys.ts';

export function openDatabase(config: Config, logger: Logger): Promise<Database> {
  if (config.databaseUrl === null) return openEmbedded(config.dataDir);
  return openServer(config.databaseUrl, {
    onConnectionLost: (error) => logger.warn({ err: error }, 'the database dropped a connection'),
  });
}

interface Parts {
  database: Database;
  sealingKeys: SealingKey[];
  logger: Logger;
  allowedNetworks: readonly string[];
}

/** Everything wired over an open database whose schema is at head. */
export async function assembleApp(config: Config, parts: Parts): Promise<App> {
  // A command that serves nobody does without the server's code.
  const { createApp } = await import('../app.ts');
  const { options, outbox, close } = assembleOptions(config, parts);
  const app = await createApp({
    ...options,
    baseUrl: config.baseUrl,
    logger: parts.logger,
    trustProxy: config.trustProxy,
    defaultTenant: config.defaultTenant,
    rateLimit: config.rateLimit,
    signInRateLimit: config.signInRateLimit,
    outbox,
  });
  return {
    ...app,
    async close() {
      await app.close();
      await close();
    },
  };
}

function assembleOptions(config: Config, { database, sealingKeys, logger, allowedNetworks }: Parts) {
  const development = config.mode === 'development';
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
  return { options, outbox, close: () => guardedFetch.close() };
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
    const assembled = assembleOptions(config, { database, sealingKeys, logger, allowedNetworks: [] });
    const core = createCore(assembled.options, uncounted);
    close = async () => {
      await core.close();
      await assembled.close();
    };
    return await work(core.operations);
  } finally {
    await close();
  }
}
