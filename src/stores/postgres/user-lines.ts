/**
 * Users as lines of an export, made by the database: it has every field at hand, and only the line travels. What is null, empty
 * or as a new user has it is left out. A field of a line stands here and, to be read back, in `cli/user-lines/`.
 */
import type { Lines, Reads } from '../store.ts';
import { planned, prepared, type Queryable } from './query.ts';

/** SQL of `,"name":value`, or of null where the line leaves the field out. */
type Spelling = (name: string, value: string) => string;

const text: Spelling = (name, value) => `',"${name}":' || to_json(${value})::text`;
/** Of our own making, and so without anything to escape: an id, a word. */
const token: Spelling = (name, value) => `',"${name}":"' || ${value} || '"'`;
/** Sessions are in UTC. */
const time: Spelling = (name, value) => token(name, `to_char(${value}, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`);
const flag: Spelling = (name, value) => `case when ${value} then ',"${name}":true' end`;
const count: Spelling = (name, value) => `case when ${value} <> 0 then ',"${name}":' || ${value} end`;
/** As its column has it: numbers keep all their digits. */
const document: Spelling = (name, value) => `case when ${value} <> '{}' then ',"${name}":' || ${value}::text end`;
/** Of elements that are spelt and joined already. */
const list: Spelling = (name, value) => `',"${name}":[' || ${value} || ']'`;
/** Null says that there is none; left out, an import would make one of the first identity. */
const textOrNull: Spelling = (name, value) => `',"${name}":' || coalesce(to_json(${value})::text, 'null')`;

/** An object that begins with an id. A field is the column of its name, unless something else is told. */
function objectOf(row: string, fields: [name: string, spelling: Spelling, value?: string][]): string {
  const pieces = fields.map(([name, spelling, value = `${row}.${name}`]) => spelling(name, value));
  // What is null becomes nothing.
  return `concat('{"id":"', ${row}.id, '"', ${pieces.join(', ')}, '}')`;
}

/** A connection that was removed has no identifier any more. */
const connectionsOfIdentity =
  `case when i.connection_ids <> '{}' then (select string_agg(to_json(c.identifier)::text, ',' order by k.place) ` +
  'from unnest(i.connection_ids) with ordinality as k (id, place) ' +
  'join connections c on c.tenant_id = i.tenant_id and c.id = k.id) end';

const identity = objectOf('i', [
  [
    'identity_provider',
    text,
    '(select p.name from identity_providers p where p.tenant_id = i.tenant_id and p.id = i.identity_provider_id)',
  ],
  ['subject_type', text, "nullif(i.subject_type, '')"],
  ['external_id', text, 'i.subject'],
  ['email', text],
  ['email_verified', flag],
  ['phone', text],
  ['phone_verified', flag],
  ['username', text],
  ['display_name', text],
  ['claims', document],
  ['linked_by', token],
  ['linked_at', time],
  ['connections', list, connectionsOfIdentity],
  ['first_login_at', time],
  ['last_login_at', time],
  ['logins_count', count],
  ['last_synced_at', time],
  ['created_at', time],
  ['updated_at', time],
]);

const identitiesOfUser =
  `(select string_agg(ordered.line, ',') from (select ${identity} as line from identities i ` +
  'where i.tenant_id = u.tenant_id and i.user_id = u.id order by i.position, i.id) ordered)';

const line = objectOf('u', [
  ['email', text],
  ['email_verified', flag],
  ['phone', text],
  ['phone_verified', flag],
  ['username', text],
  ['external_id', text],
  ['name', text],
  ['given_name', text],
  ['family_name', text],
  ['nickname', text],
  ['picture', text],
  ['locale', text],
  ['profile', document],
  ['user_metadata', document],
  ['app_metadata', document],
  ['status', token, "nullif(u.status, 'active')"],
  ['last_login_at', time],
  ['logins_count', count],
  ['merged_into', token],
  ['created_at', time],
  ['updated_at', time],
  ['identities', list, identitiesOfUser],
  ['origin_key', textOrNull],
]);

const behind = 'u.tenant_id = $1 and u.merged_into is null and ($2::uuid is null or u.id > $2)';
const ofPage = `${behind} and ($3::uuid is null or u.id <= $3)`;

const sql = {
  endOfPage: `select u.id from users u where ${behind} order by u.id limit 1 offset $3`,
  ofUsers: joined(`select ${line} as line from users u where ${ofPage} order by u.id`),
  hasTombstones: 'select 1 from users where tenant_id = $1 and merged_into is not null limit 1',
  // Row by row, whatever the planner expects: it takes a recursion for a hundred times what it begins with.
  ofTombstones: joined(
    'with recursive merged (id, depth) as (select t.id, 1 from users u join users t on t.tenant_id = $1 and t.merged_into = u.id ' +
      `where ${ofPage} union all select t.id, m.depth + 1 from merged m cross join lateral ` +
      '(select id from users where tenant_id = $1 and merged_into = m.id offset 0) t) ' +
      `select t.line from merged m cross join lateral (select ${line} as line from users u ` +
      'where u.tenant_id = $1 and u.id = m.id offset 0) t order by m.depth, m.id',
  ),
};

/** One text of them all: a row for each line costs more to send and to read than to make. */
function joined(lines: string): string {
  return `select coalesce(string_agg(line || E'\\n', ''), '') as text, count(*)::integer as count from (${lines}) ordered`;
}

export function createUserLines(db: Queryable): Reads['userLines'] {
  const lines = async (statement: string, values: unknown[]): Promise<Lines> =>
    (await db.query(planned(statement, values))).rows[0] as unknown as Lines;

  return {
    endOfPage: async (tenantId, after, size) => {
      const { rows } = await db.query(planned(sql.endOfPage, [tenantId, after, size - 1]));
      return (rows[0]?.id ?? null) as string | null;
    },
    ofUsers: (tenantId, after, last) => lines(sql.ofUsers, [tenantId, after, last]),
    hasTombstones: async (tenantId) => (await db.query(prepared(sql.hasTombstones, [tenantId]))).rows.length > 0,
    ofTombstones: (tenantId, after, last) => lines(sql.ofTombstones, [tenantId, after, last]),
  };
}
