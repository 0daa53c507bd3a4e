/**
 * Users as operators look through them: by any beginning of a name and by what they have, with bounded work for each page
 * however many users there are. Everybody else looks them up by a key (`user-rows.ts`).
 */
import type { User } from '../../domain/user.ts';
import type { BrowsedUsers, PageRequest, UserBrowsing, UserHandle } from '../store.ts';
import { planned, type Queryable, Where } from './query.ts';
import { users } from './tables.ts';

/** So many are looked at for one page, where what is asked for has no order of its own in an index. */
const seenMax = 10_000;
/** So many of each kind of name are candidates. */
const namedMax = 1000;
const select = `select ${users.columns()} from users`;

export async function browseUsers(
  db: Queryable,
  tenantId: string,
  page: PageRequest,
  browsing: UserBrowsing,
): Promise<BrowsedUsers> {
  return browsing.handle
    ? browseNamed(db, tenantId, page, browsing, browsing.handle)
    : browseAll(db, tenantId, page, browsing);
}

async function browseNamed(
  db: Queryable,
  tenantId: string,
  page: PageRequest,
  browsing: UserBrowsing,
  handle: UserHandle,
): Promise<BrowsedUsers> {
  const { ids, cut } = await findNamed(db, tenantId, handle);
  const where = new Where('users.tenant_id = $? and users.id = any ($?::uuid[])', tenantId, [...ids]);
  addFilters(where, browsing, handle.ids);
  if (browsing.identityProviderId !== undefined) {
    where.and(
      'exists (select 1 from identities i where i.tenant_id = users.tenant_id and i.user_id = users.id and i.identity_provider_id = $?::uuid)',
      browsing.identityProviderId,
    );
  }
  if (browsing.severalIdentities) where.and(hasSeveral);
  const { descending = false, after, limit } = page;
  if (after !== undefined) where.and(`users.id ${descending ? '<' : '>'} $?::uuid`, after);
  const order = `order by users.id ${descending ? 'desc' : 'asc'}`;
  const found = await many(db, `${select} where ${where.text} ${order} limit ${limit + 1}`, where.values);
  const items = found.slice(0, limit);
  return { items, goOnAfter: found.length > limit ? items.at(-1)!.id : null, cut };
}

/** Whom the handle may name, and whether some were left out. */
async function findNamed(
  db: Queryable,
  tenantId: string,
  { ids, originKeys, emailKey, phoneKeys, subjects, text, identityProviderId }: UserHandle,
): Promise<{ ids: Set<string>; cut: boolean }> {
  const where = new Where('$?::uuid is not null', tenantId);
  const branches: string[] = [];
  const add = (condition: string, ...values: unknown[]): void => void branches.push(where.number(condition, ...values));
  const ofTenant = 'tenant_id = $1';
  if (ids.length > 0) {
    add(`select id from users where ${ofTenant} and id = any ($?::uuid[])`, ids);
    add(`select user_id from identities where ${ofTenant} and id = any ($?::uuid[])${bound}`, ids, identityProviderId);
  }
  if (originKeys.length > 0)
    add(`select id from users where ${ofTenant} and merged_into is null and origin_key = any ($?::text[])`, originKeys);
  if (emailKey !== null)
    add(
      `select user_id from identities where ${ofTenant} and email_key = $?::text${bound} limit ${namedMax}`,
      emailKey,
      identityProviderId,
    );
  if (phoneKeys.length > 0)
    add(
      `select id from users where ${ofTenant} and merged_into is null and phone_key = any ($?::text[]) limit ${namedMax}`,
      phoneKeys,
    );
  for (const subject of subjects)
    add(
      `select user_id from identities where ${ofTenant} and subject = $?::text${bound} limit ${namedMax}`,
      subject,
      identityProviderId,
    );
  const beginning = [...text].slice(0, beginningMax).join('');
  for (const expression of beginnings)
    add(
      `select id from users where ${ofTenant} and merged_into is null and ${expression} >= ${lowered} and ` +
        `${expression} < ${lowered} order by ${expression}, id limit ${namedMax}`,
      beginning,
      beginning + last,
    );
  // An address and a name of the caller's own are kept as they are compared, whatever the database takes for lower case.
  for (const column of ['email_key', 'username_key', 'external_id']) {
    const start = column === 'external_id' ? text : text.toLowerCase();
    add(
      `select id from users where ${ofTenant} and merged_into is null and ${column} >= $?::text and ` +
        `${column} < $?::text order by ${column} limit ${namedMax}`,
      start,
      start + last,
    );
  }
  const statement = branches.map((branch, index) => `(select ${index} as branch, n.* from (${branch}) n (id))`);
  const { rows } = await db.query(planned(`select * from (${statement.join(' union all ')}) named`, where.values));
  const counts = new Map<number, number>();
  const found = new Set<string>();
  for (const { branch, id } of rows as { branch: number; id: string | null }[]) {
    counts.set(branch, (counts.get(branch) ?? 0) + 1);
    if (id !== null) found.add(id);
  }
  return { ids: found, cut: [...counts.values()].some((count) => count >= namedMax) };
}

const lowered = 'lower($?::text) collate "C"';
/** As the indexes have them: of a longer name, its beginning. */
const beginningMax = 200;
const beginnings = [
  `left(lower(coalesce(name, given_name)), ${beginningMax}) collate "C"`,
  `left(lower(coalesce(family_name, substring(name from '[^[:space:]]+$'))), ${beginningMax}) collate "C"`,
].map((expression) => `(${expression})`);

const bound = ' and user_id is not null and identity_provider_id = coalesce($?::uuid, identity_provider_id)';
/** Behind every text that begins with what stands before it. */
const last = '\u{10ffff}';

/**
 * In the order of ids. What is asked for and has no such order in an index is looked for among the next so many, and where it
 * ended is told: so a page may be short while others follow.
 */
async function browseAll(
  db: Queryable,
  tenantId: string,
  page: PageRequest,
  browsing: UserBrowsing,
): Promise<BrowsedUsers> {
  const { descending = false, after, limit } = page;
  const { identityProviderId, severalIdentities, status } = browsing;
  const where = new Where('$?::uuid is not null', tenantId);
  const source =
    identityProviderId !== undefined
      ? {
          id: 'user_id',
          from: 'identities',
          of: ['tenant_id = $1::uuid', where.number('identity_provider_id = $?::uuid', identityProviderId)],
        }
      : severalIdentities
        ? { id: 'user_id', from: 'identities', of: ['tenant_id = $1::uuid', 'position > 0'] }
        : { id: 'id', from: 'users', of: ['tenant_id = $1::uuid', standing(status)] };
  const of = [...source.of, ...(source.id === 'user_id' ? ['user_id is not null'] : [])];
  if (after !== undefined) of.push(where.number(`${source.id} ${descending ? '<' : '>'} $?::uuid`, after));
  const direction = descending ? 'desc' : 'asc';
  const ordered = `select distinct ${source.id} as id from ${source.from} where ${of.join(' and ')} order by ${source.id} ${direction}`;
  const seen = (source.from === 'users' ? ordered.replace('distinct ', '') : ordered).concat(` limit ${seenMax}`);

  const rest = new Where('users.tenant_id = $?', tenantId);
  rest.values.splice(0, 1, ...where.values);
  addFilters(rest, browsing, []);
  if (identityProviderId !== undefined && severalIdentities) rest.and(hasSeveral);
  const text =
    `select ${users.columns()} from (${seen}) seen join users on users.id = seen.id ` +
    `where ${rest.text} order by seen.id ${direction} limit ${limit + 1}`;
  const found = await many(db, text, rest.values);
  const items = found.slice(0, limit);
  if (found.length > limit) return { items, goOnAfter: items.at(-1)!.id, cut: false };
  const { rows } = await db.query(planned(`select id from (${seen}) seen offset ${seenMax - 1}`, where.values));
  return { items, goOnAfter: (rows[0]?.id as string | undefined) ?? null, cut: false };
}

const hasSeveral =
  'exists (select 1 from identities i where i.tenant_id = users.tenant_id and i.user_id = users.id offset 1)';

function standing(status: UserBrowsing['status']): string {
  if (status === 'merged') return 'merged_into is not null';
  return status === 'suspended' ? "status = 'suspended' and merged_into is null" : 'merged_into is null';
}

/** `byId` are shown also when they were merged away. */
function addFilters(where: Where, { status, createdFrom, createdTo }: UserBrowsing, byId: string[]): void {
  if (status === 'merged') where.and('users.merged_into is not null');
  else if (byId.length > 0 && status === undefined)
    where.and('(users.merged_into is null or users.id = any ($?::uuid[]))', byId);
  else where.and('users.merged_into is null');
  if (status === 'active' || status === 'suspended') where.and(`users.status = '${status}'`);
  if (createdFrom !== undefined) where.and('users.created_at >= $?::timestamptz', createdFrom);
  if (createdTo !== undefined) where.and('users.created_at < $?::timestamptz', createdTo);
}

async function many(db: Queryable, text: string, values: unknown[]): Promise<User[]> {
  return (await db.query(planned(text, values))).rows.map(users.fromRow);
}
