/** An identity provider on the wire: JITSudo's fields first, ours after them. */
import { type Static, Type } from 'typebox';
import type { IdentityProvider } from '../../domain/identity-provider.ts';
import { strictLinkingRule } from '../../domain/linking-rule.ts';
import { jsonObject, nullable, oneOf, textInput, time, uuid } from './fields.ts';
import { fromLinkingRule, LinkingRuleBody, LinkingRuleInput, toLinkingRule } from './linking-rule.ts';

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
    linking_rule: LinkingRuleBody,
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
        linking_rule: toLinkingRule({
          ...strictLinkingRule,
          mode: 'verified_match',
          emailProof: 'authoritative_domains',
          authoritativeDomains: ['gmail.com', 'googlemail.com'],
        }),
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

/** Where a change of address is asked for that makes other people of the same subjects. */
export function allowIssuerChangeField() {
  return Type.Optional(
    Type.Boolean({
      default: false,
      description: 'The issuer may be another than the one that named the identities that are there.',
    }),
  );
}

export const providerFields = {
  display_name: Type.Optional(nullable(textInput(300))),
  logo: Type.Optional(nullable(textInput(2048))),
  enabled: Type.Optional(Type.Boolean()),
  config: Type.Optional(configInput()),
  linking_rule: Type.Optional(LinkingRuleInput),
  metadata: Type.Optional(jsonObject()),
};

export function toProvider(provider: IdentityProvider): Static<typeof IdentityProviderBody> {
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
    linking_rule: toLinkingRule(provider.linkingRule),
    metadata: provider.metadata,
  };
}

export function fromProviderFields(fields: Partial<Static<ReturnType<typeof Type.Object<typeof providerFields>>>>) {
  const { display_name, logo, enabled, config, linking_rule, metadata } = fields;
  return {
    ...(display_name !== undefined && { displayName: display_name }),
    ...(logo !== undefined && { logo }),
    ...(enabled !== undefined && { enabled }),
    ...(config !== undefined && { config }),
    ...(linking_rule !== undefined && { linkingRule: fromLinkingRule(linking_rule) }),
    ...(metadata !== undefined && { metadata }),
  };
}
