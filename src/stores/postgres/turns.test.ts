import { expect, test } from 'vitest';
import { createTurns, type Purpose } from './turns.ts';

/** Asks for turns in this order, all at once, and tells the order in which they are had. */
async function orderOf(asked: [Purpose, string][]): Promise<string[]> {
  const turns = createTurns();
  const had: string[] = [];
  await Promise.all(
    asked.map(async ([purpose, name]) => {
      const giveBack = await turns.take(purpose);
      had.push(name);
      giveBack();
    }),
  );
  return had;
}

test('a look-up behind the batches of a bulk job waits for one of them', async () => {
  const batches = ['batch 1', 'batch 2', 'batch 3'].map((name): [Purpose, string] => ['write', name]);
  expect(await orderOf([...batches, ['read', 'look-up']])).toEqual(['batch 1', 'look-up', 'batch 2', 'batch 3']);
});

test('a transaction behind look-ups without end waits for one of them', async () => {
  const lookUps = ['look-up 1', 'look-up 2', 'look-up 3'].map((name): [Purpose, string] => ['read', name]);
  expect(await orderOf([...lookUps, ['write', 'link']])).toEqual(['look-up 1', 'link', 'look-up 2', 'look-up 3']);
});

test('one has a turn at a time, and each of a kind in the order of asking', async () => {
  const turns = createTurns();
  let holding = 0;
  const had: number[] = [];
  await Promise.all(
    [0, 1, 2, 3, 4].map(async (number) => {
      const giveBack = await turns.take('write');
      holding += 1;
      expect(holding).toBe(1);
      had.push(number);
      await new Promise((resolve) => setImmediate(resolve));
      holding -= 1;
      giveBack();
    }),
  );
  expect(had).toEqual([0, 1, 2, 3, 4]);
  (await turns.take('read'))();
});
