import type { Readable, Writable } from 'node:stream';
import type { Environment } from '../config.ts';
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
}
