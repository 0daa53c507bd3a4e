import { expect, test } from 'vitest';
import { toReadableUrl } from './readable-url.ts';

test.each(['/', '/v1/users/8f3c?q=%', '/api/v2/users/auth0%7C8f3c', '/users/%E2%82%AC%00', '/v1/users?email=%ff'])(
  'leaves `%s` as it is',
  (url) => {
    expect(toReadableUrl(url)).toBe(url);
  },
);

test.each([
  ['/v1/users/%', '/v1/users/%25'],
  ['/v1/users/%ff?email=a%40b', '/v1/users/%25ff?email=a%40b'],
  ['/v1/users/a%7Cb%zz', '/v1/users/a%257Cb%25zz'],
])('reads `%s` letter by letter', (url, readable) => {
  expect(toReadableUrl(url)).toBe(readable);
});
