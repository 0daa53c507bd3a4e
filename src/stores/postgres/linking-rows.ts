/** Rows about linking itself: what waits for proof, what was taken apart, policies, suggestions and the search for them. */
import type { Rows } from '../store.ts';
import { fetchPage } from './paging.ts';
import { prepared, type Queryable, Where } from './query.ts';
import type { Table } from './table.ts';
import { pendingLinks, policies, separations, suggestions, sweeps } from './tables.ts';

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
    countCodes: async (tenantId, userId, since) => {
      const text =
        'select coalesce(sum(codes_sent), 0)::integer as total from pending_links ' +
        'where tenant_id = $1 and code_user_id = $2 and created_at >= $3';
      return (await db.query(prepared(text, [tenantId, userId, since]))).rows[0]!.total as number;
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

export function createSuggestionRows(db: Queryable): Rows['suggestions'] {
  const select = `select ${suggestions.columns()} from suggestions`;
  return {
    byId: (tenantId, id) => first(db, suggestions, `${select} where tenant_id = $1 and id = $2`, [tenantId, id]),
    list: (tenantId, page, { status, kind, userId }) => {
      const where = new Where('tenant_id = $?', tenantId);
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
    insert: async (items) => (await db.query(suggestions.insertNew(items))).rowCount ?? 0,
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

async function many<T>(db: Queryable, table: Table<T>, text: string, values: unknown[]): Promise<T[]> {
  return (await db.query(prepared(text, values))).rows.map((row) => table.fromRow(row));
}

async function first<T>(db: Queryable, table: Table<T>, text: string, values: unknown[]): Promise<T | null> {
  return (await many(db, table, text, values))[0] ?? null;
}
