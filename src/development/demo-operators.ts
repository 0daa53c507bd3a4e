/** The operators of development: two of the demo's people, who sign in to the console with the demo provider. */
import { systemActor } from '../domain/actor.ts';
import { strictLinkingRule } from '../domain/linking-rule.ts';
import type { OperatorRole } from '../domain/operator.ts';
import { hostsOf, type Tenant } from '../domain/tenant.ts';
import type { Operations } from '../operations/index.ts';
import type { RunningDemo } from './demo-state.ts';
import { keepConnection } from './demo-tenant.ts';

const label = 'first run';

const people: { email: string; name: string; role: OperatorRole }[] = [
  { email: 'olive@example.com', name: 'Olive Turner', role: 'owner' },
  { email: 'rowan@example.com', name: 'Rowan Ellis', role: 'read_only' },
];

/**
 * Where operators sign in: browsers take every name below `localhost` for this machine (RFC 6761 §6.3). Null where the base URL
 * is none of it.
 */
export function operatorsHost(baseUrl: string): string | null {
  const { protocol, hostname, port } = new URL(baseUrl);
  if (protocol !== 'http:' || !['localhost', '127.0.0.1'].includes(hostname)) return null;
  return port === '' ? 'operators.localhost' : `operators.localhost:${port}`;
}

/** Made at the first start. Whoever was given another role since keeps it, and whoever lost theirs has none. */
export async function keepDemoOperators(operations: Operations, demo: RunningDemo, baseUrl: string): Promise<void> {
  const { operators, identityProviders } = operations;
  const tenant = await operators.keepTenant(systemActor('', label));
  const actor = systemActor(tenant.id, label);
  await keepHost(operations, tenant, operatorsHost(baseUrl));
  const provider =
    (await identityProviders.byName(actor, 'oidc')) ??
    (await identityProviders.create(actor, {
      strategy: 'oidc',
      name: 'oidc',
      displayName: 'Demo people',
      linkingRule: {
        ...strictLinkingRule,
        mode: 'verified_match',
        emailProof: 'provider_verified_bit',
        // Operators are made by owners: nobody gets an account by signing in.
        loginOnly: true,
      },
    }));
  await keepConnection(operations, actor, provider, demo, 'oidc');
  const found = await operators.list(actor, { limit: 1 });
  if (found.items.length === 0) for (const person of people) await operators.setByEmail(actor, person);
  await operators.keepConsole(baseUrl);
}

/** On another port it is another host. */
async function keepHost(operations: Operations, tenant: Tenant, host: string | null): Promise<void> {
  const others = hostsOf(tenant).filter((each) => !each.startsWith('operators.localhost'));
  const hosts = host === null ? others : [host, ...others];
  if (hosts.join() === hostsOf(tenant).join()) return;
  const settings = { ...tenant.settings, hosts };
  await operations.tenants.update(systemActor(tenant.id, label), tenant.id, { settings });
}
