/**
 * The rows of a deleted tenant, some in each transaction, so that no statement grows with the tenant: one table after the
 * other, whoever points at others before them, each from its smallest key up. Nothing of how far it has come is written
 * down: whoever goes on after a crash begins with the first table, and finds it empty.
 */
import type { DeletionPlace, DeletionStep } from '../store.ts';
import { prepared, type Queryable } from './query.ts';

/**
 * For rows that let somebody in: of a deleted tenant there are none. Asked row by row: as a join, it is planned to read all
 * tenants for the sake of one.
 */
export const ofLiveTenant = (tenantId: string) =>
  `(select tenants.deleted_at is null from tenants where tenants.id = ${tenantId})`;

interface OwnedTable {
  name: string;
  /** What its primary key has behind the tenant, and the types of that. */
  key: readonly (readonly [column: string, type: string])[];
}

const byId = [['id', 'uuid']] as const;

/** Every table of a tenant's rows. A test holds the list, the keys and the order against the catalogue. */
export const tablesOfTenant: readonly OwnedTable[] = [
  { name: 'api_keys', key: byId },
  { name: 'signing_keys', key: byId },
  { name: 'service_provider_keys', key: byId },
  {
    name: 'openid_records',
    key: [
      ['kind', 'text'],
      ['key', 'bytea'],
    ],
  },
  { name: 'sessions', key: byId },
  { name: 'sign_ins', key: byId },
  { name: 'email_sign_ins', key: byId },
  { name: 'connection_tests', key: byId },
  {
    name: 'application_consents',
    key: [
      ['application_id', 'uuid'],
      ['user_id', 'uuid'],
    ],
  },
  {
    name: 'application_subjects',
    key: [
      ['application_id', 'uuid'],
      ['user_id', 'uuid'],
    ],
  },
  { name: 'applications', key: byId },
  { name: 'operators', key: [['user_id', 'uuid']] },
  {
    name: 'idempotency_keys',
    key: [
      ['api_key_id', 'uuid'],
      ['key', 'text'],
    ],
  },
  { name: 'pending_links', key: byId },
  { name: 'suggestions', key: byId },
  { name: 'sweeps', key: byId },
  { name: 'policies', key: byId },
  {
    name: 'import_refusals',
    key: [
      ['import_id', 'text'],
      ['line', 'bigint'],
    ],
  },
  { name: 'imports', key: [['id', 'text']] },
  {
    name: 'separations',
    key: [
      ['identity_provider_id', 'uuid'],
      ['subject_type', 'text'],
      ['subject', 'text'],
      ['user_id', 'uuid'],
    ],
  },
  {
    name: 'taken_statements',
    key: [
      ['identity_provider_id', 'uuid'],
      ['statement_id', 'text'],
    ],
  },
  {
    name: 'identity_tokens',
    key: [
      ['identity_id', 'uuid'],
      ['connection_id', 'uuid'],
    ],
  },
  { name: 'identities', key: byId },
  { name: 'users', key: byId },
  { name: 'connections', key: byId },
  { name: 'identity_providers', key: byId },
  { name: 'events', key: byId },
];

/** Removes up to `limit` rows behind the place: all in one table. Within a transaction of its own. */
export async function deleteSomeOfTenant(
  db: Queryable,
  tenantId: string,
  { table, after }: DeletionPlace,
  limit: number,
): Promise<DeletionStep> {
  // Whoever else is at it goes on: the rows are not worth waiting for.
  const held = 'select id from tenants where id = $1 and deleted_at is not null for no key update skip locked';
  if ((await db.query(prepared(held, [tenantId]))).rows.length === 0) return { state: 'not_ours' };
  const owned = tablesOfTenant[table];
  if (!owned) return deleteTheRest(db, tenantId, limit);
  if (owned.name === 'users' && after === null) {
    const tombstones = await deleteTombstones(db, tenantId, limit);
    if (tombstones > 0) return { state: 'going_on', deleted: tombstones, place: { table, after: null } };
  }
  const { deleted, last } = await deletePage(db, tenantId, owned, after, limit);
  const place = deleted < limit ? { table: table + 1, after: null } : { table, after: last };
  return { state: 'going_on', deleted, place };
}

/**
 * What came while the tables were gone through, and the tenant itself when there is nothing.
 *
 * INVARIANT: the tenant's row goes only when no other row is there: its own lock waits for everyone who is writing one
 * (a reference locks the row that it points at), and keeps the next ones out. Nothing is left for a cascade.
 */
async function deleteTheRest(db: Queryable, tenantId: string, limit: number): Promise<DeletionStep> {
  await db.query(prepared('select id from tenants where id = $1 for update', [tenantId]));
  const again = (deleted: number): DeletionStep => ({
    state: 'going_on',
    deleted,
    place: { table: tablesOfTenant.length, after: null },
  });
  for (const owned of tablesOfTenant) {
    if (owned.name === 'users') {
      const tombstones = await deleteTombstones(db, tenantId, limit);
      if (tombstones > 0) return again(tombstones);
    }
    const { deleted } = await deletePage(db, tenantId, owned, null, limit);
    if (deleted === limit) return again(deleted);
  }
  await db.query(prepared('delete from tenants where id = $1', [tenantId]));
  return { state: 'gone' };
}

async function deletePage(
  db: Queryable,
  tenantId: string,
  { name, key }: OwnedTable,
  after: readonly string[] | null,
  limit: number,
): Promise<{ deleted: number; last: string[] }> {
  const columns = key.map(([column]) => column).join(', ');
  const from = key.map(([, type], index) => `$${index + 3}::${type}`).join(', ');
  const beyond = after ? `and (${columns}) > (${from})` : '';
  const text =
    `with batch as (select ${columns} from ${name} where tenant_id = $1 ${beyond} order by ${columns} limit $2), ` +
    `gone as (delete from ${name} t using batch b where t.tenant_id = $1 ` +
    `and ${key.map(([column]) => `t.${column} = b.${column}`).join(' and ')}) ` +
    `select ${key.map(([column]) => `${column}::text`).join(', ')}, (select count(*)::integer from batch) as deleted ` +
    `from batch order by ${key.map(([column]) => `batch.${column} desc`).join(', ')} limit 1`;
  const { rows } = await db.query(prepared(text, [tenantId, limit, ...(after ?? [])]));
  const row = rows[0];
  return row
    ? { deleted: row.deleted as number, last: key.map(([column]) => row[column] as string) }
    : { deleted: 0, last: [] };
}

/** Users that were merged away, as long as nobody points at them: so they go from the outermost in. */
async function deleteTombstones(db: Queryable, tenantId: string, limit: number): Promise<number> {
  const text =
    'delete from users where tenant_id = $1 and id in (select u.id from users u where u.tenant_id = $1 ' +
    'and u.merged_into is not null and not exists ' +
    '(select from users o where o.tenant_id = $1 and o.merged_into = u.id) limit $2)';
  return (await db.query(prepared(text, [tenantId, limit]))).rowCount ?? 0;
}
