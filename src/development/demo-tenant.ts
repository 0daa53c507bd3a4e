/** The demo tenant: made at the first start, put right at each later one, through the same operations as everything. */
import { isDeepStrictEqual } from 'node:util';
import { type Actor, systemActor } from '../domain/actor.ts';
import { DomainError } from '../domain/errors.ts';
import type { IdentityProvider } from '../domain/identity-provider.ts';
import type { JsonObject } from '../domain/json.ts';
import { type LinkingRule, strictLinkingRule } from '../domain/linking-rule.ts';
import { allScopes } from '../domain/scopes.ts';
import type { Tenant } from '../domain/tenant.ts';
import type { CreatedApiKey } from '../operations/api-keys.ts';
import type { Operations } from '../operations/index.ts';
import { type DemoStrategy, demoStrategies, type RunningDemo } from './demo-state.ts';

const slug = 'demo';
const label = 'first run';

const displayNames: Record<DemoStrategy, string> = {
  'google-oauth2': 'Google (demo)',
  github: 'GitHub (demo)',
  oidc: 'OpenID (demo)',
};

/**
 * One rule of each sort, so that the same person at three providers shows what each does: believed for the domain that
 * it manages, believed for its own verified bit, never believed: then the person is asked.
 */
const linkingRules: Record<DemoStrategy, LinkingRule> = {
  'google-oauth2': {
    ...strictLinkingRule,
    mode: 'verified_match',
    emailProof: 'authoritative_domains',
    authoritativeDomains: ['example.com'],
  },
  github: { ...strictLinkingRule, mode: 'verified_match', emailProof: 'provider_verified_bit' },
  oidc: { ...strictLinkingRule, mode: 'ask' },
};

export async function keepDemoTenant(operations: Operations): Promise<Tenant> {
  const existing = await operations.tenants.find(slug);
  if (existing) return existing;
  const { tenantId: _none, ...system } = systemActor('', label);
  try {
    return await operations.tenants.create(system, { name: 'Demo', slug, isMaster: true });
  } catch (error) {
    // Another process on the same database was first.
    const theirs = error instanceof DomainError && error.code === 'tenant_slug_taken';
    const tenant = theirs ? await operations.tenants.find(slug) : null;
    if (!tenant) throw error;
    return tenant;
  }
}

/** The key of the last start while it works, else a new one that may do everything. */
export async function keepApiKey(
  operations: Operations,
  tenant: Tenant,
  kept: { rawKey: string; publicId: string; secret: string } | null,
): Promise<Pick<CreatedApiKey, 'rawKey' | 'publicId' | 'secret'>> {
  const actor = kept && (await operations.authentication.byKey(kept.rawKey).catch(() => null));
  if (kept && actor?.tenantId === tenant.id) return kept;
  return operations.apiKeys.create(systemActor(tenant.id, label), { name: 'First run', scopes: allScopes });
}

/** The demo provider registered as three identity providers with a connection each; their ids by name. */
export async function keepIdentityProviders(
  operations: Operations,
  tenant: Tenant,
  demo: RunningDemo,
): Promise<Record<DemoStrategy, string>> {
  const actor = systemActor(tenant.id, label);
  const ids = {} as Record<DemoStrategy, string>;
  for (const strategy of demoStrategies) {
    const provider = await keepProvider(operations, actor, strategy);
    await keepConnection(operations, actor, provider, demo, strategy);
    ids[strategy] = provider.id;
  }
  await keepEmail(operations, actor);
  return ids;
}

/** Codes by mail, which the outbox shows. A developer who removes the connection has it back at the next start. */
async function keepEmail(operations: Operations, actor: Actor): Promise<void> {
  if (await operations.connections.byIdentifier(actor, 'email')) return;
  const existing = await operations.identityProviders.byName(actor, 'email');
  const { id: identityProviderId } =
    existing ??
    (await operations.identityProviders.create(actor, { strategy: 'email', name: 'email', displayName: 'E-mail' }));
  await operations.connections.create(actor, { identityProviderId, identifier: 'email' });
}

async function keepProvider(operations: Operations, actor: Actor, strategy: DemoStrategy): Promise<IdentityProvider> {
  const existing = await operations.identityProviders.byName(actor, strategy);
  // What a developer changed about it stays changed.
  if (existing) return existing;
  return operations.identityProviders.create(actor, {
    strategy,
    name: strategy,
    displayName: displayNames[strategy],
    linkingRule: linkingRules[strategy],
  });
}

export async function keepConnection(
  operations: Operations,
  actor: Actor,
  provider: IdentityProvider,
  demo: RunningDemo,
  strategy: DemoStrategy,
): Promise<void> {
  const { clientId, clientSecret } = demo.clients[strategy];
  const config = demo.provider.connectionConfigs[strategy] as JsonObject;
  const existing = await operations.connections.byIdentifier(actor, strategy);
  if (!existing) {
    const { id: identityProviderId } = provider;
    await operations.connections.create(actor, {
      identityProviderId,
      identifier: strategy,
      clientId,
      clientSecret,
      config,
      allowIssuerChange: true,
    });
    return;
  }
  const moved = !isDeepStrictEqual(existing.config, config) || existing.clientId !== clientId;
  if (existing.identityProviderId !== provider.id || !(moved || demo.isNew)) return;
  // On another port it is the same demo.
  const change = { clientId, clientSecret, config, allowIssuerChange: true };
  await operations.connections.update(actor, existing.id, change);
}
