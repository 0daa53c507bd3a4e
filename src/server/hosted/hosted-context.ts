import type { Outbox } from '../../mail/mailer.ts';
import type { Operations } from '../../operations/index.ts';
import type { SharedMemory } from '../../operations/shared-memory.ts';

export interface HostedContext {
  operations: Operations;
  /** The address that browsers know, without a trailing slash. */
  baseUrl: string;
  /** The slug of the tenant that people sign in to; null: the oldest. */
  defaultTenant: string | null;
  now(): number;
  /** How much one address may ask of the sign-in pages; null: as they think best. */
  addressLimit: { requestsMax: number; windowSeconds: number } | null;
  /** Counts, which this process has in common with the others of its server. */
  shared: SharedMemory;
  /** In development: the mail that was sent, shown as a page. */
  outbox: Outbox | null;
}
