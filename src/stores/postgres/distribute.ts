/**
 * Brings the schema onto a Citus cluster: every table of a tenant's rows becomes a distributed table by `tenant_id`, all in
 * one co-location group, and `tenants`, which everybody points at and whose slug is unique over all of them, a reference
 * table. What already is, stays; so a run that was cut short goes on where it was.
 *
 * Citus' rules are asked of the catalogue before anything is changed: of a distributed table every unique key and every
 * foreign key must hold the distribution column, and only such tables of one group may point at each other
 * (https://docs.citusdata.com/en/stable/develop/reference_ddl.html).
 */
import type { PoolClient } from 'pg';
import type { Database } from './database.ts';
import { tablesOfTenant } from './tenant-deletion.ts';

/** One line for the person who ran it. */
export class CannotDistribute extends Error {
  override readonly name = 'CannotDistribute';
}

export type Placement =
  | { table: string; kind: 'distributed'; column: 'tenant_id' }
  | { table: string; kind: 'reference'; reason: string }
  | { table: string; kind: 'local'; reason: string };

/** In the order in which they are made: whoever is pointed at comes first. */
export const placements: readonly Placement[] = [
  {
    table: 'tenants',
    kind: 'reference',
    reason: 'its slug is unique over all tenants, and every other table points at it',
  },
  ...tablesOfTenant
    .map(({ name }): Placement => ({ table: name, kind: 'distributed', column: 'tenant_id' }))
    .toReversed(),
  { table: 'schema_migrations', kind: 'local', reason: 'it belongs to whoever runs migrations, on the coordinator' },
];

export interface Distributed {
  table: string;
  kind: Placement['kind'];
  /** False: it was so before. */
  made: boolean;
  reason?: string;
}

/** Throws `CannotDistribute` and changes nothing where the extension is missing or the schema breaks a rule. */
export async function distribute(
  { kind, pool }: Database,
  onMade: (table: Distributed) => void = () => {},
): Promise<Distributed[]> {
  if (kind === 'embedded')
    throw new CannotDistribute('the embedded database cannot be distributed: set DATABASE_URL to a Citus coordinator');
  const client = await pool.connect();
  try {
    await requireCitus(client);
    const problems = await findProblems(client);
    if (problems.length > 0) throw new CannotDistribute(`the schema cannot be distributed: ${problems.join('; ')}`);
    const done: Distributed[] = [];
    for (const placement of placements) {
      const made = await place(client, placement);
      const entry: Distributed = {
        table: placement.table,
        kind: placement.kind,
        made,
        ...(placement.kind !== 'distributed' && { reason: placement.reason }),
      };
      done.push(entry);
      if (made) onMade(entry);
    }
    return done;
  } finally {
    client.release();
  }
}

async function requireCitus(client: PoolClient): Promise<void> {
  const { rows } = await client.query<{ installed: boolean; available: boolean }>(
    `select exists (select from pg_extension where extname = 'citus') as installed,
       exists (select from pg_available_extensions where name = 'citus') as available`,
  );
  if (rows[0]?.installed) return;
  throw new CannotDistribute(
    rows[0]?.available
      ? 'the server has the extension `citus`, this database does not: run `create extension citus` in it as a superuser'
      : 'the server has no extension `citus`: install it there and add it to `shared_preload_libraries`',
  );
}

/** Everything in which the schema breaks a rule of Citus, in plain words. */
export async function findProblems(client: Pick<PoolClient, 'query'>): Promise<string[]> {
  const kinds = new Map<string, Placement['kind']>(placements.map(({ table, kind }) => [table, kind]));
  const problems: string[] = [];
  const tables = await client.query<{ name: string; type: string | null }>(
    `select c.relname as name, (select format_type(a.atttypid, null) from pg_attribute a
       where a.attrelid = c.oid and a.attname = 'tenant_id' and a.attnotnull) as type
     from pg_class c where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace order by 1`,
  );
  for (const { name, type } of tables.rows) {
    if (!kinds.has(name)) problems.push(`\`${name}\`: nothing says where it belongs`);
    else if (kinds.get(name) === 'distributed' && type !== 'uuid')
      problems.push(`\`${name}\`: needs a column \`tenant_id\` of the type uuid, not null`);
  }
  const uniques = await client.query<{ name: string; owner: string }>(
    `select i.indexrelid::regclass::text as name, c.relname as owner
     from pg_index i join pg_class c on c.oid = i.indrelid
     where i.indisunique and c.relnamespace = 'public'::regnamespace and not exists (
       select from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id' and a.attnum = any (i.indkey))
     order by 1`,
  );
  for (const { name, owner } of uniques.rows)
    if (kinds.get(owner) === 'distributed') problems.push(`\`${name}\`: a unique key without \`tenant_id\``);
  const references = await client.query<{ name: string; child: string; parent: string; led: boolean }>(
    `select c.conname as name, k.relname as child, p.relname as parent, exists (
       select from unnest(c.conkey, c.confkey) as pair (own, other)
       join pg_attribute a on a.attrelid = c.conrelid and a.attnum = pair.own and a.attname = 'tenant_id'
       join pg_attribute b on b.attrelid = c.confrelid and b.attnum = pair.other and b.attname = 'tenant_id') as led
     from pg_constraint c join pg_class k on k.oid = c.conrelid join pg_class p on p.oid = c.confrelid
     where c.contype = 'f' and c.connamespace = 'public'::regnamespace order by 1`,
  );
  for (const { name, child, parent, led } of references.rows) {
    const [from, to] = [kinds.get(child), kinds.get(parent)];
    if (from === 'distributed' && to === 'distributed' && !led)
      problems.push(`\`${name}\`: a reference between distributed tables without \`tenant_id\` on both sides`);
    else if (from === 'distributed' && to === 'local') problems.push(`\`${name}\`: points at a local table`);
    else if (from === 'reference' && to !== 'reference') problems.push(`\`${name}\`: a reference table points away`);
  }
  return problems;
}

/** Whether it had to be made. Each call commits by itself: Citus moves the rows that are there. */
async function place(client: PoolClient, placement: Placement): Promise<boolean> {
  if (placement.kind === 'local') return false;
  const { rows } = await client.query<{ type: string; column: string | null }>(
    'select citus_table_type as type, distribution_column as column from citus_tables where table_name = $1::regclass',
    [placement.table],
  );
  const known = rows[0];
  if (known && known.type === placement.kind) {
    if (placement.kind !== 'distributed' || known.column === placement.column) return false;
    throw new CannotDistribute(
      `\`${placement.table}\` is distributed by \`${known.column}\` already: undistribute it first`,
    );
  }
  if (known && known.type !== 'local')
    throw new CannotDistribute(`\`${placement.table}\` is a ${known.type} table already: undistribute it first`);
  if (placement.kind === 'reference') await client.query('select create_reference_table($1)', [placement.table]);
  else {
    const first = placements.find(({ kind }) => kind === 'distributed')!.table;
    const group = placement.table === first ? 'default' : first;
    await client.query('select create_distributed_table($1, $2, colocate_with => $3)', [
      placement.table,
      placement.column,
      group,
    ]);
  }
  return true;
}
