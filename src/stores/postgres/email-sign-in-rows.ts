/** Rows of addresses that wait for the code that was mailed to them. */
import type { Rows } from '../store.ts';
import { first } from './linking-rows.ts';
import { prepared, type Queryable } from './query.ts';
import { emailSignIns } from './tables.ts';

export function createEmailSignInRows(db: Queryable): Rows['emailSignIns'] {
  const select = `select ${emailSignIns.columns()} from email_sign_ins where tenant_id = $1`;
  return {
    byId: (tenantId, id) => first(db, emailSignIns, `${select} and id = $2`, [tenantId, id]),
    lock: (tenantId, id) => first(db, emailSignIns, `${select} and id = $2 for update`, [tenantId, id]),
    insert: async (signIn) => void (await db.query(emailSignIns.insert([signIn]))),
    update: async (signIn) => void (await db.query(emailSignIns.update([signIn]))),
    countOpen: async (tenantId, at, most) => {
      const text =
        'select count(*)::integer as total from (select 1 from email_sign_ins ' +
        'where tenant_id = $1 and expires_at > $2 and used_at is null limit $3) open';
      return (await db.query(prepared(text, [tenantId, at, most]))).rows[0]!.total as number;
    },
    deleteExpired: async (tenantId, before) =>
      void (await db.query(
        prepared('delete from email_sign_ins where tenant_id = $1 and expires_at < $2', [tenantId, before]),
      )),
  };
}
