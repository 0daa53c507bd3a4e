/** The registry of dialects: one line each. */
import { auth0 } from './auth0/index.ts';
import type { Dialect } from './dialect.ts';
import { genauth } from './genauth/index.ts';
import { workos } from './workos/index.ts';

export const dialects: readonly Dialect[] = [
  auth0, //
  genauth,
  workos,
];
