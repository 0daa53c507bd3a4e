import { describe, expect, test } from 'vitest';
import { DomainError } from '../../domain/errors.ts';
import { parseUserQuery, parseUserSort } from './user-query.ts';

const user = '0190a2b4-c6d8-7e0f-8123-456789abcdef';

describe('parseUserQuery', () => {
  test.each<[string | undefined, unknown]>([
    [undefined, null],
    ['', null],
    ['*:*', { all: [] }],
    ['email:Jane@example.com', { field: 'email', op: 'equals', value: 'Jane@example.com' }],
    ['username:Jane', { field: 'username', op: 'is', value: 'Jane' }],
    ['name:jane*', { field: 'name', op: 'startsWith', value: 'jane' }],
    ['name:*', { field: 'name', op: 'exists' }],
    ['email_verified:true', { field: 'emailVerified', op: 'is', value: true }],
    ['blocked:true', { field: 'status', op: 'is', value: 'suspended' }],
    ['logins_count:[1 TO *]', { all: [{ field: 'loginsCount', op: 'atLeast', value: 1 }] }],
    ['email.domain:example.com', { field: 'email', op: 'endsWith', value: '@example.com' }],
    ['identities.connection:corp', { field: 'identity.provider', op: 'is', value: 'corp' }],
    ['app_metadata.a.b:x', { any: [{ field: 'appMetadata.a.b', op: 'is', value: 'x' }] }],
    [
      'user_metadata.n:5',
      {
        any: [
          { field: 'userMetadata.n', op: 'is', value: '5' },
          { field: 'userMetadata.n', op: 'is', value: 5 },
        ],
      },
    ],
    ['shoe_size:44', { any: [] }],
    ['_exists_:shoe_size', { any: [] }],
    ['constructor:x', { any: [] }],
    ['user_metadata.:x', { any: [] }],
    [
      'created_at:2026-02',
      {
        all: [
          { field: 'createdAt', op: 'atLeast', value: '2026-02-01T00:00:00.000Z' },
          { field: 'createdAt', op: 'less', value: '2026-03-01T00:00:00.000Z' },
        ],
      },
    ],
    [
      'created_at:{2026-01-01 TO 2026-01-31]',
      {
        all: [
          { field: 'createdAt', op: 'atLeast', value: '2026-01-02T00:00:00.000Z' },
          { field: 'createdAt', op: 'less', value: '2026-02-01T00:00:00.000Z' },
        ],
      },
    ],
    [
      'created_at:{"2026-01-01T00:00:00Z" TO "2026-01-02T00:00:00Z"}',
      {
        all: [
          { field: 'createdAt', op: 'greater', value: '2026-01-01T00:00:00.000Z' },
          { field: 'createdAt', op: 'less', value: '2026-01-02T00:00:00.000Z' },
        ],
      },
    ],
    [
      `user_id:"auth0|${user.replaceAll('-', '')}"`,
      {
        any: [
          { field: 'originKey', op: 'is', value: `auth0|${user.replaceAll('-', '')}` },
          { all: [{ not: { field: 'originKey', op: 'exists' } }, { field: 'id', op: 'is', value: user }] },
        ],
      },
    ],
    [
      'user_id:auth0|0190a2b4c6*',
      {
        any: [
          { field: 'originKey', op: 'startsWith', value: 'auth0|0190a2b4c6' },
          {
            all: [
              { not: { field: 'originKey', op: 'exists' } },
              { field: 'id', op: 'startsWith', value: '0190a2b4-c6' },
            ],
          },
        ],
      },
    ],
  ])('%s', (q, filter) => {
    expect(parseUserQuery(q)).toEqual(filter);
  });

  test.each(['name:(', 'blocked:yes', 'logins_count:many', 'created_at:soon', '[1 TO 2]', 'identities.isSocial:1'])(
    'refuses %s with what is wrong',
    (q) => {
      expect(() => parseUserQuery(q)).toThrow(DomainError);
      expect(() => parseUserQuery(q)).toThrow(/^`q`: ./);
    },
  );
});

test('parseUserSort takes one field at the root', () => {
  expect(parseUserSort(undefined)).toEqual([]);
  expect(parseUserSort('created_at:-1')).toEqual([{ field: 'createdAt', descending: true }]);
  expect(parseUserSort('user_id:1')).toEqual([{ field: 'originKey', descending: false }]);
  for (const sort of ['created_at', 'created_at:2', 'user_metadata.a:1', 'identities.connection:1', 'toString:1'])
    expect(() => parseUserSort(sort)).toThrow(DomainError);
});
