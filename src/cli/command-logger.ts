import { createLogger } from '../server/log.ts';
import type { World } from './world.ts';

/** A command speaks through its output; only what no answer can tell goes to the log. */
export function createCommandLogger(world: World) {
  return createLogger({ level: 'error', destination: world.stderr });
}
