/** `selfsame keys new`: a sealing key; `selfsame keys rotate`: everything under the first one; `selfsame keys forget`: without a lost one. Distinct from `selfsame key`, which makes API keys. */
import { randomBytes } from 'node:crypto';
import type { Command } from 'commander';
import { modeOf, readConfig } from '../config.ts';
import type { Database } from '../stores/postgres/database.ts';
import { migrate } from '../stores/postgres/migrate.ts';
import { countSealedOtherwise, removeSealed } from '../stores/postgres/sealed-columns.ts';
import { createVault, type SealingKey } from '../vault/vault.ts';
import { createCommandLogger } from './command-logger.ts';
import { CommandRefused } from './failure.ts';
import { openDatabase } from './installation.ts';
import { createProgress } from './progress.ts';
import { rotateKeys } from './rotate-keys.ts';
import { findSealingKeys } from './sealing-keys.ts';
import type { World } from './world.ts';

/** Something could not be opened with the keys that there are. */
const exitCodeUnopened = 3;
/** As a shell says of a program that Ctrl-C ended. */
const exitCodeStopped = 130;

export function addKeysCommand(program: Command, world: World, fail: (code: number) => void): void {
  const keys = program.command('keys').description('sealing keys: what SELFSAME_KEYS holds');
  keys
    .command('rotate')
    .description(
      'bring everything that is sealed under the first key of SELFSAME_KEYS; run again after a kill, it goes on',
    )
    .addHelpText(
      'after',
      `\nExit codes: 0 everything is, ${exitCodeUnopened} something could not be opened, ${exitCodeStopped} stopped by a signal.\n`,
    )
    .allowExcessArguments(false)
    .action(() => rotate(world, fail));
  keys
    .command('forget')
    .argument('<id>', 'a sealing key that is lost for good')
    .description('remove everything that is sealed with a lost key, so that the server starts without it')
    .allowExcessArguments(false)
    .action((id: string) => forget(world, id));
  keys
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

async function rotate(world: World, fail: (code: number) => void): Promise<void> {
  const config = readConfig(world.env, modeOf(world.env));
  const ring = await findSealingKeys(config);
  const keyId = ring[0]!.id;
  const database = await openDatabase(config, createCommandLogger(world));
  try {
    await migrate(database);
    const total = await countSealedOtherwise(database, `v2.${keyId}.`);
    const progress = createProgress(world.stderr, total);
    let stopping = false;
    void world.signals.stopAsked().then(() => {
      stopping = true;
    });
    const tally = await rotateKeys({
      database,
      vault: createVault(ring),
      keyId,
      shouldStop: () => stopping,
      onProgress: (done) => progress.update(Math.min(done, total), `${done} of ${total} rows under \`${keyId}\``),
    }).finally(() => progress.stop());
    world.out(`${tally.done} rows brought under \`${keyId}\`\n`);
    for (const [problem, rows] of tally.unopened) world.err(`${rows} rows stay as they are: ${problem}\n`);
    if (tally.stopped) {
      world.err('stopped: run the same command again to go on\n');
      fail(exitCodeStopped);
    } else if (tally.unopened.size > 0) fail(exitCodeUnopened);
    else await tellWhatIsLeft(world, database, ring);
  } finally {
    await database.close();
  }
}

async function forget(world: World, id: string): Promise<void> {
  const config = readConfig(world.env, modeOf(world.env));
  // What can be opened is to be rotated; a key that is there by mistake has to be taken out first.
  if ((await findSealingKeys(config)).some((key) => key.id === id))
    throw new CommandRefused(`the key \`${id}\` is in SELFSAME_KEYS: take it out first, if it is not the right one`);
  const database = await openDatabase(config, createCommandLogger(world));
  try {
    await migrate(database);
    const removed = await removeSealed(database, id);
    for (const { table, rows } of removed) world.out(`${table}: ${rows} rows\n`);
    if (removed.length === 0) world.out(`nothing is sealed with \`${id}\`\n`);
  } finally {
    await database.close();
  }
}

/** A server that was not given the new key yet goes on sealing with an old one. */
async function tellWhatIsLeft(world: World, database: Database, [first, ...others]: SealingKey[]): Promise<void> {
  const left = await countSealedOtherwise(database, `v2.${first!.id}.`);
  if (left > 0)
    world.err(
      `${left} rows were sealed with another key meanwhile: give every server the new key first, then run again\n`,
    );
  else if (others.length > 0)
    world.err(`nothing is sealed with ${others.map(({ id }) => `\`${id}\``).join(', ')} any more\n`);
}
