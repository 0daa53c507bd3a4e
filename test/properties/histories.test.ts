/** Random histories of every verb, with undos of anything before, against a model that knows only what should be. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestApp, type TestApp } from '../support/test-app.ts';
import { commands } from './commands.ts';
import { runHistory, type Tally } from './history.ts';

describe('histories', () => {
  let it: TestApp;
  const clock = { now: Date.parse('2026-01-01T00:00:00Z') };
  beforeAll(async () => {
    it = await startTestApp({ now: () => clock.now });
  });
  afterAll(() => it.close());

  test('undo makes it as if it had never been, or changes nothing', { timeout: 300_000 }, async () => {
    const tally: Tally = new Map();
    await fc.assert(
      fc.asyncProperty(commands, async (drawn) => {
        try {
          await runHistory(it, clock, drawn, tally);
        } catch (e) {
          console.error('FAIL', (e as Error).message, drawn.length);
          throw e;
        }
      }),
      { numRuns: 150, interruptAfterTimeLimit: 120_000 },
    );
    console.log(
      [...tally]
        .sort()
        .map(([what, count]) => `${count}\t${what}`)
        .join('\n'),
    );
    expect(tally.size).toBeGreaterThan(0);
  });
});
