/** `/v1/tenants`: customers of one installation. */
import { type Static, Type } from 'typebox';
import type { Tenant } from '../../domain/tenant.ts';
import { answer, type DialectContext } from '../dialect.ts';
import { actorOf } from './authenticate.ts';
import { closed, IdParams, ifUpdatedAtField, jsonObject, nullable, refTo, textInput, time, uuid } from './fields.ts';
import { pageOf, pageQuery, readPage, toPage } from './paging.ts';
import { describe, type NativeApp } from './routing.ts';

export const TenantBody = Type.Object(
  {
    id: uuid(),
    name: Type.String(),
    slug: Type.String({ description: 'Its name in addresses.' }),
    locale: Type.String({ description: '`settings.locale`, or `en`.' }),
    is_master: Type.Boolean({ description: 'Whether its keys see and make other tenants.' }),
    settings: jsonObject(),
    created_at: time(),
    updated_at: time(),
    owner_email: nullable(Type.String({ description: 'Always null: a tenant has no owner here.' })),
    owner_user_id: nullable(uuid({ description: 'Always null: a tenant has no owner here.' })),
  },
  {
    $id: 'Tenant',
    title: 'Tenant',
    examples: [
      {
        id: '0199b6a4-0000-7000-8000-aabbccddeeff',
        name: 'Acme',
        slug: 'acme',
        locale: 'en',
        is_master: false,
        settings: {},
        created_at: '2026-01-15T12:00:00.000Z',
        updated_at: '2026-01-15T12:00:00.000Z',
        owner_email: null,
        owner_user_id: null,
      },
    ],
  },
);

const nameField = Type.String({ minLength: 1, maxLength: 200 });

export function addTenantRoutes(app: NativeApp, context: DialectContext): void {
  const { tenants } = context.operations;
  const TenantRef = refTo(TenantBody);
  const tag = 'Tenants';

  app.get(
    '/v1/tenants',
    {
      schema: {
        ...describe({
          id: 'listTenants',
          tag,
          summary: 'List tenants',
          description:
            'All of them for an operator, who may work in any, and for a key of the master tenant; for any other key, its own.',
          scopes: ['tenants:read'],
        }),
        querystring: closed(pageQuery),
        response: { 200: pageOf(TenantRef) },
      },
    },
    async (request) => toPage(await tenants.list(actorOf(request), readPage(request.query)), toTenant),
  );

  app.post(
    '/v1/tenants',
    {
      schema: {
        ...describe({
          id: 'createTenant',
          tag,
          summary: 'Create a tenant',
          description: 'For keys of the master tenant. `POST /v1/tenants/{id}/api-keys` makes its first key.',
          scopes: ['tenants:write'],
          errors: ['tenant_slug_taken'],
        }),
        body: closed(
          { name: nameField, slug: textInput(63), settings: Type.Optional(jsonObject()) },
          { examples: [{ name: 'Acme', slug: 'acme' }] },
        ),
        response: { 201: TenantRef },
      },
    },
    (request, reply) =>
      answer(context, actorOf(request), request, reply, async (operations) => {
        const tenant = await operations.tenants.create(actorOf(request), request.body);
        reply.code(201);
        return toTenant(tenant);
      }),
  );

  app.get(
    '/v1/tenants/:id',
    {
      schema: {
        ...describe({
          id: 'getTenant',
          tag,
          summary: 'Get a tenant',
          scopes: ['tenants:read'],
          errors: ['tenant_not_found'],
        }),
        params: IdParams,
        response: { 200: TenantRef },
      },
    },
    async (request) => toTenant(await tenants.read(actorOf(request), request.params.id)),
  );

  app.put(
    '/v1/tenants/:id',
    {
      schema: {
        ...describe({
          id: 'updateTenant',
          tag,
          summary: 'Update a tenant',
          description: 'What is absent stays; `settings` are replaced whole. The slug never changes.',
          scopes: ['tenants:write'],
          errors: ['tenant_not_found', 'changed_meanwhile'],
        }),
        params: IdParams,
        body: closed(
          {
            name: Type.Optional(nameField),
            settings: Type.Optional(jsonObject()),
            if_updated_at: ifUpdatedAtField(),
          },
          { examples: [{ name: 'Acme Limited' }] },
        ),
        response: { 200: TenantRef },
      },
    },
    async (request) => {
      const { if_updated_at: ifUpdatedAt, ...input } = request.body;
      return toTenant(
        await tenants.update(actorOf(request), request.params.id, {
          ...input,
          ...(ifUpdatedAt !== undefined && { ifUpdatedAt }),
        }),
      );
    },
  );

  app.delete(
    '/v1/tenants/:id',
    {
      schema: {
        ...describe({
          id: 'deleteTenant',
          tag,
          summary: 'Delete a tenant',
          description:
            'With everything that is its own, for good. For keys of the master tenant. It is gone at once for every request, ' +
            'its API keys, applications and tokens too; its rows follow in batches, and its slug and hosts are free when they ' +
            'are gone.',
          scopes: ['tenants:write'],
          errors: ['tenant_not_found', 'tenant_is_master', 'tenant_is_operators'],
        }),
        params: IdParams,
        response: { 204: Type.Null({ description: 'Deleted' }) },
      },
    },
    async (request, reply) => {
      await tenants.delete(actorOf(request), request.params.id);
      return reply.code(204).send(null);
    },
  );
}

function toTenant({ id, name, slug, isMaster, settings, createdAt, updatedAt }: Tenant): Static<typeof TenantBody> {
  return {
    id,
    name,
    slug,
    locale: typeof settings.locale === 'string' ? settings.locale : 'en',
    is_master: isMaster,
    settings,
    created_at: createdAt,
    updated_at: updatedAt,
    owner_email: null,
    owner_user_id: null,
  };
}
