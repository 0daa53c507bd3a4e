/** `/v1/identity-providers`: the sources of identities that a tenant registered. */
import { type Static, Type } from 'typebox';
import type { IdentityProvider } from '../../domain/identity-provider.ts';
import type { LinkingRule } from '../../domain/linking-rule.ts';
import { answer, type DialectContext } from '../dialect.ts';
import { actorOf } from './authenticate.ts';
import { closed, IdParams, jsonObject, nullable, oneOf, refTo, textInput, time, uuid } from './fields.ts';
import { pageOf, pageQuery, readPage, toPage } from './paging.ts';
import { describe, type NativeApp } from './routing.ts';

const ruleFields = {
  mode: oneOf(['never', 'verified_match'], {
    description: '`verified_match`: an arrival joins the one user with the same e-mail, proved on both sides.',
  }),
  email_proof: oneOf(['verified_bit', 'authoritative_domains', 'never'], {
    description: "What makes the provider's e-mail proved.",
  }),
  authoritative_domains: Type.Array(textInput(253), { maxItems: 1000 }),
};

export const IdentityProviderBody = Type.Object(
  {
    id: uuid(),
    name: Type.String(),
    provider_type: Type.String({ description: 'Its strategy. Never changes.' }),
    config: jsonObject(),
    enabled: Type.Boolean(),
    last_synced_at: nullable(time()),
    sync_status: oneOf(['pending', 'syncing', 'synced', 'failed']),
    sync_error: nullable(Type.String()),
    created_at: time(),
    updated_at: time(),
    display_name: Type.String(),
    logo: nullable(Type.String()),
    linking_rule: Type.Object(ruleFields, { description: 'When an arrival may join a known user.' }),
    metadata: jsonObject(),
  },
  {
    $id: 'IdentityProvider',
    title: 'IdentityProvider',
    examples: [
      {
        id: '0199b6a4-01aa-7000-8000-000038000000',
        name: 'google',
        provider_type: 'google-oauth2',
        config: {},
        enabled: true,
        last_synced_at: null,
        sync_status: 'pending',
        sync_error: null,
        created_at: '2026-01-15T12:00:00.000Z',
        updated_at: '2026-01-15T12:00:00.000Z',
        display_name: 'Google',
        logo: null,
        linking_rule: {
          mode: 'verified_match',
          email_proof: 'authoritative_domains',
          authoritative_domains: ['gmail.com', 'googlemail.com'],
        },
        metadata: {},
      },
    ],
  },
);

/** Configuration that every reader of providers sees: a secret in it would be no secret. */
export function configInput() {
  return Type.Unsafe<Record<string, never>>({
    ...jsonObject({ description: 'What the strategy needs. Never a secret: a connection takes its own.' }),
    propertyNames: { not: { enum: ['client_secret', 'clientSecret', 'private_key'] } },
  });
}

const changeable = {
  display_name: Type.Optional(nullable(textInput(300))),
  logo: Type.Optional(nullable(textInput(2048))),
  enabled: Type.Optional(Type.Boolean()),
  config: Type.Optional(configInput()),
  linking_rule: Type.Optional(
    closed({
      mode: Type.Optional(ruleFields.mode),
      email_proof: Type.Optional(ruleFields.email_proof),
      authoritative_domains: Type.Optional(ruleFields.authoritative_domains),
    }),
  ),
  metadata: Type.Optional(jsonObject()),
};

const nameField = textInput(128, { description: 'Unique in the tenant.' });

const CreateBody = closed(
  { name: nameField, provider_type: textInput(64, { description: 'The strategy.' }), ...changeable },
  { examples: [{ name: 'google', provider_type: 'google-oauth2', display_name: 'Google' }] },
);

const UpdateBody = closed(
  { name: Type.Optional(nameField), ...changeable },
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
        const input = { ...fromFields(fields), name, strategy: provider_type };
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
          errors: ['identity_provider_not_found', 'identity_provider_name_taken'],
        }),
        params: IdParams,
        body: UpdateBody,
        response: { 200: Provider },
      },
    },
    async (request) => {
      const { name, ...fields } = request.body;
      const input = { ...fromFields(fields), ...(name !== undefined && { name }) };
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

function toProvider(provider: IdentityProvider): Static<typeof IdentityProviderBody> {
  const { mode, emailProof, authoritativeDomains } = provider.linkingRule;
  return {
    id: provider.id,
    name: provider.name,
    provider_type: provider.strategy,
    config: provider.config,
    enabled: provider.enabled,
    last_synced_at: provider.lastSyncedAt,
    sync_status: provider.syncStatus,
    sync_error: provider.syncError,
    created_at: provider.createdAt,
    updated_at: provider.updatedAt,
    display_name: provider.displayName,
    logo: provider.logo,
    linking_rule: { mode, email_proof: emailProof, authoritative_domains: authoritativeDomains },
    metadata: provider.metadata,
  };
}

function fromFields(fields: Partial<Static<ReturnType<typeof Type.Object<typeof changeable>>>>) {
  const { display_name, logo, enabled, config, linking_rule, metadata } = fields;
  return {
    ...(display_name !== undefined && { displayName: display_name }),
    ...(logo !== undefined && { logo }),
    ...(enabled !== undefined && { enabled }),
    ...(config !== undefined && { config }),
    ...(linking_rule !== undefined && { linkingRule: fromRule(linking_rule) }),
    ...(metadata !== undefined && { metadata }),
  };
}

function fromRule(rule: {
  mode?: LinkingRule['mode'];
  email_proof?: LinkingRule['emailProof'];
  authoritative_domains?: string[];
}): Partial<LinkingRule> {
  return {
    ...(rule.mode !== undefined && { mode: rule.mode }),
    ...(rule.email_proof !== undefined && { emailProof: rule.email_proof }),
    ...(rule.authoritative_domains !== undefined && {
      authoritativeDomains: rule.authoritative_domains.map((domain) => domain.toLowerCase()),
    }),
  };
}
