/** The registry of commands: one line each. A new command is a file beside this one and a line here. */
import type { Command } from 'commander';
import { addDoctorCommand } from './doctor.ts';

import { addExportCommand } from './export.ts';
import { addImportCommand } from './import.ts';
import { addKeyCommand } from './key.ts';
import { addKeysCommand } from './keys.ts';
import { addMigrateCommand } from './migrate.ts';
import { addOperatorsCommand } from './operators.ts';
import { addServeCommands } from './serve.ts';
import { addSuggestionsCommand } from './suggestions.ts';
import { addTenantCommand } from './tenant.ts';
import type { World } from './world.ts';

/** Adds its words to the program. `fail` sets an exit code other than 0 for a command that does not throw. */
export type AddCommand = (program: Command, world: World, fail: (code: number) => void) => void;

export const commands: readonly AddCommand[] = [
  addServeCommands,
  addMigrateCommand,
  addTenantCommand,
  addKeyCommand,
  addOperatorsCommand,
  addKeysCommand,
  addDoctorCommand,
  addImportCommand,
  addExportCommand,
  addSuggestionsCommand,
];
