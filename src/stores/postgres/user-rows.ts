import type { User } from '../../domain/user.ts';
import type { Rows } from '../store.ts';
import type { PointReads } from './batched-reads.ts';
import { fetchPage } from './paging.ts';
import { planned, prepared, type Queryable, Where } from './query.ts';
import { identities, users } from './tables.ts';
import { browseUsers } from './user-browsing.ts';
import { addUserFilter, userColumns } from './user-filter.ts';

const select = `select ${users.columns()} from users`;
const live = 'users.tenant_id = $1 and users.merged_into is null';

/** Each name has an index of its own; a union lets each of them be used. */
const selectByNames = ['email_key', 'phone_key', 'username_key', 'external_id', 'origin_key']
  .map((column, index) => `select id from users where ${live} and ${column} = any ($${index + 2}::text[])`)
  .reduce(
    (text, one, index) => `${text}${index ? ' union ' : ''}${one}`,
    `${select} where users.tenant_id = $1 and users.id in (`,
  )
  .concat(')');

export function createUserRows(db: Queryable, points: PointReads): Rows['users'] {
  const many = async (text: string, values: unknown[]): Promise<User[]> =>
    (await db.query(prepared(text, values))).rows.map(users.fromRow);

  return {
    byIdOrTombstone: (tenantId, id) => points.user({ tenantId, id }),
    byId: async (tenantId, id) => {
      const user = await points.user({ tenantId, id });
      return user?.mergedInto === null ? user : null;
    },
    byIds: (tenantId, ids) => many(`${select} where ${live} and users.id = any ($2::uuid[])`, [tenantId, ids]),
    byEmailKey: (tenantId, name) => points.usersBy.email_key({ tenantId, name }),
    byPhoneKey: (tenantId, name) => points.usersBy.phone_key({ tenantId, name }),
    byPhoneKeys: (tenantId, keys) =>
      many(`${select} where ${live} and users.phone_key = any ($2::text[]) order by users.id`, [tenantId, keys]),
    byUsernameKey: async (tenantId, name) => (await points.usersBy.username_key({ tenantId, name }))[0] ?? null,
    byExternalId: async (tenantId, name) => (await points.usersBy.external_id({ tenantId, name }))[0] ?? null,
    bySubject: (tenantId, identityProviderId, subject) =>
      points.usersBySubject({ tenantId, identityProviderId, subject }),
    byOriginKey: async (tenantId, name) => (await points.usersBy.origin_key({ tenantId, name }))[0] ?? null,
    list: (tenantId, page, { emailKey }) => {
      const where = new Where('users.tenant_id = $? and users.merged_into is null', tenantId);
      if (emailKey !== undefined) where.and('users.email_key = $?', emailKey);
      return fetchPage(db, { select, id: 'users.id', where, fromRow: users.fromRow }, page);
    },
    search: async (tenantId, { filter, sort, offset, limit, counted = true }) => {
      const where = new Where('users.tenant_id = $? and users.merged_into is null', tenantId);
      if (filter) addUserFilter(where, filter);
      const order = sort.map(
        ({ field, descending }) => `${userColumns[field].column} ${descending ? 'desc' : 'asc'} nulls last, `,
      );
      const { values } = where;
      // Not prepared: the shapes of searches are without number.
      const { rows } = await db.query({
        text: `${select} where ${where.text} order by ${order.join('')}users.id limit $${values.length + 1} offset $${values.length + 2}`,
        values: [...values, counted ? limit : limit + 1, offset],
      });
      const items = rows.slice(0, limit).map(users.fromRow);
      if (!counted) return { items, total: offset + rows.length };
      const text = `select count(*)::integer as total from users where ${where.text}`;
      return { items, total: (await db.query({ text, values })).rows[0]!.total as number };
    },
    browse: (tenantId, page, browsing) => browseUsers(db, tenantId, page, browsing),
    byNames: (tenantId, { emailKeys, phoneKeys, usernameKeys, externalIds, originKeys }) =>
      many(selectByNames, [tenantId, emailKeys, phoneKeys, usernameKeys, externalIds, originKeys]),
    idsAfter: async (tenantId, after, limit) => {
      const text = `select users.id from users where ${live} and ($2::uuid is null or users.id > $2) order by users.id limit $3`;
      return (await db.query(planned(text, [tenantId, after, limit]))).rows.map(({ id }) => id as string);
    },
    count: async (tenantId) =>
      (await db.query(prepared(`select count(*)::integer as total from users where ${live}`, [tenantId]))).rows[0]!
        .total as number,
    tombstonesBelow: (tenantId, ids) => tombstonesBelow(db, tenantId, ids),

    lock: (tenantId, ids) =>
      many(`${select} where users.tenant_id = $1 and users.id = any ($2::uuid[]) order by users.id for update`, [
        tenantId,
        ids,
      ]),
    insert: async (items) => void (await db.query(users.insert(items))),
    insertWithIdentities: async (items, owned) => {
      await users.write(db, items);
      // Nobody has read these users yet, so nobody has to be told by their rows that they have others now.
      await identities.write(db, owned);
    },
    update: async (...items) => void (await db.query(users.update(items))),
    delete: async (tenantId, id) => {
      // Innermost tombstones first: one that was merged into a tombstone points at it. Those of one chunk may point at each other.
      const all = [id, ...(await tombstonesBelow(db, tenantId, [id])).map((tombstone) => tombstone.id)].reverse();
      for (const ids of chunksOf(all, 500))
        await db.query(prepared('delete from users where tenant_id = $1 and id = any ($2::uuid[])', [tenantId, ids]));
    },
    tombstonesOf: (tenantId, id) => tombstonesBelow(db, tenantId, [id]),
  };
}

function chunksOf<T>(items: T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}

/** Everyone who was merged into one of the users, also by way of others, nearest first. */
async function tombstonesBelow(db: Queryable, tenantId: string, ids: string[]): Promise<User[]> {
  const text =
    'with recursive merged (id, depth) as (select id, 0 from unnest($2::uuid[]) as id union all ' +
    'select u.id, m.depth + 1 from users u join merged m on u.tenant_id = $1 and u.merged_into = m.id) ' +
    `select ${users.columns()} from merged join users on users.tenant_id = $1 and users.id = merged.id ` +
    'where merged.depth > 0 order by merged.depth, users.id';
  return (await db.query(planned(text, [tenantId, ids]))).rows.map(users.fromRow);
}
