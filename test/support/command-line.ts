// Runs a command of the command line within the tests' own process: what it prints and its exit code.
import { Readable, Writable } from 'node:stream';
import { runCommandLine } from '../../src/cli/command-line.ts';
import type { Ended, TestEnvironment } from './selfsame.ts';

export async function runCommand(args: readonly string[], env: TestEnvironment, stdin = ''): Promise<Ended> {
  const printed = { stdout: '', stderr: '' };
  const collect = (name: keyof typeof printed) =>
    new Writable({
      write(chunk: Buffer, _encoding, done) {
        printed[name] += String(chunk);
        done();
      },
    });
  const [stdout, stderr] = [collect('stdout'), collect('stderr')];
  const code = await runCommandLine(args, {
    env,
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    stdin: Readable.from([Buffer.from(stdin)]),
    stdout,
    stderr,
    signals: { stopAsked: () => new Promise(() => {}) },
  });
  return { code, ...printed };
}
