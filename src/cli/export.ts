/** `selfsame export`: a tenant's users with their identities, as JSON Lines that `selfsame import` takes. */
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { Command } from 'commander';
import { modeOf, readConfig } from '../config.ts';
import type { Actor } from '../domain/actor.ts';
import type { Operations } from '../operations/index.ts';
import { actorIn } from './actor-in.ts';
import { createCommandLogger } from './command-logger.ts';
import { withOperations } from './installation.ts';
import { createProgress, type Progress } from './progress.ts';
import type { World } from './world.ts';

export function addExportCommand(program: Command, world: World): void {
  program
    .command('export')
    .argument('[file]', 'where to write; without one, or with `-`, to standard output', '-')
    .option('--tenant <slug>', 'the tenant whose users are written (default: the oldest)')
    .description('export users with their identities as they stand at one moment, one user a line')
    .allowExcessArguments(false)
    .action((file: string, options: { tenant?: string }) =>
      withOperations(readConfig(world.env, modeOf(world.env)), createCommandLogger(world), async (operations) => {
        const actor = await actorIn(operations, options.tenant, 'export');
        const progress = createProgress(world.stderr, null);
        try {
          const lines =
            file === '-'
              ? await exportTo(world.stdout, operations, actor, progress)
              : await exportToFile(file, operations, actor, progress);
          progress.stop();
          world.err(`exported ${lines} lines\n`);
        } finally {
          progress.stop();
        }
      }),
    );
}

/** The file is whole or not there: it is written beside its place and moved. It tells of people: only its owner reads it. */
async function exportToFile(file: string, operations: Operations, actor: Actor, progress: Progress): Promise<number> {
  const unfinished = `${file}.part`;
  const output = createWriteStream(unfinished, { mode: 0o600, flush: true });
  try {
    const lines = await exportTo(output, operations, actor, progress);
    output.end();
    await finished(output);
    await rename(unfinished, file);
    return lines;
  } catch (error) {
    output.destroy();
    await rm(unfinished, { force: true });
    throw error;
  }
}

/** How many lines were written. */
async function exportTo(
  output: Writable,
  { exportUsers }: Operations,
  actor: Actor,
  progress: Progress,
): Promise<number> {
  let written = 0;
  let failure: Error | undefined;
  const onError = (error: Error) => {
    failure = error;
  };
  output.on('error', onError);
  try {
    await exportUsers(actor, async ({ text, count }) => {
      if (count > 0 && !output.write(text) && !failure) await once(output, 'drain');
      if (failure) throw failure;
      written += count;
      progress.update(written, `exported ${written} lines`);
    });
    return written;
  } finally {
    output.off('error', onError);
  }
}
