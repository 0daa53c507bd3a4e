/** Rows of what was begun and must not be done twice: idempotency keys, imports with what they refused. */
import type { Rows } from '../store.ts';
import { prepared, type Queryable } from './query.ts';
import { idempotencyKeys, importRefusals, imports } from './tables.ts';

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
      const { rowCount } = await db.query(imports.update([progress]));
      if (rowCount === 0) await db.query(imports.insert([progress]));
    },
    delete: async (tenantId, id) =>
      void (await db.query(prepared('delete from imports where tenant_id = $1 and id = $2', [tenantId, id]))),
  };
}

export function createImportRefusalRows(db: Queryable): Rows['importRefusals'] {
  return {
    list: async (tenantId, importId, { limit, after }) => {
      const text =
        `select ${importRefusals.columns()} from import_refusals ` +
        'where tenant_id = $1 and import_id = $2 and line > $3 order by line limit $4';
      const { rows } = await db.query(prepared(text, [tenantId, importId, after, limit]));
      return rows.map(importRefusals.fromRow);
    },
    insert: (refusals) => importRefusals.write(db, refusals),
    deleteSome: async (tenantId, importId, limit) => {
      const text =
        'with batch as (select line from import_refusals where tenant_id = $1 and import_id = $2 order by line limit $3) ' +
        'delete from import_refusals r using batch b where r.tenant_id = $1 and r.import_id = $2 and r.line = b.line';
      return (await db.query(prepared(text, [tenantId, importId, limit]))).rowCount ?? 0;
    },
  };
}
