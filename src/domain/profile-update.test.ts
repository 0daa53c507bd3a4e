import { describe, expect, test } from 'vitest';
import type { Claims } from './claims.ts';
import { type ProfileUpdate, updateProfile } from './profile-update.ts';
import { blankUser, type User } from './user.ts';

const user = (fields: Partial<User> = {}): User => ({
  ...blankUser,
  id: 'u-1',
  tenantId: 't-1',
  createdAt: '2026-01-15T12:00:00.000Z',
  updatedAt: '2026-01-15T12:00:00.000Z',
  ...fields,
});

function arriving(
  said: Partial<Claims>,
  update: 'never' | 'first_link' | 'always',
  more: Partial<Omit<ProfileUpdate, 'rule' | 'claims'>> = {},
): ProfileUpdate {
  const claims: Claims = {
    subject: 's',
    subjectType: '',
    emailVerified: false,
    phoneVerified: false,
    raw: {},
    ...said,
  };
  const proved = { email: null, phone: null };
  return { rule: { updateProfile: update }, claims, proved, isFirstLink: true, emailIsFree: true, ...more };
}

const proved = (email: string) => ({ proved: { email, phone: null } });

describe('what stays', () => {
  const known = user({
    name: 'Ada',
    email: 'ada@x.com',
    emailVerified: true,
    phone: '+442079460018',
    phoneVerified: true,
  });

  test.each<[string, User, ProfileUpdate]>([
    ['all of it under `never`', known, arriving({ displayName: 'A.', email: 'a@y.com' }, 'never', proved('a@y.com'))],
    [
      'all of it under `first_link` when it is none',
      user(),
      arriving({ displayName: 'Ada' }, 'first_link', { isFirstLink: false }),
    ],
    ['a name that is there, under `first_link`', known, arriving({ displayName: 'A.' }, 'first_link')],
    ['a proved address before an unproved one', known, arriving({ email: 'a@y.com', emailVerified: true }, 'always')],
    ['a proved address, under `first_link`', known, arriving({ email: 'a@y.com' }, 'first_link', proved('a@y.com'))],
    [
      'an address where the new one is another user’s',
      known,
      arriving({ email: 'a@y.com' }, 'always', { ...proved('a@y.com'), emailIsFree: false }),
    ],
    ['an address where the new one is none', known, arriving({ email: 'a@' }, 'always', proved('a@'))],
    ['a proved bit where the same address comes unproved', known, arriving({ email: 'ADA@x.com' }, 'always')],
    ['a proved number before an unproved one', known, arriving({ phone: '+442079460099' }, 'always')],
    ['a number where the new one is none', known, arriving({ phone: 'call me' }, 'always')],
    ['everything where nothing is said', known, arriving({}, 'always')],
  ])('%s', (_what, before, update) => {
    expect(updateProfile(before, update)).toEqual(before);
  });

  test('what is not a provider’s to say', () => {
    const before = user({ username: 'ada', externalId: 'c-7', status: 'suspended', appMetadata: { roles: ['admin'] } });
    const raw = { app_metadata: { roles: [] }, username: 'x', external_id: 'y', status: 'active', id: 'z' };
    const { nickname: _, ...after } = updateProfile(before, arriving({ username: 'x', raw }, 'always'));
    const { nickname: __, ...kept } = before;
    expect(after).toEqual(kept);
  });
});

describe('what changes', () => {
  test.each<[string, Partial<User>, ProfileUpdate, Partial<User>]>([
    [
      'what is empty, at the first link',
      { givenName: 'Ada' },
      arriving({ displayName: 'Ada Park', givenName: 'A.', picture: 'https://x.com/a.png' }, 'first_link'),
      { name: 'Ada Park', givenName: 'Ada', picture: 'https://x.com/a.png' },
    ],
    [
      'every name, at every sign-in',
      { name: 'Ada' },
      arriving({ displayName: 'A.' }, 'always', { isFirstLink: false }),
      { name: 'A.' },
    ],
    [
      'an empty address, unproved',
      {},
      arriving({ email: 'a@x.com' }, 'first_link'),
      { email: 'a@x.com', emailVerified: false },
    ],
    [
      'an empty address, proved',
      {},
      arriving({ email: 'a@x.com' }, 'first_link', proved('a@x.com')),
      { email: 'a@x.com', emailVerified: true },
    ],
    [
      'the bit of the same address, whose spelling stays',
      { email: 'Ada@x.com' },
      arriving({ email: 'ada@x.com' }, 'first_link', proved('ada@x.com')),
      { email: 'Ada@x.com', emailVerified: true },
    ],
    [
      'a proved address by a proved one, under `always`',
      { email: 'ada@x.com', emailVerified: true },
      arriving({ email: 'ada@y.com' }, 'always', proved('ada@y.com')),
      { email: 'ada@y.com', emailVerified: true },
    ],
    [
      'an unproved address by an unproved one, under `always`',
      { email: 'ada@x.com' },
      arriving({ email: 'ada@y.com' }, 'always'),
      { email: 'ada@y.com', emailVerified: false },
    ],
    [
      'a number by a proved one, under `always`',
      { phone: '+442079460018', phoneVerified: true },
      arriving({ phone: '+44 20 7946 0099' }, 'always', { proved: { email: null, phone: '+442079460099' } }),
      { phone: '+44 20 7946 0099', phoneVerified: true },
    ],
  ])('%s', (_what, before, update, after) => {
    expect(updateProfile(user(before), update)).toMatchObject(after);
  });
});
