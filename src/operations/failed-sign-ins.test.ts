import { expect, test } from 'vitest';
import { sinceWritten } from './failed-sign-ins.ts';

test('of many failures few are written, and together they tell of all up to the last one written', () => {
  const written = Array.from({ length: 1000 }, (_, index) => index + 1).filter((times) => sinceWritten(times) > 0);
  expect(written).toEqual([1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]);
  let sum = 0;
  for (const times of written) {
    sum += sinceWritten(times);
    expect(sum).toBe(times);
  }
});
