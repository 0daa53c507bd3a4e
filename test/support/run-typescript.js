// For tests that need a second process of the source as it stands, not of an earlier build:
// `node --import ./test/support/run-typescript.js some.ts`. Node 20 cannot run TypeScript by itself; the transformer is
// the one that Vitest brings along.
import { readFile } from 'node:fs/promises';
import { register } from 'node:module';
import { fileURLToPath } from 'node:url';
import { isMainThread } from 'node:worker_threads';

// This file is loaded twice: by `--import`, and again in the thread where Node runs the hooks.
if (isMainThread) register(import.meta.url);

let transform;

export async function load(url, context, nextLoad) {
  if (!/^file:.*\.tsx?$/.test(url)) return nextLoad(url, context);
  transform ??= (await import('rolldown/utils')).transform;
  const path = fileURLToPath(url);
  const { code, errors } = await transform(path, await readFile(path, 'utf8'), {
    sourcemap: false,
    jsx: { runtime: 'automatic', importSource: 'preact' },
  });
  if (errors.length > 0) throw new Error(`cannot transform ${path}: ${errors[0].message}`);
  return { format: 'module', source: code, shortCircuit: true };
}
