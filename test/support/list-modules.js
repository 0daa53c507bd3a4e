// `node --import ./test/support/list-modules.js some.js`: tells on stderr of each file that Node loads as a module of the program,
// one line each: `loads file:///…`.
import { register } from 'node:module';
import { isMainThread } from 'node:worker_threads';

// This file is loaded twice: by `--import`, and again in the thread where Node runs the hooks.
if (isMainThread) register(import.meta.url);

export function load(url, context, nextLoad) {
  if (url.startsWith('file:')) process._rawDebug(`loads ${url}`);
  return nextLoad(url, context);
}
