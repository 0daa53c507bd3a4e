// Where things stand in the picture of a person: nothing lies on another, and no more than can be read.
import { expect, test } from 'vitest';
import type { UserIdentity } from '../../client/src/index.ts';
import {
  type Arrangement,
  arrange,
  card,
  groupIdentities,
  isOut,
  person,
} from '../../console/src/pages/user/picture/arrange.ts';

function identitiesOf(providers: string[]): UserIdentity[] {
  return providers.map((identity_provider_id, index) => ({ id: `${index}`, identity_provider_id }) as UserIdentity);
}

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

function overlaps(one: Box, other: Box): boolean {
  const across = Math.abs(one.x - other.x) < (one.width + other.width) / 2;
  return across && Math.abs(one.y - other.y) < (one.height + other.height) / 2;
}

function boxesOf({ items }: Arrangement): Box[] {
  return [{ x: 0, y: 0, ...person }, ...items.map(({ at }) => ({ ...at, ...card }))];
}

test.each(Array.from({ length: 14 }, (_, index) => index + 1))('of %i identities none lies on another', (count) => {
  const arrangement = arrange(identitiesOf(Array.from({ length: count }, (_, index) => `p${index}`)), []);
  expect(arrangement.items).toHaveLength(count);
  const boxes = boxesOf(arrangement);
  const pairs = boxes.flatMap((one, index) => boxes.slice(index + 1).map((other) => [one, other] as const));
  expect(pairs.filter(([one, other]) => overlaps(one, other))).toEqual([]);
  // Where they stand is inside the line, and behind it is out.
  for (const { at } of arrangement.items) expect(isOut(at, arrangement.line)).toBe(false);
  expect(isOut({ x: arrangement.line.x + 1, y: 0 }, arrangement.line)).toBe(true);
});

test('of sixty, those of one provider stand together, but for the primary one', () => {
  const items = groupIdentities(identitiesOf(Array.from({ length: 60 }, (_, index) => `p${index % 3}`)));
  expect(items.map((item) => (item.kind === 'group' ? item.identities.length : item.identity.id))).toEqual([
    '0',
    20,
    20,
    19,
  ]);
});

test('of sixty providers, those that are too many to be read stand together', () => {
  const items = groupIdentities(identitiesOf(Array.from({ length: 60 }, (_, index) => `p${index}`)));
  expect(items).toHaveLength(14);
  const last = items.at(-1)!;
  expect(last.kind === 'group' && last.identities.length).toBe(47);
});
