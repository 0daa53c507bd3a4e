import type { Connection, IdentityProvider } from '../../domain/identity-provider.ts';
import type { Rows } from '../store.ts';
import type { PointReads } from './batched-reads.ts';
import { fetchPage } from './paging.ts';
import { prepared, type Queryable, Where } from './query.ts';
import { connections, identityProviders } from './tables.ts';

const select = `select ${identityProviders.columns()} from identity_providers`;
const selectConnections = `select ${connections.columns()} from connections`;

export function createIdentityProviderRows(db: Queryable, points: PointReads): Rows['identityProviders'] {
  const first = async (text: string, values: unknown[]): Promise<IdentityProvider | null> => {
    const { rows } = await db.query(prepared(text, values));
    return rows[0] ? identityProviders.fromRow(rows[0]) : null;
  };
  return {
    byId: (tenantId, id) => points.provider({ tenantId, id }),
    byIds: async (tenantId, ids) => {
      const text = `${select} where tenant_id = $1 and id = any ($2::uuid[]) order by id`;
      return (await db.query(prepared(text, [tenantId, ids]))).rows.map(identityProviders.fromRow);
    },
    byName: (tenantId, name) => first(`${select} where tenant_id = $1 and name = $2`, [tenantId, name]),
    list: (tenantId, page, { enabled, strategies }) => {
      const where = new Where('tenant_id = $?', tenantId);
      if (enabled !== undefined) where.and('enabled = $?', enabled);
      if (strategies !== undefined) where.and('strategy = any ($?::text[])', strategies);
      return fetchPage(db, { select, id: 'identity_providers.id', where, fromRow: identityProviders.fromRow }, page);
    },
    countIdentities: async (tenantId, id) => {
      const text =
        'select count(*)::integer as total from identities where tenant_id = $1 and identity_provider_id = $2';
      return (await db.query(prepared(text, [tenantId, id]))).rows[0]!.total as number;
    },
    lock: (tenantId, id) => first(`${select} where tenant_id = $1 and id = $2 for update`, [tenantId, id]),
    insert: async (provider) => void (await db.query(identityProviders.insert([provider]))),
    update: async (provider) => void (await db.query(identityProviders.update([provider]))),
    delete: async (tenantId, id) =>
      void (await db.query(
        prepared('delete from identity_providers where tenant_id = $1 and id = $2', [tenantId, id]),
      )),
  };
}

export function createConnectionRows(db: Queryable, points: PointReads): Rows['connections'] {
  const many = async (text: string, values: unknown[]): Promise<Connection[]> =>
    (await db.query(prepared(text, values))).rows.map(connections.fromRow);
  const first = async (text: string, values: unknown[]): Promise<Connection | null> =>
    (await many(text, values))[0] ?? null;
  return {
    byId: (tenantId, id) => points.connection({ tenantId, id }),
    byIdentifier: (tenantId, identifier) =>
      first(`${selectConnections} where tenant_id = $1 and identifier = $2`, [tenantId, identifier]),
    ofProvider: (tenantId, identityProviderId) =>
      many(`${selectConnections} where tenant_id = $1 and identity_provider_id = $2 order by id`, [
        tenantId,
        identityProviderId,
      ]),
    ofTenant: (tenantId) => many(`${selectConnections} where tenant_id = $1 order by id`, [tenantId]),
    lock: (tenantId, id) => first(`${selectConnections} where tenant_id = $1 and id = $2 for update`, [tenantId, id]),
    insert: async (connection) => void (await db.query(connections.insert([connection]))),
    update: async (connection) => void (await db.query(connections.update([connection]))),
    delete: async (tenantId, id) =>
      void (await db.query(prepared('delete from connections where tenant_id = $1 and id = $2', [tenantId, id]))),
  };
}
