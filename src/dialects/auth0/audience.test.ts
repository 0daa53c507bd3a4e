import { expect, test } from 'vitest';
import { namesThisApi } from './audience.ts';

const hosts = ['https://id.example.com', 'localhost:3000', undefined];

test.each([
  'https://id.example.com/api/v2/',
  'https://id.example.com/api/v2',
  'http://id.example.com:8080/api/v2/',
  'https://ID.example.com/api/v2/',
  'http://localhost/api/v2/',
  'https://localhost:9/api/v2/',
])('%s names it', (audience) => {
  expect(namesThisApi(audience, hosts)).toBe(true);
});

test.each([
  'https://evil.example.com/api/v2/',
  'https://id.example.com.evil.com/api/v2/',
  'https://id.example.com@evil.com/api/v2/',
  'https://user@id.example.com/api/v2/',
  'https://id.example.com/api/v3/',
  'https://id.example.com/',
  'https://id.example.com/api/v2/?x',
  'https://id.example.com/api/v2/#x',
  'ftp://id.example.com/api/v2/',
  'id.example.com/api/v2/',
  '',
  undefined,
  null,
  ['https://id.example.com/api/v2/'],
])('%s does not', (audience) => {
  expect(namesThisApi(audience, hosts)).toBe(false);
});
