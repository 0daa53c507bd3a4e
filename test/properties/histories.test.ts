/** Random histories of every verb, with undos of anything before, against a model that knows only what should be. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestApp, type TestApp } from '../support/test-app.ts';
import { commands } from './commands.ts';
import { runHistory, type Tally } from './history.ts';

/** Each of some thirty commands. A machine that is slow, or a failure that is made small, ends at the limit. */
const histories = 60;
const limitMilliseconds = 60_000;
/** The same histories at every run, so that a change fails by its own fault; another seed looks elsewhere. */
const seed = 20261121;

describe('histories', () => {
  let it: TestApp;
  const clock = { now: Date.parse('2026-01-01T00:00:00Z') };
  beforeAll(async () => {
    it = await startTestApp({ now: () => clock.now });
  });
  afterAll(() => it.close());

  test('what is undone is as if it had never been, or nothing changes', {
    timeout: 4 * limitMilliseconds,
  }, async () => {
    const tally: Tally = new Map();
    await fc.assert(
      fc.asyncProperty(commands, (drawn) => runHistory(it, clock, drawn, tally)),
      { seed, numRuns: histories, interruptAfterTimeLimit: limitMilliseconds },
    );
    // A property about nothing holds too.
    expect([...tally.keys()]).toEqual(
      expect.arrayContaining(['undo refused: undo_blocked', 'undo: already undone', 'undo of an undo', 'undo of link']),
    );
  });
});
