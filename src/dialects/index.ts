/** The registry of dialects: one line each. */
import type { Dialect } from './dialect.ts';
import { native } from './native/index.ts';

export const dialects: readonly Dialect[] = [native];
