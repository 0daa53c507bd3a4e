/** How the native dialect says a refusal: `{code, message, details?, notices?}` and an HTTP status for each kind. */
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { type Static, Type } from 'typebox';
import { DomainError, type ErrorCode, type ErrorKind, errorTable } from '../../domain/errors.ts';
import type { JsonObject } from '../../domain/json.ts';
import { type ErrorWord, toDomainError } from '../dialect.ts';

export const ErrorBody = Type.Object(
  {
    code: Type.String({ description: 'What programs branch on.' }),
    message: Type.String({ description: 'What is wrong and what to do, for people.' }),
    details: Type.Optional(Type.Record(Type.String(), Type.Any(), { description: 'Data for programs.' })),
    notices: Type.Optional(Type.Array(Type.String(), { description: 'What the policies that decided have to say.' })),
  },
  {
    $id: 'Error',
    title: 'Error',
    examples: [{ code: 'not_found', message: 'there is no such user' }],
  },
);

const statuses = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  too_large: 413,
  unsupported_media_type: 415,
  unprocessable: 422,
  rate_limited: 429,
  unsupported: 501,
  unavailable: 503,
  internal: 500,
} satisfies Record<ErrorKind, number>;

/** One word for whatever is not there, so that nothing is told of what a tenant may not see; otherwise the code itself. */
export function wordOf(code: ErrorCode): ErrorWord {
  const { kind } = errorTable[code];
  return { status: statuses[kind], code: kind === 'not_found' ? 'not_found' : code };
}

/** The error handler of the dialect. */
export function sendRefusal(error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const refusal = explain(error, request);
  if (refusal.kind === 'internal') request.log.error({ err: error }, 'bug');
  if (refusal.kind === 'unauthenticated') reply.header('www-authenticate', 'Bearer');
  return reply
    .code(wordOf(refusal.code).status)
    .type('application/json; charset=utf-8')
    .serializer(JSON.stringify)
    .send(toRefusal(refusal));
}

function explain(error: FastifyError, request: FastifyRequest): DomainError {
  // An absent body fails validation like a wrong one; what is missing should be said as it is.
  if (error.validationContext === 'body' && (request.body === undefined || request.body === null))
    return new DomainError('body_required', 'the operation needs a JSON body');
  return toDomainError(error);
}

export function toRefusal({ code, kind, message, details, notices }: DomainError): Static<typeof ErrorBody> {
  if (kind === 'internal') return { code: 'internal', message: 'internal error: it was logged, with the x-request-id' };
  return {
    code: String(wordOf(code).code),
    message,
    ...(details && { details: toWireDetails(code, details) }),
    ...(code === 'policy_forbids' && { notices }),
  };
}

/** The refused rows of a bulk call carry codes of their own. */
function toWireDetails(code: ErrorCode, details: JsonObject): JsonObject {
  if (code === 'policy_forbids') {
    const { notices: _beside, ...rest } = details;
    return rest;
  }
  if (code !== 'bulk_refused' || !Array.isArray(details.refused)) return details;
  const refused = (details.refused as JsonObject[]).map((row) => ({
    ...row,
    code: wordOf(row.code as ErrorCode).code,
  }));
  return { ...details, refused };
}
