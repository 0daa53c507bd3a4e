/** What every part of the bench is given. */
import type { LoadGenerator } from './load-generator.ts';
import type { Target } from './set-up.ts';
import type { BenchServer } from './start-servers.ts';

export interface Bench {
  /** A directory for what a part writes; gone at the end. */
  work: string;
  /** As a superuser, to the server on which the target's database lies. */
  postgresUrl: string;
  target: Target;
  /** On the target's database. */
  selfsame: BenchServer;
  generator: LoadGenerator;
  rounds: number;
  /** Of one measurement in a round. */
  seconds: number;
  tell(line: string): void;
}
