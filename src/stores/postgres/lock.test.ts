import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startProgram } from '../../../test/support/program.ts';
import { temporaryDirectory } from '../../../test/support/temporary-directory.ts';
import { DatabaseUnavailable } from './database.ts';
import { lockDataDir } from './lock.ts';

test('a second lock is refused with the pid of the first, until that is released', async () => {
  const directory = temporaryDirectory();
  const first = await lockDataDir(directory);
  await expect(lockDataDir(directory)).rejects.toThrow(
    new DatabaseUnavailable(
      'data_dir_in_use',
      `data directory \`${directory}\` is in use by process ${process.pid}: stop that one first, or choose another directory`,
    ),
  );
  await first.release();
  const second = await lockDataDir(directory);
  await second.release();
  expect(readdirSync(join(directory, 'lock'))).toEqual([]);
});

test('of processes that start at the same instant exactly one takes the lock', async () => {
  const directory = temporaryDirectory();
  const contenders = Array.from({ length: 4 }, () => startProgram('contend-for-lock.ts'));
  for (const contender of contenders) expect(await contender.readLine()).toBe('ready');
  for (let round = 0; round < 25; round += 1) {
    for (const contender of contenders) contender.writeLine(`take ${directory}`);
    const answers = await Promise.all(contenders.map((contender) => contender.readLine()));
    const winners = contenders.filter((_, index) => answers[index] === 'held');
    expect(winners, answers.join('\n')).toHaveLength(1);
    expect(answers.filter((answer) => answer?.includes('is in use by process'))).toHaveLength(contenders.length - 1);
    winners[0]!.writeLine('release');
    expect(await winners[0]!.readLine()).toBe('released');
  }
  for (const contender of contenders) contender.closeInput();
  await Promise.all(contenders.map((contender) => contender.ended));
});

test('what a killed process left behind does not block the next one', async () => {
  const directory = temporaryDirectory();
  const killed = startProgram('contend-for-lock.ts');
  await killed.readLine();
  killed.writeLine(`take ${directory}`);
  expect(await killed.readLine()).toBe('held');
  await expect(lockDataDir(directory)).rejects.toThrow(`in use by process ${killed.pid}`);
  killed.kill('SIGKILL');
  await killed.ended;
  expect(readdirSync(join(directory, 'lock'))).toHaveLength(1);
  const lock = await lockDataDir(directory);
  expect(readdirSync(join(directory, 'lock'))).toHaveLength(1);
  await lock.release();
});

test('a process that is stopped, and answers nobody, keeps its lock', async () => {
  const directory = temporaryDirectory();
  const stopped = startProgram('contend-for-lock.ts');
  await stopped.readLine();
  stopped.writeLine(`take ${directory}`);
  expect(await stopped.readLine()).toBe('held');
  stopped.kill('SIGSTOP');
  await expect(lockDataDir(directory)).rejects.toThrow(`in use by process ${stopped.pid}`);
  stopped.kill('SIGKILL');
  await stopped.ended;
});

test('a path longer than a socket address can hold is no hindrance', async () => {
  const directory = join(temporaryDirectory(), 'a'.repeat(120), 'b'.repeat(120));
  const lock = await lockDataDir(directory);
  await expect(lockDataDir(directory)).rejects.toThrow('is in use by process');
  await lock.release();
  expect(existsSync(directory)).toBe(true);
});

test('a data directory that cannot be made is refused in one line', async () => {
  const refusal = await lockDataDir('/dev/null/data').catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(DatabaseUnavailable);
  expect((refusal as DatabaseUnavailable).code).toBe('data_dir_unusable');
  expect((refusal as DatabaseUnavailable).message).not.toContain('\n');
});
