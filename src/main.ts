/** Where the process begins: environment, arguments and signals in, an exit code out. The only reader of `process.env`. */
import { runCommandLine } from './cli/command-line.ts';
import { listenForSignals } from './cli/signals.ts';

const code = await runCommandLine(process.argv.slice(2), {
  env: process.env,
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  signals: listenForSignals(process),
});
// Whatever still holds the event loop has nothing to say any more; what was written must get out first.
process.stdout.write('', () => process.stderr.write('', () => process.exit(code)));
