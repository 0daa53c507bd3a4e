/**
 * SEAM: who asks. A dialect is one HTTP API that we speak: its paths, its field names, its errors. It translates a
 * request to an operation and the result back, and decides nothing. The conformance suite beside this file says what
 * every dialect owes: its own shape for every refusal, other tenants' ids as unknown, nothing changed by bad input.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Actor } from '../domain/actor.ts';
import { DomainError, type ErrorCode } from '../domain/errors.ts';
import type { IdentityWithProvider } from '../domain/identity.ts';
import type { Json, JsonObject } from '../domain/json.ts';
import type { Tenant } from '../domain/tenant.ts';
import type { User } from '../domain/user.ts';
import type { UserKey } from '../operations/find-users.ts';
import type { Operations } from '../operations/index.ts';
import type { WriteLetter } from '../operations/letters.ts';
import type { SharedMemory } from '../operations/shared-memory.ts';

export interface DialectContext {
  operations: Operations;
  /** The address that callers know, without a trailing slash: `http://localhost:3000`. */
  baseUrl: string;
  /** The time, in milliseconds since the epoch. */
  now(): number;
  /** Whose place a request came to, where nothing in the request says so. Absent: nobody's. */
  siteOf?(request: FastifyRequest): Promise<{ tenant: Tenant; baseUrl: string } | null>;
  /** The address that browsers reach a tenant by, without a trailing slash; null: none leads to it. Absent: there are no pages. */
  addressOf?(tenant: Tenant): Promise<string | null>;
  /** The sign-in page as a tenant of these settings would have it, in one piece. Absent: there are no pages. */
  previewPage?(tenant: Tenant, look: PageLook): Promise<string>;
  /** Tells a person of a refusal, where a browser came rather than a program. Absent: there are no pages. */
  sendRefusalPage?(error: unknown, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply>;
  /** Who writes the mail that a request asks for, in its language or the tenant's. */
  writerFor(request: FastifyRequest): WriteLetter;
  /** Counts and used names, which this process has in common with the others of its server. */
  shared: SharedMemory;
  /** How each API names and shows a user, for the one that shows them side by side. */
  userSpellings: readonly NamedSpelling[];
  /** How much one credential may ask, where a dialect limits it. Absent: as the dialect thinks best. */
  rateLimit?: RateLimit | null;
  /** Answers a token request when it is an application's, of the OpenID provider; false when it is none. */
  answerToken?(request: FastifyRequest, reply: FastifyReply, fields: Partial<Record<string, string>>): Promise<boolean>;
}

/** How a page is shown that nobody asked for by browser. */
export interface PageLook {
  /** One that the pages speak; absent: the tenant's. */
  language?: string | undefined;
  scheme?: 'light' | 'dark' | undefined;
  /** Of the styles in it, where a policy around it asks for one. */
  nonce?: string | undefined;
}

export interface RateLimit {
  requestsMax: number;
  windowSeconds: number;
}

export interface Dialect {
  name: string;
  /** The paths that belong to it, each without a trailing slash. What is under them and unknown is answered in its words. */
  prefixes: string[];
  /** How it says each refusal of the closed table: what docs/errors.md lists, and what its error handler sends. */
  wordOf(code: ErrorCode): ErrorWord;
  users: UserSpelling;
  /** Adds its routes, error handler and 404 to a context of its own. */
  register(app: FastifyInstance, context: DialectContext): void | Promise<void>;
}

/** How a dialect names and shows a user. */
export interface UserSpelling {
  /** Whom a text names that is an id in this API's spelling; null: it is none. */
  keyOf(text: string): UserKey | null;
  /** Where this API shows the user, and as what: without tokens of providers. */
  show(user: User, identities: IdentityWithProvider[]): ShownUser;
}

export interface ShownUser {
  method: 'GET';
  /** With its query. */
  path: string;
  body: JsonObject;
}

export interface NamedSpelling extends UserSpelling {
  name: string;
}

export function spellingsOf(dialects: readonly Dialect[]): NamedSpelling[] {
  return dialects.map(({ name, users }) => ({ ...users, name }));
}

/** One refusal in a dialect's words: the HTTP status, and the code in the body where the dialect has codes. */
export interface ErrorWord {
  status: number;
  code: string | number | null;
}

/** From where a request came, for the event. */
export function callerOf(request: FastifyRequest, dialect: string): Pick<Actor, 'dialect' | 'requestId' | 'ip'> {
  return { dialect, requestId: request.id, ip: request.ip };
}

/**
 * The actor with where it calls from. A read writes no event, so it need not say: the key's own actor serves for all of
 * its reads.
 */
export function asCaller(actor: Actor, request: FastifyRequest, dialect: string): Actor {
  return request.method === 'GET' ? actor : { ...actor, ...callerOf(request, dialect) };
}

/**
 * Runs the work of a POST. With an `Idempotency-Key` it runs once, in one transaction with the record of its answer,
 * and the same request gets the same answer again.
 */
export async function answer<T>(
  context: DialectContext,
  actor: Actor,
  request: FastifyRequest,
  reply: FastifyReply,
  work: (operations: Operations) => Promise<T>,
): Promise<T> {
  const key = request.headers['idempotency-key'];
  if (typeof key !== 'string' || request.method !== 'POST') return work(context.operations);
  const fingerprint = JSON.stringify([request.method, request.url, request.body ?? null]);
  const { answer: kept, replayed } = await context.operations.once(actor, { key, fingerprint }, async (operations) => {
    const body = await work(operations);
    return { status: reply.statusCode, body: (body === undefined ? null : body) as Json };
  });
  if (replayed) reply.code(kept.status).header('idempotency-replayed', 'true');
  return (kept.body ?? undefined) as T;
}

/** Any error as a refusal of the closed table. What is not one of ours or the framework's is `internal`: a bug. */
export function toDomainError(error: unknown): DomainError {
  if (error instanceof DomainError) return error;
  const { code, validation, validationContext, message } = error as FrameworkError;
  if (validation) {
    const where = validationContext === 'params' ? 'path' : (validationContext ?? 'body');
    return new DomainError('invalid_input', `${where}${readableProblem(validation)}`, {
      problems: validation
        .slice(0, 20)
        .map(({ instancePath, message: problem }) => `${where}${instancePath ?? ''}: ${problem ?? 'is wrong'}`),
    });
  }
  switch (code) {
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return new DomainError('malformed_json', 'the body is not JSON');
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
      return new DomainError('body_required', 'the operation needs a JSON body');
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new DomainError('body_too_large', 'the body is over the limit of this operation');
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new DomainError('unsupported_media_type', 'send the body as `application/json`');
    case 'FST_ERR_BAD_URL':
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return new DomainError('invalid_input', 'the path is malformed');
    default:
      return new DomainError('internal', `internal: ${message ?? 'unknown'}`);
  }
}

interface FrameworkError {
  code?: string;
  message?: string;
  validation?: { instancePath?: string; message?: string; params?: Record<string, unknown> }[];
  validationContext?: string;
}

function readableProblem([first]: NonNullable<FrameworkError['validation']>): string {
  const path = (first?.instancePath ?? '').replaceAll('/', '.');
  const extra = first?.params?.additionalProperty;
  if (typeof extra === 'string') return `${path} has an unknown property \`${extra.slice(0, 80)}\``;
  return `${path} ${first?.message ?? 'is wrong'}`;
}

/** The refusal for a method that a known path does not have. */
export function methodNotAllowed(allowed: string[]): DomainError {
  return new DomainError('method_not_allowed', `this path takes ${allowed.join(', ')}`, { allow: allowed });
}

/** The refusal for a path that nothing answers. */
export function routeNotFound(request: FastifyRequest): DomainError {
  return new DomainError('route_not_found', `there is nothing at \`${request.url.split('?')[0]!.slice(0, 200)}\``);
}

/** An OAuth client's id and secret in an `Authorization: Basic` header, each form-encoded first (RFC 6749 §2.3.1). */
export function readBasicCredentials(header: string | undefined): { clientId: string; clientSecret: string } | null {
  const encoded = /^basic +([A-Za-z0-9+/]+=*) *$/i.exec(header ?? '')?.[1];
  if (encoded === undefined) return null;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon < 0) return null;
  try {
    const decode = (part: string): string => decodeURIComponent(part.replaceAll('+', ' '));
    return { clientId: decode(text.slice(0, colon)), clientSecret: decode(text.slice(colon + 1)) };
  } catch {
    return null;
  }
}
