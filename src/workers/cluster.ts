/** Workers by `node:cluster`: the primary holds the port and hands each connection to the next worker in turn. */
import cluster from 'node:cluster';
import { once } from 'node:events';
import type { Port } from './channel.ts';
import type { Ending, WorkerProcess } from './crew.ts';

/** The way to the primary, or null in a process that is no worker. */
export function findPrimary(): Port | null {
  if (!cluster.isWorker) return null;
  return {
    send: (message) => new Promise((resolve) => process.send!(message, undefined, {}, () => resolve())),
    onMessage: (listener) => void process.on('message', listener),
    // The platform ends a worker whose primary is gone.
    onClosed: (listener) => void process.on('disconnect', listener),
  };
}

export interface ForkOptions {
  /** The file to run, and what to give it. */
  file: string;
  args: readonly string[];
  /** Gets what workers write, in whole lines. */
  writeLines(lines: string): void;
}

/** Starts a worker: this program with the same environment. Its errors go where this one's go. */
export function forkWorker({ file, args, writeLines }: ForkOptions): WorkerProcess {
  cluster.setupPrimary({ exec: file, args: [...args], stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
  const worker = cluster.fork();
  passLines(worker.process.stdout!, writeLines);
  return {
    pid: worker.process.pid!,
    send: (message) =>
      worker.isConnected()
        ? new Promise((resolve) => worker.process.send(message as object, () => resolve()))
        : Promise.resolve(),
    onMessage: (listener) => void worker.on('message', listener),
    onClosed: (listener) => void worker.on('disconnect', listener),
    kill: () => void worker.process.kill('SIGKILL'),
    // The pipe of messages ends by itself, and what it said last is heard first.
    ended: Promise.all([once(worker.process, 'close'), once(worker.process, 'disconnect')]).then(
      ([[code, signal]]): Ending => ({ code, signal }),
    ),
  };
}

/** INVARIANT: a line is written whole: of several writers to one pipe, each may be interrupted within a long one. */
export function passLines(from: NodeJS.ReadableStream, writeLines: (lines: string) => void): void {
  let rest = '';
  from.setEncoding('utf8');
  from.on('data', (chunk: string) => {
    const end = chunk.lastIndexOf('\n') + 1;
    if (end === 0) {
      rest += chunk;
      return;
    }
    writeLines(rest + chunk.slice(0, end));
    rest = chunk.slice(end);
  });
}
