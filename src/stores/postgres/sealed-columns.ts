// Where sealed texts lie: one table that says what each sealing is bound to, for the rotation of keys and for checking a
// setup. Whoever seals something new adds its column here; a test holds the table to the schema.
import type { Database } from './database.ts';

interface SealedTable {
  readonly name: string;
  /** The columns of its primary key, with their types. */
  readonly key: readonly (readonly [column: string, type: 'uuid' | 'text' | 'bytea'])[];
  readonly columns: readonly SealedColumn[];
  /** A column that says which key the row is sealed with, indexed. */
  readonly keyId?: string;
  /** Rows that nothing opens any more, or not for long: their key may be missing. */
  readonly passing?: string;
  /** What is left of a row without its secret: the row, or nothing. */
  readonly without: 'row' | 'nothing';
}

interface SealedColumn {
  readonly name: string;
  /** How it is read as a text, where it is none. */
  readonly read?: string;
  /** How a text becomes its value. */
  readonly write?: (text: string) => string;
  /** What the sealing is bound to: the same as the operations that seal it say, in SQL. */
  readonly place: string;
}

const id = [
  ['tenant_id', 'uuid'],
  ['id', 'uuid'],
] as const;

const tokenColumn = (field: string): SealedColumn => ({
  name: `sealed_${field}`,
  place: `t.tenant_id || '/identity_tokens/' || t.identity_id || '/' || t.connection_id || '/${field}'`,
});

export const sealedTables: readonly SealedTable[] = [
  {
    name: 'api_keys',
    key: id,
    columns: [{ name: 'sealed_secret', place: "t.tenant_id || '/api_keys/' || t.id" }],
    passing: 't.revoked_at is not null',
    without: 'row',
  },
  {
    name: 'connections',
    key: id,
    columns: [{ name: 'sealed_client_secret', place: "t.tenant_id || '/connections/' || t.id" }],
    without: 'row',
  },
  {
    name: 'applications',
    key: id,
    columns: [{ name: 'sealed_secret', place: "t.tenant_id || '/applications/' || t.id" }],
    without: 'row',
  },
  {
    name: 'signing_keys',
    key: id,
    columns: [{ name: 'sealed_private_jwk', place: "t.tenant_id || '/signing_keys/' || t.id" }],
    without: 'nothing',
  },
  {
    name: 'service_provider_keys',
    key: id,
    columns: [{ name: 'sealed_private_key', place: "t.tenant_id || '/service_provider_keys/' || t.id" }],
    without: 'nothing',
  },
  {
    name: 'identity_tokens',
    key: [
      ['tenant_id', 'uuid'],
      ['identity_id', 'uuid'],
      ['connection_id', 'uuid'],
    ],
    columns: ['access_token', 'refresh_token', 'id_token', 'token_secret'].map(tokenColumn),
    keyId: 'key_id',
    without: 'nothing',
  },
  {
    name: 'sign_ins',
    key: id,
    columns: [
      { name: 'sealed_checks', place: "t.tenant_id || '/sign_ins/' || t.id" },
      { name: 'sealed_posted', place: "t.tenant_id || '/sign_ins/' || t.id || '/posted'" },
    ],
    passing: 'true',
    without: 'nothing',
  },
  {
    name: 'idempotency_keys',
    key: [
      ['tenant_id', 'uuid'],
      ['api_key_id', 'uuid'],
      ['key', 'text'],
    ],
    columns: [
      {
        name: 'answer',
        read: "t.answer #>> '{}'",
        write: (text) => `to_jsonb(${text})`,
        place: "t.tenant_id || '/idempotency_keys/' || t.api_key_id || '/' || t.key",
      },
    ],
    passing: 'true',
    without: 'nothing',
  },
  {
    name: 'openid_records',
    key: [
      ['tenant_id', 'uuid'],
      ['kind', 'text'],
      ['key', 'bytea'],
    ],
    columns: [
      {
        name: 'payload',
        // The question that a code stands for, to be put by the application.
        read: "t.payload ->> 'sealedPending'",
        write: (text) => `jsonb_set(t.payload, '{sealedPending}', to_jsonb(${text}))`,
        place: "t.tenant_id || '/openid_records/' || t.kind || '/' || encode(t.key, 'hex')",
      },
    ],
    passing: 'true',
    without: 'nothing',
  },
];

const readOf = ({ name, read }: SealedColumn): string => read ?? `t.${name}`;

export interface SealedSample {
  readonly sealed: string;
  /** What the sealing is bound to. */
  readonly place: string;
}

/**
 * One sealed text for each sealing key that anything is sealed with, of what must go on being opened. Reads whole tables
 * but for the large one, whose keys are found by its index.
 */
export async function sampleSealed({ pool }: Database): Promise<SealedSample[]> {
  const texts = sealedTables.flatMap(({ name, columns, keyId, passing = 'false' }) => {
    if (keyId !== undefined || passing === 'true') return [];
    return columns.map((column) => `select ${readOf(column)}, ${column.place} from ${name} t where not (${passing})`);
  });
  const small = await pool.query<SealedSample>(
    "select distinct on (split_part(sealed, '.', 2)) sealed, place " +
      `from (${texts.join(' union all ')}) as texts (sealed, place) ` +
      "where sealed is not null order by split_part(sealed, '.', 2), place",
  );
  const samples = [...small.rows];
  for (const { name, columns, keyId } of sealedTables) {
    if (keyId === undefined) continue;
    // From key to key by the index, without meeting the rows between.
    const ids = await pool.query<{ id: string }>(
      `with recursive ids (id) as (
         (select ${keyId} from ${name} order by 1 limit 1)
         union all
         select (select ${keyId} from ${name} where ${keyId} > ids.id order by 1 limit 1) from ids where ids.id is not null
       ) select id from ids where id is not null`,
    );
    for (const { id: sealingKeyId } of ids.rows)
      for (const column of columns) {
        const { rows } = await pool.query<SealedSample>(
          `select ${readOf(column)} as sealed, ${column.place} as place from ${name} t
           where ${keyId} = $1 and ${readOf(column)} is not null limit 1`,
          [sealingKeyId],
        );
        samples.push(...rows);
      }
  }
  return samples;
}

/** A row with what is sealed in it: of each column the text and its place, in the order of the table's columns. */
export interface SealedRow {
  readonly key: readonly string[];
  readonly texts: readonly { readonly sealed: string | null; readonly place: string }[];
}

const isOther = (column: SealedColumn): string =>
  `(${readOf(column)} is not null and not starts_with(${readOf(column)}, $1))`;

/** How many rows have something that does not begin like this. */
export async function countSealedOtherwise({ pool }: Database, prefix: string): Promise<number> {
  let total = 0;
  for (const { name, columns } of sealedTables) {
    const text = `select count(*)::integer as total from ${name} t where ${columns.map(isOther).join(' or ')}`;
    total += (await pool.query<{ total: number }>(text, [prefix])).rows[0]!.total;
  }
  return total;
}

/** The next rows, in the order of their keys, that have something that does not begin like this. */
export async function readSealedOtherwise(
  { pool }: Database,
  table: SealedTable,
  prefix: string,
  after: readonly string[] | null,
  limit: number,
): Promise<SealedRow[]> {
  const keys = table.key.map(([column]) => `t.${column}`);
  const beyond = table.key.map(([, type], index) => `$${index + 3}::${type}`);
  const read = table.columns.flatMap((column) => [readOf(column), column.place]);
  const { rows } = await pool.query<string[]>({
    text:
      `select ${[...keys.map((key) => `${key}::text`), ...read].join(', ')} from ${table.name} t ` +
      `where (${table.columns.map(isOther).join(' or ')}) ` +
      (after ? `and (${keys.join(', ')}) > (${beyond.join(', ')}) ` : '') +
      `order by ${keys.join(', ')} limit $2`,
    values: [prefix, limit, ...(after ?? [])],
    rowMode: 'array',
  });
  return rows.map((row) => ({
    key: row.slice(0, keys.length),
    texts: table.columns.map((_column, index) => ({
      sealed: row[keys.length + index * 2] ?? null,
      place: row[keys.length + index * 2 + 1]!,
    })),
  }));
}

/**
 * Writes new texts over those that were read, in one statement; rows that changed meanwhile stay as they are. How many
 * were written.
 */
export async function writeSealed(
  { pool }: Database,
  table: SealedTable,
  rows: readonly { readonly row: SealedRow; readonly texts: readonly (string | null)[] }[],
  keyId: string,
): Promise<number> {
  const width = table.key.length;
  const values: unknown[] = table.key.map((_column, index) => rows.map(({ row }) => row.key[index]));
  const fields = table.key.map(([column, type], index) => ({ column, from: `$${index + 1}::${type}[]` }));
  const olds = table.columns.map((column, index) => ({ column, name: `old${index}`, at: width + index * 2 + 1 }));
  for (const { at } of olds) {
    const index = (at - width - 1) / 2;
    values.push(rows.map(({ row }) => row.texts[index]!.sealed));
    values.push(rows.map(({ texts }) => texts[index]));
  }
  const sources = [
    ...fields.map(({ from }) => from),
    ...olds.flatMap(({ at }) => [`$${at}::text[]`, `$${at + 1}::text[]`]),
  ];
  const names = [...fields.map(({ column }) => column), ...olds.flatMap(({ name }) => [name, `new_${name}`])];
  const set = olds.map(({ column, name }) => {
    const text = `r.new_${name}`;
    return `${column.name} = ${column.write ? column.write(text) : text}`;
  });
  if (table.keyId !== undefined) {
    values.push(keyId);
    set.push(`${table.keyId} = $${values.length}`);
  }
  const same = [
    ...fields.map(({ column }) => `t.${column} = r.${column}`),
    ...olds.map(({ column, name }) => `${readOf(column)} is not distinct from r.${name}`),
  ];
  const text =
    `update ${table.name} t set ${set.join(', ')} from unnest(${sources.join(', ')}) as r (${names.join(', ')}) ` +
    `where ${same.join(' and ')}`;
  return (await pool.query(text, values)).rowCount ?? 0;
}

/** Removes everything that is sealed with a key, which nobody can open any more: how many rows of which table. */
export async function removeSealed({ pool }: Database, keyId: string): Promise<{ table: string; rows: number }[]> {
  const removed: { table: string; rows: number }[] = [];
  for (const { name, columns, without } of sealedTables) {
    const isLost = (column: SealedColumn) => `split_part(${readOf(column)}, '.', 2) = $1`;
    for (const column of columns) {
      const text =
        without === 'row'
          ? `update ${name} t set ${column.name} = null where ${isLost(column)}`
          : `delete from ${name} t where ${isLost(column)}`;
      const rows = (await pool.query(text, [keyId])).rowCount ?? 0;
      if (rows > 0) removed.push({ table: name, rows });
    }
  }
  return removed;
}
