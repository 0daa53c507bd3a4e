import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { domainKey, emailKey, phoneKey, usernameKey } from './normalise.ts';

describe('the key of an e-mail address', () => {
  test.each([
    ['V@x.com', 'v@x.com'],
    [' v@x.com ', 'v@x.com'],
    ['ｖ＠ｘ.com', 'v@x.com'],
    ['v.w+tag@x.com', 'v.w+tag@x.com'],
    ['INFO@EXAMPLE.COM', 'info@example.com'],
    ['v@x.com\u00a0', 'v@x.com'],
    ['\u3000v@x.com\n', 'v@x.com'],
    ['ﬁn@x.com', 'fin@x.com'],
    ['jörg@bücher.example', 'jörg@xn--bcher-kva.example'],
    ['jo\u0308rg@bu\u0308cher.example', 'jörg@xn--bcher-kva.example'],
    ['a@xn--bcher-kva.example', 'a@xn--bcher-kva.example'],
    ['a@XN--BCHER-KVA.example', 'a@xn--bcher-kva.example'],
    ['a@例え.テスト', 'a@xn--r8jz45g.xn--zckzah'],
    // IDNA2008 keeps the sharp s: another domain than `fass.de`, with another owner.
    ['a@faß.de', 'a@xn--fa-hia.de'],
    ['a@münchen.de', 'a@xn--mnchen-3ya.de'],
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
    'a@xn--zz',
    'a@xn--a.com',
    'a\u200b@c.com',
    'a\u00ad@c.com',
    'a@c\u200d.com',
    'a@c\u034f.com',
    'a\u202e@c.com',
    'a@%63.com',
    'a@c.com:25',
    'a@c.com/',
    'a@c_d.com',
    'a@c.com.',
    `a@${'ü'.repeat(63)}.de`,
  ])('`%s` has none', (email) => {
    expect(emailKey(email)).toBeNull();
  });

  test('a capital dotted İ does not become a plain i by way of a locale', () => {
    expect(emailKey('İ@x.com')).not.toBe('i@x.com');
    expect(emailKey('ı@x.com')).not.toBe('i@x.com');
    expect(emailKey('I@X.COM')).toBe('i@x.com');
  });

  test('letters that look alike are not the same', () => {
    expect(emailKey('раypal@x.com')).not.toBe('paypal@x.com');
    expect(emailKey('a@аpple.com')).toMatch(/^a@xn--/);
  });

  test('is its own key', () => {
    fc.assert(
      fc.property(fc.emailAddress(), (email) => {
        const key = emailKey(email);
        if (key !== null) expect(emailKey(key)).toBe(key);
      }),
    );
  });

  test('whatever is written around it, one fold is enough, and no key has what a reader does not see', () => {
    const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(text, text, (local, label) => {
        const key = emailKey(`${local}@${label}.example`);
        if (key === null) return;
        expect(emailKey(key)).toBe(key);
        expect(key).not.toMatch(/[\s\p{C}]/u);
        expect(key.slice(key.indexOf('@') + 1)).toMatch(/^[a-z0-9.-]+$/);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('the key of a domain', () => {
  test.each([
    ['Example.COM', 'example.com'],
    [' example.com', 'example.com'],
    ['ｅｘａｍｐｌｅ．com', 'example.com'],
    ['münchen.de', 'xn--mnchen-3ya.de'],
    ['xn--mnchen-3ya.de', 'xn--mnchen-3ya.de'],
    ['mail.MÜNCHEN.de', 'mail.xn--mnchen-3ya.de'],
  ])('`%s` is `%s`', (domain, key) => {
    expect(domainKey(domain)).toBe(key);
  });

  test.each([
    '',
    'com',
    '*.example.com',
    '@example.com',
    'a@example.com',
    'https://example.com',
    'example.com/x',
    'a..b',
    '.a.b',
    'a.b.',
    '[::1]',
    'exa mple.com',
  ])('`%s` has none', (domain) => {
    expect(domainKey(domain)).toBeNull();
  });
});

describe('the key of a phone number', () => {
  test.each([
    '+442079460018',
    '+44 20 7946 0018',
    '+44 (0)20 7946 0018',
    '+44-20-7946-0018',
    '＋４４ ２０ ７９４６ ００１８',
    ' +44.20.7946.0018 ',
  ])('`%s` is one number', (spelling) => {
    expect(phoneKey(spelling)).toBe('+442079460018');
  });

  test('without its country it is digits, never taken for the number with one', () => {
    expect(phoneKey('020 7946 0018')).toBe('02079460018');
    expect(phoneKey('442079460018')).toBe('442079460018');
  });

  test.each(['', '+', '+44 20 7946 0018 ext. 7', '++442079460018', '1'.repeat(16), 'tel:+442079460018'])(
    '`%s` is none',
    (text) => {
      expect(phoneKey(text)).toBeNull();
    },
  );
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
    expect(usernameKey(' ANN ')).toBe('ann');
    expect(usernameKey('   ')).toBeNull();
    expect(usernameKey('an\u00adn')).toBeNull();
    expect(usernameKey('')).toBeNull();
    expect(usernameKey('ann\u200b')).toBeNull();
    expect(usernameKey('a'.repeat(129))).toBeNull();
  });
});
