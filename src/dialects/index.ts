/** The registry of dialects: one line each. */
import type { Dialect } from './dialect.ts';
import { genauth } from './genauth/index.ts';
import { workos } from './workos/index.ts';

export const dialects: readonly Dialect[] = [
  genauth, //
  workos,
];
