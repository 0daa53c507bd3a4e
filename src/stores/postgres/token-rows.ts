/** Rows of what providers gave us to act for people there. Every secret in them is sealed before it comes here. */
import type { Rows } from '../store.ts';
import { first, many } from './linking-rows.ts';
import { planned, type Queryable } from './query.ts';
import { identityTokens } from './tables.ts';

export function createIdentityTokenRows(db: Queryable): Rows['identityTokens'] {
  const select = `select ${identityTokens.columns()} from identity_tokens`;
  const byKey = `${select} where tenant_id = $1 and identity_id = $2 and connection_id = $3`;
  const taken = `returning ${identityTokens.columns()}`;
  return {
    ofIdentities: (tenantId, identityIds) =>
      many(
        db,
        identityTokens,
        `${select} where tenant_id = $1 and identity_id = any ($2::uuid[]) order by obtained_at desc, connection_id`,
        [tenantId, identityIds],
      ),
    byKey: (...key) => first(db, identityTokens, byKey, key),
    lock: (...key) => first(db, identityTokens, `${byKey} for update`, key),
    insert: async (tokens) => void (await db.query(identityTokens.insert([tokens]))),
    update: async (tokens) => void (await db.query(identityTokens.update([tokens]))),
    take: (tenantId, identityIds, connectionId) =>
      many(
        db,
        identityTokens,
        'delete from identity_tokens where tenant_id = $1 and identity_id = any ($2::uuid[]) ' +
          `and ($3::uuid is null or connection_id = $3) ${taken}`,
        [tenantId, identityIds, connectionId ?? null],
      ),
    takeOfConnection: (tenantId, connectionId, limit) =>
      many(
        db,
        identityTokens,
        'delete from identity_tokens where (tenant_id, identity_id, connection_id) in (select tenant_id, identity_id, connection_id ' +
          `from identity_tokens where tenant_id = $1 and connection_id = $2 limit $3) ${taken}`,
        [tenantId, connectionId, limit],
        planned,
      ),
    takeWaiting: (tenantId, before) =>
      many(
        db,
        identityTokens,
        'delete from identity_tokens where tenant_id = $1 and waits_until < $2 and exists (select 1 from identities i ' +
          `where i.tenant_id = $1 and i.id = identity_tokens.identity_id and i.user_id is null) ${taken}`,
        [tenantId, before],
        planned,
      ),
  };
}
