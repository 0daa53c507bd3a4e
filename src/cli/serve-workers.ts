/**
 * A server of several processes: the primary prepares what is done once and keeps the workers running; each worker is a whole
 * server on the port that all of them share.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from '../config.ts';
import { createLogger, gatherTurns } from '../server/log.ts';
import { createRequestLog } from '../server/request-log.ts';
import { migrate } from '../stores/postgres/migrate.ts';
import { CrewFailed, startCrew } from '../workers/crew.ts';
import type { Worker } from '../workers/worker.ts';
import { CommandRefused, describeFailure } from './failure.ts';
import { assembleApp, openDatabase } from './installation.ts';
import { keepConsole } from './keep-console.ts';
import { requireSealedOpens } from './sealing-keys.ts';
import { closeAll, closeSecondsMax, drain, listen } from './serving.ts';
import { startUpkeep } from './upkeep.ts';
import type { World } from './world.ts';

/** What a worker may need beyond its requests' time to end by itself. */
const endSecondsMax = 5;

/** The primary, until a signal comes and all workers are done; the exit code. */
export async function serveByWorkers(config: Config, world: World, size: number): Promise<number> {
  const { fork } = world;
  if (!fork) throw new Error('no workers can be started here');
  const stopAsked = world.signals.stopAsked();
  const destination = gatherTurns(world.stdout);
  const logger = createLogger({ level: config.logLevel, destination, pid: process.pid });
  try {
    await prepare(config, logger);
    const crew = startCrew({
      size,
      fork: () => fork((lines) => void destination.write(lines)),
      logger,
      now: Date.now,
      wait: (milliseconds) => sleep(milliseconds, undefined, { ref: false }),
      stopMilliseconds: (config.drainSeconds + closeSecondsMax + endSecondsMax) * 1000,
    });
    const { host, port, baseUrl } = config;
    const listening = crew.complete.then(() =>
      logger.info({ host, port, database: 'server', baseUrl, workers: size }, 'listening'),
    );
    try {
      await Promise.race([stopAsked, crew.failed, listening]);
      await Promise.race([stopAsked, crew.failed]);
    } catch (error) {
      await crew.stop();
      throw error instanceof CrewFailed ? new CommandRefused(error.message) : error;
    }
    return (await crew.stop()) ? 0 : 1;
  } finally {
    destination.flush();
  }
}

/** What is done once, before there are workers. */
async function prepare(config: Config, logger: ReturnType<typeof createLogger>): Promise<void> {
  const database = await openDatabase(config, logger);
  try {
    const applied = await migrate(database);
    if (applied.length > 0) logger.info({ applied }, 'migrated');
    await requireSealedOpens(database, config.sealingKeys);
  } finally {
    await database.close();
  }
}

/** One worker, until its primary says so and its requests are done; the exit code. */
export async function serveAsWorker(config: Config, world: World, worker: Worker, size: number): Promise<number> {
  const opened: (() => Promise<void>)[] = [];
  try {
    const destination = gatherTurns(world.stdout);
    opened.push(async () => destination.flush());
    const logger = createLogger({ level: config.logLevel, destination, pid: process.pid });
    const logRequest = logger.isLevelEnabled('info') ? createRequestLog(destination, { pid: process.pid }) : () => {};
    const { sealingKeys } = config;
    const { siblings } = worker;
    const database = await openDatabase(config, logger, connectionsOf(size));
    opened.push(() => database.close());
    const app = await assembleApp(config, {
      database,
      sealingKeys,
      logger,
      logRequest,
      allowedNetworks: [],
      siblings,
    });
    opened.push(() => app.close());
    await keepConsole(app.operations, config, logger);
    worker.showMetrics(app.snapshotMetrics);
    await worker.greet();
    await listen(app.server, config);
    opened.push(startUpkeep(app.operations, logger));
    await worker.sayListening();
    await worker.stopAsked;
    await drain(app, config);
  } catch (error) {
    // The primary tells it, once for all workers.
    await worker.sayRefused(describeFailure(error));
    return 1;
  } finally {
    await closeAll(opened);
  }
  return 0;
}

/** For transactions in all workers together, as long as each has enough not to stand still: one of them listens. */
const connectionsMax = 16;
const connectionsMin = 3;

/** How many connections a worker may have, beside two for look-ups. */
export function connectionsOf(workers: number): { poolMax: number; batches: number } {
  return { poolMax: Math.max(connectionsMin, Math.min(8, Math.ceil(connectionsMax / workers))), batches: 2 };
}
