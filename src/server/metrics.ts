/** What Prometheus scrapes. */
import {
  AggregatorRegistry,
  Counter,
  collectDefaultMetrics,
  Gauge,
  type MetricObjectWithValues,
  type MetricValue,
  Registry,
} from 'prom-client';
import { RequestDurations } from './request-durations.ts';

/** What one process has counted, as data. */
export type Snapshot = MetricObjectWithValues<MetricValue<string>>[];

export interface Metrics {
  contentType: string;
  /** `route` is the pattern, never the path: a label has as many values as there are routes. */
  countRequest(method: string, route: string, status: number, seconds: number): void;
  /** A message to a person: `sent`, `failed`, or `dropped` because too many were under way. */
  countMail(outcome: string): void;
  /** A decision that a policy made by not being evaluable. */
  countPolicyError(): void;
  /** Tokens of a provider that had ended, by what came of renewing them. */
  countRenewal(outcome: string): void;
  /** Tokens that were destroyed, by what came of ending them at the provider. */
  countRevocation(outcome: string): void;
  render(): Promise<string>;
  /** What this process alone has counted. */
  snapshot(): Promise<Snapshot>;
}

/** `gather` brings what all processes of this server have counted; absent: there is only this one. */
export function createMetrics(gather?: () => Promise<Snapshot[]>): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  new Gauge({
    name: 'selfsame_processes',
    help: 'processes of this server that answer requests',
    registers: [registry],
  }).set(1);
  const requests = new RequestDurations().addTo(registry);
  const mails = new Counter({
    name: 'selfsame_mails_total',
    help: 'messages to people, by what became of them',
    labelNames: ['outcome'] as const,
    registers: [registry],
  });
  const policyErrors = new Counter({
    name: 'selfsame_policy_errors_total',
    help: 'changes and sign-ins that were refused because a policy could not be evaluated',
    registers: [registry],
  });
  const renewals = new Counter({
    name: 'selfsame_provider_token_renewals_total',
    help: 'renewals of tokens of identity providers, by what became of them',
    labelNames: ['outcome'] as const,
    registers: [registry],
  });
  const revocations = new Counter({
    name: 'selfsame_provider_token_revocations_total',
    help: 'tokens destroyed here that were to be ended at their provider, by what became of that',
    labelNames: ['outcome'] as const,
    registers: [registry],
  });
  return {
    contentType: registry.contentType,
    countRequest: (method, route, status, seconds) => requests.observe(method, route, status, seconds),
    countMail: (outcome) => mails.inc({ outcome }),
    countPolicyError: () => policyErrors.inc(),
    countRenewal: (outcome) => renewals.inc({ outcome }),
    countRevocation: (outcome) => revocations.inc({ outcome }),
    render: async () => (gather ? AggregatorRegistry.aggregate(await gather()) : registry).metrics(),
    snapshot: () => registry.getMetricsAsJSON(),
  };
}
