/** The registry of dialects: one line each. */
import type { Dialect } from './dialect.ts';

export const dialects: readonly Dialect[] = [
  //
];
