/**
 * One noun, one table: how a row is written from an object and read back. Rows travel in as one JSON document
 * (`jsonb_populate_recordset`), so that one prepared statement writes one row or a hundred; very many go in by `COPY`.
 */
import { type CopiedKind, copyLine, copyPieces } from './copy-text.ts';
import { isoOfJson, prepared, type Queryable, type Row, type Statement, toIso } from './query.ts';

/** How a field is written and read. `json` and `list` are plain but for `COPY`, which has a spelling of its own for them. */
type FieldKind = 'plain' | 'time' | 'bytes' | 'json' | 'list';

/** From here on a `COPY` costs less than a statement with the rows in it. */
const copiedMin = 100;

export interface Table<T> {
  name: string;
  /** Every column, qualified by `alias`, for a select. */
  columns(alias?: string): string;
  fromRow(row: Row): T;
  /** Of the row as `row_to_json` writes it. For tables without binary columns. */
  fromJson(row: Row): T;
  insert(items: T[]): Statement;
  /** As `insert`, however many: by `COPY` where that is quicker and the session takes it. */
  write(db: Queryable, items: T[]): Promise<void>;
  /** Leaves out rows of which a unique key is there already. */
  insertNew(items: T[]): Statement;
  /** Writes every column of rows found by their primary key. */
  update(items: T[]): Statement;
  /**
   * The same as parts of a larger statement, each with one `$?` for `rows(items)`, and done only where `condition` holds of
   * the row `r`, whose place among the items, from 1, is `r.ordinality`.
   */
  parts: Record<'insert' | 'insertNew' | 'update', (condition: string) => string>;
  /** Where the rows `r` come from in such parts. */
  source: string;
  rows(items: T[]): string;
}

export interface TableSpec<T> {
  name: string;
  /** The fields in the order of their columns; a column has the field's name in snake case. */
  fields: { [K in keyof T]-?: FieldKind };
  key: (keyof T & string)[];
  /** Columns that are computed from the object and not read back. */
  derived?: Record<string, (item: T) => unknown>;
}

export function defineTable<T extends object>({ name, fields, key, derived = {} }: TableSpec<T>): Table<T> {
  const kinds = Object.entries(fields) as [keyof T & string, FieldKind][];
  const columns = kinds.map(([field, kind]) => ({
    field,
    column: snakeCase(field),
    isTime: kind === 'time',
    isBytes: kind === 'bytes',
  }));
  const computed = Object.entries(derived);
  const written = [...columns.map(({ column }) => column), ...Object.keys(derived)];
  const keyColumns = key.map(snakeCase);
  const sourceOf = (parameter: string) => `jsonb_populate_recordset(null::${name}, ${parameter}::jsonb)`;
  // One row is most of what is written. A planner that takes it for a hundred may read the whole table for it.
  const sourceOfOne = `jsonb_populate_record(null::${name}, $1::jsonb -> 0)`;
  const insertFrom = (source: string) =>
    `insert into ${name} (${written.join(', ')}) select ${written.join(', ')} from ${source}`;
  const insertText = insertFrom(sourceOf('$1'));
  const changed = written.filter((column) => !keyColumns.includes(column));
  const updateFrom = (source: string) =>
    `update ${name} t set ${changed.map((column) => `${column} = r.${column}`).join(', ')} from ${source} r ` +
    `where ${keyColumns.map((column) => `t.${column} = r.${column}`).join(' and ')}`;
  const updateText = updateFrom(sourceOf('$1'));
  const updateOneText = updateFrom(sourceOfOne);
  const skipKnown = 'on conflict do nothing';
  const numbered = `${sourceOf('$?')} with ordinality`;

  const toRow = (item: T): Row => {
    const row: Row = {};
    const write = (column: string, value: unknown): void => {
      // What is left out becomes null: it need not be written and read as text.
      if (value !== null && value !== undefined) row[column] = value;
    };
    for (const { field, column, isBytes } of columns) {
      const value = item[field];
      write(column, isBytes && value ? `\\x${Buffer.from(value as unknown as Uint8Array).toString('hex')}` : value);
    }
    for (const [column, compute] of computed) write(column, compute(item));
    return row;
  };
  const rows = (items: T[]): string => JSON.stringify(items.map(toRow));
  const insert = (items: T[]): Statement => prepared(insertText, [rows(items)]);

  const copyText = `copy ${name} (${written.join(', ')}) from stdin`;
  const toLine = copyLine<T>([
    ...kinds.map(([field, kind]): [(item: T) => unknown, CopiedKind] => [(item) => item[field], copiedAs(kind)]),
    ...Object.values(derived).map((compute): [(item: T) => unknown, CopiedKind] => [compute, 'plain']),
  ]);

  return {
    name,
    columns: (alias = name) => columns.map(({ column }) => `${alias}.${column}`).join(', '),
    fromRow: (row) => {
      const item: Row = {};
      for (const { field, column, isTime } of columns) {
        const value = row[column];
        item[field] = isTime && value !== null ? toIso(value as string) : value;
      }
      return item as T;
    },
    fromJson: (row) => {
      const item: Row = {};
      for (const { field, column, isTime } of columns) {
        const value = row[column];
        item[field] = isTime && value !== null ? isoOfJson(value as string) : value;
      }
      return item as T;
    },
    insert,
    async write(db, items) {
      if (items.length >= copiedMin && db.copyIn) await db.copyIn(copyText, copyPieces(items, toLine));
      else if (items.length > 0) await db.query(insert(items));
    },
    insertNew: (items) => prepared(`${insertText} ${skipKnown}`, [rows(items)]),
    update: (items) => prepared(items.length === 1 ? updateOneText : updateText, [rows(items)]),
    parts: {
      insert: (condition) => `${insertFrom(`${numbered} r`)} where ${condition}`,
      insertNew: (condition) => `${insertFrom(`${numbered} r`)} where ${condition} ${skipKnown}`,
      update: (condition) => `${updateFrom(numbered)} and ${condition}`,
    },
    source: numbered,
    rows,
  };
}

function copiedAs(kind: FieldKind): CopiedKind {
  return kind === 'json' || kind === 'list' || kind === 'bytes' ? kind : 'plain';
}

function snakeCase(field: string): string {
  return field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
