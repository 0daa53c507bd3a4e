/** Rows of suggestions, the search for users that look the same, and how far it has come. */
import type { Rows } from '../store.ts';
import { first, many, pairs } from './linking-rows.ts';
import { fetchPage } from './paging.ts';
import { planned, prepared, type Queryable, Where } from './query.ts';
import { suggestions, sweeps } from './tables.ts';

/** Decided, or everyone that it names is still as it takes to decide. Each is looked up alone: `exists` would have a planner read them all. */
const merged = (user: string) =>
  `(select u.merged_into from users u where u.tenant_id = suggestions.tenant_id and u.id = suggestions.${user})`;
export const stillToDecide =
  `(status <> 'open' or ${merged('user_id')} is null and ${merged('other_user_id')} is null and (select i.user_id ` +
  'from identities i where i.tenant_id = suggestions.tenant_id and i.id = suggestions.identity_id) is null)';

/** An identity `i` whose e-mail address the rule of its provider may take as proved; the domain looks closer. */
const mayProveEmail =
  "(i.email_verified or i.claims ?| array['email_verified', 'xms_edov']) and exists (select 1 from identity_providers p " +
  "where p.tenant_id = i.tenant_id and p.id = i.identity_provider_id and p.linking_rule ->> 'emailProof' <> 'never')";

/**
 * The keys of the users asked about, and everyone who has one of them. The keys go into each look as one array: a planner
 * that knows nothing yet of new rows then reads a tenant once, where a join would read it once for each key. Pairs
 * are made of telling keys only, so that one which half of a tenant shares does not come to as many as users times users.
 */
const selectLookalikes = `
with emails as (
  select u.email_key as key, u.id as user_id from users u
    where u.tenant_id = $1 and u.id = any ($2::uuid[]) and u.merged_into is null
      and u.email_verified and u.email_key is not null
  union
  select i.email_key, i.user_id from identities i
    where i.tenant_id = $1 and i.user_id = any ($2) and i.email_key is not null and ${mayProveEmail}
),
phones as (
  select u.phone_key as key, u.id as user_id from users u
    where u.tenant_id = $1 and u.id = any ($2) and u.merged_into is null
      and u.phone_verified and u.phone_key like '+%'
),
asked as (select 'email' as kind, emails.* from emails union all select 'phone', phones.* from phones),
holders as (
  select 'email' as kind, u.email_key as key, u.id as user_id from users u
    where u.tenant_id = $1 and u.email_key = any (array(select key from emails)) and u.merged_into is null
      and u.email_verified
  union
  select 'email', i.email_key, i.user_id from identities i
    where i.tenant_id = $1 and i.email_key = any (array(select key from emails)) and i.user_id is not null
      and ${mayProveEmail}
  union
  select 'phone', u.phone_key, u.id from users u
    where u.tenant_id = $1 and u.phone_key = any (array(select key from phones)) and u.merged_into is null
      and u.phone_verified
),
telling as (select kind, key from holders group by kind, key having count(*) between 2 and $3::integer + 1)
select distinct a.user_id, h.user_id as other_user_id
  from telling join asked a using (kind, key) join holders h using (kind, key)
  where h.user_id <> a.user_id`;

export function createSuggestionRows(db: Queryable): Rows['suggestions'] {
  const select = `select ${suggestions.columns()} from suggestions`;
  return {
    byId: (tenantId, id) => first(db, suggestions, `${select} where tenant_id = $1 and id = $2`, [tenantId, id]),
    list: (tenantId, page, { status, kind, userId }) => {
      const where = new Where(`tenant_id = $? and ${stillToDecide}`, tenantId);
      if (status !== undefined) where.and('status = $?', status);
      if (kind !== undefined) where.and('kind = $?', kind);
      if (userId !== undefined) where.and('(user_id = $?::uuid or other_user_id = $?::uuid)', userId, userId);
      return fetchPage(db, { select, id: 'suggestions.id', where, fromRow: suggestions.fromRow }, page);
    },
    lock: (tenantId, ids) =>
      many(
        db,
        suggestions,
        `${select} where tenant_id = $1 and id = any ($2::uuid[]) order by id for update`,
        [tenantId, ids],
        planned,
      ),
    lookalikes: (tenantId, userIds, othersMax) => pairs(db, selectLookalikes, [tenantId, userIds, othersMax]),
    dismissedAmong: (tenantId, userIds) =>
      pairs(
        db,
        "select user_id, other_user_id from suggestions where tenant_id = $1 and kind = 'users' " +
          "and status = 'dismissed' and user_id = any ($2::uuid[]) and other_user_id = any ($2)",
        [tenantId, userIds],
      ),
    lockOfIdentity: (tenantId, identityId) =>
      many(
        db,
        suggestions,
        `${select} where tenant_id = $1 and kind = 'arrival' and identity_id = $2 order by id for update`,
        [tenantId, identityId],
        planned,
      ),
    insert: async (items) => {
      const { text, values } = suggestions.insertNew(items);
      const { rows } = await db.query(prepared(`${text} returning id`, values));
      const fresh = new Set(rows.map(({ id }) => id));
      return items.filter(({ id }) => fresh.has(id));
    },
    update: async (items) => void (await db.query(suggestions.update(items))),
  };
}

export function createSweepRows(db: Queryable): Rows['sweeps'] {
  const select = `select ${sweeps.columns()} from sweeps`;
  return {
    byId: (tenantId, id) => first(db, sweeps, `${select} where tenant_id = $1 and id = $2`, [tenantId, id]),
    list: (tenantId, page) =>
      fetchPage(
        db,
        { select, id: 'sweeps.id', where: new Where('tenant_id = $?', tenantId), fromRow: sweeps.fromRow },
        { descending: true, ...page },
      ),
    lock: (tenantId, id) => first(db, sweeps, `${select} where tenant_id = $1 and id = $2 for update`, [tenantId, id]),
    insert: async (sweep) => {
      await db.query(sweeps.insert([sweep]));
      // A sweep often follows an import by minutes. A planner that has not seen the new rows yet reads the whole tenant for
      // each page: twelve times slower with twenty thousand users, and worse with more.
      for (const table of ['users', 'identities']) await db.query({ text: `analyze ${table}`, values: [] });
    },
    update: async (sweep) => void (await db.query(sweeps.update([sweep]))),
  };
}
