/** `selfsame keys new`: a sealing key. Distinct from `selfsame key`, which makes API keys. */
import { randomBytes } from 'node:crypto';
import type { Command } from 'commander';
import { CommandRefused } from './failure.ts';
import type { World } from './world.ts';

export function addKeysCommand(program: Command, world: World): void {
  program
    .command('keys')
    .description('sealing keys: what SELFSAME_KEYS holds')
    .command('new')
    .description('print a new sealing key; it is kept nowhere')
    .option('--id <id>', 'its name in what it seals, 1 to 16 letters, digits or dashes', defaultId())
    .allowExcessArguments(false)
    .action(({ id }: { id: string }) => {
      if (!/^[A-Za-z0-9-]{1,16}$/.test(id))
        throw new CommandRefused(`the id \`${id}\` must be 1 to 16 letters, digits or dashes`);
      // The key alone on stdout, so that SELFSAME_KEYS=$(selfsame keys new) works.
      world.out(`${id}:${randomBytes(32).toString('base64')}\n`);
      world.err(
        'Keep it as you keep passwords, and put it first in SELFSAME_KEYS. Without it, what it sealed is lost.\n',
      );
    });
}

function defaultId(): string {
  return `k${randomBytes(3).toString('hex')}`;
}
