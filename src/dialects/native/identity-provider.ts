/** An identity provider on the wire: JITSudo's fields first, ours after them. */
import { type Static, Type } from 'typebox';
import type { IdentityProvider } from '../../domain/identity-provider.ts';
import type { LinkingRule } from '../../domain/linking-rule.ts';
import { closed, jsonObject, nullable, oneOf, textInput, time, uuid } from './fields.ts';

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

export const providerFields = {
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

export function toProvider(provider: IdentityProvider): Static<typeof IdentityProviderBody> {
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

export function fromProviderFields(fields: Partial<Static<ReturnType<typeof Type.Object<typeof providerFields>>>>) {
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
