/**
 * Rows with the mark of the version that was read: the transaction that wrote it (`xmin`). Whoever finds the same mark under
 * lock knows that the row is as it was.
 *
 * INVARIANT: what changes which identities a user has, or their order, writes the user's row too (`identity-rows.ts`), so
 * the user's mark stands for them all.
 */
import type { Identity, IdentityKey } from '../../domain/identity.ts';
import type { User } from '../../domain/user.ts';
import { type BatchLimits, createBatch } from './batch.ts';
import { byIdentityKey, byTenantKey, keys, keysOfIdentities, type TenantKey } from './batched-reads.ts';
import type { Queryable, Row, Statement } from './query.ts';
import { identities, users } from './tables.ts';

export interface Marked<T> {
  row: T;
  mark: string;
}

export interface MarkedReads {
  /** The user or its tombstone. */
  user(key: TenantKey): Promise<Marked<User> | null>;
  /** In order, with the mark of the user; null when there is no such user. */
  identitiesOfUser(key: TenantKey): Promise<{ mark: string; identities: Marked<Identity>[] } | null>;
  identityByKey(key: IdentityKey & { tenantId: string }): Promise<Marked<Identity> | null>;
}

const sql = {
  users: `select k.place::integer, t.xmin as mark, ${users.columns('t')} from ${keys} join users t on t.tenant_id = k.tenant_id and t.id = k.id`,
  identitiesOfUsers:
    `select k.place::integer, u.xmin as user_mark, i.xmin as mark, ${identities.columns('i')} from ${keys} ` +
    'join users u on u.tenant_id = k.tenant_id and u.id = k.id ' +
    'left join identities i on i.tenant_id = u.tenant_id and i.user_id = u.id order by k.place, i.position, i.id',
  identitiesByKey: `select k.place::integer, i.xmin as mark, ${identities.columns('i')} from ${keysOfIdentities}`,
};

/** Batched with those of other callers of the same turn. */
export function createMarkedReads(db: Queryable, limits: BatchLimits): MarkedReads {
  const gather = <Key, Value>(
    toStatement: (keys: Key[]) => Statement,
    add: (known: Value | null, row: Row) => Value,
  ): ((key: Key) => Promise<Value | null>) =>
    createBatch(async (batch: Key[]) => {
      const answers: (Value | null)[] = new Array(batch.length).fill(null);
      for (const row of (await db.query(toStatement(batch))).rows) {
        const place = (row.place as number) - 1;
        answers[place] = add(answers[place]!, row);
      }
      return answers;
    }, limits);

  const identityOf = (row: Row): Marked<Identity> => ({ row: identities.fromRow(row), mark: String(row.mark) });

  return {
    user: gather(byTenantKey(sql.users), (_none, row) => ({ row: users.fromRow(row), mark: String(row.mark) })),
    identitiesOfUser: gather(
      byTenantKey(sql.identitiesOfUsers),
      (known: { mark: string; identities: Marked<Identity>[] } | null, row) => {
        const found = known ?? { mark: String(row.user_mark), identities: [] };
        if (row.id !== null) found.identities.push(identityOf(row));
        return found;
      },
    ),
    identityByKey: gather(byIdentityKey(sql.identitiesByKey), (_none, row) => identityOf(row)),
  };
}
