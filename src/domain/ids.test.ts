import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as ids from './ids.ts';

const entropy = fc.record({
  now: fc.integer({ min: 0, max: 2 ** 47 }),
  count: fc.integer({ min: 0, max: 4095 }),
  bytes: fc.uint8Array({ minLength: 8, maxLength: 8 }),
});
const asEntropy = (drawn: { now: number; count: number; bytes: Uint8Array }): ids.Entropy => ({
  now: () => drawn.now,
  tick: () => ({ milliseconds: drawn.now, count: drawn.count }),
  bytes: (length) => drawn.bytes.slice(0, length),
});
const uuid = fc.uuid();

describe('ids', () => {
  test('a new id is a UUIDv7 that sorts by its millisecond', () => {
    fc.assert(
      fc.property(entropy, entropy, (first, second) => {
        const [a, b] = [ids.createId(asEntropy(first)), ids.createId(asEntropy(second))];
        expect(a).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
        if (first.now !== second.now) expect(a < b).toBe(first.now < second.now);
      }),
    );
  });

  test('ids of one process sort in the order in which they were made, though the clock stands still or goes back', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 2, maxLength: 20 }), (clock) => {
        let reading = 0;
        const tick = ids.createTicker(() => clock[Math.floor(reading++ / 1000) % clock.length]!);
        const made = Array.from({ length: clock.length * 1000 }, () =>
          ids.createId({ now: () => 0, tick, bytes: (n) => new Uint8Array(n) }),
        );
        expect(made).toEqual([...made].sort());
        expect(new Set(made).size).toBe(made.length);
      }),
      { numRuns: 20 },
    );
  });

  test('every spelling gives back the same id', () => {
    fc.assert(
      fc.property(uuid, uuid, (a, b) => {
        expect(ids.fromHex(ids.toHex(a))).toBe(a);
        expect(ids.fromUlid(ids.toUlid(a))).toBe(a);
        expect(ids.fromUlid(ids.toUlid(a).toLowerCase())).toBe(a);
        expect(ids.splitIds(ids.joinIds(a, b))).toEqual([a, b]);
      }),
    );
  });

  test('any 24-digit id survives the ride in a UUIDv8', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 12, maxLength: 12 }), (bytes) => {
        const born = Buffer.from(bytes).toString('hex');
        const id = ids.fromObjectId(born);
        expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
        expect(ids.toObjectId(id!)).toBe(born);
      }),
    );
  });

  test('an id born here carries no 24-digit id', () => {
    fc.assert(
      fc.property(entropy, (drawn) => {
        expect(ids.toObjectId(ids.createId(asEntropy(drawn)))).toBeNull();
      }),
    );
  });

  test('a short id fits 16 letters and digits; another id does not', () => {
    fc.assert(
      fc.property(entropy, (drawn) => {
        const id = ids.createShortId(asEntropy(drawn));
        const code = ids.toShortCode(id)!;
        expect(code).toMatch(/^[0-9A-Za-z]{16}$/);
        expect(ids.fromShortCode(code)).toBe(id);
      }),
    );
    expect(ids.toShortCode('01890a5d-ac96-774b-bcce-b302099a8057')).toBeNull();
  });

  test.each(['', 'zz', '8ZZZZZZZZZZZZZZZZZZZZZZZZZ', 'U'.repeat(26)])('`%s` is no ULID', (text) => {
    expect(ids.fromUlid(text)).toBeNull();
  });

  test.each(['', '_'.repeat(43), 'z'.repeat(43), 'a'.repeat(42)])('`%s` is no pair of ids', (text) => {
    expect(ids.splitIds(text)).toBeNull();
  });
});
