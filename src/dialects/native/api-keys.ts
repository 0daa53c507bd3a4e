/** `/v1/api-keys`: credentials of applications. The key itself is in the answer that makes it, and nowhere else. */
import { type Static, Type } from 'typebox';
import type { ApiKey } from '../../domain/api-key.ts';
import { allScopes } from '../../domain/scopes.ts';
import { type CreateApiKey, type CreatedApiKey, publicIdOf } from '../../operations/api-keys.ts';
import { answer, type DialectContext } from '../dialect.ts';
import { actorOf } from './authenticate.ts';
import { closed, IdParams, nullable, oneOf, readTime, refTo, time, uuid, uuidInput } from './fields.ts';
import { pageOf, pageQuery, readPage, toPage } from './paging.ts';
import { describe, type NativeApp } from './routing.ts';

const fields = {
  id: uuid(),
  name: Type.String(),
  scopes: Type.Array(Type.String()),
  created_by: nullable(Type.String()),
  last_used_at: nullable(time()),
  expires_at: nullable(time()),
  revoked_at: nullable(time({ description: 'Null while the key is in force.' })),
  revoked_by: nullable(Type.String()),
  created_at: time(),
  identity_provider_id: nullable(uuid({ description: "When set, the key touches this provider's identities only." })),
  public_id: Type.String({ description: 'The client id or access key id by which other APIs know the key.' }),
};

const example = {
  id: '0199b6a4-0001-7000-8000-0123456789ab',
  name: 'back office',
  scopes: ['users:read', 'identities:read'],
  created_by: null,
  last_used_at: null,
  expires_at: null,
  revoked_at: null,
  revoked_by: null,
  created_at: '2026-01-15T12:00:00.000Z',
  identity_provider_id: null,
  public_id: '0LAk3bV9xJ2mQ7cT5nR8wE1yU4iO6pS0dF3gH5jK9lZ',
};

export const ApiKeyBody = Type.Object(fields, { $id: 'ApiKey', title: 'ApiKey', examples: [example] });

export const CreatedApiKeyBody = Type.Object(
  {
    ...fields,
    raw_key: Type.String({ description: 'The whole key, for `X-API-Key`. Shown this once.' }),
    secret: Type.String({ description: 'Its second half, for APIs that take an id and a secret. Shown this once.' }),
  },
  { $id: 'CreatedApiKey', title: 'CreatedApiKey' },
);

const CreateBody = closed(
  {
    name: Type.String({ minLength: 1, maxLength: 128 }),
    scopes: Type.Optional(
      Type.Array(oneOf(allScopes), { maxItems: 100, description: 'None unless given; never more than your own.' }),
    ),
    expires_at: Type.Optional(nullable(Type.String({ format: 'date-time', maxLength: 64 }))),
    identity_provider_id: Type.Optional(nullable(uuidInput())),
  },
  { examples: [{ name: 'back office', scopes: ['users:read', 'identities:read'] }] },
);

export function addApiKeyRoutes(app: NativeApp, context: DialectContext): void {
  const { apiKeys } = context.operations;
  const Key = refTo(ApiKeyBody);
  const tag = 'API keys';

  app.post(
    '/v1/api-keys',
    {
      schema: {
        ...describe({
          id: 'createApiKey',
          tag,
          summary: 'Create an API key',
          description: 'A key cannot make a stronger one than itself.',
          scopes: ['api_keys:write'],
          errors: ['identity_provider_not_found'],
        }),
        body: CreateBody,
        response: { 201: refTo(CreatedApiKeyBody) },
      },
    },
    (request, reply) =>
      answer(context, actorOf(request), request, reply, async (operations) => {
        const created = await operations.apiKeys.create(actorOf(request), fromBody(request.body));
        reply.code(201);
        return toCreatedApiKey(created);
      }),
  );

  app.post(
    '/v1/tenants/:id/api-keys',
    {
      schema: {
        ...describe({
          id: 'createTenantApiKey',
          tag,
          summary: 'Create an API key for a tenant',
          description: 'For keys of the master tenant: the first key of a tenant that was just made.',
          scopes: ['api_keys:write'],
          errors: ['tenant_not_found', 'identity_provider_not_found'],
        }),
        params: IdParams,
        body: CreateBody,
        response: { 201: refTo(CreatedApiKeyBody) },
      },
    },
    (request, reply) =>
      answer(context, actorOf(request), request, reply, async (operations) => {
        const { id } = request.params;
        const created = await operations.apiKeys.createFor(actorOf(request), id, fromBody(request.body));
        reply.code(201);
        return toCreatedApiKey(created);
      }),
  );

  app.get(
    '/v1/api-keys',
    {
      schema: {
        ...describe({
          id: 'listApiKeys',
          tag,
          summary: 'List API keys',
          description: 'Revoked ones too; never a secret.',
          scopes: ['api_keys:read'],
        }),
        querystring: closed({ ...pageQuery, identity_provider_id: Type.Optional(uuidInput()) }),
        response: { 200: pageOf(Key) },
      },
    },
    async (request) => {
      const { identity_provider_id } = request.query;
      const search = { identityProviderId: identity_provider_id };
      return toPage(await apiKeys.list(actorOf(request), readPage(request.query), search), toApiKey);
    },
  );

  app.get(
    '/v1/api-keys/:id',
    {
      schema: {
        ...describe({
          id: 'getApiKey',
          tag,
          summary: 'Get an API key',
          scopes: ['api_keys:read'],
          errors: ['api_key_not_found'],
        }),
        params: IdParams,
        response: { 200: Key },
      },
    },
    async (request) => toApiKey(await apiKeys.read(actorOf(request), request.params.id)),
  );

  app.post(
    '/v1/api-keys/:id/revoke',
    {
      schema: {
        ...describe({
          id: 'revokeApiKey',
          tag,
          summary: 'Revoke an API key',
          description: 'At once and for good; the key stays listed. Revoking twice changes nothing.',
          scopes: ['api_keys:write'],
          errors: ['api_key_not_found'],
        }),
        params: IdParams,
        response: { 200: Key },
      },
    },
    (request, reply) =>
      answer(context, actorOf(request), request, reply, async (operations) =>
        toApiKey(await operations.apiKeys.revoke(actorOf(request), request.params.id)),
      ),
  );

  app.delete(
    '/v1/api-keys/:id',
    {
      schema: {
        ...describe({
          id: 'deleteApiKey',
          tag,
          summary: 'Revoke an API key',
          description: 'The same as `POST …/revoke`, without an answer.',
          scopes: ['api_keys:write'],
          errors: ['api_key_not_found'],
        }),
        params: IdParams,
        response: { 204: Type.Null({ description: 'Revoked' }) },
      },
    },
    async (request, reply) => {
      await apiKeys.revoke(actorOf(request), request.params.id);
      return reply.code(204).send(null);
    },
  );
}

function fromBody({ name, scopes = [], expires_at, identity_provider_id }: Static<typeof CreateBody>): CreateApiKey {
  return {
    name,
    scopes,
    ...(expires_at && { expiresAt: readTime(expires_at, 'expires_at') }),
    ...(identity_provider_id !== undefined && { identityProviderId: identity_provider_id }),
  };
}

function toApiKey(key: ApiKey): Static<typeof ApiKeyBody> {
  return {
    id: key.id,
    name: key.name,
    scopes: key.scopes,
    created_by: key.createdBy,
    last_used_at: key.lastUsedAt,
    expires_at: key.expiresAt,
    revoked_at: key.revokedAt,
    revoked_by: key.revokedBy,
    created_at: key.createdAt,
    identity_provider_id: key.identityProviderId,
    public_id: publicIdOf(key),
  };
}

function toCreatedApiKey({ apiKey, rawKey, secret }: CreatedApiKey): Static<typeof CreatedApiKeyBody> {
  return { ...toApiKey(apiKey), raw_key: rawKey, secret };
}
