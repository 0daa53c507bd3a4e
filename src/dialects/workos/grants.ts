/**
 * `POST /user_management/authenticate`: codes and tokens for a signed-in user. The client proves itself in the body, which
 * is JSON or a form. Failures of the protocol are told as RFC 6749 has them, the rest as everywhere here.
 */
import { randomUUID } from 'node:crypto';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { toUlid } from '../../domain/ids.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { AppGrant } from '../../operations/app-grants.ts';
import type { WriteLetter } from '../../operations/letters.ts';
import { callerOf, type DialectContext, toDomainError } from '../dialect.ts';
import { type Client, requireClient, requireSecret } from './clients.ts';
import { sendError } from './errors.ts';
import { methodOf } from './provider-words.ts';
import { toWireUser } from './user-wire.ts';
import { toWireId } from './wire-ids.ts';

/** As WorkOS's access tokens. */
const accessSeconds = 300;

/** What RFC 6749 §5.2 says of it. */
class OauthRefusal extends Error {
  readonly error: string;

  constructor(error: string, description: string) {
    super(description);
    this.error = error;
  }
}

interface Asked {
  client: Client;
  field(name: string): string | null;
  required(name: string): string;
  from: { ip: string; userAgent?: string; requestId: string };
  writeLetter: WriteLetter;
}

export function addGrants(app: FastifyInstance, context: DialectContext): void {
  const { operations } = context;

  const complete = async ({ client }: Asked, grant: AppGrant): Promise<JsonObject> => {
    const { application, baseUrl } = client;
    const { user, session, refreshToken, signedInBy, providerTokens } = grant;
    const method = methodOf(signedInBy);
    const now = Math.floor(context.now() / 1000);
    const accessToken = await operations.tokens.issue(application.tenantId, {
      iss: `${baseUrl}/user_management/${application.clientId}`,
      sub: toWireId('user', user.id),
      sid: toWireId('session', session.id),
      jti: randomUUID(),
      client_id: application.clientId,
      auth_time: Math.floor(Date.parse(session.createdAt) / 1000),
      iat: now,
      exp: now + accessSeconds,
    });
    return {
      user: toWireUser(user) as unknown as JsonObject,
      access_token: accessToken,
      refresh_token: refreshToken,
      ...(method !== null && { authentication_method: method }),
      ...(providerTokens && { oauth_tokens: toOauthTokens(providerTokens) }),
    };
  };

  const grants: Record<string, (asked: Asked) => Promise<JsonObject>> = {
    async authorization_code(asked) {
      const { client, field, required, from } = asked;
      const { application } = client;
      const redeemed = await operations.appGrants.redeem(application, {
        code: required('code'),
        codeVerifier: field('code_verifier'),
      });
      if (!('pendingLink' in redeemed)) return complete(asked, redeemed);
      const { pendingLinkId, email } = await operations.verifyArrival.sendCode(
        redeemed.pendingLink,
        asked.writeLetter,
        from,
      );
      throw new StepUp({
        code: 'email_verification_required',
        message: 'the person has to prove the e-mail address first: a code was sent to it',
        pending_authentication_token: redeemed.pendingLink,
        email,
        email_verification_id: `email_verification_${toUlid(pendingLinkId)}`,
      });
    },

    async refresh_token(asked) {
      const { client, required, from } = asked;
      return complete(asked, await operations.appGrants.refresh(client.application, required('refresh_token'), from));
    },

    async 'urn:workos:oauth:grant-type:email-verification:code'(asked) {
      const { client, required, from } = asked;
      const { application } = client;
      const token = required('pending_authentication_token');
      const entered = await operations.verifyArrival.enterCode(application.tenantId, token, required('code'), from);
      return complete(asked, await operations.appGrants.open(application, entered));
    },

    async 'urn:workos:oauth:grant-type:magic-auth:code'(asked) {
      const { client, required, from } = asked;
      const { application } = client;
      const typed = { email: required('email'), code: required('code') };
      const entered = await operations.appEmailCodes.enter(application.tenantId, typed, from);
      return complete(asked, await operations.appGrants.open(application, entered));
    },

    async password() {
      throw new OauthRefusal(
        'unsupported_grant_type',
        'no passwords are kept here: people sign in through their identity providers, or by a code to their address',
      );
    },
  };

  app.register(async (own) => {
    own.setErrorHandler(sendRefusal);
    own.post<{ Body: Record<string, unknown> | undefined }>('/user_management/authenticate', async (request, reply) => {
      // RFC 6749 §5.1: what is answered is nobody else's.
      reply.header('cache-control', 'no-store');
      const body = request.body ?? {};
      const field = (name: string): string | null => {
        const value = body[name];
        if (value === undefined || value === null || value === '') return null;
        if (typeof value === 'string' && value.length <= 4096) return value;
        throw new OauthRefusal('invalid_request', `\`${name}\` must be one text`);
      };
      const required = (name: string): string => {
        const value = field(name);
        if (value === null) throw new OauthRefusal('invalid_request', `send a \`${name}\``);
        return value;
      };
      const grantType = required('grant_type');
      const grant = Object.hasOwn(grants, grantType) ? grants[grantType] : undefined;
      if (!grant)
        throw new OauthRefusal(
          'unsupported_grant_type',
          `the grant type \`${grantType.slice(0, 80)}\` is not known here`,
        );
      const client = await requireClient(context, request, required('client_id'));
      await requireSecret(context, client.application, field('client_secret') ?? bearerOf(request));
      const userAgent = field('user_agent') ?? request.headers['user-agent'];
      const from = { ...callerOf(request, 'workos'), ...(userAgent !== undefined && { userAgent }) } as Asked['from'];
      return grant({ client, field, required, from, writeLetter: context.writerFor(request) });
    });
  });
}

/** The Node SDK leaves the secret out of the body beside a PKCE verifier, and sends its key as everywhere. */
function bearerOf({ headers }: FastifyRequest): string | null {
  return /^bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1] ?? null;
}

/** A 403 that tells how to go on. */
class StepUp extends Error {
  readonly body: JsonObject;

  constructor(body: JsonObject) {
    super(String(body.message));
    this.body = body;
  }
}

const wordsOf: Partial<Record<string, string>> = { grant_refused: 'invalid_grant', client_refused: 'invalid_client' };

function sendRefusal(error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const type = 'application/json; charset=utf-8';
  if (error instanceof StepUp) return reply.code(403).type(type).send(error.body);
  if (error instanceof OauthRefusal)
    return reply.code(400).type(type).send({ error: error.error, error_description: error.message });
  const refusal = toDomainError(error);
  const word = wordsOf[refusal.code];
  if (word !== undefined) return reply.code(400).type(type).send({ error: word, error_description: refusal.message });
  if (refusal.code === 'code_wrong')
    return reply.code(400).type(type).send({ code: 'invalid_one_time_code', message: refusal.message });
  if (refusal.code === 'pending_link_over')
    return reply.code(400).type(type).send({ code: 'invalid_pending_authentication_token', message: refusal.message });
  return sendError(error, request, reply);
}

/** Some SDKs demand a text and a number where a provider gives neither. */
function toOauthTokens({ strategy, tokens }: NonNullable<AppGrant['providerTokens']>): JsonObject {
  return {
    provider: methodOf(strategy) ?? strategy,
    access_token: tokens.accessToken,
    refresh_token: tokens.refreshToken ?? '',
    expires_at: tokens.expiresAt === null ? 0 : Math.floor(Date.parse(tokens.expiresAt) / 1000),
    scopes: tokens.scopes,
  };
}
