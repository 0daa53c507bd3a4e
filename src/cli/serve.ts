/** `selfsame start` and `selfsame serve`: the server, from the first line to the last signal. */
import { availableParallelism } from 'node:os';
import type { Command } from 'commander';
import { type Config, countWorkers, type Mode, modeOf, readConfig } from '../config.ts';
import { createLogger, gatherTurns } from '../server/log.ts';
import { createRequestLog } from '../server/request-log.ts';
import { migrate } from '../stores/postgres/migrate.ts';
import { joinPrimary } from '../workers/worker.ts';
import { explainListening } from './failure.ts';
import { assembleApp, loadApp, openDatabase } from './installation.ts';
import { keepConsole } from './keep-console.ts';
import { requireSealedOpens } from './sealing-keys.ts';
import { serveAsWorker, serveByWorkers } from './serve-workers.ts';
import { closeAll, drain, listen } from './serving.ts';
import { startUpkeep } from './upkeep.ts';
import { welcome } from './welcome.ts';
import type { World } from './world.ts';

export function addServeCommands(program: Command, world: World, fail: (code: number) => void): void {
  program
    .command('start')
    .description('start as NODE_ENV says: in development mode, with a demo, unless it is `production`')
    .allowExcessArguments(false)
    .action(async () => fail(await serve(world, modeOf(world.env))));
  program
    .command('serve')
    .description('start in production mode: no demo, and SELFSAME_KEYS must be set')
    .option('--workers <number>', 'how many processes serve, or `auto`: overrules SELFSAME_WORKERS')
    .allowExcessArguments(false)
    .action(async ({ workers }: { workers?: string }) => {
      const env = workers === undefined ? world.env : { ...world.env, SELFSAME_WORKERS: workers };
      fail(await serve({ ...world, env }, 'production'));
    });
}

/** Runs until a signal comes and everything under way is done; the exit code. */
async function serve(world: World, mode: Mode): Promise<number> {
  const config = readConfig(world.env, mode);
  const workers = countWorkers(config, availableParallelism());
  if (world.primary) return serveAsWorker(config, world, joinPrimary(world.primary), workers);
  if (workers > 1) return serveByWorkers(config, world, workers);
  const stopAsked = world.signals.stopAsked();
  const opened: (() => Promise<void>)[] = [];
  try {
    const app = await openServing(config, world, opened);
    await stopAsked;
    await drain(app, config);
  } finally {
    await closeAll(opened);
  }
  return 0;
}

/** What is opened is pushed onto `opened` at once, so that it is closed however the start ends. */
async function openServing(config: Config, world: World, opened: (() => Promise<void>)[]) {
  const development = config.mode === 'development';
  // In development stdout belongs to the few lines for whoever started it.
  const destination = gatherTurns(development ? world.stderr : world.stdout);
  opened.push(async () => destination.flush());
  const logger = createLogger({ level: config.logLevel, destination });
  const logRequest = logger.isLevelEnabled('info') ? createRequestLog(destination) : () => {};
  const opening = openDatabase(config, logger);
  // The database opens in a thread of its own, or elsewhere, while this one loads the program. What fails here fails again below.
  void loadApp().catch(() => {});
  if (development) void import('../development/development.ts').catch(() => {});
  const database = await opening;
  opened.push(() => database.close());
  const applied = await migrate(database);
  if (applied.length > 0) logger.info({ applied }, 'migrated');
  if (!development) {
    const { sealingKeys } = config;
    await requireSealedOpens(database, sealingKeys);
    const app = await assembleApp(config, { database, sealingKeys, logger, logRequest, allowedNetworks: [] });
    opened.push(() => app.close());
    await keepConsole(app.operations, config, logger);
    await listen(app.server, config);
    opened.push(startUpkeep(app.operations, logger));
    logger.info(
      { host: config.host, port: config.port, database: database.kind, baseUrl: config.baseUrl },
      'listening',
    );
    return app;
  }

  const { developmentNetworks, firstRunPath, keepSealingKey, prepareDemo, startDemoBeside } = await import(
    '../development/development.ts'
  );
  const sealingKeys = config.sealingKeys.length > 0 ? config.sealingKeys : [keepSealingKey(config.dataDir)];
  await requireSealedOpens(database, sealingKeys);
  const demo = await startDemoBeside(config).catch((error: unknown) => {
    throw explainListening(error, `port ${config.demoPort} for the demo OpenID provider`, 'SELFSAME_DEMO_PORT');
  });
  opened.push(() => demo.provider.close());
  const served = { ...config, defaultTenant: config.defaultTenant ?? 'demo' };
  const app = await assembleApp(served, {
    database,
    sealingKeys,
    logger,
    logRequest,
    allowedNetworks: developmentNetworks,
  });
  opened.push(() => app.close());
  const firstRun = await prepareDemo(app.operations, demo, config);
  await listen(app.server, config);
  opened.push(startUpkeep(app.operations, logger));
  world.out(welcome({ firstRun, config, database: database.kind, firstRunPath: firstRunPath(config.dataDir) }));
  return app;
}
