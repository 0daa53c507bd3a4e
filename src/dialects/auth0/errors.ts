/**
 * How this API says no: `{statusCode, error, message, errorCode?}`, always as JSON. The token endpoint speaks OAuth
 * instead (RFC 6749 §5.2) and has its own words in `token.ts`.
 */
import { STATUS_CODES } from 'node:http';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { DomainError, type ErrorCode, type ErrorKind, errorTable } from '../../domain/errors.ts';
import { type ErrorWord, toDomainError } from '../dialect.ts';

const byKind = {
  invalid: { status: 400, code: 'invalid_body' },
  unauthenticated: { status: 401, code: null },
  forbidden: { status: 403, code: 'forbidden' },
  not_found: { status: 404, code: 'not_found' },
  method_not_allowed: { status: 405, code: 'method_not_allowed' },
  conflict: { status: 409, code: 'conflict' },
  too_large: { status: 413, code: 'payload_too_large' },
  unsupported_media_type: { status: 415, code: 'unsupported_media_type' },
  unprocessable: { status: 422, code: 'unprocessable' },
  rate_limited: { status: 429, code: 'too_many_requests' },
  unsupported: { status: 501, code: 'not_supported' },
  unavailable: { status: 503, code: 'unavailable' },
  internal: { status: 500, code: 'internal_error' },
} as const satisfies Record<ErrorKind, ErrorWord>;

/** Where this API has its own word, or another status, for one refusal. */
const byCode: Partial<Record<ErrorCode, ErrorWord>> = {
  insufficient_scope: { status: 403, code: 'insufficient_scope' },
  user_not_found: { status: 404, code: 'inexistent_user' },
  identity_not_found: { status: 404, code: 'inexistent_identity' },
  identity_provider_not_found: { status: 404, code: 'inexistent_connection' },
  connection_not_found: { status: 404, code: 'inexistent_connection' },
  event_not_found: { status: 404, code: 'inexistent_log' },
  identity_linked_elsewhere: { status: 409, code: 'identity_linked_elsewhere' },
  // A merge into oneself and a suspended side: the vendor answers both with 400 on a link.
  merge_with_itself: { status: 400, code: 'main_identity' },
  primary_identity: { status: 400, code: 'main_identity' },
  user_suspended: { status: 400, code: 'unlinkable_user' },
  user_merged: { status: 409, code: 'identity_already_linked' },
  email_taken: { status: 409, code: 'auth0_idp_error' },
  phone_taken: { status: 409, code: 'auth0_idp_error' },
  username_taken: { status: 409, code: 'auth0_idp_error' },
  user_id_taken: { status: 409, code: 'auth0_idp_error' },
  idempotency_key_reused: { status: 422, code: 'idempotency_key_reused' },
};

export function wordOf(code: ErrorCode): ErrorWord {
  return byCode[code] ?? byKind[errorTable[code].kind];
}

/** A refusal with a status and word of this API's own. They travel as details, so that a replay says the same. */
export function refuse(status: 400 | 401 | 403 | 404 | 409, errorCode: string | null, message: string): DomainError {
  const code: ErrorCode = status === 401 ? 'unauthenticated' : status === 403 ? 'insufficient_scope' : 'invalid_input';
  return new DomainError(code, message, { wire: { status, code: errorCode } });
}

export function handleError(error: FastifyError | DomainError, request: FastifyRequest, reply: FastifyReply): void {
  const refusal = toDomainError(error);
  if (refusal.kind === 'internal') request.log.error({ err: error }, 'bug');
  const { status, code } =
    ownWord(refusal) ?? (isAboutInput(refusal) ? inputWord(error, request) : wordOf(refusal.code));
  void reply
    .code(status)
    .type('application/json; charset=utf-8')
    .send({
      statusCode: status,
      error: STATUS_CODES[status] ?? 'Error',
      message: refusal.kind === 'internal' ? 'internal error' : refusal.message,
      ...(code !== null && { errorCode: code }),
    });
}

function ownWord({ details }: DomainError): ErrorWord | undefined {
  return details?.wire as unknown as ErrorWord | undefined;
}

function isAboutInput({ code }: DomainError): boolean {
  return code === 'invalid_input';
}

/** Which part of the request was wrong; without a body it can only have been the address. */
function inputWord(error: Partial<FastifyError>, { method }: FastifyRequest): ErrorWord {
  const where = error.validationContext ?? (method === 'GET' || method === 'DELETE' ? 'querystring' : 'body');
  if (where === 'params' || error.code === 'FST_ERR_BAD_URL' || error.code === 'FST_ERR_MAX_PARAM_LENGTH')
    return { status: 400, code: 'invalid_uri' };
  return { status: 400, code: where === 'querystring' ? 'invalid_query_string' : 'invalid_body' };
}
