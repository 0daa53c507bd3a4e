import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { emailKey, phoneKey, usernameKey } from './normalise.ts';

describe('the key of an e-mail address', () => {
  test.each([
    ['V@x.com', 'v@x.com'],
    [' v@x.com ', 'v@x.com'],
    ['ｖ＠ｘ.com', 'v@x.com'],
    ['v.w+tag@x.com', 'v.w+tag@x.com'],
    ['INFO@EXAMPLE.COM', 'info@example.com'],
    ['jörg@bücher.example', 'jörg@bücher.example'],
    ['a@xn--bcher-kva.example', 'a@xn--bcher-kva.example'],
  ])('`%s` is `%s`', (email, key) => {
    expect(emailKey(email)).toBe(key);
  });

  test.each([
    '',
    'v',
    '@x.com',
    'v@',
    'v@x',
    'a@x.com＠evil.com',
    'a@b@c.com',
    'a b@c.com',
    'a@c..com',
    'a@-c.com',
    'a@c.com-',
    'a,b@c.com',
    '"a"@c.com',
    'a@[1.2.3.4]',
    'a@c.com\u0000',
    `${'a'.repeat(65)}@c.com`,
    `a@${'c'.repeat(250)}.com`,
    'a@c.com<!-- -->.evil.com',
  ])('`%s` has none', (email) => {
    expect(emailKey(email)).toBeNull();
  });

  test('a capital dotted İ does not become a plain i by way of a locale', () => {
    expect(emailKey('İ@x.com')).not.toBe('i@x.com');
  });

  test('is its own key', () => {
    fc.assert(
      fc.property(fc.emailAddress(), (email) => {
        const key = emailKey(email);
        if (key !== null) expect(emailKey(key)).toBe(key);
      }),
    );
  });
});

describe('other keys', () => {
  test('a phone number is its digits', () => {
    expect(phoneKey('+86 138-0000 0000')).toBe('+8613800000000');
    expect(phoneKey('＋１２３４５')).toBe('+12345');
    expect(phoneKey('12')).toBeNull();
    expect(phoneKey('call me')).toBeNull();
  });

  test('a username is folded, and may not hide control characters', () => {
    expect(usernameKey('Ａnn')).toBe('ann');
    expect(usernameKey('')).toBeNull();
    expect(usernameKey('ann\u200b')).toBeNull();
    expect(usernameKey('a'.repeat(129))).toBeNull();
  });
});
