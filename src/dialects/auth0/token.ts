/**
 * `POST /oauth/token`: client credentials (RFC 6749 §4.4) with an API key's public id and secret. What applications ask
 * for there, to sign their users in, is the OpenID provider's to answer.
 */
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Actor } from '../../domain/actor.ts';
import { DomainError } from '../../domain/errors.ts';
import { type DialectContext, readBasicCredentials, toDomainError } from '../dialect.ts';
import { namesThisApi } from './audience.ts';
import { wordOf } from './errors.ts';
import { grantable } from './scopes.ts';

/** How long a token is good for: a day, as the vendor's default. A revoked API key ends its tokens at once all the same. */
const lifeSeconds = 86_400;

export function addTokenEndpoint(app: FastifyInstance, context: DialectContext): void {
  app.post('/oauth/token', { errorHandler: handleOAuthError }, async (request, reply) => {
    const body = readFields(request.body);
    const { clientId: namedId, clientSecret: namedSecret } = findCredentials(request, body);
    const fields = {
      ...body,
      ...(namedId && { client_id: namedId }),
      ...(namedSecret && { client_secret: namedSecret }),
    };
    if (await context.answerToken?.(request, reply, fields)) return reply;
    requireGrant(body);
    const { clientId, clientSecret } = requireCredentials(namedId, namedSecret);
    const actor = await context.operations.authentication
      .byIdAndSecret(clientId, clientSecret)
      .catch((error: unknown) => {
        const unknown = error instanceof DomainError && error.kind === 'unauthenticated';
        throw unknown ? refuseClient('the client is unknown, or its secret is wrong') : error;
      });
    // RFC 6749 §5.1: a token must not stay in any cache.
    reply.headers({ 'cache-control': 'no-store', pragma: 'no-cache' });
    return issue(context, actor, clientId, body, request);
  });
}

async function issue(
  { operations, baseUrl, now }: DialectContext,
  actor: Actor,
  clientId: string,
  body: Fields,
  request: FastifyRequest,
) {
  const audience = body.audience ?? `${baseUrl}/api/v2/`;
  if (!namesThisApi(audience, [baseUrl, request.headers.host])) {
    throw refuseGrant('access_denied', `there is no API \`${audience.slice(0, 200)}\` here`, 403);
  }
  const scope = narrow(grantable(actor.scopes), body.scope).join(' ');
  const issuedAt = Math.floor(now() / 1000);
  const accessToken = await operations.tokens.issue(actor.tenantId, {
    iss: `${baseUrl}/`,
    sub: `${clientId}@clients`,
    aud: audience,
    iat: issuedAt,
    exp: issuedAt + lifeSeconds,
    azp: clientId,
    scope,
    gty: 'client-credentials',
    key: clientId,
  });
  return { access_token: accessToken, scope, expires_in: lifeSeconds, token_type: 'Bearer' };
}

type Fields = Partial<Record<string, string>>;

function readFields(body: unknown): Fields {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw refuseGrant('invalid_request', 'the body is missing: send it as a form or as JSON');
  }
  const fields: Fields = {};
  for (const [name, value] of Object.entries(body)) {
    // RFC 6749 §3.2: no parameter may come twice; a form parser makes an array of those.
    if (typeof value !== 'string') throw refuseGrant('invalid_request', `\`${name.slice(0, 80)}\` must be one text`);
    // RFC 6749 §3.2: a parameter without a value is as one that was left out.
    if (value !== '') fields[name] = value;
  }
  return fields;
}

function requireGrant({ grant_type: grant, client_assertion: assertion }: Fields): void {
  if (grant === undefined) throw refuseGrant('invalid_request', '`grant_type` is missing');
  if (grant !== 'client_credentials') {
    throw refuseGrant(
      'unsupported_grant_type',
      `the grant \`${grant.slice(0, 80)}\` is not supported: use client_credentials`,
    );
  }
  if (assertion !== undefined) {
    throw refuseGrant(
      'unauthorized_client',
      'client assertions are not supported: no public key can be registered here yet, send client_secret instead',
      400,
    );
  }
}

/** From the body, or HTTP Basic. */
function findCredentials(request: FastifyRequest, body: Fields): { clientId?: string; clientSecret?: string } {
  const basic = readBasicCredentials(request.headers.authorization);
  // RFC 6749 §2.3: a client uses one way to authenticate in a request.
  if (basic && body.client_secret !== undefined) {
    throw refuseGrant('invalid_request', 'the client secret came twice: in the header and in the body');
  }
  const clientId = basic?.clientId ?? body.client_id;
  const clientSecret = basic?.clientSecret ?? body.client_secret;
  return { ...(clientId && { clientId }), ...(clientSecret && { clientSecret }) };
}

function requireCredentials(
  clientId: string | undefined,
  clientSecret: string | undefined,
): { clientId: string; clientSecret: string } {
  if (!clientId || !clientSecret) throw refuseClient('`client_id` and `client_secret` are needed');
  return { clientId, clientSecret };
}

/** What was asked for of what there is; all of it when nothing was asked for. */
function narrow(granted: string[], asked: string | undefined): string[] {
  if (asked === undefined) return granted;
  const wanted = new Set(asked.split(/\s+/));
  return granted.filter((scope) => wanted.has(scope));
}

function refuseGrant(error: string, description: string, status: 400 | 403 = 400): DomainError {
  return new DomainError('invalid_input', description, { oauth: { error, status } });
}

function refuseClient(description: string): DomainError {
  return new DomainError('unauthenticated', description, { oauth: { error: 'invalid_client', status: 401 } });
}

/** RFC 6749 §5.2. */
function handleOAuthError(error: FastifyError | DomainError, request: FastifyRequest, reply: FastifyReply): void {
  const refusal = toDomainError(error);
  if (refusal.kind === 'internal') request.log.error({ err: error }, 'bug');
  const oauth = refusal.details?.oauth as { error: string; status: number } | undefined;
  const status = oauth?.status ?? wordOf(refusal.code).status;
  if (status === 401) reply.header('www-authenticate', 'Basic realm="token", charset="UTF-8"');
  void reply.code(status).send({
    error:
      oauth?.error ?? (status === 503 ? 'temporarily_unavailable' : status >= 500 ? 'server_error' : 'invalid_request'),
    error_description: refusal.kind === 'internal' ? 'internal error' : refusal.message,
  });
}
