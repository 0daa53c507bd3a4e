import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readReturnTo } from './return-to.ts';

describe('where to go on after signing in', () => {
  test.each([
    ['/account', '/account'],
    ['/account?tab=1#end', '/account?tab=1#end'],
    ['/a/../account', '/account'],
    ['/über', '/%C3%BCber'],
    ['/?next=//evil.example', '/?next=//evil.example'],
  ])('%s stays on this origin', (wanted, path) => {
    expect(readReturnTo(wanted)).toBe(path);
  });

  test.each([
    'https://evil.example/',
    '//evil.example/',
    '/\\evil.example/',
    '/\t/evil.example/',
    '/\n/evil.example',
    '/..//evil.example/',
    '/.//evil.example',
    '\\evil.example',
    'javascript:alert(1)',
    'account',
    '',
    ' /account',
    `/${'a'.repeat(2000)}`,
    null,
    undefined,
    ['/account'],
  ])('%j leads nowhere', (wanted) => {
    expect(readReturnTo(wanted)).toBeNull();
  });

  test('whatever is wanted, a browser that follows it stays', () => {
    const pieces = fc.constantFrom(
      '/',
      '\\',
      '.',
      '..',
      'evil.example',
      '@',
      ':',
      '?',
      '#',
      '%2f',
      '%5c',
      '\t',
      ' ',
      'https:',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
        const path = readReturnTo(`/${parts.join('')}`);
        if (path !== null) expect(new URL(path, 'https://id.example.com').origin).toBe('https://id.example.com');
      }),
      { numRuns: 2000 },
    );
  });
});
