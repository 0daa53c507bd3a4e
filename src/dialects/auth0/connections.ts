/** `/api/v2/connections`: identity providers of ours, each with the first of its connections. */
import type { FastifyInstance } from 'fastify';
import { type Static, Type } from 'typebox';
import type { Actor } from '../../domain/actor.ts';
import { DomainError } from '../../domain/errors.ts';
import type { IdentityProvider } from '../../domain/identity-provider.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { Operations } from '../../operations/index.ts';
import { answer, type DialectContext } from '../dialect.ts';
import { needs, requireActor } from './authenticate.ts';
import { createConnectionBody, updateConnectionBody } from './connection-body.ts';
import { fromConnectionId } from './connection-id.ts';
import {
  type ConnectionListQuery,
  connectionListQuery,
  listAll,
  pageFrom,
  withConnections,
} from './connection-list.ts';
import { isDatabase, readOptions, toConnectionWire, toRest } from './connection-wire.ts';
import { type FieldsQuery, fieldsQuery, pickFields } from './fields.ts';
import { toOffset, toOffsetAnswer } from './paging.ts';
import { fromRootAttributes, withoutRootAttributes } from './root-attributes.ts';

export function addConnections(app: FastifyInstance, context: DialectContext): void {
  const { operations } = context;
  const read = needs('read:connections');
  const url = '/api/v2/connections/:id';

  app.get('/api/v2/connections', { schema: { querystring: connectionListQuery }, onRequest: read }, async (request) => {
    const actor = requireActor(request);
    const query = request.query as ConnectionListQuery;
    const show = async (providers: IdentityProvider[]): Promise<JsonObject[]> =>
      (await withConnections(operations, actor, providers)).map((connection) => pickFields(connection, query));
    if (query.from !== undefined || query.take !== undefined) {
      const { items, hasMore } = await pageFrom(operations, actor, query);
      return { connections: await show(items), ...(hasMore && { next: items.at(-1)!.id }) };
    }
    const all = await listAll(operations, actor, query);
    const { offset, limit } = toOffset(query);
    return toOffsetAnswer('connections', query, await show(all.slice(offset, offset + limit)), all.length);
  });

  app.post(
    '/api/v2/connections',
    { schema: { body: createConnectionBody }, onRequest: needs('create:connections') },
    (request, reply) => {
      const actor = requireActor(request);
      const body = request.body as Static<typeof createConnectionBody>;
      return answer(context, actor, request, reply, async (verbs) => {
        const created = await verbs.together((joined) => create(joined, actor, body));
        reply.code(201);
        return created;
      });
    },
  );

  app.get(url, { schema: { querystring: Type.Object(fieldsQuery) }, onRequest: read }, async (request) => {
    const actor = requireActor(request);
    const provider = await requireProvider(operations, actor, request.params);
    return pickFields(await showOne(operations, actor, provider), request.query as FieldsQuery);
  });

  app.patch(
    url,
    { schema: { body: updateConnectionBody }, onRequest: needs('update:connections') },
    async (request) => {
      const actor = requireActor(request);
      const provider = await requireProvider(operations, actor, request.params);
      const body = request.body as Static<typeof updateConnectionBody>;
      return operations.together((joined) => update(joined, actor, provider, body));
    },
  );

  app.delete(url, { onRequest: needs('delete:connections') }, async (request, reply) => {
    const actor = requireActor(request);
    const id = idOf(request.params);
    if (id === null) return reply.code(204).send();
    try {
      // The vendor deletes a connection's users with it. Here its identities go; users stay, with what else they have.
      await operations.identityProviders.delete(actor, id, 'delete');
    } catch (error) {
      if (error instanceof DomainError && error.kind === 'not_found') return reply.code(204).send();
      throw error;
    }
    return reply.code(202).send({ deleted_at: new Date(context.now()).toISOString() });
  });

  app.get(`${url}/status`, { onRequest: read }, async (request, reply) => {
    const { enabled } = await requireProvider(operations, requireActor(request), request.params);
    if (!enabled) throw new DomainError('identity_provider_not_found', 'the connection is disabled');
    return reply.code(200).send();
  });

  // Every caller of the tenant's sign-in may use every connection: there are no clients to switch on.
  app.get(`${url}/clients`, { onRequest: read }, async (request) => {
    await requireProvider(operations, requireActor(request), request.params);
    return { clients: [] };
  });
}

function idOf(params: unknown): string | null {
  return fromConnectionId((params as { id: string }).id);
}

async function requireProvider(
  { identityProviders }: Operations,
  actor: Actor,
  params: unknown,
): Promise<IdentityProvider> {
  const id = idOf(params);
  if (id === null) throw new DomainError('identity_provider_not_found', 'there is no such connection');
  return identityProviders.read(actor, id);
}

async function showOne({ connections }: Operations, actor: Actor, provider: IdentityProvider): Promise<JsonObject> {
  const [connection] = await connections.ofProvider(actor, provider.id);
  return { ...toConnectionWire(provider, connection), enabled_clients: [] };
}

async function create(
  operations: Operations,
  actor: Actor,
  body: Static<typeof createConnectionBody>,
): Promise<JsonObject> {
  const { clientId, clientSecret, config } = readOptions(body.strategy, body.options);
  const database = isDatabase(body.strategy);
  const provider = await operations.identityProviders.create(actor, {
    strategy: body.strategy,
    name: body.name,
    displayName: body.display_name ?? null,
    metadata: body.metadata ?? {},
    ...(!database && { linkingRule: fromRootAttributes(config, null) }),
    config: { auth0: toRest(body, database ? config : null) },
  });
  if (!database) {
    await operations.connections.create(actor, {
      identityProviderId: provider.id,
      identifier: provider.name,
      config: withoutRootAttributes(config),
      ...(clientId !== undefined && { clientId }),
      ...(clientSecret !== undefined && { clientSecret }),
    });
  }
  return showOne(operations, actor, provider);
}

async function update(
  operations: Operations,
  actor: Actor,
  provider: IdentityProvider,
  body: Static<typeof updateConnectionBody>,
): Promise<JsonObject> {
  const database = isDatabase(provider.strategy);
  const known = (provider.config.auth0 ?? {}) as JsonObject;
  const { clientId, clientSecret, config } = readOptions(provider.strategy, body.options);
  const options = database && body.options ? config : null;
  const changed = await operations.identityProviders.update(actor, provider.id, {
    ...(body.display_name !== undefined && { displayName: body.display_name }),
    ...(body.metadata !== undefined && { metadata: body.metadata }),
    ...(!database && { linkingRule: fromRootAttributes(config, provider.linkingRule) }),
    config: { ...provider.config, auth0: { ...known, ...toRest(body, options) } },
  });
  const [connection] = await operations.connections.ofProvider(actor, provider.id);
  // As the vendor does: `options` replaces all of the options; a secret that nobody was shown stays unless a new one comes.
  if (body.options && connection && !database) {
    await operations.connections.update(actor, connection.id, {
      config: withoutRootAttributes(config),
      ...(clientId !== undefined && { clientId }),
      ...(clientSecret !== undefined && { clientSecret }),
    });
  }
  return showOne(operations, actor, changed);
}
