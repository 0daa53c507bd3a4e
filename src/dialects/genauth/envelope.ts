/** Every answer has one shape, with HTTP status 200 also when it failed: clients read `statusCode`. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '../../domain/errors.ts';
import { toDomainError } from '../dialect.ts';
import { type Language, messageOf, SignatureRefusal, signatureProblems, wordOf } from './errors.ts';

export interface Envelope {
  statusCode: number;
  message: string;
  apiCode?: number;
  requestId: string;
  data?: unknown;
}

export function wrap(request: FastifyRequest, data: unknown): Envelope {
  const message = languageOf(request) === 'zh' ? '操作成功' : 'success';
  return { statusCode: 200, message, requestId: request.id, data };
}

/** The words that the caller asked for. The SDKs say `zh-CN` unless they are told otherwise. */
export function languageOf({ headers }: FastifyRequest): Language {
  return String(headers['x-authing-lang'] ?? headers['x-genauth-lang'] ?? '')
    .toLowerCase()
    .startsWith('zh')
    ? 'zh'
    : 'en';
}

export function addErrorHandler(app: FastifyInstance): void {
  app.setErrorHandler((error, request, reply) => refuse(error, request, reply));
}

function refuse(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const language = languageOf(request);
  if (error instanceof SignatureRefusal) {
    const { statusCode, apiCode, [language]: message } = signatureProblems[error.problem];
    return reply.code(200).send({ statusCode, message, apiCode, requestId: request.id } satisfies Envelope);
  }
  const refusal = withField(error, toDomainError(error));
  if (refusal.kind === 'internal') request.log.error({ err: error }, 'bug');
  const { status, code } = wordOf(refusal.code);
  // INVARIANT: HTTP 200 for every refusal but 429: an HTTP error makes the SDKs throw what they cannot read.
  return reply.code(status === 429 ? 429 : 200).send({
    statusCode: status,
    message: messageOf(refusal, language),
    ...(typeof code === 'number' && { apiCode: code }),
    requestId: request.id,
  } satisfies Envelope);
}

/** A failed schema, told by the name of the parameter as this API does. */
function withField(error: unknown, refusal: DomainError): DomainError {
  const [problem] = (error as { validation?: ValidationProblem[] }).validation ?? [];
  if (!problem) return refusal;
  const missing = problem.params?.missingProperty;
  const path = (problem.instancePath ?? '').split('/').filter((step) => step !== '');
  const field = [...path, ...(typeof missing === 'string' ? [missing] : [])].join('.');
  if (field === '') return refusal;
  return new DomainError(
    'invalid_input',
    `parameter \`${field.slice(0, 80)}\` is malformed: ${missing ? 'it is required' : (problem.message ?? 'it is wrong')}`,
    {
      field: field.slice(0, 80),
    },
  );
}

interface ValidationProblem {
  instancePath?: string;
  message?: string;
  params?: Record<string, unknown>;
}
