import type { Readable, Writable } from 'node:stream';
import type { Environment } from '../config.ts';
import type { Port } from '../workers/channel.ts';
import type { WorkerProcess } from '../workers/crew.ts';
import type { Signals } from './signals.ts';

/** What a command has of the world outside. */
export interface World {
  env: Environment;
  /** Results. */
  out(text: string): void;
  /** What went wrong, and what a person should know meanwhile. */
  err(text: string): void;
  /** For data and logs. */
  stdin: Readable;
  stdout: Writable;
  stderr: Writable & { isTTY?: boolean };
  signals: Signals;
  /** The way to the process that started this one as a worker; absent or null: it is none. */
  primary?: Port | null;
  /** Starts a worker that does what this process was told to do, and hands its lines on. */
  fork?(writeLines: (lines: string) => void): WorkerProcess;
}
