import { expect, test } from 'vitest';
import { isSameJson } from './json.ts';

test.each([
  [{ a: 1 }, { a: 2 }],
  [{ a: 1 }, {}],
  [{ a: undefined }, {}],
  [{ a: null }, {}],
  [{ toString: 1 }, { a: 1 }],
  [
    [1, 2],
    [2, 1],
  ],
  [[1], { 0: 1 }],
  [['1'], [1]],
  [null, {}],
  [null, undefined],
  ['', false],
])('%j is not %j', (one, other) => {
  expect(isSameJson(one, other)).toBe(false);
  expect(isSameJson(other, one)).toBe(false);
});

test.each([
  [
    { a: 1, b: [{ c: 2, d: null }] },
    { b: [{ d: null, c: 2 }], a: 1 },
  ],
  [[], []],
  [null, null],
])('%j is %j', (one, other) => {
  expect(isSameJson(one, other)).toBe(true);
});
