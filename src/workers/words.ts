/** What the primary process and its workers say to each other. */
import type { CountedLimit, Known } from '../operations/shared-memory.ts';

export type FromWorker =
  /** Whether all workers have listened before: then this one takes the place of another. */
  | { what: 'greet' }
  | { what: 'listening' }
  /** It cannot start; why, in lines for whoever started the server. */
  | { what: 'refused'; lines: readonly string[] }
  | { what: 'count'; limit: CountedLimit; name: string }
  | { what: 'use_once'; kind: string; name: string; keptMilliseconds: number }
  | { what: 'forget'; known: Known }
  | { what: 'gather_metrics' };

export type FromPrimary =
  /** Whether all workers have listened. */
  { what: 'complete' } | { what: 'stop' } | { what: 'forget'; known: Known } | { what: 'metrics' };
