/** Who is calling, by bearer token, and which of this API's scopes the token carries. */
import type { FastifyInstance, FastifyRequest, onRequestHookHandler } from 'fastify';
import type { Actor } from '../../domain/actor.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Scope } from '../../domain/scopes.ts';
import type { User } from '../../domain/user.ts';
import { asCaller, type DialectContext } from '../dialect.ts';
import { namesThisApi } from './audience.ts';
import { refuse } from './errors.ts';
import { grantable } from './scopes.ts';

export interface Caller {
  actor: Actor;
  scopes: ReadonlySet<string>;
  /** Set when a signed-in person calls, who may do nothing but to themselves. */
  self: Self | null;
}

export interface Self {
  user: User;
  /** What the application calls them. */
  subject: string;
  issuer: unknown;
  clientId: unknown;
}

/** What a person's own token is good for here, and what of ours that takes. */
const personalScopes: Record<string, readonly Scope[]> = {
  'read:current_user': ['users:read', 'identities:read'],
  'update:current_user_identities': ['users:read', 'users:write', 'identities:read', 'identities:write'],
};

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by this dialect's `addAuthentication`: the caller, or why there is none. */
    auth0Caller: Caller | DomainError | null;
  }
}

/** Every request is told apart before anything else looks at it; a route refuses by `needs`. */
export function addAuthentication(app: FastifyInstance, context: DialectContext): void {
  app.decorateRequest('auth0Caller', null);
  const admitted: Admitted = new WeakMap();
  app.addHook('onRequest', (request, _reply, done) => {
    const known = recognise(context, admitted, request);
    if (known) {
      request.auth0Caller = known;
      return done();
    }
    identify(context, admitted, request)
      .catch((error: unknown) => {
        if (error instanceof DomainError) return error;
        throw error;
      })
      .then((caller) => {
        request.auth0Caller = caller;
        done();
      }, done);
  });
}

/** By the claims of a token: as whom it was let in, at which host. */
type Admitted = WeakMap<Record<string, unknown>, Caller & { host: string | undefined }>;

/**
 * The caller whose token `identify` let in before, without waiting: null where it has to look again. That a token ended, or
 * its key, is seen here as well.
 */
function recognise({ operations }: DialectContext, admitted: Admitted, request: FastifyRequest): Caller | null {
  const { authorization, host } = request.headers;
  if (authorization === undefined || !authorization.startsWith('Bearer ')) return null;
  const believed = operations.authentication.believed.byToken(authorization.slice('Bearer '.length));
  const caller = believed && admitted.get(believed.claims);
  if (!caller || caller.actor !== believed.actor || caller.host !== host) return null;
  return request.method === 'GET' ? caller : { ...caller, actor: asCaller(caller.actor, request, 'auth0') };
}

/** Refuses a request whose token has none of these scopes. */
export function needs(...anyOf: string[]): onRequestHookHandler {
  return (request, _reply, done) => {
    requireAnyScope(request, anyOf);
    done();
  };
}

export function requireAnyScope(request: FastifyRequest, anyOf: readonly string[]): void {
  const { scopes } = requireCaller(request);
  if (anyOf.some((scope) => scopes.has(scope))) return;
  throw refuse(403, 'insufficient_scope', `insufficient scope: the token needs any of ${anyOf.join(', ')}`);
}

export function hasScope(request: FastifyRequest, scope: string): boolean {
  return requireCaller(request).scopes.has(scope);
}

export function requireActor(request: FastifyRequest): Actor {
  return requireCaller(request).actor;
}

export function requireCaller({ auth0Caller }: FastifyRequest): Caller {
  if (auth0Caller === null || auth0Caller instanceof DomainError) {
    throw auth0Caller ?? refuse(401, null, 'authentication is missing');
  }
  return auth0Caller;
}

async function identify(
  { operations, baseUrl }: DialectContext,
  admitted: Admitted,
  request: FastifyRequest,
): Promise<Caller> {
  const header = request.headers.authorization;
  if (header === undefined) throw refuse(401, null, 'authentication is missing: send `Authorization: Bearer <token>`');
  const token = /^bearer +([\w.~+/-]+=*) *$/i.exec(header)?.[1];
  if (token === undefined) throw refuse(400, 'Bearer', 'the Authorization header is not of the form `Bearer <token>`');

  // An API key may stand in for the token that it would get: for scripts, and clients that take a fixed token.
  if (token.startsWith('sk_')) {
    const actor = await operations.authentication.byKey(token);
    return { actor: asCaller(actor, request, 'auth0'), scopes: new Set(grantable(actor.scopes)), self: null };
  }
  const unlessKnown = (error: unknown): never => {
    const known = error instanceof DomainError && error.kind === 'unauthenticated';
    throw known ? refuse(401, null, 'invalid token: it is malformed, expired, revoked or not of this server') : error;
  };
  if (isPersonal(token)) {
    const { claims } = await operations.authentication.byPersonalToken(token, []).catch(unlessKnown);
    // As it was given out: at the issuer's own host. The `Host` of a request is whatever its sender writes.
    requireAudience(claims.aud, [String(claims.iss)]);
    // INVARIANT: whatever else is in the token, a person has these scopes alone.
    const scopes = String(claims.scope ?? '')
      .split(' ')
      .filter((scope) => Object.hasOwn(personalScopes, scope));
    const ours = [...new Set(scopes.flatMap((scope) => personalScopes[scope]!))];
    const { actor, user } = await operations.authentication.byPersonalToken(token, ours).catch(unlessKnown);
    const self: Self = { user, subject: String(claims.sub), issuer: claims.iss, clientId: claims.azp };
    return { actor: asCaller(actor, request, 'auth0'), scopes: new Set(scopes), self };
  }
  const { actor, claims } = await operations.authentication.byToken(token).catch(unlessKnown);
  requireAudience(claims.aud, [baseUrl, request.headers.host]);
  const caller: Caller = { actor, scopes: new Set(String(claims.scope ?? '').split(' ')), self: null };
  admitted.set(claims, { ...caller, host: request.headers.host });
  return { ...caller, actor: asCaller(actor, request, 'auth0') };
}

/** INVARIANT: a token made for another API, or for several, is not taken here. */
function requireAudience(audience: unknown, hosts: readonly (string | undefined)[]): void {
  if (!namesThisApi(audience, hosts)) throw refuse(401, null, 'bad audience: the token is not for this API alone');
}

/** Access tokens of people say so in their header (RFC 9068 §2.1); those of API keys do not. */
function isPersonal(token: string): boolean {
  try {
    const header: unknown = JSON.parse(Buffer.from(token.split('.')[0]!, 'base64url').toString('utf8'));
    return (header as { typ?: unknown } | null)?.typ === 'at+jwt';
  } catch {
    return false;
  }
}
