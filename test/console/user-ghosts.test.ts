// Who was a ghost of a person at a time, as the events tell.
import { expect, test } from 'vitest';
import type { Event, User } from '../../client/src/index.ts';
import { ghostsAsOf } from '../../console/src/pages/user/picture/ghosts-as-of.ts';

const at = (minute: number) => `2026-01-15T12:0${minute}:00.000Z`;
const merge = (id: string, ghost: string, minute: number) =>
  ({
    id,
    type: 'user.merged',
    user_id: 'me',
    counterpart_user_id: ghost,
    before: { secondary: { id: ghost, name: `${ghost} as told` } },
    undoes: null,
    created_at: at(minute),
  }) as unknown as Event;
const undo = (of: string, minute: number) =>
  ({ id: `undo ${of}`, type: 'linking.undone', user_id: 'me', undoes: of, created_at: at(minute) }) as unknown as Event;
const ghost = (id: string, merged_into: string) => ({ id, name: id, merged_into }) as User;

const ghosts = [ghost('ann', 'me'), ghost('bea', 'ann')];
const events = [merge('first', 'ann', 1), merge('second', 'cora', 2), undo('second', 3)];
const namesAt = (minute: number) => ghostsAsOf('me', ghosts, events, at(minute)).map(({ name }) => name);

test('before the merge nobody is', () => {
  expect(namesAt(0)).toEqual([]);
});

test('from the merge on they are, with those who had been merged into them', () => {
  expect(namesAt(1)).toEqual(['ann', 'bea']);
});

test('one that was given back since was one then, and no more after', () => {
  expect(namesAt(2)).toEqual(['ann', 'cora as told', 'bea']);
  expect(namesAt(3)).toEqual(['ann', 'bea']);
});
