/** `selfsame doctor`: checks a setup, changes nothing, and says what to mend. */
import type { Command } from 'commander';
import { modeOf } from '../config.ts';
import { examine, type Finding } from './examination.ts';
import type { World } from './world.ts';

const marks: Record<Finding['state'], string> = { good: 'ok      ', note: 'note    ', trouble: 'TROUBLE ' };

export function addDoctorCommand(program: Command, world: World, fail: (code: number) => void): void {
  program
    .command('doctor')
    .description('check this setup, change nothing, and say what to mend')
    .option('--production', 'check it as `selfsame serve` would see it')
    .allowExcessArguments(false)
    .action(async ({ production }: { production?: true }) => {
      let troubles = 0;
      for await (const { state, what } of examine(world.env, production ? 'production' : modeOf(world.env))) {
        if (state === 'trouble') troubles += 1;
        world.out(`${marks[state]}${what}\n`);
      }
      world.out(troubles === 0 ? '\nNothing to mend.\n' : `\n${troubles} to mend.\n`);
      if (troubles > 0) fail(1);
    });
}
