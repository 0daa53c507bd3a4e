/** `/v1/identities/{id}/tokens`: what a provider gave to act for a person there. */
import { Type } from 'typebox';
import type { HeldTokens } from '../../operations/provider-tokens.ts';
import type { DialectContext } from '../dialect.ts';
import { actorOf } from './authenticate.ts';
import { closed, IdParams, nullable, time, uuid, uuidInput } from './fields.ts';
import { describe, type NativeApp } from './routing.ts';

const TokensBody = Type.Object(
  {
    identity_id: uuid(),
    connection_id: uuid({ description: 'The connection that they came through.' }),
    access_token: Type.String(),
    access_token_secret: nullable(Type.String({ description: 'Of OAuth 1.0a, where the token has one.' })),
    token_type: Type.String({ description: 'As the provider says it, mostly `bearer`.' }),
    id_token: nullable(Type.String({ description: 'Null unless it came together with this access token.' })),
    scopes: Type.Array(Type.String(), { description: 'What was granted.' }),
    expires_at: nullable(time({ description: 'Null where the provider does not say.' })),
    obtained_at: time({ description: 'When the provider gave the access token.' }),
  },
  {
    examples: [
      {
        identity_id: '0199b6a4-6c11-7a55-8f0e-1d2c3b4a5968',
        connection_id: '0199b6a4-02bb-7000-8000-000040000000',
        access_token: 'the token',
        access_token_secret: null,
        token_type: 'bearer',
        id_token: null,
        scopes: ['openid', 'email'],
        expires_at: '2026-01-15T13:00:00.000Z',
        obtained_at: '2026-01-15T12:00:00.000Z',
      },
    ],
  },
);

const TokensQuery = closed({
  connection_id: Type.Optional(
    uuidInput({ description: 'Tokens that this connection brought; those obtained last by default.' }),
  ),
  fresh: Type.Optional(
    Type.Boolean({
      default: false,
      description: 'Renew them although they have not ended: for when the provider refused them all the same.',
    }),
  ),
});

export function addIdentityTokenRoute(app: NativeApp, { operations }: DialectContext): void {
  app.get(
    '/v1/identities/:id/tokens',
    {
      schema: {
        ...describe({
          id: 'getIdentityTokens',
          tag: 'Identities',
          summary: "Get an identity's tokens at its provider",
          description:
            'They are renewed first when they have ended, once however many ask. The refresh token stays here: whoever ' +
            'else used it would take it from everybody.',
          scopes: ['read:user_idp_tokens'],
          errors: [
            'identity_not_found',
            'identity_provider_mismatch',
            'tokens_not_found',
            'needs_reauthorization',
            'provider_unavailable',
          ],
        }),
        params: IdParams,
        querystring: TokensQuery,
        response: { 200: TokensBody },
      },
    },
    async (request, reply) => {
      // RFC 6749 §5.1 of answers with tokens; a refusal says as much about them as it should.
      reply.header('cache-control', 'no-store');
      const { connection_id, fresh } = request.query;
      const asked = { identityId: request.params.id, connectionId: connection_id, renew: fresh };
      return toTokens(await operations.providerTokens.read(actorOf(request), asked));
    },
  );
}

function toTokens(tokens: HeldTokens) {
  return {
    identity_id: tokens.identityId,
    connection_id: tokens.connectionId,
    access_token: tokens.accessToken,
    access_token_secret: tokens.tokenSecret ?? null,
    token_type: tokens.tokenType,
    id_token: tokens.idToken ?? null,
    scopes: tokens.scopes,
    expires_at: tokens.expiresAt,
    obtained_at: tokens.obtainedAt,
  };
}
