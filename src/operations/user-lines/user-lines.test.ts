import { describe, expect, test } from 'vitest';
import { fromObjectId, toHex, toUlid } from '../../domain/ids.ts';
import { readUserLine } from './read-user-line.ts';

const id = '019a5d3e-7f00-7abc-8def-0123456789ab';

describe('a line is read', () => {
  test('with the ids of the APIs that people come from', () => {
    for (const spelling of [id, id.toUpperCase(), `user_${toUlid(id)}`, toHex(id)])
      expect(readUserLine(JSON.stringify({ id: spelling })).id).toBe(id);
    expect(readUserLine('{"id":"5f8d0d55b54764421b7156c9"}').id).toBe(fromObjectId('5f8d0d55b54764421b7156c9'));
  });

  test('times in any offset, as the same instant', () => {
    expect(readUserLine('{"created_at":"2020-01-01T02:00:00+02:00"}').createdAt).toBe('2020-01-01T00:00:00.000Z');
  });

  test.each([
    '2020-02-29T23:59:59.999Z',
    '0001-01-01T00:00:00.000Z',
    '2020-01-01T00:00:00.12Z',
    '2020-01-01t00:00:00.123z',
    '2020-01-01T00:00:00Z',
  ])('the time %s as `Date` would spell it', (text) => {
    expect(readUserLine(JSON.stringify({ created_at: text })).createdAt).toBe(new Date(text).toISOString());
  });

  test('what it leaves out stays out, and null clears', () => {
    expect(readUserLine('{"email":null,"identities":[]}')).toEqual({ profile: { email: null }, identities: [] });
  });
});

test.each([
  ['not JSON', '{"id":', 'malformed_json', 'the line is not JSON'],
  ['no object', '[]', 'invalid_input', 'the line must be object'],
  ['an unknown field', '{"emial":"a@b.example"}', 'invalid_input', 'the field `emial` is not known'],
  [
    'an unknown field of an identity',
    '{"identities":[{"identity_provider":"x","external_id":"1","token":"s3cret"}]}',
    'invalid_input',
    'the field `identities/0/token` is not known',
  ],
  ['an identity without a subject', '{"identities":[{"identity_provider":"x"}]}', 'invalid_input', /external_id/],
  ['an id that is none', '{"id":"nobody"}', 'invalid_input', /`id` must be a UUID/],
  ['a time that is none', '{"created_at":"2020-02-31T25:00:00Z"}', 'invalid_input', /created_at/],
  ['a leap second', '{"created_at":"2016-12-31T23:59:60.000Z"}', 'invalid_input', /created_at/],
  [
    'a year that PostgreSQL has not, in our spelling',
    '{"created_at":"0000-01-01T00:00:00.000Z"}',
    'invalid_input',
    /created_at/,
  ],
  ['a year that PostgreSQL has not', '{"created_at":"0000-01-01T00:00:00Z"}', 'invalid_input', /created_at/],
  ['a NUL', '{"name":"a\\u0000b"}', 'invalid_input', /NUL/],
  ['half a surrogate pair in a key', '{"user_metadata":{"\\ud800":1}}', 'invalid_input', /key/],
])('a line with %s is refused', (_what, text, code, message) => {
  expect(() => readUserLine(text)).toThrow(expect.objectContaining({ code, message: expect.stringMatching(message) }));
});
