/**
 * The point look-ups of a request's path, each one prepared statement over many keys. Outside of a transaction callers
 * of one turn share a statement; inside one each call is its own.
 */
import type { ApiKey } from '../../domain/api-key.ts';
import type { Identity, IdentityKey, IdentitySummary, IdentityWithProvider } from '../../domain/identity.ts';
import type { User } from '../../domain/user.ts';
import { type BatchLimits, createBatch, type RunBatch } from './batch.ts';
import { columnsOfSummary, toIdentitySummary } from './identity-summary.ts';
import { prepared, type Queryable, type Row, type Statement } from './query.ts';
import { apiKeys, identities, users } from './tables.ts';
import { ofLiveTenant } from './tenant-deletion.ts';

export interface PointReads {
  apiKey(key: TenantKey): Promise<ApiKey | null>;
  user(key: TenantKey): Promise<User | null>;
  identity(key: TenantKey): Promise<IdentityWithProvider | null>;
  identityByKey(key: IdentityKey & { tenantId: string }): Promise<IdentityWithProvider | null>;
  identitiesOfUser(key: TenantKey): Promise<IdentityWithProvider[] | null>;
  identitySummariesOfUser(key: TenantKey): Promise<IdentitySummary[] | null>;
}

export interface TenantKey {
  tenantId: string;
  id: string;
}

const withProvider = `${identities.columns('i')}, p.name as provider_name, p.display_name as provider_display_name, p.strategy as provider_strategy`;
export const selectIdentities =
  `select ${withProvider} from identities i join identity_providers p ` +
  'on p.tenant_id = i.tenant_id and p.id = i.identity_provider_id';

export const keys = 'unnest($1::uuid[], $2::uuid[]) with ordinality as k (tenant_id, id, place)';

export const keysOfIdentities =
  'unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[]) with ordinality as k (tenant_id, provider_id, subject_type, subject, place) ' +
  'join identities i on i.tenant_id = k.tenant_id and i.identity_provider_id = k.provider_id ' +
  'and i.subject_type = k.subject_type and i.subject = k.subject';

/** A user without identities comes as one row of nulls; one that does not exist, as none. */
const selectOfUsers = (columns: string) =>
  `select k.place::integer, ${columns} from ${keys} ` +
  'join users u on u.tenant_id = k.tenant_id and u.id = k.id and u.merged_into is null ' +
  'left join identities i on i.tenant_id = u.tenant_id and i.user_id = u.id ' +
  'left join identity_providers p on p.tenant_id = i.tenant_id and p.id = i.identity_provider_id ' +
  'order by k.place, i.position, i.id';

const sql = {
  apiKeys: `select k.place::integer, ${apiKeys.columns('t')} from ${keys} join api_keys t on t.tenant_id = k.tenant_id and t.id = k.id and ${ofLiveTenant('t.tenant_id')}`,
  users: `select k.place::integer, ${users.columns('t')} from ${keys} join users t on t.tenant_id = k.tenant_id and t.id = k.id`,
  identities:
    `select k.place::integer, ${withProvider} from ${keys} join identities i on i.tenant_id = k.tenant_id and i.id = k.id ` +
    'join identity_providers p on p.tenant_id = i.tenant_id and p.id = i.identity_provider_id',
  identitiesByKey:
    `select k.place::integer, ${withProvider} from ${keysOfIdentities} ` +
    'join identity_providers p on p.tenant_id = i.tenant_id and p.id = i.identity_provider_id',
  identitiesOfUsers: selectOfUsers(withProvider),
  identitySummariesOfUsers: selectOfUsers(columnsOfSummary),
};

/** Point look-ups on `db`; batched when limits are given. */
export function createPointReads(db: Queryable, limits: BatchLimits | null): PointReads {
  const gather = <Key, Value>(run: RunBatch<Key, Value>): ((key: Key) => Promise<Value>) =>
    limits ? createBatch(run, limits) : async (key) => (await run([key]))[0]!;

  /** One row a key at most. */
  const single =
    <Key, Value>(toStatement: (keys: Key[]) => Statement, fromRow: (row: Row) => Value): RunBatch<Key, Value | null> =>
    async (batch) => {
      const answers: (Value | null)[] = new Array(batch.length).fill(null);
      for (const row of (await db.query(toStatement(batch))).rows) answers[(row.place as number) - 1] = fromRow(row);
      return answers;
    };

  /** Any number of rows a user; null for a key that is no user's. */
  const several =
    <Value>(text: string, fromRow: (row: Row, key: TenantKey) => Value): RunBatch<TenantKey, Value[] | null> =>
    async (batch) => {
      const answers: (Value[] | null)[] = new Array(batch.length).fill(null);
      for (const row of (await db.query(byTenantKey(text)(batch))).rows) {
        const place = (row.place as number) - 1;
        const found = answers[place] ?? [];
        answers[place] = found;
        if (row.id !== null) found.push(fromRow(row, batch[place]!));
      }
      return answers;
    };

  return {
    apiKey: gather(single(byTenantKey(sql.apiKeys), apiKeys.fromRow)),
    user: gather(single(byTenantKey(sql.users), users.fromRow)),
    identity: gather(single(byTenantKey(sql.identities), toIdentityWithProvider)),
    identityByKey: gather(single(byIdentityKey(sql.identitiesByKey), toIdentityWithProvider)),
    identitiesOfUser: gather(several(sql.identitiesOfUsers, toIdentityWithProvider)),
    identitySummariesOfUser: gather(several(sql.identitySummariesOfUsers, toIdentitySummary)),
  };
}

export function toIdentityWithProvider(row: Row): IdentityWithProvider {
  const identity = identities.fromRow(row) as Identity & Partial<IdentityWithProvider>;
  identity.provider = {
    name: row.provider_name as string,
    displayName: row.provider_display_name as string,
    strategy: row.provider_strategy as string,
  };
  return identity as IdentityWithProvider;
}

export function byTenantKey(text: string): (keys: TenantKey[]) => Statement {
  return (batch) => prepared(text, [batch.map(({ tenantId }) => tenantId), batch.map(({ id }) => id)]);
}

export function byIdentityKey(text: string): (keys: (IdentityKey & { tenantId: string })[]) => Statement {
  return (batch) =>
    prepared(text, [
      batch.map(({ tenantId }) => tenantId),
      batch.map(({ identityProviderId }) => identityProviderId),
      batch.map(({ subjectType }) => subjectType),
      batch.map(({ subject }) => subject),
    ]);
}
