import { expect, test } from 'vitest';
import { createPipe } from '../../test/support/pipe.ts';
import { openChannel } from './channel.ts';
import { type Ending, startCrew, type WorkerProcess } from './crew.ts';
import type { FromPrimary, FromWorker } from './words.ts';

interface TestWorker {
  process: WorkerProcess;
  say(what: FromWorker): Promise<void>;
  ask(what: FromWorker): Promise<unknown>;
  /** What the primary said. */
  heard: string[];
  die(code: number | null, signal?: string | null): void;
}

/** Workers that do what the test says, and a clock that goes when the crew waits. */
function openCrew(size: number) {
  const workers: TestWorker[] = [];
  const waits: { milliseconds: number; pass(): void }[] = [];
  let now = 0;
  const createWorker = (): TestWorker => {
    const { ends, close } = createPipe();
    const heard: string[] = [];
    let end: (ending: Ending) => void;
    const ended = new Promise<Ending>((resolve) => {
      end = resolve;
    });
    const die = (code: number | null, signal: string | null = null) => {
      close();
      end({ code, signal });
    };
    const channel = openChannel<FromPrimary, FromWorker>(ends[1], ({ what }) => void heard.push(what));
    return {
      process: { ...ends[0], pid: workers.length + 1, ended, kill: () => die(null, 'SIGKILL') },
      say: (what: FromWorker) => channel.tell(what),
      ask: (what: FromWorker) => channel.ask(what),
      heard,
      die,
    };
  };
  const crew = startCrew({
    size,
    fork() {
      const worker = createWorker();
      workers.push(worker);
      return worker.process;
    },
    logger: { info() {}, warn() {} },
    now: () => now,
    wait: (milliseconds) =>
      new Promise((resolve) => {
        waits.push({
          milliseconds,
          pass() {
            now += milliseconds;
            resolve();
          },
        });
      }),
    stopMilliseconds: 35_000,
  });
  const turn = () => new Promise((resolve) => setTimeout(resolve));
  return {
    crew,
    workers,
    turn,
    tick(milliseconds: number) {
      now += milliseconds;
    },
    /** The pause before the next worker, which is then over. */
    async pause() {
      await turn();
      const { milliseconds, pass } = waits.pop()!;
      pass();
      await turn();
      return milliseconds;
    },
  };
}

const listening = { what: 'listening' } as const;

test('is complete when all listen; each is told', async () => {
  const { crew, workers, turn } = openCrew(2);
  let complete = false;
  void crew.complete.then(() => {
    complete = true;
  });
  await workers[0]!.say(listening);
  await turn();
  expect(complete).toBe(false);
  await workers[1]!.say(listening);
  await crew.complete;
  expect(workers.map(({ heard }) => heard)).toEqual([['complete'], ['complete']]);
});

test('one that dies is replaced: at once after a sound life, later and later after short ones', async () => {
  const { crew, workers, pause, tick } = openCrew(1);
  await workers[0]!.say(listening);
  await crew.complete;
  tick(60_000);
  workers[0]!.die(null, 'SIGKILL');
  expect(await pause()).toBe(0);
  const pauses: number[] = [];
  for (let nth = 1; nth < 10; nth += 1) {
    await workers.at(-1)!.say(listening);
    workers.at(-1)!.die(1);
    pauses.push(await pause());
  }
  expect(pauses).toEqual([100, 200, 400, 800, 1600, 3200, 6400, 10_000, 10_000]);
  expect(workers).toHaveLength(11);
});

test('one that takes the place of another learns it before it listens', async () => {
  const { crew, workers, pause } = openCrew(2);
  expect(await workers[0]!.ask({ what: 'greet' })).toBe(false);
  await Promise.all(workers.map(({ say }) => say(listening)));
  await crew.complete;
  workers[0]!.die(1);
  await pause();
  expect(await workers[2]!.ask({ what: 'greet' })).toBe(true);
});

test('is given up when one cannot start at first, for the reason that it gave', async () => {
  const { crew, workers, turn } = openCrew(2);
  await workers[1]!.say({ what: 'refused', lines: ['port 80 may not be used'] });
  await turn();
  workers[1]!.die(1);
  await expect(crew.failed).rejects.toThrow('port 80 may not be used');
});

test('is given up when five in a row cannot start and nobody serves; as long as somebody does, it is tried on', async () => {
  const { crew, workers, pause } = openCrew(2);
  let failed = false;
  crew.failed.catch(() => {
    failed = true;
  });
  await Promise.all(workers.map(({ say }) => say(listening)));
  await crew.complete;
  const [serving] = workers;
  workers[1]!.die(1);
  await pause();
  for (let nth = 0; nth < 10; nth += 1) {
    workers.at(-1)!.die(1);
    await pause();
  }
  expect(failed).toBe(false);
  serving!.die(1);
  await pause();
  workers.at(-1)!.die(7);
  await expect(crew.failed).rejects.toThrow('a worker ended with code 7 before it listened');
});

test('stops when each has done what it had to do', async () => {
  const { crew, workers } = openCrew(2);
  await Promise.all(workers.map(({ say }) => say(listening)));
  await crew.complete;
  const stopped = crew.stop();
  await expect.poll(() => workers.map(({ heard }) => heard.at(-1))).toEqual(['stop', 'stop']);
  for (const { die } of workers) die(0);
  expect(await stopped).toBe(true);
  expect(workers).toHaveLength(2);
});

test('tells of one that did not end well, or not in time', async () => {
  const one = openCrew(1);
  await one.workers[0]!.say(listening);
  await one.crew.complete;
  const stopped = one.crew.stop();
  one.workers[0]!.die(1);
  expect(await stopped).toBe(false);

  const other = openCrew(1);
  await other.workers[0]!.say(listening);
  await other.crew.complete;
  const late = other.crew.stop();
  expect(await other.pause()).toBe(35_000);
  expect(await late).toBe(false);
});

test('one that does not listen yet is not waited for', async () => {
  const { crew } = openCrew(1);
  expect(await crew.stop()).toBe(true);
});
