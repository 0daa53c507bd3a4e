/** The registry of dialects: one line each. */
import { auth0 } from './auth0/index.ts';
import type { Dialect } from './dialect.ts';
import { genauth } from './genauth/index.ts';
import { native } from './native/index.ts';
import { workos } from './workos/index.ts';

export const dialects: readonly Dialect[] = [
  native, //
  workos,
  auth0,
  genauth,
];
