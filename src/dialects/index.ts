/** The registry of dialects: one line each. */
import type { Dialect } from './dialect.ts';
import { workos } from './workos/index.ts';

export const dialects: readonly Dialect[] = [
  workos,
  //
];
