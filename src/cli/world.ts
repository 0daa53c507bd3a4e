import type { DestinationStream } from 'pino';
import type { Environment } from '../config.ts';
import type { Signals } from './signals.ts';

/** What a command has of the world outside. */
export interface World {
  env: Environment;
  /** Results. */
  out(text: string): void;
  /** What went wrong, and what a person should know meanwhile. */
  err(text: string): void;
  /** For logs. */
  stdout: DestinationStream;
  stderr: DestinationStream;
  signals: Signals;
}
