/** The thread in which expressions run: one at a time, each bounded in time and memory. */
import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import type { Json, JsonObject } from '../domain/json.ts';

export interface EvaluatorOptions {
  timeoutMs?: number;
  heapMegabytesMax?: number;
  /** How many may wait for the thread. */
  waitingMax?: number;
}

export interface Job {
  expressions: string[];
  input: JsonObject;
  claims: JsonObject;
}

/** Without a value: the expression found nothing. */
export type Result = { value?: Json } | { failed: string };
export type JobAnswer = { results: Result[] } | { stopped: string };

/** What expressions may come to, all of a job together. */
const resultCharactersMax = 64 * 1024;
const startTimeoutMs = 30_000;

/**
 * What the thread runs, as plain JavaScript: it must start alike from sources and from what is built of them. Answers leave
 * as JSON text, so that nothing but data does.
 */
const program = `
const { parentPort, workerData } = require('node:worker_threads');
const jsonata = require(workerData.library);
const describe = (error) => (error && typeof error.message === 'string' ? error.message : 'it failed').slice(0, 300);
async function evaluate(text, input, claims) {
  try {
    const value = await jsonata(text, { stack: 200, sequence: 10000 }).evaluate(input, { claims });
    return typeof value === 'function' || value?._jsonata_lambda ? { failed: 'it came to a function' } : { value };
  } catch (error) {
    return { failed: describe(error) };
  }
}
parentPort.on('message', async (job) => {
  const { expressions, input, claims } = JSON.parse(job);
  const results = [];
  for (const text of expressions) results.push(await evaluate(text, input, claims));
  let answer;
  try {
    answer = JSON.stringify({ results });
  } catch (error) {
    answer = JSON.stringify({ stopped: 'it came to something that is no data' });
  }
  if (answer.length > ${resultCharactersMax})
    answer = JSON.stringify({ stopped: 'it came to more than ${resultCharactersMax / 1024} KiB' });
  parentPort.postMessage(answer);
});
parentPort.postMessage('ready');
`;

interface Waiting {
  job: Job;
  resolve(answer: JobAnswer): void;
}

export function createEvaluator(options: EvaluatorOptions) {
  const { timeoutMs = 1000, heapMegabytesMax = 64, waitingMax = 200 } = options;
  const waiting: Waiting[] = [];
  let thread: Promise<Worker> | null = null;
  let busy = false;

  function start(): Promise<Worker> {
    const worker = new Worker(program, {
      eval: true,
      env: {},
      execArgv: [],
      argv: [],
      workerData: { library: createRequire(import.meta.url).resolve('jsonata') },
      resourceLimits: { maxOldGenerationSizeMb: heapMegabytesMax, maxYoungGenerationSizeMb: 16 },
    });
    worker.unref();
    // Whoever waits for an answer hears of it; an error that nobody listens to would end the process.
    worker.on('error', () => {});
    return hear(worker, startTimeoutMs).then((said) => {
      if (said === 'ready') return worker;
      void worker.terminate();
      throw new Error('the thread for claim mappings does not start');
    });
  }

  async function answer(job: Job): Promise<JobAnswer> {
    thread ??= start();
    let worker: Worker;
    try {
      worker = await thread;
    } catch {
      thread = null;
      return { stopped: 'it cannot be evaluated just now: try again' };
    }
    const heard = hear(worker, timeoutMs);
    worker.postMessage(JSON.stringify(job));
    const said = await heard;
    if (said !== 'timeout' && said !== 'died') return JSON.parse(said) as JobAnswer;
    thread = null;
    await worker.terminate();
    return { stopped: said === 'died' ? 'it needs too much memory' : 'it takes too long' };
  }

  async function work(): Promise<void> {
    busy = true;
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) next.resolve(await answer(next.job));
    busy = false;
  }

  return {
    run(job: Job): Promise<JobAnswer> {
      if (waiting.length >= waitingMax) return Promise.resolve({ stopped: 'too many wait for theirs: try again' });
      return new Promise((resolve) => {
        waiting.push({ job, resolve });
        if (!busy) void work();
      });
    },
    async close(): Promise<void> {
      const running = thread;
      thread = null;
      await running?.then((worker) => worker.terminate()).catch(() => {});
    },
  };
}

/** The next word of the thread, or why there is none. */
function hear(worker: Worker, withinMs: number): Promise<string> {
  return new Promise((resolve) => {
    const finish = (said: string): void => {
      clearTimeout(timer);
      worker.off('message', finish).off('error', die).off('exit', die);
      resolve(said);
    };
    const die = (): void => finish('died');
    // When the server itself was busy, an answer may be waiting behind the timer: it is heard first.
    const timer = setTimeout(() => setImmediate(finish, 'timeout'), withinMs);
    worker.on('message', finish).on('error', die).on('exit', die);
  });
}
