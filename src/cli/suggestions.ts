/** `selfsame suggestions sweep`: looks through all users of a tenant for those that look the same. */
import type { Command } from 'commander';
import { modeOf, readConfig } from '../config.ts';
import type { Sweep } from '../domain/suggestion.ts';
import { pageSize } from '../operations/sweep.ts';
import { actorIn } from './actor-in.ts';
import { createCommandLogger } from './command-logger.ts';
import { withOperations } from './installation.ts';
import { createProgress } from './progress.ts';
import type { World } from './world.ts';

/** As a shell says of a program that Ctrl-C ended. */
const exitCodeStopped = 130;

export function addSuggestionsCommand(program: Command, world: World, fail: (code: number) => void): void {
  program
    .command('suggestions')
    .description('users that look the same')
    .command('sweep')
    .option('--tenant <slug>', 'the tenant whose users are looked at (default: the oldest)')
    .description('look through all users for those that look the same; run again after a kill, it goes on where it was')
    .allowExcessArguments(false)
    .action((options: { tenant?: string }) =>
      withOperations(readConfig(world.env, modeOf(world.env)), createCommandLogger(world), async (operations) => {
        const actor = await actorIn(operations, options.tenant, 'suggestions sweep');
        const { sweeps } = operations;
        let stopping = false;
        void world.signals.stopAsked().then(() => {
          stopping = true;
        });
        let sweep = await sweeps.begin(actor);
        if (sweep.usersSeen > 0) world.err(`${sweep.usersSeen} users are looked at already: going on after them\n`);
        const progress = createProgress(world.stderr, sweep.usersTotal);
        try {
          while (sweep.finishedAt === null && !stopping) {
            sweep = await sweeps.goOn(actor, sweep.id, pageSize);
            progress.update(sweep.usersSeen, describe(sweep));
          }
        } finally {
          progress.stop();
        }
        world.out(`${describe(sweep)}\n`);
        if (sweep.finishedAt !== null) return;
        world.err('stopped: run the same command again to go on\n');
        fail(exitCodeStopped);
      }),
    );
}

function describe({ usersSeen, suggestionsMade }: Sweep): string {
  return `${usersSeen} users: ${suggestionsMade} new suggestions`;
}
