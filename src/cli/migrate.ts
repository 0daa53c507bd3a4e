/** `selfsame migrate`: brings the database's schema forward, as every start does, and says what it did. */
import type { Command } from 'commander';
import { modeOf, readConfig } from '../config.ts';
import { migrate } from '../stores/postgres/migrate.ts';
import { createCommandLogger } from './command-logger.ts';
import { openDatabase } from './installation.ts';
import type { World } from './world.ts';

export function addMigrateCommand(program: Command, world: World): void {
  program
    .command('migrate')
    .description('bring the database to the schema of this version (every start does it too)')
    .allowExcessArguments(false)
    .action(async () => {
      const config = readConfig(world.env, modeOf(world.env));
      const database = await openDatabase(config, createCommandLogger(world));
      try {
        const applied = await migrate(database);
        world.out(applied.length === 0 ? 'nothing to do: the schema is at head\n' : `applied ${applied.join(', ')}\n`);
      } finally {
        await database.close();
      }
    });
}
