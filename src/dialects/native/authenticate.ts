/**
 * Who is calling: an API key, and the tenant that it says it is calling for. In this order, so that nobody learns
 * anything without a credential: the key, then the tenant, and only then is the rest of the request looked at.
 */
import type { FastifyRequest, onRequestHookHandler } from 'fastify';
import type { Actor } from '../../domain/actor.ts';
import { DomainError } from '../../domain/errors.ts';
import { isUuid } from '../../domain/ids.ts';
import type { Operations } from '../../operations/index.ts';
import { callerOf } from '../dialect.ts';

const decoration = 'nativeActor';

export { decoration as actorDecoration };

/** The actor that `createAuthentication` found. */
export function actorOf(request: FastifyRequest): Actor {
  return request.getDecorator<Actor>(decoration);
}

/** An `onRequest` hook: before the body is read. It answers at once where the key is known: a promise costs more than that. */
export function createAuthentication({ authentication }: Pick<Operations, 'authentication'>): onRequestHookHandler {
  const admit = (request: FastifyRequest, actor: Actor): void => {
    requireOwnTenant(actor, request.headers['x-tenant-id']);
    // A read writes no event, so it need not say where it came from; the key's own actor serves for all of them.
    request.setDecorator<Actor>(decoration, request.method === 'GET' ? actor : { ...actor, ...originOf(request) });
  };
  return function authenticate(request, _reply, done) {
    const key = presentedKey(request);
    const believed = authentication.believed.byKey(key);
    if (believed) {
      admit(request, believed);
      return done();
    }
    authentication
      .byKey(key)
      .then((actor) => admit(request, actor))
      .then(() => done(), done);
  };
}

/** `X-API-Key: sk_…`, or the same key as a bearer token (RFC 6750 §2.1). Empty when there is none. */
function presentedKey({ headers }: FastifyRequest): string {
  const key = headers['x-api-key'];
  if (typeof key === 'string') return key.trim();
  return /^bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1] ?? '';
}

function requireOwnTenant(actor: Actor, tenantId: string | string[] | undefined): void {
  if (tenantId === actor.tenantId) return;
  const field = { header: 'X-Tenant-ID' };
  if (tenantId === undefined)
    throw new DomainError('invalid_input', 'the header X-Tenant-ID is missing: send the id of your tenant', field);
  if (typeof tenantId !== 'string' || !isUuid(tenantId))
    throw new DomainError('invalid_input', 'the header X-Tenant-ID must be one UUID', field);
  if (tenantId.toLowerCase() !== actor.tenantId)
    throw new DomainError('tenant_mismatch', 'the API key belongs to another tenant than X-Tenant-ID names', field);
}

function originOf(request: FastifyRequest): Partial<Actor> {
  const userAgent = request.headers['user-agent'];
  return { ...callerOf(request, 'native'), ...(userAgent !== undefined && { userAgent }) };
}
