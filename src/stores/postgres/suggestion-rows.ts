/** Rows of suggestions, the search for users that look the same, and how far it has come. */
import type { Rows } from '../store.ts';
import { first, many, pairs } from './linking-rows.ts';
import { fetchPage } from './paging.ts';
import { prepared, type Queryable, Where } from './query.ts';
import { suggestions, sweeps } from './tables.ts';

/** Decided, or everyone that it names is still as it takes to decide. */
const stillToDecide =
  "(status <> 'open' or not exists (select 1 from users u where u.tenant_id = suggestions.tenant_id " +
  'and u.id in (suggestions.user_id, suggestions.other_user_id) and u.merged_into is not null) ' +
  'and not exists (select 1 from identities i where i.tenant_id = suggestions.tenant_id ' +
  'and i.id = suggestions.identity_id and i.user_id is not null))';

/** An identity `i` whose e-mail address the rule of its provider may take as proved; the domain looks closer. */
const mayProveEmail =
  "(i.email_verified or i.claims ?| array['email_verified', 'xms_edov']) and exists (select 1 from identity_providers p " +
  "where p.tenant_id = i.tenant_id and p.id = i.identity_provider_id and p.linking_rule ->> 'emailProof' <> 'never')";

/**
 * The keys of the users asked about, and for each the others that have it. Each look goes through an index and ends at one
 * more than may be, so that a key that half of the tenant shares costs no more than another.
 */
const selectLookalikes = `
with asked (user_id) as (select distinct unnest($2::uuid[])),
keys as (
  select u.id as user_id, 'email' as kind, u.email_key as key
    from asked a join users u on u.tenant_id = $1 and u.id = a.user_id
    where u.merged_into is null and u.email_verified and u.email_key is not null
  union
  select i.user_id, 'email', i.email_key
    from asked a join identities i on i.tenant_id = $1 and i.user_id = a.user_id
    where i.email_key is not null and ${mayProveEmail}
  union
  select u.id, 'phone', u.phone_key
    from asked a join users u on u.tenant_id = $1 and u.id = a.user_id
    where u.merged_into is null and u.phone_verified and u.phone_key like '+%'
),
found as (
  select k.user_id, k.kind, k.key, o.user_id as other_user_id
  from keys k cross join lateral (
    (select u.id as user_id from users u
      where k.kind = 'email' and u.tenant_id = $1 and u.email_key = k.key and u.merged_into is null
        and u.email_verified and u.id <> k.user_id limit $3::integer + 1)
    union
    (select i.user_id from identities i
      where k.kind = 'email' and i.tenant_id = $1 and i.email_key = k.key and i.user_id is not null
        and i.user_id <> k.user_id and ${mayProveEmail} limit $3::integer + 1)
    union
    (select u.id from users u
      where k.kind = 'phone' and u.tenant_id = $1 and u.phone_key = k.key and u.merged_into is null
        and u.phone_verified and u.id <> k.user_id limit $3::integer + 1)
  ) o
)
select distinct f.user_id, f.other_user_id
  from found f
  join (select user_id, kind, key from found group by user_id, kind, key having count(*) <= $3) telling
  using (user_id, kind, key)`;

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
      many(db, suggestions, `${select} where tenant_id = $1 and id = any ($2::uuid[]) order by id for update`, [
        tenantId,
        ids,
      ]),
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
    insert: async (sweep) => void (await db.query(sweeps.insert([sweep]))),
    update: async (sweep) => void (await db.query(sweeps.update([sweep]))),
  };
}
