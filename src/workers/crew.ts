/**
 * The workers of one server: started together, replaced when one dies, stopped together. This file owns when a worker is
 * started again and when that is given up; what a worker does is its own business, and what they share is in `commons.ts`.
 */
import type { FastifyBaseLogger } from 'fastify';
import { type Channel, openChannel, type Port } from './channel.ts';
import { type Commons, createCommons } from './commons.ts';
import type { FromPrimary, FromWorker } from './words.ts';

export interface WorkerProcess extends Port {
  pid: number;
  /** Settles when it has ended and everything that it wrote was read. */
  ended: Promise<Ending>;
  kill(): void;
}

export interface Ending {
  code: number | null;
  signal: string | null;
}

export interface CrewOptions {
  size: number;
  fork(): WorkerProcess;
  logger: Pick<FastifyBaseLogger, 'info' | 'warn'>;
  now(): number;
  /** Settles after so many milliseconds, and does not keep the process from ending. */
  wait(milliseconds: number): Promise<void>;
  /** How long workers that were told to stop may take. */
  stopMilliseconds: number;
}

export interface Crew {
  /** Settles once every worker has listened for the first time. */
  complete: Promise<void>;
  /** Rejects with `CrewFailed` when there is no sense in going on. */
  failed: Promise<never>;
  /** Has each finish what it does. Whether all of them did. */
  stop(): Promise<boolean>;
}

/** Workers cannot start; the message says why. */
export class CrewFailed extends Error {
  override readonly name = 'CrewFailed';
}

/** One that lived less is a sign of trouble, and each in a row is waited for twice as long before the next. */
const soundLifeMilliseconds = 10_000;
const firstPauseMilliseconds = 100;
const pauseMillisecondsMax = 10_000;
/** So many in a row that ended before they listened, while nobody else serves, are enough. */
const failuresMax = 5;

interface Running {
  process: WorkerProcess;
  channel: Channel<FromPrimary>;
  listens: boolean;
}

export function startCrew(options: CrewOptions): Crew {
  const { size, fork, logger, now, wait } = options;
  const commons: Commons = createCommons(options);
  const running = new Set<Running>();
  const listened = new Set<number>();
  let stopping = false;
  let failuresInRow = 0;
  let reason: string | null = null;

  const { promise: complete, resolve: sayComplete } = withResolvers<void>();
  const { promise: failed, reject: giveUp } = withResolvers<never>();
  // Whoever stops the crew may not have looked at it yet.
  failed.catch(() => {});

  const start = (place: number): Running => {
    const process = fork();
    const channel: Channel<FromPrimary> = openChannel<FromWorker, FromPrimary>(process, (said) => {
      if (said.what === 'greet') return listened.size === size;
      if (said.what === 'listening') return onListening(worker, place);
      if (said.what === 'refused') {
        reason = said.lines.join('\n');
        return null;
      }
      return commons.answer(channel, said);
    });
    const worker = { process, channel, listens: false };
    running.add(worker);
    commons.join(channel);
    return worker;
  };

  const onListening = (worker: Running, place: number): void => {
    worker.listens = true;
    failuresInRow = 0;
    listened.add(place);
    if (listened.size < size) return;
    // One that dies meanwhile is told nothing, and its successor by its own listening.
    const told = [...running].filter(({ listens }) => listens).map(({ channel }) => channel.ask({ what: 'complete' }));
    void Promise.allSettled(told).then(() => sayComplete());
  };

  /** Keeps one place filled until the crew stops. */
  const keep = async (place: number): Promise<void> => {
    for (let shortLives = 0; ; ) {
      const startedAt = now();
      const worker = start(place);
      const { code, signal } = await worker.process.ended;
      running.delete(worker);
      commons.leave(worker.channel);
      if (stopping) {
        endings.push({ code, signal });
        return;
      }
      const about = { workerPid: worker.process.pid, code, signal };
      if (!worker.listens) {
        failuresInRow += 1;
        const nobodyServes = ![...running].some(({ listens }) => listens);
        if (!listened.has(place) || (nobodyServes && failuresInRow >= failuresMax)) {
          const how = signal === null ? `ended with code ${code}` : `was ended by ${signal}`;
          giveUp(new CrewFailed(reason ?? `a worker ${how} before it listened: what it printed says why`));
          return;
        }
      }
      shortLives = now() - startedAt < soundLifeMilliseconds ? shortLives + 1 : 0;
      const pause =
        shortLives === 0 ? 0 : Math.min(firstPauseMilliseconds * 2 ** (shortLives - 1), pauseMillisecondsMax);
      logger.warn({ ...about, pause, ...(reason && { reason }) }, 'a worker died: another is started');
      reason = null;
      await Promise.race([wait(pause), stopped]);
      if (stopping) return;
    }
  };

  const endings: Ending[] = [];
  const { promise: stopped, resolve: sayStopped } = withResolvers<void>();
  const places = Array.from({ length: size }, (_, place) => keep(place));

  return {
    complete,
    failed,
    async stop() {
      stopping = true;
      sayStopped();
      for (const { process, channel, listens } of running) {
        if (listens) void channel.tell({ what: 'stop' });
        // It serves nobody yet.
        else process.kill();
      }
      const unserved = [...running].filter(({ listens }) => !listens).length;
      const allEnded = Promise.all(places).then(() => true);
      const inTime = await Promise.race([allEnded, wait(options.stopMilliseconds).then(() => false)]);
      if (!inTime) {
        for (const { process } of running) process.kill();
        await allEnded;
      }
      return inTime && endings.filter(({ code }) => code !== 0).length <= unserved;
    },
  };
}

function withResolvers<T>() {
  let resolve!: (value: T) => void;
  let reject!: (error: Error) => void;
  const promise = new Promise<T>((resolved, rejected) => {
    resolve = resolved;
    reject = rejected;
  });
  return { promise, resolve, reject };
}
