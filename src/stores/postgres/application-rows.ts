/** Rows of applications: what they are, what they were told of whom, what people agreed to, and what they were given. */
import type { Rows } from '../store.ts';
import { first, many } from './linking-rows.ts';
import { fetchPage } from './paging.ts';
import { planned, prepared, type Queryable, Where } from './query.ts';
import { applicationConsents, applicationSubjects, applications, openidRecords } from './tables.ts';
import { ofLiveTenant } from './tenant-deletion.ts';

export function createApplicationRows(db: Queryable): Rows['applications'] {
  const select = `select ${applications.columns()} from applications`;
  return {
    byId: (tenantId, id) => first(db, applications, `${select} where tenant_id = $1 and id = $2`, [tenantId, id]),
    byClientId: (tenantId, clientId) =>
      first(
        db,
        applications,
        `${select} where tenant_id = $1 and client_id = $2 and ${ofLiveTenant('applications.tenant_id')}`,
        [tenantId, clientId],
      ),
    list: (tenantId, page) =>
      fetchPage(
        db,
        { select, id: 'applications.id', where: new Where('tenant_id = $?', tenantId), fromRow: applications.fromRow },
        page,
      ),
    lock: (tenantId, id) =>
      first(db, applications, `${select} where tenant_id = $1 and id = $2 for update`, [tenantId, id]),
    insert: async (application) => void (await db.query(applications.insert([application]))),
    update: async (application) => void (await db.query(applications.update([application]))),
    delete: async (tenantId, id) =>
      void (await db.query(prepared('delete from applications where tenant_id = $1 and id = $2', [tenantId, id]))),
  };
}

export function createApplicationSubjectRows(db: Queryable): Rows['applicationSubjects'] {
  const select = `select ${applicationSubjects.columns()} from application_subjects where tenant_id = $1 and application_id = $2`;
  return {
    ofUsers: (tenantId, applicationId, userIds) =>
      many(
        db,
        applicationSubjects,
        `${select} and user_id = any ($3::uuid[]) order by created_at, user_id`,
        [tenantId, applicationId, userIds],
        planned,
      ),
    bySubject: (tenantId, applicationId, subject) =>
      first(db, applicationSubjects, `${select} and subject = $3`, [tenantId, applicationId, subject]),
    insert: async (subject) => (await db.query(applicationSubjects.insertNew([subject]))).rowCount === 1,
  };
}

export function createApplicationConsentRows(db: Queryable): Rows['applicationConsents'] {
  const select = `select ${applicationConsents.columns()} from application_consents`;
  return {
    of: (tenantId, applicationId, userId) =>
      first(db, applicationConsents, `${select} where tenant_id = $1 and application_id = $2 and user_id = $3`, [
        tenantId,
        applicationId,
        userId,
      ]),
    save: async (consent) => {
      const { rowCount } = await db.query(applicationConsents.update([consent]));
      if (rowCount === 0) await db.query(applicationConsents.insertNew([consent]));
    },
  };
}

export function createOpenidRecordRows(db: Queryable): Rows['openidRecords'] {
  const ofKey = 'tenant_id = $1 and kind = $2 and key = $3';
  const run = async (text: string, values: unknown[]): Promise<number> =>
    (await db.query(prepared(text, values))).rowCount ?? 0;
  return {
    byKey: async (tenantId, kind, key) => {
      const text = `select ${openidRecords.columns()} from openid_records where ${ofKey}`;
      return first(db, openidRecords, text, [tenantId, kind, Buffer.from(key)]);
    },
    save: async (record) => {
      const { rowCount } = await db.query(openidRecords.update([record]));
      if (rowCount === 0) await db.query(openidRecords.insert([record]));
    },
    insertNew: async (record) => (await db.query(openidRecords.insertNew([record]))).rowCount === 1,
    consume: async (tenantId, kind, key, at) =>
      (await run(`update openid_records set consumed_at = $4 where ${ofKey} and consumed_at is null`, [
        tenantId,
        kind,
        Buffer.from(key),
        at,
      ])) === 1,
    delete: async (tenantId, kind, key) =>
      void (await run(`delete from openid_records where ${ofKey}`, [tenantId, kind, Buffer.from(key)])),
    deleteOfGrant: async (tenantId, grantKey) =>
      void (await run('delete from openid_records where tenant_id = $1 and grant_key = $2', [
        tenantId,
        Buffer.from(grantKey),
      ])),
    deleteOfUsers: (tenantId, userIds) =>
      run('delete from openid_records where tenant_id = $1 and user_id = any ($2::uuid[])', [tenantId, userIds]),
    deleteOfClient: async (tenantId, clientId) =>
      void (await run('delete from openid_records where tenant_id = $1 and client_id = $2', [tenantId, clientId])),
    // The kinds are written out, as they are in the index that this walks.
    trimRequests: async (tenantId, most) =>
      void (await run(
        `delete from openid_records where tenant_id = $1 and (kind, key) in (
           select kind, key from openid_records
           where tenant_id = $1 and kind in ('AppRequest', 'Interaction', 'PushedAuthorizationRequest')
           order by expires_at desc offset $2 limit 100)`,
        [tenantId, most],
      )),
    deleteExpired: async (tenantId, before) =>
      void (await run('delete from openid_records where tenant_id = $1 and expires_at < $2', [tenantId, before])),
  };
}
