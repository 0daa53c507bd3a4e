/**
 * The query syntax of Lucene, as far as user searches have it: terms, phrases, wildcards, ranges, `AND`, `OR`, `NOT`,
 * groups. Text in, tree out; which fields there are is `user-query.ts`'s to know.
 * https://lucene.apache.org/core/9_11_0/queryparser/org/apache/lucene/queryparser/classic/package-summary.html
 */
export type LuceneQuery =
  | { kind: 'and' | 'or'; queries: LuceneQuery[] }
  | { kind: 'not'; query: LuceneQuery }
  | { kind: 'exists'; field: string }
  /** `field` is null for a term without one. A quoted value has no wildcards. */
  | { kind: 'term'; field: string | null; value: string; match: Match }
  | { kind: 'range'; field: string | null; from: Bound | null; to: Bound | null };

/** Where a `*` leaves room: nowhere, behind, before, on both sides, or everywhere. */
export type Match = 'whole' | 'prefix' | 'suffix' | 'infix' | 'any';

export interface Bound {
  value: string;
  inclusive: boolean;
}

/** What is wrong with a query, in words for the one who wrote it. */
export class LuceneError extends Error {}

const clausesMax = 200;
const depthMax = 40;

export function parseLucene(text: string): LuceneQuery | null {
  const parser = new Parser(text);
  parser.skipSpace();
  if (parser.atEnd()) return null;
  const query = parser.parseClauses(null, 0);
  if (!parser.atEnd()) throw new LuceneError(`unexpected \`${parser.peek()}\` at character ${parser.position + 1}`);
  return query;
}

class Parser {
  position = 0;
  private clauses = 0;
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  atEnd(): boolean {
    return this.position >= this.text.length;
  }

  peek(): string {
    return this.text[this.position] ?? '';
  }

  skipSpace(): void {
    while (/\s/.test(this.peek())) this.position += 1;
  }

  /** Clauses side by side or with `OR` between them, each perhaps several with `AND`. */
  parseClauses(field: string | null, depth: number): LuceneQuery {
    if (depth > depthMax) throw new LuceneError('the query is nested too deeply');
    const should: LuceneQuery[] = [];
    const must: LuceneQuery[] = [];
    let afterOr = false;
    for (;;) {
      const required = this.peek() === '+';
      const clause = this.parseConjunction(field, depth);
      const beforeOr = this.takeWord('OR', '||');
      // Lucene: among clauses side by side, a negated or a required one binds; those joined by OR are alternatives.
      const binds = !afterOr && !beforeOr && (required || clause.kind === 'not');
      (binds ? must : should).push(clause);
      afterOr = beforeOr;
      if (this.atEnd() || this.peek() === ')') {
        if (beforeOr) throw new LuceneError('something must follow `OR`');
        return combine(must, should);
      }
    }
  }

  private parseConjunction(field: string | null, depth: number): LuceneQuery {
    const queries = [this.parseClause(field, depth)];
    while (this.takeWord('AND', '&&')) queries.push(this.parseClause(field, depth));
    return queries.length === 1 ? queries[0]! : { kind: 'and', queries };
  }

  private parseClause(field: string | null, depth: number): LuceneQuery {
    this.clauses += 1;
    if (this.clauses > clausesMax) throw new LuceneError(`the query has over ${clausesMax} clauses`);
    if (depth > depthMax) throw new LuceneError('the query is nested too deeply');
    if (this.takeWord('NOT') || this.takeSign('-') || this.takeSign('!')) {
      return { kind: 'not', query: this.parseClause(field, depth + 1) };
    }
    if (this.takeSign('+')) return this.parseClause(field, depth + 1);
    if (this.atEnd()) throw new LuceneError('the query ends where a term is expected');
    if (this.peek() === '(') return this.parseGroup(field, depth);
    if (/[[{"]/.test(this.peek())) return this.parseValue(field);
    const name = field === null ? this.takeFieldName() : null;
    if (name === null) return this.parseValue(field);
    if (this.peek() === '(') return this.parseGroup(name, depth);
    return this.parseValue(name);
  }

  private parseGroup(field: string | null, depth: number): LuceneQuery {
    this.position += 1;
    this.skipSpace();
    const query = this.parseClauses(field, depth + 1);
    if (this.peek() !== ')') throw new LuceneError('a `(` is not closed');
    this.position += 1;
    this.skipSpace();
    return query;
  }

  private parseValue(field: string | null): LuceneQuery {
    const first = this.peek();
    const query: LuceneQuery =
      first === '[' || first === '{'
        ? this.parseRange(field)
        : first === '"'
          ? { kind: 'term', field, value: this.takeQuoted(), match: 'whole' }
          : this.parseTerm(field);
    if (/[~^]/.test(this.peek())) throw new LuceneError(`\`${this.peek()}\` (similarity, weight) is not supported`);
    this.skipSpace();
    return query.kind === 'term' && field === '_exists_' ? { kind: 'exists', field: query.value } : query;
  }

  private parseTerm(field: string | null): LuceneQuery {
    const comparison = /^(>=|<=|>|<)/.exec(this.text.slice(this.position, this.position + 2))?.[1];
    if (comparison !== undefined) {
      this.position += comparison.length;
      const bound = {
        value: this.takeBareword()
          .map(({ letter }) => letter)
          .join(''),
        inclusive: comparison.length === 2,
      };
      return comparison[0] === '>'
        ? { kind: 'range', field, from: bound, to: null }
        : { kind: 'range', field, from: null, to: bound };
    }
    if (this.peek() === '/')
      throw new LuceneError('regular expressions are not supported: put a leading `/` in quotes');
    return toTerm(field, this.takeBareword());
  }

  private parseRange(field: string | null): LuceneQuery {
    const closes = /[\]}]/;
    const fromInclusive = this.peek() === '[';
    this.position += 1;
    const take = (): string => {
      this.skipSpace();
      if (this.peek() === '"') return this.takeQuoted();
      return this.takeBareword(closes)
        .map(({ letter }) => letter)
        .join('');
    };
    const from = take();
    this.skipSpace();
    if (!this.takeWord('TO')) throw new LuceneError('a range is written `[from TO to]`');
    const to = take();
    this.skipSpace();
    const last = this.peek();
    if (!closes.test(last)) throw new LuceneError('a range is not closed: write `[from TO to]`');
    this.position += 1;
    const bound = (value: string, inclusive: boolean): Bound | null => (value === '*' ? null : { value, inclusive });
    return { kind: 'range', field, from: bound(from, fromInclusive), to: bound(to, last === ']') };
  }

  /** A word that stands by itself, with the space after it. */
  private takeWord(...words: string[]): boolean {
    for (const word of words) {
      const after = this.text[this.position + word.length] ?? ' ';
      if (this.text.startsWith(word, this.position) && /[\s("]/.test(after)) {
        this.position += word.length;
        this.skipSpace();
        return true;
      }
    }
    return false;
  }

  private takeSign(sign: string): boolean {
    if (this.peek() !== sign) return false;
    this.position += 1;
    return true;
  }

  /** A name with a colon behind it, or null and nothing taken. */
  private takeFieldName(): string | null {
    const match = /^((?:\\.|[^\s:()[\]{}"~^\\])+):\s*/u.exec(this.text.slice(this.position, this.position + 500));
    if (!match) return null;
    this.position += match[0].length;
    return match[1]!.replace(/\\(.)/gu, '$1');
  }

  private takeQuoted(): string {
    let value = '';
    for (this.position += 1; !this.atEnd(); this.position += 1) {
      const letter = this.peek();
      if (letter === '"') {
        this.position += 1;
        return value;
      }
      if (letter === '\\') this.position += 1;
      value += this.peek();
    }
    throw new LuceneError('a quotation mark is not closed');
  }

  /** Up to a space or a bracket; a backslash takes the next character as it is. */
  private takeBareword(ends = /[()[\]{}"~^]/): { letter: string; escaped: boolean }[] {
    const letters: { letter: string; escaped: boolean }[] = [];
    while (!this.atEnd() && !/\s/.test(this.peek()) && !ends.test(this.peek())) {
      const escaped = this.peek() === '\\';
      if (escaped) this.position += 1;
      if (this.atEnd()) throw new LuceneError('the query ends in a backslash');
      letters.push({ letter: this.peek(), escaped });
      this.position += 1;
    }
    if (letters.length === 0) {
      throw new LuceneError(
        this.atEnd()
          ? 'the query ends where a term is expected'
          : `unexpected \`${this.peek()}\` at character ${this.position + 1}`,
      );
    }
    return letters;
  }
}

/** Lucene: where a clause is required, the optional ones beside it only rank. */
function combine(must: LuceneQuery[], should: LuceneQuery[]): LuceneQuery {
  const anyRequired = must.some(({ kind }) => kind !== 'not');
  const optional: LuceneQuery[] =
    should.length === 0 || anyRequired ? [] : [should.length === 1 ? should[0]! : { kind: 'or', queries: should }];
  const all = [...must, ...optional];
  return all.length === 1 ? all[0]! : { kind: 'and', queries: all };
}

function toTerm(field: string | null, letters: { letter: string; escaped: boolean }[]): LuceneQuery {
  const isStar = (index: number): boolean => letters[index]?.letter === '*' && !letters[index].escaped;
  const starFirst = isStar(0);
  const starLast = letters.length > 1 && isStar(letters.length - 1);
  const literal = letters.slice(starFirst ? 1 : 0, starLast ? -1 : undefined);
  if (literal.some(({ letter, escaped }) => !escaped && (letter === '*' || letter === '?'))) {
    throw new LuceneError(
      'a `*` may stand at the beginning or the end of a term only, and `?` nowhere: escape it with `\\`',
    );
  }
  const value = literal.map(({ letter }) => letter).join('');
  if (value === '') return { kind: 'term', field, value, match: 'any' };
  if (starFirst && [...value].length < 3) {
    throw new LuceneError('a term that begins with `*` needs three more characters');
  }
  const match: Match = starFirst ? (starLast ? 'infix' : 'suffix') : starLast ? 'prefix' : 'whole';
  return { kind: 'term', field, value, match };
}
