/** Rows of who may come in: tenants, API keys, sessions, started sign-ins, signing keys. */
import type { Rows } from '../store.ts';
import type { RunBatch } from './batch.ts';
import type { PointReads } from './batched-reads.ts';
import type { SignInUse } from './optimistic.ts';
import { fetchPage } from './paging.ts';
import { prepared, type Queryable, type Row, Where } from './query.ts';
import type { Table } from './table.ts';
import { apiKeys, sessions, signIns, signingKeys, tenants } from './tables.ts';
import { deleteSomeOfTenant, ofLiveTenant } from './tenant-deletion.ts';

/** The channel on which processes tell each other that an API key changed. */
export const apiKeyChannel = 'selfsame_api_key_changed';
/** In place of a key's id there: every key of the tenant. */
export const allKeys = '*';

export function createTenantRows(db: Queryable): Rows['tenants'] {
  const select = `select ${tenants.columns()} from tenants`;
  const live = 'tenants.deleted_at is null';
  const hasHost = "settings -> 'hosts' ? $1";
  return {
    byId: (tenantId) => first(db, tenants, `${select} where id = $1 and ${live}`, [tenantId]),
    bySlug: (slug) => first(db, tenants, `${select} where slug = $1 and ${live}`, [slug]),
    // Found first and ordered then: in the order of ids, every tenant would be asked for its hosts.
    byHost: (host) =>
      first(
        db,
        tenants,
        `with found as materialized (${select} where ${hasHost} and ${live}) select * from found order by id limit 1`,
        [host],
      ),
    list: (page) => fetchPage(db, { select, id: 'tenants.id', where: new Where(live), fromRow: tenants.fromRow }, page),
    beingDeleted: async (limit, slug) => {
      const text =
        'select id, slug from tenants where deleted_at is not null and ($2::text is null or slug = $2) order by deleted_at, id limit $1';
      const { rows } = await db.query(prepared(text, [limit, slug ?? null]));
      return rows.map(({ id, slug: name }) => ({ id: id as string, slug: name as string }));
    },
    forgetful: () =>
      many(db, tenants, `${select} where ${live} and settings -> 'events' ->> 'keep_days' is not null order by id`, []),
    insert: async (tenant) => void (await db.query(tenants.insert([tenant]))),
    update: async (tenant) => void (await db.query(tenants.update([tenant]))),
    holderOfHost: async (host) => {
      const { rows } = await db.query(
        prepared(
          `with found as materialized (select id from tenants where ${hasHost}) select id from found order by id limit 1`,
          [host],
        ),
      );
      return (rows[0]?.id as string | undefined) ?? null;
    },
    markDeleted: async (tenantId, at) => {
      await db.query(
        prepared('update tenants set deleted_at = $2 where id = $1 and deleted_at is null', [tenantId, at]),
      );
      await db.query(prepared('select pg_notify($1, $2)', [apiKeyChannel, `${tenantId}/${allKeys}`]));
    },
    deleteSome: (tenantId, place, limit) => deleteSomeOfTenant(db, tenantId, place, limit),
  };
}

export function createApiKeyRows(db: Queryable, points: PointReads): Rows['apiKeys'] {
  const select = `select ${apiKeys.columns()} from api_keys`;
  const announce = (tenantId: string, id: string) =>
    db.query(prepared('select pg_notify($1, $2)', [apiKeyChannel, `${tenantId}/${id}`]));
  return {
    byId: async (tenantId, id) => {
      const key = await points.apiKey({ tenantId, id });
      return key && { ...key, secretHash: new Uint8Array(key.secretHash) };
    },
    list: (tenantId, page, { identityProviderId }) => {
      const where = new Where('tenant_id = $?', tenantId);
      if (identityProviderId !== undefined) where.and('identity_provider_id = $?::uuid', identityProviderId);
      return fetchPage(db, { select, id: 'api_keys.id', where, fromRow: apiKeys.fromRow }, page);
    },
    insert: async (key) => void (await db.query(apiKeys.insert([key]))),
    update: async (key) => {
      await db.query(apiKeys.update([key]));
      await announce(key.tenantId, key.id);
    },
    touch: async (keys, at) => {
      const text =
        'update api_keys k set last_used_at = $3 from unnest($1::uuid[], $2::uuid[]) as u (tenant_id, id) ' +
        'where k.tenant_id = u.tenant_id and k.id = u.id';
      await db.query(prepared(text, [keys.map(({ tenantId }) => tenantId), keys.map(({ id }) => id), at]));
    },
  };
}

export function createSessionRows(db: Queryable): Rows['sessions'] {
  const select = `select ${sessions.columns()} from sessions`;
  const end = `update sessions set ended_at = coalesce(ended_at, $3), ending = $2
    where tenant_id = $1 and (ended_at is null or ($2 = 'revoked' and ending <> 'revoked'))`;
  return {
    byId: (tenantId, id) => first(db, sessions, `${select} where tenant_id = $1 and id = $2`, [tenantId, id]),
    ofUser: (tenantId, userId) =>
      many(db, sessions, `${select} where tenant_id = $1 and user_id = $2 order by id`, [tenantId, userId]),
    insert: async (session) => void (await db.query(sessions.insert([session]))),
    end: ({ tenantId, userId, id }, ending, at) =>
      affected(db, `${end} and user_id = $4 and (id = $5 or replaced_by = $5)`, [tenantId, ending, at, userId, id]),
    replace: ({ tenantId, userId, id }, byId, at) =>
      affected(
        db,
        `update sessions set ended_at = coalesce(ended_at, $3), ending = 'replaced', replaced_by = $5
          where tenant_id = $1 and user_id = $2
            and ((id = $4 and ended_at is null) or (replaced_by = $4 and ending = 'replaced'))`,
        [tenantId, userId, at, id, byId],
      ),
    touch: async (tenantId, id, at) =>
      void (await affected(db, 'update sessions set last_seen_at = $3 where tenant_id = $1 and id = $2', [
        tenantId,
        id,
        at,
      ])),
    endOfUser: (tenantId, userId, ending, at) =>
      affected(db, `${end} and user_id = $4`, [tenantId, ending, at, userId]),
    endOfIdentities: async (tenantId, identityIds, ending, at) =>
      void (await affected(db, `${end} and identity_id = any ($4::uuid[])`, [tenantId, ending, at, identityIds])),
  };
}

export function createSignInRows(db: Queryable, points: PointReads): Rows['signIns'] {
  return {
    byId: (tenantId, id) => points.signIn({ tenantId, id }),
    insert: async (signIn) => void (await db.query(signIns.insert([signIn]))),
    use: async (tenantId, id, at) =>
      (await affected(db, 'update sign_ins set used_at = $3 where tenant_id = $1 and id = $2 and used_at is null', [
        tenantId,
        id,
        at,
      ])) === 1,
    keepPosted: async (tenantId, id, sealedPosted) =>
      (await affected(
        db,
        'update sign_ins set sealed_posted = $3 where tenant_id = $1 and id = $2 and used_at is null and sealed_posted is null',
        [tenantId, id, sealedPosted],
      )) === 1,
    deleteExpired: async (tenantId, before) =>
      void (await affected(db, 'delete from sign_ins where tenant_id = $1 and expires_at < $2', [tenantId, before])),
    trim: async (tenantId, most) =>
      void (await affected(
        db,
        `delete from sign_ins where tenant_id = $1 and id in (
           select id from sign_ins where tenant_id = $1 order by id desc offset $2 limit 100)`,
        [tenantId, most],
      )),
  };
}

/** Whether each was open and is used now; of several uses of one, one. */
export function useSignIns(db: Queryable): RunBatch<SignInUse, boolean> {
  const text =
    'update sign_ins s set used_at = k.at from unnest($1::uuid[], $2::uuid[], $3::timestamptz[]) ' +
    'with ordinality as k (tenant_id, id, at, place) ' +
    'where s.tenant_id = k.tenant_id and s.id = k.id and s.used_at is null returning k.place::integer';
  return async (uses) => {
    const values = [uses.map(({ tenantId }) => tenantId), uses.map(({ id }) => id), uses.map(({ at }) => at)];
    const places = new Set((await db.query(prepared(text, values))).rows.map(({ place }) => place));
    return uses.map((_use, index) => places.has(index + 1));
  };
}

export function createSigningKeyRows(db: Queryable): Rows['signingKeys'] {
  const select = `select ${signingKeys.columns()} from signing_keys`;
  return {
    ofTenant: (tenantId) =>
      many(db, signingKeys, `${select} where tenant_id = $1 and ${ofLiveTenant('tenant_id')} order by id`, [tenantId]),
    insert: async (key) => void (await db.query(signingKeys.insert([key]))),
  };
}

async function many<T>(db: Queryable, table: Table<T>, text: string, values: unknown[]): Promise<T[]> {
  return (await db.query(prepared(text, values))).rows.map((row: Row) => table.fromRow(row));
}

async function first<T>(db: Queryable, table: Table<T>, text: string, values: unknown[]): Promise<T | null> {
  return (await many(db, table, text, values))[0] ?? null;
}

async function affected(db: Queryable, text: string, values: unknown[]): Promise<number> {
  return (await db.query(prepared(text, values))).rowCount ?? 0;
}
