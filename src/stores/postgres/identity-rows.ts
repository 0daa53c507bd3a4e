import type { Identity, IdentityWithProvider } from '../../domain/identity.ts';
import type { Rows } from '../store.ts';
import { type PointReads, selectIdentities, toIdentityWithProvider } from './batched-reads.ts';
import { fetchPage } from './paging.ts';
import { planned, prepared, type Queryable, Where } from './query.ts';
import { identities } from './tables.ts';

const select = `select ${identities.columns()} from identities`;
const inOrder = 'order by position, id';

/**
 * INVARIANT: a user's row is written whenever its identities become others or change their order, so that whoever read the
 * user and them together can tell by the row's version (`attempt-reads.ts`). Once in a transaction is enough.
 */
const touch = (owners: string) =>
  `touched as (update users u set updated_at = u.updated_at from (${owners}) o ` +
  'where u.tenant_id = o.tenant_id and u.id = o.user_id and u.xmin <> pg_current_xact_id()::xid)';
const given = `jsonb_populate_recordset(null::identities, $1::jsonb)`;
const others = 'i.user_id is distinct from r.user_id or i.position <> r.position';

const linkedBy = { auto: "i.linked_by = 'auto'", manual: "i.linked_by = 'manual'", scim: "i.linked_by = 'scim'" };

const sql = {
  insert: `with ${touch(`select distinct tenant_id, user_id from ${given} where user_id is not null`)} ${identities.parts.insert('true').replace('$?', '$1')}`,
  update: `with ${touch(
    `select i.tenant_id, unnest(array[i.user_id, r.user_id]) as user_id from ${given} r ` +
      `join identities i on i.tenant_id = r.tenant_id and i.id = r.id where ${others}`,
  )} ${identities.parts.update('true').replace('$?', '$1')}`,
  delete: `with ${touch(
    'select distinct tenant_id, user_id from identities where tenant_id = $1 and id = any ($2::uuid[])',
  )} delete from identities where tenant_id = $1 and id = any ($2::uuid[])`,
};

export function createIdentityRows(db: Queryable, points: PointReads): Rows['identities'] {
  const many = async (text: string, values: unknown[], toStatement = prepared): Promise<Identity[]> =>
    (await db.query(toStatement(text, values))).rows.map(identities.fromRow);
  const manyWithProvider = async (
    text: string,
    values: unknown[],
    toStatement = prepared,
  ): Promise<IdentityWithProvider[]> => (await db.query(toStatement(text, values))).rows.map(toIdentityWithProvider);

  return {
    byId: (tenantId, id) => points.identity({ tenantId, id }),
    byKey: (tenantId, key) => points.identityByKey({ ...key, tenantId }),
    bySubject: (tenantId, identityProviderId, subject) =>
      points.identitiesBySubject({ tenantId, identityProviderId, subject }),
    summariesBySubject: (tenantId, identityProviderId, subject) =>
      points.identitySummariesBySubject({ tenantId, identityProviderId, subject }),
    ofUser: (tenantId, id) => points.identitiesOfUser({ tenantId, id }),
    summariesOfUser: (tenantId, id) => points.identitySummariesOfUser({ tenantId, id }),
    ofUsers: async (tenantId, userIds) => {
      const byUser = new Map<string, IdentityWithProvider[]>(userIds.map((id) => [id, []]));
      const text = `${selectIdentities} where i.tenant_id = $1 and i.user_id = any ($2::uuid[]) order by i.user_id, i.position, i.id`;
      for (const identity of await manyWithProvider(text, [tenantId, userIds], planned))
        byUser.get(identity.userId!)?.push(identity);
      return byUser;
    },
    list: (tenantId, page, search) => {
      const where = new Where('i.tenant_id = $?', tenantId);
      if (search.identityProviderId !== undefined)
        where.and('i.identity_provider_id = $?::uuid', search.identityProviderId);
      if (search.subject !== undefined) where.and('i.subject = $?', search.subject);
      if (search.emailKey !== undefined) where.and('i.email_key = $?', search.emailKey);
      // Written out: an index has those that are not `auto`, which a value yet to come may be.
      if (search.linkedBy !== undefined) where.and(linkedBy[search.linkedBy]);
      if (search.unlinked !== undefined) where.and(search.unlinked ? 'i.user_id is null' : 'i.user_id is not null');
      return fetchPage(db, { select: selectIdentities, id: 'i.id', where, fromRow: toIdentityWithProvider }, page);
    },

    lock: (tenantId, ids) =>
      many(`${select} where tenant_id = $1 and id = any ($2::uuid[]) order by id for update`, [tenantId, ids]),
    lockOfUser: (tenantId, userId) =>
      many(`${select} where tenant_id = $1 and user_id = $2 ${inOrder} for update`, [tenantId, userId]),
    byKeys: (tenantId, keys) =>
      many(
        `select ${identities.columns()} from unnest($2::uuid[], $3::text[], $4::text[]) as k (provider_id, subject_type, subject) ` +
          'join identities on identities.tenant_id = $1 and identities.identity_provider_id = k.provider_id ' +
          'and identities.subject_type = k.subject_type and identities.subject = k.subject order by identities.id for update of identities',
        [
          tenantId,
          keys.map(({ identityProviderId }) => identityProviderId),
          keys.map(({ subjectType }) => subjectType),
          keys.map(({ subject }) => subject),
        ],
      ),
    insert: async (items) => void (await db.query(prepared(sql.insert, [identities.rows(items)]))),
    update: async (items) => void (await db.query(prepared(sql.update, [identities.rows(items)]))),
    delete: async (tenantId, ids) => void (await db.query(prepared(sql.delete, [tenantId, ids]))),
    ofProvider: (tenantId, identityProviderId, limit) =>
      many(
        `${select} where tenant_id = $1 and identity_provider_id = $2 order by id limit $3 for update`,
        [tenantId, identityProviderId, limit],
        planned,
      ),
  };
}
