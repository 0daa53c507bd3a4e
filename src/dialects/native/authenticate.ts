/**
 * Who is calling: an API key, and the tenant that it says it is calling for; or an operator in the console, and the tenant
 * that they want to work in. In this order, so that nobody learns anything without a credential: the key or token, then the
 * tenant, and only then is the rest of the request looked at.
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
    // A read writes no event, so it need not say where it came from; the key's own actor serves for all of them.
    request.setDecorator<Actor>(decoration, request.method === 'GET' ? actor : { ...actor, ...originOf(request) });
  };
  const admitKey = (request: FastifyRequest, actor: Actor): void => {
    requireOwnTenant(actor, request.headers);
    admit(request, actor);
  };
  const findOperator = async (request: FastifyRequest, token: string): Promise<Actor> => {
    const chosen = request.headers['selfsame-tenant'];
    const actor = await authentication.byOperatorToken(token, typeof chosen === 'string' ? chosen : null);
    const named = request.headers['x-tenant-id'];
    if (named !== undefined && named !== actor.tenantId)
      throw new DomainError(
        'tenant_mismatch',
        'X-Tenant-ID names another tenant than Selfsame-Tenant: send the latter alone',
      );
    return actor;
  };
  return function authenticate(request, _reply, done) {
    const { credential, isToken } = presentedCredential(request);
    if (isToken) {
      findOperator(request, credential)
        .then((actor) => admit(request, actor))
        .then(() => done(), done);
      return;
    }
    const believed = authentication.believed.byKey(credential);
    if (believed) {
      admitKey(request, believed);
      return done();
    }
    authentication
      .byKey(credential)
      .then((actor) => admitKey(request, actor))
      .then(() => done(), done);
  };
}

/**
 * `X-API-Key: sk_…`, or the same key as a bearer token (RFC 6750 §2.1); or, as a bearer token alone, an access token of the
 * console. Empty when there is none. INVARIANT: a cookie is no credential here, so that no page can have a browser call.
 */
function presentedCredential({ headers }: FastifyRequest): { credential: string; isToken: boolean } {
  const key = headers['x-api-key'];
  if (typeof key === 'string') return { credential: key.trim(), isToken: false };
  const credential = /^bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1] ?? '';
  return { credential, isToken: !credential.startsWith('sk_') && credential.split('.').length === 3 };
}

/** INVARIANT: a key reaches its own tenant, whichever of the headers names another. */
function requireOwnTenant(actor: Actor, headers: FastifyRequest['headers']): void {
  const tenantId = headers['x-tenant-id'];
  const chosen = headers['selfsame-tenant'];
  if (chosen !== undefined && chosen !== actor.tenantId)
    throw new DomainError('tenant_mismatch', 'the API key belongs to another tenant than Selfsame-Tenant names', {
      header: 'Selfsame-Tenant',
    });
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
