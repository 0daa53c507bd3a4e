/** Rows of operators: who may work in the console. */
import type { Rows } from '../store.ts';
import { first, many } from './linking-rows.ts';
import { fetchPage } from './paging.ts';
import { prepared, type Queryable, Where } from './query.ts';
import { operators } from './tables.ts';
import { ofLiveTenant } from './tenant-deletion.ts';

export function createOperatorRows(db: Queryable): Rows['operators'] {
  const select = `select ${operators.columns()} from operators`;
  return {
    byUser: (tenantId, userId) =>
      first(
        db,
        operators,
        `${select} where tenant_id = $1 and user_id = $2 and ${ofLiveTenant('operators.tenant_id')}`,
        [tenantId, userId],
      ),
    list: (tenantId, page) =>
      fetchPage(
        db,
        { select, id: 'operators.user_id', where: new Where('tenant_id = $?', tenantId), fromRow: operators.fromRow },
        page,
      ),
    owners: (tenantId, limit) =>
      many(
        db,
        operators,
        `${select} join users u on u.tenant_id = operators.tenant_id and u.id = operators.user_id
          and u.status = 'active' and u.merged_into is null
          where operators.tenant_id = $1 and operators.role = 'owner' order by operators.user_id limit $2`,
        [tenantId, limit],
      ),
    insert: async (operator) => void (await db.query(operators.insert([operator]))),
    update: async (operator) => void (await db.query(operators.update([operator]))),
    delete: async (tenantId, userId) =>
      void (await db.query(
        prepared('delete from operators where tenant_id = $1 and user_id = $2', [tenantId, userId]),
      )),
  };
}
