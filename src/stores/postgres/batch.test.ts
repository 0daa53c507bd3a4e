import { describe, expect, test } from 'vitest';
import { type BatchLimits, createBatch, type RunBatch } from './batch.ts';

/** A database that answers when it is told to, and remembers what it was asked. */
function createScriptedRun() {
  const asked: number[][] = [];
  const flights: { answer(): void; fail(error: Error): void }[] = [];
  const run: RunBatch<number, string> = (keys) =>
    new Promise((resolve, reject) => {
      asked.push(keys);
      flights.push({ answer: () => resolve(keys.map((key) => `answer ${key}`)), fail: reject });
    });
  return { asked, flights, run };
}

const limits: BatchLimits = { sizeMax: 10, flightsMax: 2, isFaultOfKey: () => false };

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

describe('look-ups', () => {
  test('of one turn are one statement, and each caller gets its own answer', async () => {
    const { asked, flights, run } = createScriptedRun();
    const read = createBatch(run, { ...limits, sizeMax: 10, flightsMax: 2 });
    const answers = Promise.all([read(3), read(1), read(3)]);
    expect(asked).toEqual([]);
    await nextTurn();
    expect(asked).toEqual([[3, 1, 3]]);
    flights[0]!.answer();
    expect(await answers).toEqual(['answer 3', 'answer 1', 'answer 3']);
  });

  test('join the turn from promises that settle in it', async () => {
    const { asked, run } = createScriptedRun();
    const read = createBatch(run, { ...limits, sizeMax: 10, flightsMax: 2 });
    void read(1);
    await Promise.resolve();
    void read(2);
    await nextTurn();
    expect(asked).toEqual([[1, 2]]);
  });

  test('leave at the end of their own turn when nothing is under way', async () => {
    const { asked, flights, run } = createScriptedRun();
    const read = createBatch(run, { ...limits, sizeMax: 10, flightsMax: 1 });
    const first = read(1);
    await nextTurn();
    expect(asked).toHaveLength(1);
    flights[0]!.answer();
    await first;
    void read(2);
    await nextTurn();
    expect(asked).toEqual([[1], [2]]);
  });

  test('over the size limit are cut into several statements', async () => {
    const { asked, run } = createScriptedRun();
    const read = createBatch(run, { ...limits, sizeMax: 2, flightsMax: 3 });
    for (const key of [1, 2, 3, 4, 5]) void read(key);
    await nextTurn();
    expect(asked).toEqual([[1, 2], [3, 4], [5]]);
  });

  test('over the flights limit wait, and leave together when one lands', async () => {
    const { asked, flights, run } = createScriptedRun();
    const read = createBatch(run, { ...limits, sizeMax: 10, flightsMax: 1 });
    const first = read(1);
    await nextTurn();
    void read(2);
    await nextTurn();
    void read(3);
    await nextTurn();
    expect(asked).toEqual([[1]]);
    flights[0]!.answer();
    await first;
    await nextTurn();
    expect(asked).toEqual([[1], [2, 3]]);
  });

  test('that fail reach their own callers, and the next ones go on', async () => {
    const { flights, run } = createScriptedRun();
    const read = createBatch(run, { ...limits, sizeMax: 1, flightsMax: 2 });
    const results = Promise.allSettled([read(1), read(2), read(3)]);
    await nextTurn();
    flights[0]!.fail(new Error('broken'));
    flights[1]!.answer();
    await nextTurn();
    flights[2]!.answer();
    expect(
      (await results).map((result) => (result.status === 'fulfilled' ? result.value : String(result.reason))),
    ).toEqual(['Error: broken', 'answer 2', 'answer 3']);
  });

  test('that share a statement with a key that spoils it are answered all the same', async () => {
    const asked: number[][] = [];
    const read = createBatch<number, number>(
      async (keys) => {
        asked.push(keys);
        if (keys.includes(13)) throw new Error('unlucky');
        return keys;
      },
      { ...limits, isFaultOfKey: (error) => String(error).includes('unlucky') },
    );
    const results = await Promise.allSettled([read(1), read(13), read(2)]);
    expect(results.map((result) => (result.status === 'fulfilled' ? result.value : String(result.reason)))).toEqual([
      1,
      'Error: unlucky',
      2,
    ]);
    expect(asked).toEqual([[1, 13, 2], [1], [13], [2]]);
  });

  test('whose statement cannot even be made fail, too, and free their flight', async () => {
    let broken = true;
    const read = createBatch<number, number>(
      (keys) => {
        if (broken) throw new Error('not made');
        return Promise.resolve(keys);
      },
      { ...limits, flightsMax: 1 },
    );
    await expect(read(1)).rejects.toThrow('not made');
    broken = false;
    expect(await read(2)).toBe(2);
  });
});
