/** `selfsame migrate`: brings the database's schema forward, as every start does, and says what it did. */
import type { Command } from 'commander';
import { modeOf, readConfig } from '../config.ts';
import type { Database } from '../stores/postgres/database.ts';
import { CannotDistribute, distribute } from '../stores/postgres/distribute.ts';
import { migrate } from '../stores/postgres/migrate.ts';
import { createCommandLogger } from './command-logger.ts';
import { CommandRefused } from './failure.ts';
import { openDatabase } from './installation.ts';
import { formatTable } from './table.ts';
import type { World } from './world.ts';

export function addMigrateCommand(program: Command, world: World): void {
  program
    .command('migrate')
    .description('bring the database to the schema of this version (every start does it too)')
    .option('--distributed', 'and distribute its tables by tenant on a Citus cluster (docs/scale.md)')
    .allowExcessArguments(false)
    .action(async (options: { distributed?: true }) => {
      const config = readConfig(world.env, modeOf(world.env));
      const database = await openDatabase(config, createCommandLogger(world));
      try {
        const applied = await migrate(database);
        world.out(applied.length === 0 ? 'nothing to do: the schema is at head\n' : `applied ${applied.join(', ')}\n`);
        if (options.distributed) await distributeTables(database, world);
      } finally {
        await database.close();
      }
    });
}

async function distributeTables(database: Database, world: World): Promise<void> {
  try {
    const tables = await distribute(database, ({ table }) => world.err(`${table} is placed\n`));
    const rows = tables.map(({ table, kind, made, reason }) => [table, kind, made ? 'made' : 'was so', reason ?? '']);
    world.out(formatTable(['TABLE', 'KIND', 'NOW', 'WHY'], rows));
  } catch (error) {
    throw error instanceof CannotDistribute ? new CommandRefused(error.message) : error;
  }
}
