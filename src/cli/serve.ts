/** `selfsame start` and `selfsame serve`: the server, from the first line to the last signal. */
import type { Command } from 'commander';
import { type Config, type Mode, modeOf, readConfig } from '../config.ts';
import { createLogger, gatherTurns } from '../server/log.ts';
import { migrate } from '../stores/postgres/migrate.ts';
import { CommandRefused, explainListening } from './failure.ts';
import { assembleApp, openDatabase } from './installation.ts';
import { requireSealedOpens } from './sealing-keys.ts';
import { startUpkeep } from './upkeep.ts';
import { welcome } from './welcome.ts';
import type { World } from './world.ts';

export function addServeCommands(program: Command, world: World): void {
  program
    .command('start')
    .description('start as NODE_ENV says: in development mode, with a demo, unless it is `production`')
    .allowExcessArguments(false)
    .action(() => serve(world, modeOf(world.env)));
  program
    .command('serve')
    .description('start in production mode: no demo, and SELFSAME_KEYS must be set')
    .allowExcessArguments(false)
    .action(() => serve(world, 'production'));
}

/** How long requests under way may take once the server stops. */
const closeSecondsMax = 30;

/** Runs until a signal comes and everything under way is done. */
async function serve(world: World, mode: Mode): Promise<void> {
  const config = readConfig(world.env, mode);
  const stopAsked = world.signals.stopAsked();
  const opened: (() => Promise<void>)[] = [];
  try {
    const app = await openServing(config, world, opened);
    await stopAsked;
    if (config.drainSeconds > 0) {
      app.beginDraining();
      await new Promise((resolve) => setTimeout(resolve, config.drainSeconds * 1000));
    }
  } finally {
    await closeAll(opened);
  }
}

/** What is opened is pushed onto `opened` at once, so that it is closed however the start ends. */
async function openServing(config: Config, world: World, opened: (() => Promise<void>)[]) {
  const development = config.mode === 'development';
  // In development stdout belongs to the few lines for whoever started it.
  const destination = gatherTurns(development ? world.stderr : world.stdout);
  opened.push(async () => destination.flush());
  const logger = createLogger({ level: config.logLevel, destination });
  const database = await openDatabase(config, logger);
  opened.push(() => database.close());
  const applied = await migrate(database);
  if (applied.length > 0) logger.info({ applied }, 'migrated');
  if (!development) {
    const { sealingKeys } = config;
    await requireSealedOpens(database, sealingKeys);
    const app = await assembleApp(config, { database, sealingKeys, logger, allowedNetworks: [] });
    opened.push(() => app.close());
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
  const app = await assembleApp(served, { database, sealingKeys, logger, allowedNetworks: developmentNetworks });
  opened.push(() => app.close());
  const firstRun = await prepareDemo(app.operations, demo, config);
  await listen(app.server, config);
  opened.push(startUpkeep(app.operations, logger));
  world.out(welcome({ firstRun, config, database: database.kind, firstRunPath: firstRunPath(config.dataDir) }));
  return app;
}

async function listen(
  server: { listen(where: { host: string; port: number }): Promise<string> },
  { host, port }: Config,
): Promise<void> {
  try {
    await server.listen({ host, port });
  } catch (error) {
    throw explainListening(error, `port ${port} on ${host}`, 'PORT');
  }
}

/** In reverse order, each of them, within a bound. */
async function closeAll(opened: (() => Promise<void>)[]): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => reject(new CommandRefused(`requests under way did not end within ${closeSecondsMax} seconds: left them`)),
      closeSecondsMax * 1000,
    );
  });
  const closing = (async () => {
    for (const close of opened.reverse()) await close();
  })();
  try {
    await Promise.race([closing, tooLong]);
  } finally {
    clearTimeout(timer);
  }
}
