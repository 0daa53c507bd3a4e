/** The library's memory, on ours: each kind of thing where it belongs. */
import type { Adapter, AdapterFactory, AdapterPayload } from 'oidc-provider';
import type { JsonObject } from '../domain/json.ts';
import type { Operations } from '../operations/index.ts';
import { toClientMetadata } from './client.ts';

export interface AdapterOptions {
  operations: Operations;
  tenantId: string;
  /** The session of the request under way, as the library keeps one; undefined when nobody is signed in. */
  currentSession(): AdapterPayload | undefined;
  /** What to throw when something that may be used once is used again. */
  refuseReuse(): Error;
}

export function createAdapters(options: AdapterOptions): AdapterFactory {
  return (kind) => {
    if (kind === 'Client') return createClientAdapter(options);
    if (kind === 'Session') return createSessionAdapter(options);
    return createRecordAdapter(options, kind);
  };
}

function createClientAdapter({ operations, tenantId }: AdapterOptions): Adapter {
  return {
    ...nothing,
    // INVARIANT: a client of another tenant is no client here.
    async find(clientId) {
      const application = await operations.applications.byClientId(tenantId, clientId);
      const secret = application && operations.applications.openSecret(application);
      // INVARIANT: one whose secret was lost with its key has not become one that needs none.
      if (!application || (secret === null && application.authMethod !== 'none')) return undefined;
      return toClientMetadata(application, secret) as AdapterPayload;
    },
  };
}

/** Who is signed in is said by our own session alone: the library's is made of it for each request, and never kept. */
function createSessionAdapter({ currentSession }: AdapterOptions): Adapter {
  return { ...nothing, find: async () => currentSession() };
}

function createRecordAdapter({ operations, tenantId, refuseReuse }: AdapterOptions, kind: string): Adapter {
  const { records } = operations.openid;
  return {
    ...nothing,
    async upsert(id, payload, expiresInSeconds) {
      // The id is what the client holds: it is known here by its hash alone.
      const { jti: _id, ...kept } = kind === 'Interaction' ? forgetSession(payload) : payload;
      await records.save(tenantId, kind, id, JSON.parse(JSON.stringify(kept)) as JsonObject, {
        grantId: payload.grantId ?? null,
        clientId: payload.clientId ?? null,
        accountId: payload.accountId ?? null,
        expiresInSeconds: expiresInSeconds ?? daySeconds,
      });
    },
    async find(id) {
      const found = await records.find(tenantId, kind, id);
      if (!found) return undefined;
      const { payload, consumedAt } = found;
      return {
        ...payload,
        jti: id,
        ...(consumedAt !== null && { consumed: Math.floor(Date.parse(consumedAt) / 1000) }),
      } as AdapterPayload;
    },
    /** INVARIANT: of two that use a code or refresh token at once, one is refused, and what came of it ends (RFC 9700 §4.14). */
    async consume(id) {
      if (await records.consume(tenantId, kind, id)) return;
      const grantId = (await records.find(tenantId, kind, id))?.payload.grantId;
      if (typeof grantId === 'string') await records.revokeGrant(tenantId, grantId);
      throw refuseReuse();
    },
    destroy: (id) => records.destroy(tenantId, kind, id),
    revokeByGrantId: (grantId) => records.revokeGrant(tenantId, grantId),
  };
}

/**
 * The library would insist on the session that was there when the request began, and whoever signs in anew gets another
 * one. Which it was is kept, to tell whether they did.
 */
function forgetSession(payload: AdapterPayload): AdapterPayload {
  const { session } = payload;
  return { ...payload, session: session && ({ cookie: session.cookie } as NonNullable<AdapterPayload['session']>) };
}

const daySeconds = 86_400;

const nothing: Adapter = {
  upsert: async () => undefined,
  find: async () => undefined,
  findByUid: async () => undefined,
  findByUserCode: async () => undefined,
  consume: async () => undefined,
  destroy: async () => undefined,
  revokeByGrantId: async () => undefined,
};
