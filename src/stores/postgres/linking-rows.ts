/** Rows about linking itself: what waits for proof, what was taken apart, policies. Suggestions have a file of their own. */
import type { Rows, UserPair } from '../store.ts';
import { fetchPage } from './paging.ts';
import { planned, prepared, type Queryable, Where } from './query.ts';
import type { Table } from './table.ts';
import { pendingLinks, policies, separations } from './tables.ts';

export function createPendingLinkRows(db: Queryable): Rows['pendingLinks'] {
  const select = `select ${pendingLinks.columns()} from pending_links where tenant_id = $1`;
  return {
    byId: (tenantId, id) => first(db, pendingLinks, `${select} and id = $2`, [tenantId, id]),
    lock: (tenantId, id) => first(db, pendingLinks, `${select} and id = $2 for update`, [tenantId, id]),
    insert: async (pending) => void (await db.query(pendingLinks.insert([pending]))),
    update: async (pending) => void (await db.query(pendingLinks.update([pending]))),
    supersede: async (tenantId, identityId, at) => {
      const text =
        "update pending_links set settled_at = $3, settled_as = 'superseded' " +
        'where tenant_id = $1 and identity_id = $2 and settled_at is null';
      await db.query(prepared(text, [tenantId, identityId, at]));
    },
    countOpen: async (tenantId, at, most) => {
      const text =
        'select count(*)::integer as total from (select 1 from pending_links ' +
        'where tenant_id = $1 and expires_at > $2 and settled_at is null limit $3) open';
      return (await db.query(prepared(text, [tenantId, at, most]))).rows[0]!.total as number;
    },
    listOpen: (tenantId, at, page) => {
      const where = new Where('tenant_id = $? and expires_at > $?::timestamptz and settled_at is null', tenantId, at);
      const from = `select ${pendingLinks.columns()} from pending_links`;
      return fetchPage(db, { select: from, id: 'pending_links.id', where, fromRow: pendingLinks.fromRow }, page);
    },
    deleteExpired: async (tenantId, before) =>
      void (await db.query(
        prepared('delete from pending_links where tenant_id = $1 and expires_at < $2', [tenantId, before]),
      )),
  };
}

export function createSeparationRows(db: Queryable): Rows['separations'] {
  const ofSubject = 'tenant_id = $1 and identity_provider_id = $2 and subject_type = $3 and subject = $4';
  return {
    ofSubject: (tenantId, { identityProviderId, subjectType, subject }) =>
      many(db, separations, `select ${separations.columns()} from separations where ${ofSubject}`, [
        tenantId,
        identityProviderId,
        subjectType,
        subject,
      ]),
    among: (tenantId, userIds) =>
      pairs(
        db,
        'select distinct i.user_id, s.user_id as other_user_id from separations s ' +
          'join identities i using (tenant_id, identity_provider_id, subject_type, subject) ' +
          'where s.tenant_id = $1 and s.user_id = any ($2::uuid[]) and i.user_id = any ($2) and i.user_id <> s.user_id',
        [tenantId, userIds],
      ),
    insert: async (items) => void (await db.query(separations.insertNew(items))),
    delete: async (tenantId, { identityProviderId, subjectType, subject }, userId) =>
      void (await db.query(
        prepared(`delete from separations where ${ofSubject} and user_id = $5`, [
          tenantId,
          identityProviderId,
          subjectType,
          subject,
          userId,
        ]),
      )),
  };
}

export function createPolicyRows(db: Queryable): Rows['policies'] {
  const select = `select ${policies.columns()} from policies`;
  return {
    byId: (tenantId, id) => first(db, policies, `${select} where tenant_id = $1 and id = $2`, [tenantId, id]),
    list: (tenantId, page, { enabled }) => {
      const where = new Where('tenant_id = $?', tenantId);
      if (enabled !== undefined) where.and('enabled = $?', enabled);
      return fetchPage(db, { select, id: 'policies.id', where, fromRow: policies.fromRow }, page);
    },
    enabled: (tenantId) =>
      many(db, policies, `${select} where tenant_id = $1 and enabled order by priority desc, id`, [tenantId]),
    lock: (tenantId, id) =>
      first(db, policies, `${select} where tenant_id = $1 and id = $2 for update`, [tenantId, id]),
    insert: async (policy) => void (await db.query(policies.insert([policy]))),
    update: async (policy) => void (await db.query(policies.update([policy]))),
    delete: async (tenantId, id) =>
      void (await db.query(prepared('delete from policies where tenant_id = $1 and id = $2', [tenantId, id]))),
  };
}

export async function many<T>(
  db: Queryable,
  table: Table<T>,
  text: string,
  values: unknown[],
  toStatement = prepared,
): Promise<T[]> {
  return (await db.query(toStatement(text, values))).rows.map((row) => table.fromRow(row));
}

export async function first<T>(db: Queryable, table: Table<T>, text: string, values: unknown[]): Promise<T | null> {
  return (await many(db, table, text, values))[0] ?? null;
}

/** Of a statement that selects `user_id` and `other_user_id`. */
export async function pairs(db: Queryable, text: string, values: unknown[]): Promise<UserPair[]> {
  const { rows } = await db.query(planned(text, values));
  return rows.map(({ user_id, other_user_id }) => [user_id as string, other_user_id as string]);
}
