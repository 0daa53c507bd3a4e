/** `/v1/connections`: the configured ways in through an identity provider. */
import { Type } from 'typebox';
import { answer, type DialectContext } from '../dialect.ts';
import { actorOf } from './authenticate.ts';
import { ConnectionBody, connectionFields, fromConnectionFields, toConnection } from './connection.ts';
import { closed, dataOf, IdParams, ifUpdatedAtField, refTo, textInput } from './fields.ts';
import { describe, type NativeApp } from './routing.ts';

const identifierField = textInput(128, { description: 'Unique in the tenant.' });

const CreateBody = closed(
  {
    identifier: identifierField,
    type: Type.Optional(textInput(64, { description: 'The variety of sign-in; the strategy by default.' })),
    ...connectionFields,
  },
  {
    examples: [
      { identifier: 'google', client_id: '1234-abcd.apps.googleusercontent.com', client_secret: 'the-client-secret' },
      { identifier: 'acme', config: { metadata_url: 'https://idp.example.com/metadata', require_signed: 'assertion' } },
    ],
  },
);

const UpdateBody = closed(
  { identifier: Type.Optional(identifierField), ...connectionFields, if_updated_at: ifUpdatedAtField() },
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
          description:
            'A SAML connection may give `metadata_url` or `metadata_xml` in its `config`: what the document says is filled ' +
            'in, and answered. Then give the other side `/sign-in/saml/{identifier}/metadata`.',
          scopes: ['identity_providers:write'],
          errors: ['identity_provider_not_found', 'connection_identifier_taken', 'issuer_in_use'],
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
          ...fromConnectionFields(fields),
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
            'changes, the client secret must be given again. A SAML `config` of `metadata_url` alone reads the metadata anew.',
          scopes: ['identity_providers:write'],
          errors: ['connection_not_found', 'connection_identifier_taken', 'issuer_in_use', 'changed_meanwhile'],
        }),
        params: IdParams,
        body: UpdateBody,
        response: { 200: ConnectionRef },
      },
    },
    async (request) => {
      const { identifier, if_updated_at, ...fields } = request.body;
      const input = {
        ...fromConnectionFields(fields),
        ...(identifier !== undefined && { identifier }),
        ...(if_updated_at !== undefined && { ifUpdatedAt: if_updated_at }),
      };
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
