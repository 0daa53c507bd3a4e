/** Rows of connections that are tried before they are switched on. */
import type { Rows } from '../store.ts';
import { first } from './linking-rows.ts';
import { prepared, type Queryable } from './query.ts';
import { connectionTests } from './tables.ts';

export function createConnectionTestRows(db: Queryable): Rows['connectionTests'] {
  const select = `select ${connectionTests.columns()} from connection_tests where tenant_id = $1 and id = $2`;
  return {
    byId: (tenantId, id) => first(db, connectionTests, select, [tenantId, id]),
    lock: (tenantId, id) => first(db, connectionTests, `${select} for update`, [tenantId, id]),
    insert: async (test) => void (await db.query(connectionTests.insert([test]))),
    update: async (test) => void (await db.query(connectionTests.update([test]))),
    countOpen: async (tenantId, at, most) => {
      const text =
        'select count(*)::integer as total from (select 1 from connection_tests ' +
        'where tenant_id = $1 and expires_at > $2 and finished_at is null limit $3) open';
      return (await db.query(prepared(text, [tenantId, at, most]))).rows[0]!.total as number;
    },
    deleteOlderThan: async (tenantId, before) =>
      void (await db.query(
        prepared('delete from connection_tests where tenant_id = $1 and created_at < $2', [tenantId, before]),
      )),
  };
}
