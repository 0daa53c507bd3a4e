import { describe, expect, test } from 'vitest';
import { pageLanguages } from '../../../domain/page-settings.ts';
import { fill } from './fill.ts';
import { chooseLanguage, english, findLanguage, languages } from './languages.ts';

/** Every text with the path to it; functions with what they say of some numbers. */
function flatten(catalogue: object, path = ''): [string, string][] {
  return Object.entries(catalogue).flatMap(([name, value]): [string, string][] => {
    const here = path === '' ? name : `${path}.${name}`;
    if (typeof value === 'string') return [[here, value]];
    if (typeof value === 'function')
      return [0, 1, 2, 5].map((n): [string, string] => [`${here}(${n})`, String(value(n, '{tenant}'))]);
    return flatten(value as object, here);
  });
}

const gaps = (text: string) => (text.match(/\{[a-z]+\}/gi) ?? []).sort();
const inEnglish = new Map(flatten(english.messages));

describe.each(
  languages.filter((language) => language !== english).map((language) => [language.name, language] as const),
)('%s', (_name, { messages, tag }) => {
  const texts = flatten(messages);

  test('says everything, with the same gaps', () => {
    for (const [path, text] of texts) {
      expect(text.trim(), path).not.toBe('');
      expect([path, gaps(text)]).toEqual([path, gaps(inEnglish.get(path)!)]);
    }
    expect(texts.map(([path]) => path).sort()).toEqual([...inEnglish.keys()].sort());
  });

  test('says it in its own words', () => {
    const same = texts.filter(([path, text]) => text === inEnglish.get(path) && text.length > 12);
    expect([tag, same]).toEqual([tag, []]);
  });

  test('keeps its marks at their words', () => {
    expect(texts.filter(([, text]) => / [?!:;]/.test(text))).toEqual([]);
  });

  test('keeps the code on a line of its own, where programs look for it', () => {
    for (const text of [messages.letter.signIn, messages.letter.account]) expect(text).toMatch(/^ {4}\{code\}$/m);
  });
});

test('gaps that have no value stay, and values are not read again', () => {
  expect(fill('{a} and {b}', { a: '{b}' })).toBe('{b} and {b}');
});

describe('the language', () => {
  const asked = (uiLocales: string | null, cookie: string | null, acceptLanguage: string | null) =>
    chooseLanguage({ uiLocales, cookie, acceptLanguage }, null).tag;

  test.each([
    [null, null, null, 'en'],
    ['de', 'fr', 'es', 'de'],
    ['tlh fr-CA', null, 'de', 'fr'],
    ['tlh', 'fr', 'de', 'fr'],
    [null, 'nonsense', 'de-AT,de;q=0.9,en;q=0.8', 'de'],
    [null, null, 'en;q=0.5, es-MX', 'es'],
    [null, null, 'zh-CN,zh;q=0.9', 'zh-Hans'],
    [null, null, 'zh-TW, de;q=0.5', 'de'],
    [null, null, 'fr;q=0, es;q=0.1', 'es'],
    [null, null, '*', 'en'],
    ['__proto__', 'constructor', ';;;,,', 'en'],
  ])('of %j, the cookie %j and the browser %j is %s', (uiLocales, cookie, acceptLanguage, tag) => {
    expect(asked(uiLocales, cookie, acceptLanguage)).toBe(tag);
  });

  test.each([
    [null, 'de'],
    ['tlh', 'de'],
    ['zh-TW', 'de'],
    ['en-NZ', 'en'],
    ['*', 'de'],
  ])('of a browser that asks for %j, where the tenant speaks German, is %s', (acceptLanguage, tag) => {
    const asked = { uiLocales: null, cookie: null, acceptLanguage };
    expect(chooseLanguage(asked, 'de').tag).toBe(tag);
  });

  test('is one that a tenant may choose, each', () => {
    expect(languages.map((language) => language.tag)).toEqual(pageLanguages);
  });

  test('writes times as it does, in UTC', () => {
    const iso = '2026-11-21T10:15:00Z';
    expect(languages.map(({ formatTime }) => formatTime(iso))).toEqual([
      '21 Nov 2026, 10:15 UTC',
      '21.11.2026, 10:15 UTC',
      '21 nov 2026, 10:15 UTC',
      '21 nov. 2026, 10:15 UTC',
      '2026年11月21日 10:15 UTC',
    ]);
    expect(findLanguage('DE-ch')?.tag).toBe('de');
  });
});
