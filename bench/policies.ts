/**
 * What it costs to ask the policies about one arrival, in processor time. Run it with
 * `node --import ./test/support/run-typescript.js bench/policies.ts`; docs/adr/0070-cedar.md has the numbers.
 */
import { createRequire } from 'node:module';
import { cpus, loadavg } from 'node:os';
import { createPolicies, type PolicyRequest } from '../src/policies/policies.ts';
import { toCedarContext } from '../src/policies/request.ts';

const rounds = 7;
const statement = (nth: number) => `@notice("Ask the service desk to link it.")
forbid(principal is Arrival, action == Action::"identity:link", resource)
when { context.user.app_metadata.contains("roles=${nth}") };`;
const request: PolicyRequest = {
  principal: { type: 'Arrival', id: 'p1|42' },
  action: 'identity:link',
  resource: { type: 'Identity', id: 'i1' },
  context: {
    request: {
      at: '2026-01-15T12:00:00.123Z',
      hour: 12,
      weekday: 4,
      actor_kind: 'system',
      actor_name: 'sign-in',
      ip: '10.1.2.3',
    },
    identity: {
      provider: { id: 'p1', name: 'github', strategy: 'github' },
      subject: '42',
      email: 'ada@example.com',
      email_domain: 'example.com',
      email_proved: true,
      phone_proved: false,
    },
    user: {
      id: 'u1',
      status: 'active',
      created_at: '2026-01-01T00:00:00.000Z',
      email: 'ada@example.com',
      email_domain: 'example.com',
      email_proved: true,
      phone_proved: false,
      identities: 1,
      providers: ['google'],
      strategies: ['google-oauth2'],
      app_metadata: ['roles=editor'],
    },
    linked_by: 'auto',
    matched_on: ['email'],
  },
};

/** Microseconds of processor time for each call: the median of the rounds. */
function measure(calls: number, call: () => void): number {
  for (let nth = 0; nth < calls; nth += 1) call();
  const each = Array.from({ length: rounds }, () => {
    const before = process.cpuUsage();
    for (let nth = 0; nth < calls; nth += 1) call();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / calls;
  });
  return each.sort((a, b) => a - b)[Math.floor(rounds / 2)]!;
}

const cedar = createRequire(import.meta.url)(
  '@cedar-policy/cedar-wasm/nodejs',
) as typeof import('@cedar-policy/cedar-wasm/nodejs');
console.log(`Node ${process.version}, ${cpus().length} × ${cpus()[0]!.model}, load ${loadavg()[0]!.toFixed(1)}`);
for (const count of [1, 10, 100, 500]) {
  const policies = createPolicies({ countError: () => {} });
  const texts = Array.from({ length: count }, (_, nth) => statement(nth));
  const inForce = texts.map((text, nth) => ({ id: `${nth}`, name: `${nth}`, version: 1, cedar: text }));
  const kept = measure(count > 50 ? 100 : 500, () => policies.decide('tenant', inForce, request));
  const call = {
    principal: request.principal,
    action: { type: 'Action', id: request.action },
    resource: request.resource,
    context: toCedarContext(request.context),
    entities: [],
    policies: { staticPolicies: { base: 'permit(principal, action, resource);', ...texts } },
  };
  const parsed = measure(count > 50 ? 10 : 100, () => cedar.isAuthorized(call));
  console.log(`${count} statements: ${kept.toFixed(0)} µs kept, ${parsed.toFixed(0)} µs parsed with each call`);
}
