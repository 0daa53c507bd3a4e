/** `selfsame import`: users with their identities, from JSON Lines. docs/import-export.md says what a line may hold. */
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { modeOf, readConfig } from '../config.ts';
import type { OnExisting } from '../operations/import-users.ts';
import type { UniqueField } from '../operations/new-user.ts';
import { actorIn } from './actor-in.ts';
import { createCommandLogger } from './command-logger.ts';
import { CommandRefused } from './failure.ts';
import { withOperations } from './installation.ts';
import { createProgress } from './progress.ts';
import { openRefusalReport } from './refusal-report.ts';
import { runImport, type Tally } from './run-import.ts';
import type { World } from './world.ts';

/** Everything that could go in did, some rows were refused. */
const exitCodeRefused = 3;
/** As a shell says of a program that Ctrl-C ended. */
const exitCodeStopped = 130;

interface ImportOptions {
  tenant?: string;
  id?: string;
  report?: string;
  onExisting: OnExisting;
  unique: UniqueField[];
  dryRun?: true;
}

export function addImportCommand(program: Command, world: World, fail: (code: number) => void): void {
  program
    .command('import')
    .argument('<file>', 'JSON Lines, one user a line; `-` reads standard input')
    .option('--tenant <slug>', 'the tenant that gets the users (default: the oldest)')
    .option('--dry-run', 'check every row and write nothing')
    .addOption(
      new Option('--on-existing <what>', 'a row whose user is there already')
        .choices(['refuse', 'skip', 'update'])
        .default('refuse'),
    )
    .option(
      '--unique <fields>',
      'refuse rows that share an `email`, a `phone` or both (`email,phone`)',
      parseUnique,
      [],
    )
    .option('--report <file>', 'where refused rows are told (default: <file>.refused.jsonl)')
    .option('--id <name>', 'the name under which the import can go on (default: made of what is in the file)')
    .description('import users with their identities; run again after a kill, it goes on where it was')
    .addHelpText(
      'after',
      `\nExit codes: 0 every row is in, ${exitCodeRefused} some rows were refused, ${exitCodeStopped} stopped by a signal, 1 could not go on.\n`,
    )
    .allowExcessArguments(false)
    .action(async (file: string, options: ImportOptions) => {
      const isPipe = file === '-';
      const bytes = isPipe ? null : await sizeOf(file);
      const importId = options.id ?? (isPipe ? randomUUID() : await fingerprint(file));
      const reportPath = options.report ?? (isPipe ? `import-${importId}.refused.jsonl` : `${file}.refused.jsonl`);
      await withOperations(readConfig(world.env, modeOf(world.env)), createCommandLogger(world), async (operations) => {
        const actor = await actorIn(operations, options.tenant, 'import');
        const earlier = await operations.imports.progress(actor, importId);
        const linesDone = earlier?.linesDone ?? 0;
        if (linesDone > 0) world.err(`${linesDone} lines are done already: going on after them\n`);
        const report = await openRefusalReport(reportPath, linesDone);
        const progress = createProgress(world.stderr, bytes);
        let stopping = false;
        void world.signals.stopAsked().then(() => {
          stopping = true;
        });
        try {
          const tally = await runImport(operations, actor, {
            importId,
            source: isPipe ? world.stdin : createReadStream(file),
            linesDone,
            dryRun: options.dryRun ?? false,
            onExisting: options.onExisting,
            unique: options.unique,
            report,
            shouldStop: () => stopping,
            onProgress: (so_far) => progress.update(so_far.bytes, describe(so_far)),
          });
          progress.stop();
          world.out(`${options.dryRun ? 'checked, nothing written: ' : ''}${describe(tally)}\n`);
          const refused = tally.refused + (earlier?.refused ?? 0);
          if (refused > 0) world.err(`refused rows, ${refused} in all, are told in ${reportPath}\n`);
          if (tally.stopped) world.err(`stopped: ${describeReturn(isPipe, options, importId)}\n`);
          if (tally.stopped) fail(exitCodeStopped);
          else if (refused > 0) fail(exitCodeRefused);
        } finally {
          progress.stop();
          await report.close();
        }
      });
    });
}

function describe({ lines, created, updated, skipped, refused }: Tally): string {
  return `${lines} lines: ${created} created, ${updated} updated, ${skipped} skipped, ${refused} refused`;
}

function describeReturn(isPipe: boolean, { id }: ImportOptions, importId: string): string {
  return isPipe && id === undefined
    ? `send the same lines again with \`--id ${importId}\` to go on`
    : 'run the same command again to go on';
}

/** The file's own name for itself: the same bytes are the same import, wherever they lie. */
async function fingerprint(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return `sha256-${hash.digest('hex')}`;
}

async function sizeOf(file: string): Promise<number> {
  const found = await stat(file).catch((error: NodeJS.ErrnoException) => {
    throw new CommandRefused(
      error.code === 'ENOENT' ? `there is no file \`${file}\`` : `\`${file}\` cannot be read: ${error.code}`,
    );
  });
  if (!found.isFile()) throw new CommandRefused(`\`${file}\` is not a file: send anything else through standard input`);
  return found.size;
}

function parseUnique(text: string): UniqueField[] {
  return text.split(',').map((field) => {
    if (field === 'email' || field === 'phone') return field;
    throw new InvalidArgumentError('Give `email`, `phone` or `email,phone`.');
  });
}
