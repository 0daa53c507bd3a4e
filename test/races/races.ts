/**
 * Everyone at once. Each race is run many times, each time with people of its own, and counts what must never happen:
 * an identity of two users, a user without a way in, a circle of merges, an arrival that got no answer. In the end the
 * tables must hold what the events tell, and nothing else.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { differences } from '../support/ledger.ts';
import type { TestAppOptions } from '../support/test-app.ts';
import { type Arena, countViolations, openArena } from './arena.ts';
import { arrivalRaces } from './arrivals.ts';
import { linkRaces } from './links.ts';
import { mergeRaces } from './merges.ts';

export interface Race {
  name: string;
  tries: 'headline' | 'usual' | 'crowd';
  /** Whether what must be so is so, after this try. Its people are named after it. */
  holds(arena: Arena, nth: number): Promise<boolean>;
}

/** A crowd's try is fifty transactions, so there are fewer of them. */
export type Tries = Record<Race['tries'], number>;

export function describeRaces(on: NonNullable<TestAppOptions['on']>, tries: Tries): void {
  describe(`races on the ${on} database`, { timeout: 1_800_000 }, () => {
    let arena: Arena;
    beforeAll(async () => {
      arena = await openArena(on);
    });
    afterAll(() => arena.it.close());

    for (const race of [...arrivalRaces, ...linkRaces, ...mergeRaces])
      test(`${race.name}: ${tries[race.tries]} tries`, async () => {
        expect(await countViolations(tries[race.tries], (nth) => race.holds(arena, nth))).toBe(0);
      });

    test('every change that was made has its event, and no event tells of one that was not', async () => {
      const { pool } = arena.it.database;
      const query = async (text: string, values: unknown[]) => (await pool.query(text, values)).rows;
      expect(await differences(query, arena.it.tenant.id)).toEqual([]);
    });
  });
}
