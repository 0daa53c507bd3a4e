/** Rows of what was begun and must not be done twice: idempotency keys, imports. */
import type { Rows } from '../store.ts';
import { prepared, type Queryable } from './query.ts';
import { idempotencyKeys, imports } from './tables.ts';

export function createIdempotencyKeyRows(db: Queryable): Rows['idempotencyKeys'] {
  return {
    byKey: async (tenantId, apiKeyId, key) => {
      const text = `select ${idempotencyKeys.columns()} from idempotency_keys where tenant_id = $1 and api_key_id = $2 and key = $3`;
      const { rows } = await db.query(prepared(text, [tenantId, apiKeyId, key]));
      return rows[0] ? idempotencyKeys.fromRow(rows[0]) : null;
    },
    insert: async (answer) => void (await db.query(idempotencyKeys.insert([answer]))),
    deleteOlderThan: async (tenantId, before) =>
      void (await db.query(
        prepared('delete from idempotency_keys where tenant_id = $1 and created_at < $2', [tenantId, before]),
      )),
  };
}

export function createImportRows(db: Queryable): Rows['imports'] {
  return {
    byId: async (tenantId, id) => {
      const text = `select ${imports.columns()} from imports where tenant_id = $1 and id = $2 for update`;
      const { rows } = await db.query(prepared(text, [tenantId, id]));
      return rows[0] ? imports.fromRow(rows[0]) : null;
    },
    save: async (progress) => {
      const removed = prepared('delete from imports where tenant_id = $1 and id = $2', [
        progress.tenantId,
        progress.id,
      ]);
      await db.query(removed);
      await db.query(imports.insert([progress]));
    },
  };
}
