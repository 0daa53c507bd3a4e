/** How statements are written and run: SQL as SQL, each text under one name, so that the server plans it once. */

/** Anything that runs a statement: a pool, or the one client of an open transaction. */
export interface Queryable {
  query(statement: Statement): Promise<{ rows: Row[]; rowCount: number | null }>;
  /** Runs a `COPY … FROM STDIN` on these pieces of text, where the session takes it; a piece is asked for when there is room for it. */
  copyIn?(text: string, pieces: Iterable<string>): Promise<void>;
}

/** A row is whatever the statement selects; `fromRow` of its table gives it a shape. */
export type Row = Record<string, unknown>;

export interface Statement {
  name?: string;
  text: string;
  values: unknown[];
}

const names = new Map<string, string>();

/** A statement that is prepared once on each connection. For texts of which there are few: never with values in them. */
export function prepared(text: string, values: unknown[]): Statement {
  let name = names.get(text);
  if (name === undefined) {
    name = `s${names.size + 1}`;
    names.set(text, name);
  }
  return { name, text, values };
}

/**
 * A statement that is planned anew for its values. For those whose best way depends on how much the tenant has: a plan that
 * is kept for all tenants takes each for one of average size, and would read and sort all of a large one.
 */
export function planned(text: string, values: unknown[]): Statement {
  return { text, values };
}

/** Conditions joined by `and`, with their values numbered. `$?` in a condition stands for its value. */
export class Where {
  readonly values: unknown[];
  private readonly conditions: string[];

  constructor(first: string, ...values: unknown[]) {
    this.values = [];
    this.conditions = [];
    this.and(first, ...values);
  }

  and(condition: string, ...values: unknown[]): this {
    this.conditions.push(this.number(condition, ...values));
    return this;
  }

  /** The condition with its values numbered, for use elsewhere in the statement. */
  number(condition: string, ...values: unknown[]): string {
    let next = 0;
    return condition.replaceAll('$?', () => {
      this.values.push(values[next]);
      next += 1;
      return `$${this.values.length}`;
    });
  }

  get text(): string {
    return this.conditions.join(' and ');
  }
}

/** PostgreSQL's text of a UTC `timestamptz(3)` as ISO 8601: `2026-01-15 12:00:00.5+00` becomes `2026-01-15T12:00:00.500Z`. */
export function toIso(text: string): string {
  const end = text.length - 3;
  const seconds = text.slice(11, end);
  if (seconds.length === 12) return `${text.slice(0, 10)}T${seconds}Z`;
  const fraction = seconds.slice(9).padEnd(3, '0');
  return `${text.slice(0, 10)}T${seconds.slice(0, 8)}.${fraction}Z`;
}

/** The same of how it writes one in JSON: `2026-01-15T12:00:00.5+00:00`. */
export function isoOfJson(text: string): string {
  const end = text.length - 6;
  if (end === 23) return `${text.slice(0, 23)}Z`;
  return `${text.slice(0, 19)}.${text.slice(20, end).padEnd(3, '0')}Z`;
}

/** Parts of one statement, each with `$?` for its values, numbered through. */
export class Parts {
  readonly values: unknown[] = [];

  /** The part with its values' numbers in it. */
  add(part: string, ...values: unknown[]): string {
    let next = 0;
    return part.replaceAll('$?', () => {
      this.values.push(values[next]);
      next += 1;
      return `$${this.values.length}`;
    });
  }
}
