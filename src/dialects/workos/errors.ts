/**
 * Refusals in WorkOS's words: `{message, code}`, with `errors: [{code, message}]` where WorkOS lists them. Its SDKs read
 * the status first, then these fields, and fail on anything that is not a JSON object.
 */
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { type DomainError, type ErrorCode, type ErrorKind, errorTable } from '../../domain/errors.ts';
import { toDomainError } from '../dialect.ts';

interface Word {
  status: number;
  code: string | null;
}

/** A code of null is our own code of the refusal: WorkOS has no word for it, and its SDKs pass any through. */
const wordOfKind = {
  invalid: { status: 422, code: 'invalid_request_parameters' },
  unauthenticated: { status: 401, code: 'unauthorized' },
  forbidden: { status: 403, code: null },
  not_found: { status: 404, code: 'entity_not_found' },
  method_not_allowed: { status: 405, code: null },
  conflict: { status: 409, code: null },
  too_large: { status: 413, code: null },
  unsupported_media_type: { status: 415, code: null },
  unprocessable: { status: 422, code: null },
  rate_limited: { status: 429, code: 'too_many_requests' },
  // 501: the official SDKs try again after 500, 502, 503 and 504, and this will not pass by itself.
  unsupported: { status: 501, code: null },
  unavailable: { status: 503, code: null },
  internal: { status: 500, code: 'server_error' },
} satisfies Record<ErrorKind, Word>;

const wordOfCode: Partial<Record<ErrorCode, Word>> = {
  malformed_json: { status: 400, code: 'invalid_request_body' },
  route_not_found: { status: 404, code: 'not_found' },
  email_taken: { status: 400, code: 'email_not_available' },
  external_id_taken: { status: 400, code: 'external_id_already_used' },
};

export function wordOf(code: ErrorCode): { status: number; code: string } {
  const word: Word = wordOfCode[code] ?? wordOfKind[errorTable[code].kind];
  return { status: word.status, code: word.code ?? code };
}

/** The refusals of a user's fields that WorkOS answers with 400, by field; any other field is a 422. */
const wordOfField: Record<string, string> = {
  email: 'invalid_email',
  locale: 'invalid_locale',
  metadata: 'invalid_metadata',
};

export interface Problem {
  field?: string;
  code: string;
  message: string;
}

export interface WireError {
  message: string;
  code?: string;
  errors?: Problem[];
  entity_id?: string;
}

export function sendError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const refusal = toDomainError(error);
  if (refusal.kind === 'internal') request.log.error({ err: error }, 'bug');
  const { status, body } = toWireError(refusal, request);
  return reply.code(status).type('application/json; charset=utf-8').send(body);
}

/** What a refusal is on the wire. Of the request it reads only which one it was. */
export function toWireError(
  refusal: DomainError,
  { method, params, body }: Pick<FastifyRequest, 'method' | 'params' | 'body'>,
): { status: number; body: WireError } {
  const { status, code } = wordOf(refusal.code);
  const creates = method === 'POST';
  switch (refusal.kind) {
    case 'unauthenticated':
      return { status, body: { message: 'Unauthorized', code } };
    case 'internal':
      return { status, body: { message: 'internal error', code } };
    case 'not_found':
      return {
        status,
        body: { message: refusal.message, code, ...entityOf(refusal, { ...Object(body), ...Object(params) }) },
      };
    default:
  }
  if (refusal.code === 'email_taken' || refusal.code === 'external_id_taken') {
    return { status, body: refusedUser({ code, message: refusal.message }, creates) };
  }
  if (refusal.code !== 'invalid_input') return { status, body: { message: refusal.message, code } };

  const field = refusal.details?.field;
  const fieldCode = typeof field === 'string' ? wordOfField[field] : undefined;
  if (fieldCode && (!creates || field === 'metadata')) {
    return { status: 400, body: refusedUser({ code: fieldCode, message: refusal.message }, creates) };
  }
  return { status, body: { message: refusal.message, code, errors: problemsOf(refusal, fieldCode) } };
}

/** Creating answers one code for every reason and lists the reason; changing answers the reason. */
function refusedUser(problem: Problem, creates: boolean): WireError {
  if (creates) return { message: 'the user could not be created', code: 'user_creation_error', errors: [problem] };
  return { ...problem, errors: [problem] };
}

/** Names what was not found as the caller did. */
function entityOf({ code }: DomainError, { id, externalId, clientId, session_id }: Named): { entity_id?: string } {
  const named = id ?? externalId ?? clientId ?? session_id;
  return typeof named === 'string' && code !== 'route_not_found' ? { entity_id: named.slice(0, 200) } : {};
}

type Named = Partial<Record<'id' | 'externalId' | 'clientId' | 'session_id', unknown>>;

/** The SDKs show nothing of a 422 but the codes in this list, so each names its field. */
function problemsOf(refusal: DomainError, fieldCode: string | undefined): Problem[] {
  const { field, problems } = refusal.details ?? {};
  if (!Array.isArray(problems)) {
    const named = typeof field === 'string' ? { field } : {};
    return [
      {
        ...named,
        code: fieldCode ?? (typeof field === 'string' ? `${field}_invalid` : 'request_invalid'),
        message: refusal.message,
      },
    ];
  }
  return problems.map((problem) => toProblem(String(problem)));
}

/** Reads `body/metadata/plan: must be string`, as the validator's problems are told. */
function toProblem(text: string): Problem {
  const [, path = '', message = text] = /^(?:\w+)((?:\/[^:]*)?): (.*)$/s.exec(text) ?? [];
  const missing = /must have required property '([^']+)'/.exec(message)?.[1];
  const field = missing ?? path.split('/')[1];
  if (!field) return { code: 'request_invalid', message };
  return { field, code: `${field}_${missing ? 'required' : 'invalid'}`, message };
}
