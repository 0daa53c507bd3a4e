/** The Cedar engine: a WebAssembly module of our own, thrown away and loaded anew when it breaks. */
import { createRequire } from 'node:module';
import type * as Cedar from '@cedar-policy/cedar-wasm/nodejs';
import { policySchema } from './schema.ts';

export type CedarModule = typeof Cedar;

export const schemaName = 'selfsame';

/** Thrown when the module gave no answer; a new one is in its place. */
export class EngineFailure extends Error {}

export interface Engine {
  /** Runs `work` on the module. Throws `EngineFailure` when it traps: what was kept in it is gone. */
  run<T>(work: (cedar: CedarModule) => T): T;
  /** Raised when a new module takes the place of a broken one: what was kept in the old one is gone. */
  generation(): number;
}

/** Loads nothing until it is first asked. */
export function createEngine(): Engine {
  let module: CedarModule | null = null;
  let generation = 0;
  return {
    generation: () => generation,
    run(work) {
      module ??= load();
      try {
        return work(module);
      } catch (error) {
        // INVARIANT: a module that threw is never asked again. After an overflow its memory is in no state to rely on.
        module = null;
        generation += 1;
        throw new EngineFailure(error instanceof Error ? error.message : String(error), { cause: error });
      }
    },
  };
}

/** Each call gives a new instance. The package keeps one for all in Node's cache of modules, so it is taken out there. */
function load(): CedarModule {
  const require = createRequire(import.meta.url);
  const path = require.resolve('@cedar-policy/cedar-wasm/nodejs');
  delete require.cache[path];
  const module = require(path) as CedarModule;
  delete require.cache[path];
  const answer = module.preparseSchema(schemaName, policySchema);
  if (answer.type === 'failure') throw new Error(`the schema of policies does not parse: ${answer.errors[0]?.message}`);
  return module;
}
