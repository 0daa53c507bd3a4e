import { expect, test } from 'vitest';
import {
  keepRaw,
  readEmail,
  readHttpUrl,
  readSubject,
  readText,
  readVerified,
  withoutUndefined,
} from './read-claims.ts';

test('keeps a subject as it is, spaces, case and all', () => {
  for (const subject of [' a', 'A', 'auth0|x', 'é', 'e\u0301', 'x'.repeat(255)])
    expect(readSubject(subject)).toBe(subject);
});

test.each(['', ' ', '\t', 'x'.repeat(256), 'a\u0000', 'a\nb', '\ud800', undefined, null, 1, true, [], {}])(
  'takes no %j for a subject',
  (subject) => {
    expect(() => readSubject(subject)).toThrow(expect.objectContaining({ code: 'claims_invalid' }));
  },
);

test('counts a declared spelling as verified, and only that', () => {
  expect(readVerified('true', ['true'])).toBe(true);
  expect(['true', 1, 'True', ['true'], NaN].map((value) => readVerified(value))).toEqual([
    false,
    false,
    false,
    false,
    false,
  ]);
  expect(readVerified('True', ['true'])).toBe(false);
});

test.each(['a@b', 'Zoë@exämple.se', '"quoted"@example.com'])('takes %j for an address', (address) => {
  expect(readEmail(address)).toBe(address);
});

test.each(['a', '@b', 'a@', 'a@b@c', 'a b@c', 'a@b\n', 'a\u0000@b', `${'x'.repeat(320)}@b`, 1, null])(
  'takes no %j for an address',
  (address) => {
    expect(readEmail(address)).toBeUndefined();
  },
);

test('takes web addresses for pictures, and no script', () => {
  expect(readHttpUrl('https://pictures.example/a')).toBe('https://pictures.example/a');
  for (const url of ['javascript:alert(1)', 'data:text/html,a', '/a', '', 1]) expect(readHttpUrl(url)).toBeUndefined();
});

test('drops text that is blank, too long or not text', () => {
  for (const text of ['', '  ', 'x'.repeat(1025), 'a\u0000b', 1, null, {}]) expect(readText(text)).toBeUndefined();
});

test('keeps what was said fit to store: no one-time values, no NUL, nothing that reaches a prototype', () => {
  const said = JSON.parse(
    '{"sub":"1","nonce":"n","exp":1,"name":"a\\u0000b","half":"\\ud800","nested":{"__proto__":{"admin":true},"constructor":1,"nonce":"theirs"}}',
  );
  const kept = keepRaw(said);
  expect(kept).toEqual({ sub: '1', name: 'ab', half: '\ufffd', nested: { nonce: 'theirs' } });
  expect(JSON.stringify(kept)).not.toMatch(/__proto__|constructor|\\u0000|\\ud800/);
});

test('refuses to keep more than 64 KiB', () => {
  expect(() => keepRaw({ groups: 'x'.repeat(64 * 1024) })).toThrow(expect.objectContaining({ code: 'claims_invalid' }));
  expect(keepRaw({ groups: 'x'.repeat(63 * 1024) })).toHaveProperty('groups');
});

test('refuses to keep what is nested over 64 levels deep', () => {
  const nest = (levels: number): unknown => (levels === 0 ? 'core' : [nest(levels - 1)]);
  expect(keepRaw({ a: nest(63) })).toHaveProperty('a');
  for (const levels of [65, 4000])
    expect(() => keepRaw({ a: nest(levels) })).toThrow(expect.objectContaining({ code: 'claims_invalid' }));
});

test('leaves absent what is undefined, and keeps null and false', () => {
  expect(Object.keys(withoutUndefined({ a: undefined, b: null, c: false }))).toEqual(['b', 'c']);
});
