/**
 * The command line. This folder owns the words an operator types, what they print, and how a process starts and stops;
 * the work is done by the same operations as everything else. Every refusal is one line on stderr and an exit code of 1.
 */
import { Command, CommanderError } from 'commander';
import { commands } from './commands.ts';
import { describeFailure } from './failure.ts';
import { readVersion } from './version.ts';
import type { World } from './world.ts';

/** Runs one command; the exit code. */
export async function runCommandLine(args: readonly string[], world: World): Promise<number> {
  let code = 0;
  const program = new Command('selfsame')
    .description('knows which external identities are the selfsame person')
    .version(readVersion())
    .exitOverride()
    .configureOutput({
      writeOut: world.out,
      writeErr: world.err,
      outputError: (text, write) => write(`selfsame: ${text.replace(/^error: /, '')}`),
    });
  for (const addCommand of commands)
    addCommand(program, world, (failed) => {
      code = failed;
    });
  try {
    // Nothing said: what `npm start` does.
    await program.parseAsync(args.length === 0 ? ['start'] : args, { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode;
    for (const line of describeFailure(error)) world.err(`selfsame: ${line}\n`);
    return 1;
  }
}
