/** `/v1/identity-providers`: the sources of identities that a tenant registered. */
import { Type } from 'typebox';
import { answer, type DialectContext } from '../dialect.ts';
import { actorOf } from './authenticate.ts';
import { closed, IdParams, ifUpdatedAtField, oneOf, refTo, textInput } from './fields.ts';
import {
  allowIssuerChangeField,
  fromProviderFields,
  IdentityProviderBody,
  providerFields,
  toProvider,
} from './identity-provider.ts';
import { pageOf, pageQuery, readPage, toPage } from './paging.ts';
import { describe, type NativeApp } from './routing.ts';

const nameField = textInput(128, { description: 'Unique in the tenant.' });

const CreateBody = closed(
  { name: nameField, provider_type: textInput(64, { description: 'The strategy.' }), ...providerFields },
  { examples: [{ name: 'google', provider_type: 'google-oauth2', display_name: 'Google' }] },
);

const UpdateBody = closed(
  {
    name: Type.Optional(nameField),
    ...providerFields,
    allow_issuer_change: allowIssuerChangeField(),
    if_updated_at: ifUpdatedAtField(),
  },
  { examples: [{ display_name: 'Google Workspace', enabled: true }] },
);

export function addIdentityProviderRoutes(app: NativeApp, context: DialectContext): void {
  const { identityProviders } = context.operations;
  const Provider = refTo(IdentityProviderBody);
  const tag = 'Identity providers';

  app.get(
    '/v1/identity-providers',
    {
      schema: {
        ...describe({
          id: 'listIdentityProviders',
          tag,
          summary: 'List identity providers',
          scopes: ['identity_providers:read'],
        }),
        querystring: closed({ ...pageQuery, enabled: Type.Optional(Type.Boolean()) }),
        response: { 200: pageOf(Provider) },
      },
    },
    async (request) => {
      const { query } = request;
      const found = await identityProviders.list(actorOf(request), readPage(query), { enabled: query.enabled });
      return toPage(found, toProvider);
    },
  );

  app.post(
    '/v1/identity-providers',
    {
      schema: {
        ...describe({
          id: 'createIdentityProvider',
          tag,
          summary: 'Register an identity provider',
          description: "Its linking rule starts as the strategy's safe default, with the parts given here replaced.",
          scopes: ['identity_providers:write'],
          errors: ['identity_provider_name_taken'],
        }),
        body: CreateBody,
        response: { 201: Provider },
      },
    },
    (request, reply) =>
      answer(context, actorOf(request), request, reply, async (operations) => {
        const { name, provider_type, ...fields } = request.body;
        const input = { ...fromProviderFields(fields), name, strategy: provider_type };
        const provider = await operations.identityProviders.create(actorOf(request), input);
        reply.code(201);
        return toProvider(provider);
      }),
  );

  app.get(
    '/v1/identity-providers/:id',
    {
      schema: {
        ...describe({
          id: 'getIdentityProvider',
          tag,
          summary: 'Get an identity provider',
          scopes: ['identity_providers:read'],
          errors: ['identity_provider_not_found'],
        }),
        params: IdParams,
        response: { 200: Provider },
      },
    },
    async (request) => toProvider(await identityProviders.read(actorOf(request), request.params.id)),
  );

  app.put(
    '/v1/identity-providers/:id',
    {
      schema: {
        ...describe({
          id: 'updateIdentityProvider',
          tag,
          summary: 'Update an identity provider',
          description:
            'What is absent stays. `config` and `metadata` are replaced whole, `linking_rule` part by part. The ' +
            'provider type never changes.',
          scopes: ['identity_providers:write'],
          errors: ['identity_provider_not_found', 'identity_provider_name_taken', 'issuer_in_use', 'changed_meanwhile'],
        }),
        params: IdParams,
        body: UpdateBody,
        response: { 200: Provider },
      },
    },
    async (request) => {
      const { name, allow_issuer_change = false, if_updated_at, ...fields } = request.body;
      const input = {
        ...fromProviderFields(fields),
        ...(name !== undefined && { name }),
        allowIssuerChange: allow_issuer_change,
        ...(if_updated_at !== undefined && { ifUpdatedAt: if_updated_at }),
      };
      return toProvider(await identityProviders.update(actorOf(request), request.params.id, input));
    },
  );

  for (const [word, enabled] of [
    ['enable', true],
    ['disable', false],
  ] as const) {
    app.post(
      `/v1/identity-providers/:id/${word}`,
      {
        schema: {
          ...describe({
            id: `${word}IdentityProvider`,
            tag,
            summary: `${enabled ? 'Enable' : 'Disable'} an identity provider`,
            description: enabled
              ? 'People can come in through it.'
              : 'Nobody can come in through it; its identities stay.',
            scopes: ['identity_providers:write'],
            errors: ['identity_provider_not_found'],
          }),
          params: IdParams,
          response: { 200: Provider },
        },
      },
      (request, reply) =>
        answer(context, actorOf(request), request, reply, async (operations) =>
          toProvider(await operations.identityProviders.setEnabled(actorOf(request), request.params.id, enabled)),
        ),
    );
  }

  app.delete(
    '/v1/identity-providers/:id',
    {
      schema: {
        ...describe({
          id: 'deleteIdentityProvider',
          tag,
          summary: 'Remove an identity provider with its connections',
          description:
            'One that has identities is not removed, unless `identities=delete` asks for them to be deleted too. That ' +
            'may leave users without a way in.',
          scopes: ['identity_providers:write'],
          errors: ['identity_provider_not_found', 'identity_provider_in_use'],
        }),
        params: IdParams,
        querystring: closed({ identities: Type.Optional(oneOf(['refuse', 'delete'], { default: 'refuse' })) }),
        response: { 200: Type.Object({ identities_deleted: Type.Integer() }) },
      },
    },
    async (request) => {
      const { identities = 'refuse' } = request.query;
      const { identitiesDeleted } = await identityProviders.delete(actorOf(request), request.params.id, identities);
      return { identities_deleted: identitiesDeleted };
    },
  );
}
