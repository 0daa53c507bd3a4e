/** Where the process begins: environment, arguments and signals in, an exit code out. The only reader of `process.env`. */
import { fileURLToPath } from 'node:url';
import { runCommandLine } from './cli/command-line.ts';
import { leaveSignals, listenForSignals } from './cli/signals.ts';
import { findPrimary, forkWorker } from './workers/cluster.ts';

const args = process.argv.slice(2);
const primary = findPrimary();
if (primary) leaveSignals(process);
const code = await runCommandLine(args, {
  env: process.env,
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  signals: listenForSignals(process),
  primary,
  fork: (writeLines) => forkWorker({ file: fileURLToPath(import.meta.url), args, writeLines }),
});
// Whatever still holds the event loop has nothing to say any more; what was written must get out first.
process.stdout.write('', () => process.stderr.write('', () => process.exit(code)));
