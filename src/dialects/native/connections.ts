/** `/v1/connections`: the configured ways in through an identity provider. A client secret goes in and never comes out. */
import { type Static, Type } from 'typebox';
import type { Connection } from '../../domain/identity-provider.ts';
import { answer, type DialectContext } from '../dialect.ts';
import { actorOf } from './authenticate.ts';
import { closed, dataOf, IdParams, jsonObject, nullable, refTo, textInput, time, uuid } from './fields.ts';
import { configInput } from './identity-providers.ts';
import { describe, type NativeApp } from './routing.ts';

export const ConnectionBody = Type.Object(
  {
    id: uuid(),
    identity_provider_id: uuid(),
    identifier: Type.String({ description: 'Unique in the tenant.' }),
    display_name: Type.String(),
    type: Type.String(),
    logo: nullable(Type.String()),
    client_id: nullable(Type.String()),
    has_client_secret: Type.Boolean(),
    config: jsonObject({ description: 'Issuer, endpoints, scopes: what the strategy needs.' }),
    enabled: Type.Boolean(),
    login_only: Type.Boolean({ description: 'Known people only: an arrival that nobody owns is refused.' }),
    created_at: time(),
    updated_at: time(),
  },
  {
    $id: 'Connection',
    title: 'Connection',
    examples: [
      {
        id: '0199b6a4-02bb-7000-8000-000040000000',
        identity_provider_id: '0199b6a4-01aa-7000-8000-000038000000',
        identifier: 'google',
        display_name: 'Google',
        type: 'google-oauth2',
        logo: null,
        client_id: '1234-abcd.apps.googleusercontent.com',
        has_client_secret: true,
        config: {},
        enabled: true,
        login_only: false,
        created_at: '2026-01-15T12:00:00.000Z',
        updated_at: '2026-01-15T12:00:00.000Z',
      },
    ],
  },
);

const changeable = {
  display_name: Type.Optional(textInput(300)),
  logo: Type.Optional(nullable(textInput(2048))),
  client_id: Type.Optional(nullable(textInput(1024))),
  client_secret: Type.Optional(nullable(textInput(8192, { description: 'Sealed at once; no answer carries it.' }))),
  config: Type.Optional(configInput()),
  enabled: Type.Optional(Type.Boolean()),
  login_only: Type.Optional(Type.Boolean()),
};

const identifierField = textInput(128, { description: 'Unique in the tenant.' });

const CreateBody = closed(
  {
    identifier: identifierField,
    type: Type.Optional(textInput(64, { description: 'The variety of sign-in; the strategy by default.' })),
    ...changeable,
  },
  {
    examples: [
      { identifier: 'google', client_id: '1234-abcd.apps.googleusercontent.com', client_secret: 'the-client-secret' },
    ],
  },
);

const UpdateBody = closed(
  { identifier: Type.Optional(identifierField), ...changeable },
  { examples: [{ display_name: 'Sign in with Google', login_only: true }] },
);

export function addConnectionRoutes(app: NativeApp, context: DialectContext): void {
  const { connections } = context.operations;
  const ConnectionRef = refTo(ConnectionBody);
  const tag = 'Connections';

  app.get(
    '/v1/connections',
    {
      schema: {
        ...describe({
          id: 'listConnections',
          tag,
          summary: "List all of the tenant's connections",
          scopes: ['identity_providers:read'],
        }),
        response: { 200: dataOf(ConnectionRef) },
      },
    },
    async (request) => ({ data: (await connections.ofTenant(actorOf(request))).map(toConnection) }),
  );

  app.get(
    '/v1/identity-providers/:id/connections',
    {
      schema: {
        ...describe({
          id: 'listProviderConnections',
          tag,
          summary: 'List the connections of an identity provider',
          scopes: ['identity_providers:read'],
          errors: ['identity_provider_not_found', 'identity_provider_mismatch'],
        }),
        params: IdParams,
        response: { 200: dataOf(ConnectionRef) },
      },
    },
    async (request) => ({
      data: (await connections.ofProvider(actorOf(request), request.params.id)).map(toConnection),
    }),
  );

  app.post(
    '/v1/identity-providers/:id/connections',
    {
      schema: {
        ...describe({
          id: 'createConnection',
          tag,
          summary: 'Add a connection to an identity provider',
          scopes: ['identity_providers:write'],
          errors: ['identity_provider_not_found', 'connection_identifier_taken'],
        }),
        params: IdParams,
        body: CreateBody,
        response: { 201: ConnectionRef },
      },
    },
    (request, reply) =>
      answer(context, actorOf(request), request, reply, async (operations) => {
        const { identifier, type, ...fields } = request.body;
        const connection = await operations.connections.create(actorOf(request), {
          ...fromFields(fields),
          identityProviderId: request.params.id,
          identifier,
          ...(type !== undefined && { type }),
        });
        reply.code(201);
        return toConnection(connection);
      }),
  );

  app.get(
    '/v1/connections/:id',
    {
      schema: {
        ...describe({
          id: 'getConnection',
          tag,
          summary: 'Get a connection',
          scopes: ['identity_providers:read'],
          errors: ['connection_not_found'],
        }),
        params: IdParams,
        response: { 200: ConnectionRef },
      },
    },
    async (request) => toConnection(await connections.read(actorOf(request), request.params.id)),
  );

  app.put(
    '/v1/connections/:id',
    {
      schema: {
        ...describe({
          id: 'updateConnection',
          tag,
          summary: 'Update a connection',
          description:
            'What is absent stays, the client secret too; `config` is replaced whole. When the issuer or an endpoint ' +
            'changes, the client secret must be given again.',
          scopes: ['identity_providers:write'],
          errors: ['connection_not_found', 'connection_identifier_taken'],
        }),
        params: IdParams,
        body: UpdateBody,
        response: { 200: ConnectionRef },
      },
    },
    async (request) => {
      const { identifier, ...fields } = request.body;
      const input = { ...fromFields(fields), ...(identifier !== undefined && { identifier }) };
      return toConnection(await connections.update(actorOf(request), request.params.id, input));
    },
  );

  for (const [word, enabled] of [
    ['enable', true],
    ['disable', false],
  ] as const) {
    app.post(
      `/v1/connections/:id/${word}`,
      {
        schema: {
          ...describe({
            id: `${word}Connection`,
            tag,
            summary: `${enabled ? 'Enable' : 'Disable'} a connection`,
            scopes: ['identity_providers:write'],
            errors: ['connection_not_found'],
          }),
          params: IdParams,
          response: { 200: ConnectionRef },
        },
      },
      (request, reply) =>
        answer(context, actorOf(request), request, reply, async (operations) =>
          toConnection(await operations.connections.setEnabled(actorOf(request), request.params.id, enabled)),
        ),
    );
  }

  app.delete(
    '/v1/connections/:id',
    {
      schema: {
        ...describe({
          id: 'deleteConnection',
          tag,
          summary: 'Remove a connection',
          description: 'The identities that came through it stay: they belong to the identity provider.',
          scopes: ['identity_providers:write'],
          errors: ['connection_not_found'],
        }),
        params: IdParams,
        response: { 204: Type.Null({ description: 'Removed' }) },
      },
    },
    async (request, reply) => {
      await connections.delete(actorOf(request), request.params.id);
      return reply.code(204).send(null);
    },
  );
}

function toConnection(connection: Connection): Static<typeof ConnectionBody> {
  return {
    id: connection.id,
    identity_provider_id: connection.identityProviderId,
    identifier: connection.identifier,
    display_name: connection.displayName,
    type: connection.type,
    logo: connection.logo,
    client_id: connection.clientId,
    has_client_secret: connection.sealedClientSecret !== null,
    config: connection.config,
    enabled: connection.enabled,
    login_only: connection.loginOnly,
    created_at: connection.createdAt,
    updated_at: connection.updatedAt,
  };
}

function fromFields(fields: Partial<Static<ReturnType<typeof Type.Object<typeof changeable>>>>) {
  const { display_name, logo, client_id, client_secret, config, enabled, login_only } = fields;
  return {
    ...(display_name !== undefined && { displayName: display_name }),
    ...(logo !== undefined && { logo }),
    ...(client_id !== undefined && { clientId: client_id }),
    ...(client_secret !== undefined && { clientSecret: client_secret }),
    ...(config !== undefined && { config }),
    ...(enabled !== undefined && { enabled }),
    ...(login_only !== undefined && { loginOnly: login_only }),
  };
}
