import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LuceneError, type LuceneQuery, parseLucene } from './lucene.ts';

const term = (field: string | null, value: string, match = 'whole') => ({ kind: 'term', field, value, match });

describe('parseLucene', () => {
  test.each<[string, unknown]>([
    ['', null],
    ['   ', null],
    ['email:jane@example.com', term('email', 'jane@example.com')],
    ['email: "jane@example.com"', term('email', 'jane@example.com')],
    ['jane', term(null, 'jane')],
    ['name:"a \\"quoted\\" \\\\ name*"', term('name', 'a "quoted" \\ name*')],
    ['name:John\\ Doe', term('name', 'John Doe')],
    ['name:jo*', term('name', 'jo', 'prefix')],
    ['name:*ohn', term('name', 'ohn', 'suffix')],
    ['name:*ohn*', term('name', 'ohn', 'infix')],
    ['name:a\\*b', term('name', 'a*b')],
    ['name:*', term('name', '', 'any')],
    ['*:*', term('*', '', 'any')],
    ['_exists_:user_metadata.plan', { kind: 'exists', field: 'user_metadata.plan' }],
    ['user_id:auth0|abc', term('user_id', 'auth0|abc')],
    ['created_at:2026-01-01T10:00:00Z', term('created_at', '2026-01-01T10:00:00Z')],
    ['a:1 AND b:2', { kind: 'and', queries: [term('a', '1'), term('b', '2')] }],
    ['a:1 && b:2', { kind: 'and', queries: [term('a', '1'), term('b', '2')] }],
    ['a:1 OR b:2', { kind: 'or', queries: [term('a', '1'), term('b', '2')] }],
    ['a:1 b:2', { kind: 'or', queries: [term('a', '1'), term('b', '2')] }],
    [
      'a:1 OR b:2 AND c:3',
      { kind: 'or', queries: [term('a', '1'), { kind: 'and', queries: [term('b', '2'), term('c', '3')] }] },
    ],
    ['NOT a:1', { kind: 'not', query: term('a', '1') }],
    ['-a:1', { kind: 'not', query: term('a', '1') }],
    ['a:1 -b:2', { kind: 'and', queries: [{ kind: 'not', query: term('b', '2') }, term('a', '1')] }],
    ['a:1 OR NOT b:2', { kind: 'or', queries: [term('a', '1'), { kind: 'not', query: term('b', '2') }] }],
    ['+a:1 b:2', term('a', '1')],
    ['name:("jane" OR bob)', { kind: 'or', queries: [term('name', 'jane'), term('name', 'bob')] }],
    [
      '(a:1 OR b:2) AND c:3',
      { kind: 'and', queries: [{ kind: 'or', queries: [term('a', '1'), term('b', '2')] }, term('c', '3')] },
    ],
    [
      'n:[1 TO 5]',
      { kind: 'range', field: 'n', from: { value: '1', inclusive: true }, to: { value: '5', inclusive: true } },
    ],
    [
      'n:{1 TO 5}',
      { kind: 'range', field: 'n', from: { value: '1', inclusive: false }, to: { value: '5', inclusive: false } },
    ],
    [
      'n:[10 TO 100}',
      { kind: 'range', field: 'n', from: { value: '10', inclusive: true }, to: { value: '100', inclusive: false } },
    ],
    ['n:[* TO "x y"]', { kind: 'range', field: 'n', from: null, to: { value: 'x y', inclusive: true } }],
    ['n:>=5', { kind: 'range', field: 'n', from: { value: '5', inclusive: true }, to: null }],
    ['n:<5', { kind: 'range', field: 'n', from: null, to: { value: '5', inclusive: false } }],
    ['ORacle', term(null, 'ORacle')],
    ['or', term(null, 'or')],
  ])('%s', (text, expected) => {
    expect(parseLucene(text)).toEqual(expected);
  });

  test.each([
    'a:',
    'a:1 AND',
    'a:1 OR',
    'NOT',
    '(a:1',
    'a:1)',
    'a:"open',
    'a:[1 TO 2',
    'a:[1 2]',
    'name:*ab',
    'name:a*b',
    'name:a?b',
    'name:jane~',
    'name:jane^2',
    'name:/regex/',
    'a\\',
    `${'('.repeat(100)}a${')'.repeat(100)}`,
    Array.from({ length: 300 }, () => 'a').join(' '),
  ])('refuses %s', (text) => {
    expect(() => parseLucene(text)).toThrow(LuceneError);
  });

  test('any text is read or refused in words, never anything else', () => {
    const pieces = fc.constantFrom(
      'a',
      ':',
      '*',
      '?',
      '(',
      ')',
      '[',
      ']',
      '{',
      '}',
      '"',
      '\\',
      ' ',
      'AND',
      'OR',
      'NOT',
      'TO',
      '-',
      '+',
      '~',
      '^',
      '/',
      '>',
      '=',
      '|',
      'é',
      '💡',
    );
    const text = fc.oneof(
      fc.array(pieces, { maxLength: 40 }).map((all) => all.join('')),
      fc.string({ unit: 'binary', maxLength: 60 }),
    );
    fc.assert(
      fc.property(text, (given) => {
        try {
          parseLucene(given);
        } catch (error) {
          expect(error).toBeInstanceOf(LuceneError);
        }
      }),
      { numRuns: 2000 },
    );
  });

  test('what is printed is read back as it was', () => {
    fc.assert(
      fc.property(queries, (query) => {
        expect(parseLucene(print(query))).toEqual(query);
      }),
      { numRuns: 500 },
    );
  });
});

const field = fc.constantFrom('email', 'user_metadata.plan', 'identities.user_id');
const value = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }).filter((text) => text.trim() === text);
// A `*` in a range stands for an open end, quoted or not.
const bound = fc.record({ value: value.filter((text) => text !== '*'), inclusive: fc.boolean() });
const leaf: fc.Arbitrary<LuceneQuery> = fc.oneof(
  fc.record({
    kind: fc.constant('term' as const),
    field: fc.option(field),
    value,
    match: fc.constant('whole' as const),
  }),
  fc.record({ kind: fc.constant('exists' as const), field }),
  fc.record({
    kind: fc.constant('range' as const),
    field,
    from: bound,
    to: bound,
  }),
);
const queries: fc.Arbitrary<LuceneQuery> = fc.letrec<{ query: LuceneQuery }>((tie) => ({
  query: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc.record({ kind: fc.constant('not' as const), query: tie('query') }),
    fc.record({
      kind: fc.constantFrom('and' as const, 'or' as const),
      queries: fc.array(tie('query'), { minLength: 2, maxLength: 4 }),
    }),
  ),
})).query;

function print(query: LuceneQuery): string {
  const quote = (text: string): string => `"${text.replace(/[\\"]/g, '\\$&')}"`;
  switch (query.kind) {
    case 'exists':
      return `_exists_:${query.field}`;
    case 'term':
      return `${query.field === null ? '' : `${query.field}:`}${quote(query.value)}`;
    case 'range': {
      const [from, to] = [query.from!, query.to!];
      return `${query.field}:${from.inclusive ? '[' : '{'}${quote(from.value)} TO ${quote(to.value)}${to.inclusive ? ']' : '}'}`;
    }
    case 'not':
      return `NOT (${print(query.query)})`;
    default:
      return query.queries.map((each) => `(${print(each)})`).join(query.kind === 'and' ? ' AND ' : ' OR ');
  }
}
