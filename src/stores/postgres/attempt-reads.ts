/**
 * What optimistic work reads, batched with what others read in the same turn. Rows that it may lock come with the mark of the version that was read: the transaction that wrote it (`xmin`). Whoever finds the same mark under
 * lock knows that the row is as it was.
 *
 * INVARIANT: what changes which identities a user has, or their order, writes the user's row too (`identity-rows.ts`), so
 * the user's mark stands for them all.
 */
import type { Identity, IdentityKey } from '../../domain/identity.ts';
import type { IdentityProvider } from '../../domain/identity-provider.ts';
import type { Policy } from '../../domain/policy.ts';
import type { User } from '../../domain/user.ts';
import { type BatchLimits, createBatch, type RunBatch, shareEqual } from './batch.ts';
import { byIdentityKey, byTenantKey, keys, keysOfIdentities, type TenantKey } from './batched-reads.ts';
import { prepared, type Queryable, type Row, type Statement } from './query.ts';
import { identities, identityProviders, policies, users } from './tables.ts';

export interface Marked<T> {
  row: T;
  mark: string;
}

export interface AttemptReads {
  /** The user or its tombstone. */
  user(key: TenantKey): Promise<Marked<User> | null>;
  /** In order, with the mark of the user; null when there is no such user. */
  identitiesOfUser(key: TenantKey): Promise<{ mark: string; identities: Marked<Identity>[] } | null>;
  identityByKey(key: IdentityKey & { tenantId: string }): Promise<Marked<Identity> | null>;
  provider(key: TenantKey): Promise<IdentityProvider | null>;
  policiesInForce(tenantId: string): Promise<Policy[]>;
  /** Whether anything of a provider's is kept for the identity. */
  hasTokens(key: TenantKey): Promise<boolean>;
}

const sql = {
  users: `select k.place::integer, t.xmin as mark, ${users.columns('t')} from ${keys} join users t on t.tenant_id = k.tenant_id and t.id = k.id`,
  identitiesOfUsers:
    `select k.place::integer, u.xmin as user_mark, i.xmin as mark, ${identities.columns('i')} from ${keys} ` +
    'join users u on u.tenant_id = k.tenant_id and u.id = k.id ' +
    'left join identities i on i.tenant_id = u.tenant_id and i.user_id = u.id order by k.place, i.position, i.id',
  identitiesByKey: `select k.place::integer, i.xmin as mark, ${identities.columns('i')} from ${keysOfIdentities}`,
  providers: `select k.place::integer, ${identityProviders.columns('p')} from ${keys} join identity_providers p on p.tenant_id = k.tenant_id and p.id = k.id`,
  policies:
    `select k.place::integer, ${policies.columns('p')} from unnest($1::uuid[]) with ordinality as k (tenant_id, place) ` +
    'join policies p on p.tenant_id = k.tenant_id and p.enabled order by k.place, p.priority desc, p.id',
  tokens:
    `select k.place::integer from ${keys} where exists ` +
    '(select 1 from identity_tokens t where t.tenant_id = k.tenant_id and t.identity_id = k.id)',
};

export function createAttemptReads(db: Queryable, limits: BatchLimits): AttemptReads {
  /** `add` makes a key's answer of its rows, from `none`. */
  const answering =
    <Key, Value>(
      toStatement: (keys: Key[]) => Statement,
      none: () => Value,
      add: (known: Value, row: Row) => Value,
    ): RunBatch<Key, Value> =>
    async (batch) => {
      const answers = batch.map(none);
      for (const row of (await db.query(toStatement(batch))).rows) {
        const place = (row.place as number) - 1;
        answers[place] = add(answers[place]!, row);
      }
      return answers;
    };

  const nothing = () => null;
  const identityOf = (row: Row): Marked<Identity> => ({ row: identities.fromRow(row), mark: String(row.mark) });
  const nameOf = ({ tenantId, id }: TenantKey) => `${tenantId}${id}`;

  return {
    user: createBatch(
      answering(byTenantKey(sql.users), nothing as () => Marked<User> | null, (_none, row) => ({
        row: users.fromRow(row),
        mark: String(row.mark),
      })),
      limits,
    ),
    identitiesOfUser: createBatch(
      answering(
        byTenantKey(sql.identitiesOfUsers),
        nothing as () => { mark: string; identities: Marked<Identity>[] } | null,
        (known, row) => {
          const found = known ?? { mark: String(row.user_mark), identities: [] };
          if (row.id !== null) found.identities.push(identityOf(row));
          return found;
        },
      ),
      limits,
    ),
    identityByKey: createBatch(
      answering(byIdentityKey(sql.identitiesByKey), nothing as () => Marked<Identity> | null, (_none, row) =>
        identityOf(row),
      ),
      limits,
    ),
    provider: createBatch(
      shareEqual(
        answering(byTenantKey(sql.providers), nothing as () => IdentityProvider | null, (_none, row) =>
          identityProviders.fromRow(row),
        ),
        nameOf,
      ),
      limits,
    ),
    policiesInForce: createBatch(
      shareEqual(
        answering(
          (tenantIds: string[]) => prepared(sql.policies, [tenantIds]),
          (): Policy[] => [],
          (known, row) => [...known, policies.fromRow(row)],
        ),
        (tenantId) => tenantId,
      ),
      limits,
    ),
    hasTokens: createBatch(
      answering(
        byTenantKey(sql.tokens),
        () => false,
        () => true,
      ),
      limits,
    ),
  };
}
