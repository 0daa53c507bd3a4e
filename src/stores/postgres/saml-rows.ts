/** Rows of SAML: the tenant's own keys, and the statements that were taken. */
import type { Rows } from '../store.ts';
import { prepared, type Queryable } from './query.ts';
import { serviceProviderKeys, takenStatements } from './tables.ts';

export function createServiceProviderKeyRows(db: Queryable): Rows['serviceProviderKeys'] {
  const select = `select ${serviceProviderKeys.columns()} from service_provider_keys where tenant_id = $1
    order by signs_since desc nulls last, id desc`;
  return {
    ofTenant: async (tenantId) =>
      (await db.query(prepared(select, [tenantId]))).rows.map((row) => serviceProviderKeys.fromRow(row)),
    insert: async (key) => void (await db.query(serviceProviderKeys.insert([key]))),
    startSigning: async (tenantId, id, at) =>
      void (await db.query(
        prepared('update service_provider_keys set signs_since = $3 where tenant_id = $1 and id = $2', [
          tenantId,
          id,
          at,
        ]),
      )),
    delete: async (tenantId, id) =>
      void (await db.query(
        prepared('delete from service_provider_keys where tenant_id = $1 and id = $2', [tenantId, id]),
      )),
  };
}

export function createTakenStatementRows(db: Queryable): Rows['takenStatements'] {
  return {
    take: async (statement) => (await db.query(takenStatements.insertNew([statement]))).rowCount === 1,
    deleteExpired: async (tenantId, before) =>
      void (await db.query(
        prepared('delete from taken_statements where tenant_id = $1 and expires_at < $2', [tenantId, before]),
      )),
  };
}
