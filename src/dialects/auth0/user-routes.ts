/**
 * Paths that begin with a user's id. Ids have `|` and may have `/` in them: SDKs escape both, except one that leaves `/`
 * as it is (auth0-python). So beside each path proper there is a lenient one, which reads the id from what is left when
 * the end of the path is known.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { TSchema } from 'typebox';
import { DomainError } from '../../domain/errors.ts';
import { routeNotFound } from '../dialect.ts';
import { needs, requireAnyScope, requireCaller } from './authenticate.ts';
import { refuse } from './errors.ts';
import { toUserId } from './user-id.ts';

export interface UserRoute {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** What follows the user's id: a word, and then perhaps parameters. */
  tail: '' | `/${string}`;
  /** The scopes of which the caller needs one. */
  scopes: string[];
  body?: TSchema;
  query?: TSchema;
  handle(request: FastifyRequest, reply: FastifyReply, params: UserParams): Promise<unknown>;
}

export interface UserParams {
  id: string;
  [name: string]: string;
}

const base = '/api/v2/users/';

export function addUserRoutes(app: FastifyInstance, routes: UserRoute[]): void {
  for (const { method, tail, scopes, body, query, handle } of routes) {
    app.route({
      method,
      url: `${base}:id${tail}`,
      schema: { ...(body && { body }), ...(query && { querystring: query }) },
      onRequest: needs(...scopes),
      handler: (request, reply) => handle(request, reply, ofSelf(request, request.params as UserParams)),
    });
  }
  for (const method of new Set(routes.map((route) => route.method))) {
    const ofMethod = routes.filter((route) => route.method === method).sort((a, b) => b.tail.length - a.tail.length);
    app.route({ method, url: `${base}*`, handler: (request, reply) => handleLeniently(ofMethod, request, reply) });
  }
}

async function handleLeniently(routes: UserRoute[], request: FastifyRequest, reply: FastifyReply) {
  const segments = readSegments(request.url);
  for (const { tail, scopes, body, query, handle } of routes) {
    const params = matchTail(segments, tail);
    if (!params) continue;
    requireAnyScope(request, scopes);
    if (body) requireValid(request, 'body', body);
    if (query) requireValid(request, 'querystring', query);
    return handle(request, reply, ofSelf(request, params));
  }
  throw routeNotFound(request);
}

/**
 * INVARIANT: a signed-in person names nobody but themselves, by what their application calls them or by the name that
 * they have here.
 */
function ofSelf(request: FastifyRequest, params: UserParams): UserParams {
  const { self } = requireCaller(request);
  if (self === null) return params;
  const own = toUserId(self.user);
  if (params.id === self.subject || params.id === own) return { ...params, id: own };
  throw refuse(403, 'insufficient_scope', 'the user to be acted on is not the one that the token is of');
}

/** Split first, decode after: a `%2F` is part of an id. */
function readSegments(url: string): string[] {
  const path = url.split('?')[0]!.slice(base.length);
  try {
    return path.split('/').map(decodeURIComponent);
  } catch {
    throw new DomainError('invalid_input', 'the path has a malformed percent-encoding');
  }
}

/** The parameters of a path that ends like `tail`; the id and the last parameter may have slashes in them. */
export function matchTail(segments: string[], tail: string): UserParams | null {
  if (tail === '') return { id: segments.join('/') };
  const [word, ...names] = tail.slice(1).split('/');
  const at = names.length === 0 ? segments.length - 1 : segments.lastIndexOf(word!, segments.length - 1 - names.length);
  if (at < 1 || segments[at] !== word) return null;
  const params: UserParams = { id: segments.slice(0, at).join('/') };
  for (const [index, name] of names.entries()) {
    const from = at + 1 + index;
    params[name.slice(1)] = segments.slice(from, index === names.length - 1 ? undefined : from + 1).join('/');
  }
  return params;
}

function requireValid(request: FastifyRequest, part: 'body' | 'querystring', schema: TSchema): void {
  const validate = request.compileValidationSchema(schema, part);
  if (validate(part === 'body' ? request.body : request.query)) return;
  throw Object.assign(new Error('validation'), { validation: validate.errors ?? [], validationContext: part });
}
