/**
 * The point look-ups of a request's path, each one prepared statement over many keys. Outside of a transaction callers
 * of one turn share a statement; inside one each call is its own.
 */
import type { ApiKey } from '../../domain/api-key.ts';
import type { IdentityKey, IdentitySummary, IdentityWithProvider } from '../../domain/identity.ts';
import type { Connection, IdentityProvider } from '../../domain/identity-provider.ts';
import type { SignIn } from '../../domain/session.ts';
import type { User } from '../../domain/user.ts';
import { type BatchLimits, createBatch, type RunBatch, shareEqual } from './batch.ts';
import { columnsOfSummary, toIdentitySummary } from './identity-summary.ts';
import { prepared, type Queryable, type Row, type Statement } from './query.ts';
import type { Table } from './table.ts';
import { apiKeys, connections, identities, identityProviders, signIns, users } from './tables.ts';
import { ofLiveTenant } from './tenant-deletion.ts';

export interface PointReads {
  apiKey(key: TenantKey): Promise<ApiKey | null>;
  user(key: TenantKey): Promise<User | null>;
  identity(key: TenantKey): Promise<IdentityWithProvider | null>;
  identityByKey(key: IdentityKey & { tenantId: string }): Promise<IdentityWithProvider | null>;
  identitiesOfUser(key: TenantKey): Promise<IdentityWithProvider[] | null>;
  identitySummariesOfUser(key: TenantKey): Promise<IdentitySummary[] | null>;
  signIn(key: TenantKey): Promise<SignIn | null>;
  connection(key: TenantKey): Promise<Connection | null>;
  provider(key: TenantKey): Promise<IdentityProvider | null>;
  identitiesBySubject(key: SubjectKey): Promise<IdentityWithProvider[]>;
  identitySummariesBySubject(key: SubjectKey): Promise<IdentitySummary[]>;
  /** Live users that have this text in a column of names, in the order of their ids. */
  usersBy: Record<NameColumn, (key: NameKey) => Promise<User[]>>;
  usersBySubject(key: SubjectKey): Promise<User[]>;
}

export interface TenantKey {
  tenantId: string;
  id: string;
}

export interface SubjectKey {
  tenantId: string;
  identityProviderId: string;
  subject: string;
}

export interface NameKey {
  tenantId: string;
  name: string;
}

/** What users are named by. Each has an index over tenant and name. */
const nameColumns = ['email_key', 'phone_key', 'username_key', 'external_id', 'origin_key'] as const;
type NameColumn = (typeof nameColumns)[number];

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

const selectById = <T>(table: Table<T>) =>
  `select k.place::integer, ${table.columns('t')} from ${keys} join ${table.name} t on t.tenant_id = k.tenant_id and t.id = k.id`;

const subjects =
  'unnest($1::uuid[], $2::uuid[], $3::text[]) with ordinality as k (tenant_id, provider_id, subject, place)';

const selectBySubject = (columns: string) =>
  `select k.place::integer, ${columns} from ${subjects} ` +
  'join identities i on i.tenant_id = k.tenant_id and i.subject = k.subject and i.identity_provider_id = k.provider_id ' +
  'join identity_providers p on p.tenant_id = i.tenant_id and p.id = i.identity_provider_id order by k.place, i.id';

const selectUsersBy = (column: NameColumn) =>
  `select k.place::integer, ${users.columns('t')} from unnest($1::uuid[], $2::text[]) with ordinality as k (tenant_id, name, place) ` +
  `join users t on t.tenant_id = k.tenant_id and t.${column} = k.name and t.merged_into is null order by k.place, t.id`;

const sql = {
  apiKeys: `${selectById(apiKeys)} and ${ofLiveTenant('t.tenant_id')}`,
  users: selectById(users),
  signIns: selectById(signIns),
  connections: selectById(connections),
  providers: selectById(identityProviders),
  identities:
    `select k.place::integer, ${withProvider} from ${keys} join identities i on i.tenant_id = k.tenant_id and i.id = k.id ` +
    'join identity_providers p on p.tenant_id = i.tenant_id and p.id = i.identity_provider_id',
  identitiesByKey:
    `select k.place::integer, ${withProvider} from ${keysOfIdentities} ` +
    'join identity_providers p on p.tenant_id = i.tenant_id and p.id = i.identity_provider_id',
  identitiesOfUsers: selectOfUsers(withProvider),
  identitySummariesOfUsers: selectOfUsers(columnsOfSummary),
  identitiesBySubject: selectBySubject(withProvider),
  identitySummariesBySubject: selectBySubject(columnsOfSummary),
  usersBySubject:
    `select k.place::integer, ${users.columns('t')} from ${subjects} cross join lateral (select distinct i.user_id ` +
    'from identities i where i.tenant_id = k.tenant_id and i.identity_provider_id = k.provider_id and i.subject = k.subject) o ' +
    'join users t on t.tenant_id = k.tenant_id and t.id = o.user_id and t.merged_into is null order by k.place, t.id',
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

  /** Any number of rows a key, also none. */
  const many =
    <Key extends { tenantId: string }, Value>(
      toStatement: (keys: Key[]) => Statement,
      fromRow: (row: Row, key: Key) => Value,
    ): RunBatch<Key, Value[]> =>
    async (batch) => {
      const answers: Value[][] = batch.map(() => []);
      for (const row of (await db.query(toStatement(batch))).rows) {
        const place = (row.place as number) - 1;
        answers[place]!.push(fromRow(row, batch[place]!));
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
    signIn: gather(single(byTenantKey(sql.signIns), signIns.fromRow)),
    // Many ask for the same one at once.
    connection: gather(shareEqual(single(byTenantKey(sql.connections), connections.fromRow), nameOf)),
    provider: gather(shareEqual(single(byTenantKey(sql.providers), identityProviders.fromRow), nameOf)),
    identitiesBySubject: gather(many(bySubjectKey(sql.identitiesBySubject), toIdentityWithProvider)),
    identitySummariesBySubject: gather(many(bySubjectKey(sql.identitySummariesBySubject), toIdentitySummary)),
    usersBy: Object.fromEntries(
      nameColumns.map((column) => [column, gather(many(byName(selectUsersBy(column)), users.fromRow))]),
    ) as PointReads['usersBy'],
    usersBySubject: gather(many(bySubjectKey(sql.usersBySubject), users.fromRow)),
  };
}

function nameOf({ tenantId, id }: TenantKey): string {
  return `${tenantId}/${id}`;
}

export function toIdentityWithProvider(row: Row): IdentityWithProvider {
  const identity = toIdentitySummary(row, { tenantId: row.tenant_id as string }) as IdentityWithProvider;
  identity.claims = row.claims as IdentityWithProvider['claims'];
  return identity;
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

function bySubjectKey(text: string): (keys: SubjectKey[]) => Statement {
  return (batch) =>
    prepared(text, [
      batch.map(({ tenantId }) => tenantId),
      batch.map(({ identityProviderId }) => identityProviderId),
      batch.map(({ subject }) => subject),
    ]);
}

function byName(text: string): (keys: NameKey[]) => Statement {
  return (batch) => prepared(text, [batch.map(({ tenantId }) => tenantId), batch.map(({ name }) => name)]);
}
