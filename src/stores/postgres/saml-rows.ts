/** Rows of SAML: the tenant's own keys, and the statements that were taken. */
import type { Rows } from '../store.ts';
import { prepared, type Queryable } from './query.ts';
import { serviceProviderKeys, takenStatements } from './tables.ts';

export function createServiceProviderKeyRows(db: Queryable): Rows['serviceProviderKeys'] {
  const select = `select ${serviceProviderKeys.columns()} from service_provider_keys where tenant_id = $1 order by id desc`;
  return {
    ofTenant: async (tenantId) =>
      (await db.query(prepared(select, [tenantId]))).rows.map((row) => serviceProviderKeys.fromRow(row)),
    insert: async (key) => void (await db.query(serviceProviderKeys.insert([key]))),
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
